import {browser} from "@web/core/browser/browser";
import {reactive} from "@odoo/owl";
import {makeUuid} from "./uuid";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30000;
// Database restarts show as 401 or 403 for a moment: ask again before asking people.
const AUTH_TRIES = 4;
const AUTH_WAIT_MS = 12000;

// A server that fails on one act again and again will not heal by waiting.
const BROKEN_TRIES = 8;
const BROKEN_MS = 10 * 60000;

// A refusal waits for a team leader: ask now and then whether it was settled.
const SETTLED_WAIT_MS = 60000;

/**
 * Keeps items while the page lives; `DiskStore` keeps them over a reload. Items come
 * back in the order of their first `put`.
 */
export class MemoryStore {
    items = new Map();

    put(item) {
        this.items.set(item.uuid, item);
        return Promise.resolve();
    }

    remove(uuid) {
        this.items.delete(uuid);
        return Promise.resolve();
    }

    replace(uuid, followers) {
        this.items.delete(uuid);
        for (const follower of followers) {
            this.items.set(follower.uuid, follower);
        }
        return Promise.resolve();
    }

    has(uuid) {
        return Promise.resolve(this.items.has(uuid));
    }

    all() {
        return Promise.resolve([...this.items.values()]);
    }
}

/**
 * Acts on their way to the server: in order per card, each exactly once by its uuid.
 *
 * An item is {uuid, method, params, lane, employeeId, since, tries, fate, message,
 * isQueued, blobs}; `lane` is the card, items of one lane wait for each other, lanes do
 * not. `fate` is sending, waiting, auth, refused or attention. An item leaves only on a
 * final answer. `isQueued`: it had to wait, so nobody may be there to see the answer;
 * then a refusal stays, and holds up its lane, until a team leader has settled it.
 * Each of `blobs` ({uuid, kind, taken_at, name, blob}) becomes an item of its own once
 * its act is answered.
 */
export class Outbox {
    /**
     * @param {Object} options
     * @param {(method: string, params: Object, item: Object) => Promise<Object>}
     *   options.send the item carries `blob` when it is a photo
     * @param {MemoryStore} [options.store]
     * @param {() => number} [options.random] in [0, 1)
     * @param {(lane: string, body: Function) => Promise} [options.lock] runs `body`
     *   alone among all tabs
     * @param {(item: Object, answer: Object) => void} [options.onWait] told once, when
     *   an item could not be sent at once
     * @param {(item: Object, answer: Object) => void} [options.onLate] the answer of an
     *   item that had to wait
     */
    constructor({
        send,
        store = new MemoryStore(),
        random = Math.random,
        lock = (_lane, body) => body(),
        onWait = () => undefined,
        onLate = () => undefined,
    }) {
        Object.assign(this, {send, store, random, lock, onWait, onLate});
        this.lanes = new Map();
        this.wakers = new Set();
        // not in the reactive state: a proxy cannot be stored
        this.blobs = new Map();
        this.state = reactive({items: []});
    }

    /** Items that an earlier page has left in the store are sent first. */
    async load() {
        for (const item of await this.store.all()) {
            this._enqueue({...item, isQueued: true});
        }
    }

    /**
     * Keep the act, then send it; resolves with its fate.
     *
     * @returns {Promise<Object>} the server's answer, or
     *   {status: "attention", message} when it cannot be sent as it is
     */
    async add(item) {
        const isBehind = this.state.items.some(
            (other) => other.lane === item.lane && other.fate !== "sending"
        );
        const kept = {
            tries: 0,
            fate: "sending",
            message: "",
            isQueued: isBehind,
            ...item,
            params: copyPlain(item.params),
        };
        await this.store.put(kept);
        const done = this._enqueue(kept);
        if (isBehind) {
            this.onWait(kept);
        }
        return done;
    }

    get waiting() {
        return this.state.items.filter((item) => item.fate !== "attention");
    }

    get attention() {
        return this.state.items.filter((item) => item.fate === "attention");
    }

    get refused() {
        return this.state.items.filter((item) => item.fate === "refused");
    }

    /** A person identified anew: what waited for that goes out under the new token. */
    renew(employeeId, token) {
        for (const item of this.state.items) {
            if (item.employeeId === employeeId) {
                item.params = {...item.params, token};
                if (item.fate === "auth") {
                    item.fate = "waiting";
                    item.tries = 0;
                }
                this._save(item);
            }
        }
        this.wake();
    }

    /** Do not wait any longer: the server answers again. */
    wake() {
        for (const waker of [...this.wakers]) {
            waker();
        }
    }

    /** Take an item away that the server will never accept, after somebody read it. */
    async dismiss(uuid) {
        await this._forget(uuid);
    }

    _enqueue({blobs, blob, ...item}) {
        this.blobs.set(item.uuid, {blobs, blob});
        this.state.items.push({...item, photoCount: blobs?.length || 0});
        const shown = this.state.items.at(-1);
        const last = this.lanes.get(item.lane) || Promise.resolve();
        const done = last.then(() => this.lock(item.lane, () => this._deliver(shown)));
        this.lanes.set(item.lane, done);
        return done;
    }

    /** What the store keeps: plain, with its blobs. */
    _plain(item) {
        return {...item, params: copyPlain(item.params), ...this.blobs.get(item.uuid)};
    }

    _save(item) {
        return this.store.put(this._plain(item));
    }

