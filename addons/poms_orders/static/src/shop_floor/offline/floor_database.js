import {browser} from "@web/core/browser/browser";

const NAME = "poms_floor";
const VERSION = 1;

/**
 * The tablet's own store: acts that wait, and what the floor last knew.
 *
 * Not Odoo's `IndexedDB`: that one is a cache, it drops the database when its version
 * changes and writes with relaxed durability. An act in here is the only copy there is.
 */
export class FloorDatabase {
    constructor(name = NAME, factory = browser.indexedDB || globalThis.indexedDB) {
        this.name = name;
        this.factory = factory;
        this.opening = null;
    }

    _open() {
        this.opening ||= new Promise((resolve, reject) => {
            const request = this.factory.open(this.name, VERSION);
            request.onupgradeneeded = () => upgrade(request.result);
            request.onsuccess = () => {
                const db = request.result;
                // another tab brings a newer version: let it
                db.onversionchange = () => this.close();
                resolve(db);
            };
            request.onerror = () => reject(request.error);
        });
        return this.opening;
    }

    async close() {
        const opening = this.opening;
        this.opening = null;
        (await opening)?.close();
    }

    /**
     * Run `body(stores)` in one transaction; resolves when it is on disk.
     *
     * @param {string[]} names of stores
     * @param {"readonly"|"readwrite"} mode
     * @param {(stores: Object) => IDBRequest|undefined} body its request's result is
     *   returned
     */
    async run(names, mode, body) {
        const db = await this._open();
        return new Promise((resolve, reject) => {
            const transaction = db.transaction(names, mode, {durability: "strict"});
            const stores = {};
            for (const name of names) {
                stores[name] = transaction.objectStore(name);
            }
            const request = body(stores);
            transaction.oncomplete = () => resolve(request?.result);
            transaction.onerror = () => reject(transaction.error);
            transaction.onabort = () => reject(transaction.error);
        });
    }

    get(key) {
        return this.run(["facts"], "readonly", ({facts}) => facts.get(key));
    }

    set(key, value) {
        return this.run(["facts"], "readwrite", ({facts}) => facts.put(value, key));
    }

    remove(key) {
        return this.run(["facts"], "readwrite", ({facts}) => facts.delete(key));
    }
}

function upgrade(db) {
    const outbox = db.createObjectStore("outbox", {
        keyPath: "seq",
        autoIncrement: true,
    });
    outbox.createIndex("uuid", "uuid", {unique: true});
    db.createObjectStore("facts");
}

/** The same shape in memory, where the browser keeps nothing (private windows). */
export class MemoryFacts {
    facts = new Map();

    get(key) {
        return Promise.resolve(this.facts.get(key));
    }

    set(key, value) {
        this.facts.set(key, value);
        return Promise.resolve();
    }

    remove(key) {
        this.facts.delete(key);
        return Promise.resolve();
    }
}
