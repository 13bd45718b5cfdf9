/**
 * Acts on the tablet's disk, in the order in which they were told; photos as blobs.
 * The same methods as `MemoryStore`.
 */
export class DiskStore {
    /** @param {import("./floor_database").FloorDatabase} database */
    constructor(database) {
        this.database = database;
    }

    /** Keep a new item, or what changed of a known one; gives it its `seq`. */
    async put(item) {
        const kept = {...item};
        if (kept.seq === undefined) {
            delete kept.seq;
        }
        item.seq = await this.database.run(["outbox"], "readwrite", ({outbox}) =>
            outbox.put(kept)
        );
    }

    remove(uuid) {
        return this.replace(uuid, []);
    }

    /** Take an item out and its followers in, both or neither. */
    async replace(uuid, followers) {
        await this.database.run(["outbox"], "readwrite", ({outbox}) => {
            const lookup = outbox.index("uuid").getKey(uuid);
            lookup.onsuccess = () => {
                // another tab may have sent it and queued its photos
                if (lookup.result !== undefined) {
                    outbox.delete(lookup.result);
                    for (const follower of followers) {
                        const added = outbox.add({...follower});
                        added.onsuccess = () => (follower.seq = added.result);
                    }
                }
            };
            return lookup;
        });
    }

    async has(uuid) {
        const key = await this.database.run(["outbox"], "readonly", ({outbox}) =>
            outbox.index("uuid").getKey(uuid)
        );
        return key !== undefined;
    }

    all() {
        return this.database.run(["outbox"], "readonly", ({outbox}) => outbox.getAll());
    }
}