    async _deliver(item) {
        const uuid = item.uuid;
        while (true) {
            if (!(await this.store.has(item.uuid))) {
                // another tab has sent it, or somebody took it away
                this._hide(item.uuid);
                return {status: "elsewhere", message: ""};
            }
            const {blob} = this.blobs.get(item.uuid) || {};
            const outcome = await this.send(item.method, sentParams(item), {
                ...item,
                blob,
            });
            if (outcome.kind === "final" && !mustBeSettled(item, outcome.answer)) {
                return this._finish(item, uuid, outcome.answer);
            }
            item.message = outcome.answer?.message || outcome.message || "";
            if (outcome.kind === "final") {
                await this._waitForLeader(item, outcome.answer);
            } else if (outcome.kind !== "attention" && !isHopeless(item, outcome)) {
                await this._pause(item, outcome);
            } else if (!(await this._park(item))) {
                item.fate = "attention";
                await this._save(item);
                return {status: "attention", message: item.message};
            }
        }
    }

    async _finish(item, uuid, answer) {
        const followers = this._followers(item);
        await this.store.replace(item.uuid, followers);
        this._hide(item.uuid);
        for (const follower of followers) {
            this._enqueue(follower);
        }
        if (item.isQueued) {
            this.onLate(item, answer);
        }
        return {...answer, uuid};
    }

    /** Its photos: each goes its own way, and holds up no card. */
    _followers(item) {
        const {blobs} = this.blobs.get(item.uuid) || {};
        return (blobs || []).map(({blob, ...photo}) => ({
            uuid: photo.uuid,
            method: "photo",
            lane: `photo:${photo.uuid}`,
            params: {...photo, owner: item.uuid, token: item.params.token},
            employeeId: item.employeeId,
            personName: item.personName || "",
            since: item.since,
            tries: 0,
            fate: "sending",
            message: "",
            isQueued: true,
            blob,
        }));
    }

    /** Refused, and nobody was there: it stays, in front of what came after it. */
    async _waitForLeader(item, answer) {
        if (answer.code === "uuid_conflict") {
            await this._park(item, makeUuid());
            return;
        }
        if (item.fate !== "refused") {
            item.fate = "refused";
            await this._save(item);
            this.onLate(item, answer);
        }
        await this._sleep(SETTLED_WAIT_MS);
    }

    /**
     * What no method takes as it is becomes a refused report that a leader settles.
     *
     * @returns {boolean} false when even that was not taken
     */
    async _park(item, uuid = item.uuid) {
        if (item.method === "park" || item.method === "photo") {
            return false;
        }
        const {token, ...values} = copyPlain(item.params);
        const blobs = this.blobs.get(item.uuid);
        const old = item.uuid;
        const params = {
            uuid,
            method: item.method,
            values,
            message: item.message,
            token,
        };
        const parked = {...this._plain(item), uuid, method: "park", params};
        parked.isQueued = true;
        // the way to the leader has its own patience
        parked.broken = null;
        if (uuid === old) {
            await this.store.put(parked);
        } else {
            delete parked.seq;
            await this.store.replace(old, [parked]);
        }
        this.blobs.set(uuid, blobs);
        Object.assign(item, {...parked, blobs: undefined, blob: undefined});
        return true;
    }

    async _pause(item, outcome) {
        item.tries += 1;
        const isAuth = outcome.kind === "auth";
        const isFirst = !item.isQueued;
        item.isQueued = true;
        item.fate = "waiting";
        if (isFirst) {
            this.onWait(item);
        }
        if (isAuth && outcome.isPerson && isFirst) {
            // judged anew at the time of the act: the person may have gone since
            await this._save(item);
            return;
        }
        if (isAuth && (outcome.isPerson || item.tries >= AUTH_TRIES)) {
            item.fate = "auth";
        }
        await this._save(item);
        while (item.fate === "auth") {
            await this._sleep(null);
        }
        if (item.tries) {
            await this._sleep(
                outcome.retryAfterMs || (isAuth ? AUTH_WAIT_MS : this._backoff(item))
            );
        }
    }

    _backoff(item) {
        const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** item.tries);
        return this.random() * most;
    }

    /** Sleep so long, or (null) until somebody wakes us. */
    _sleep(ms) {
        return new Promise((resolve) => {
            let timer = null;
            const waker = () => {
                browser.clearTimeout(timer);
                this.wakers.delete(waker);
                resolve();
            };
            this.wakers.add(waker);
            if (ms !== null) {
                timer = browser.setTimeout(waker, ms);
            }
        });
    }

    async _forget(uuid) {
        await this.store.remove(uuid);
        this._hide(uuid);
    }

    _hide(uuid) {
        this.blobs.delete(uuid);
        const index = this.state.items.findIndex((item) => item.uuid === uuid);
        if (index >= 0) {
            this.state.items.splice(index, 1);
        }
    }
}

/** Counts in the item how often the server itself has failed on it, in a row. */
function isHopeless(item, outcome) {
    if (item.method === "photo" || !outcome.isBroken) {
        item.broken = null;
        return false;
    }
    const now = Date.now();
    const {count, since} = item.broken || {count: 0, since: now};
    item.broken = {count: count + 1, since};
    return count + 1 >= BROKEN_TRIES && now - since >= BROKEN_MS;
}

/** Without OWL's proxies, which a browser's store refuses; all of it is JSON. */
function copyPlain(params) {
    return JSON.parse(JSON.stringify(params));
}

function sentParams(item) {
    if (item.method === "photo" || item.method === "park") {
        return item.params;
    }
    return item.isQueued ? {...item.params, queued: true} : item.params;
}

/** A refusal that nobody has seen: a team leader settles it first. */
function mustBeSettled(item, answer) {
    const isRefused = answer.status === "refused" && item.method !== "photo";
    return isRefused && item.isQueued && !answer.settled;
}
