import {browser} from "@web/core/browser/browser";
import {reactive} from "@odoo/owl";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30000;
// Database restarts show as 401 or 403 for a moment: ask again before asking people.
const AUTH_TRIES = 4;
const AUTH_WAIT_MS = 12000;

/**
 * Keeps items while the page lives. The door for a store that survives a reload:
 * the same three methods, asynchronous, in the order of `put`.
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

    all() {
        return Promise.resolve([...this.items.values()]);
    }
}

/**
 * Acts on their way to the server: in order per card, each exactly once by its uuid.
 *
 * An item is {uuid, method, params, lane, employeeId, since, tries, fate, message};
 * `lane` is the card, items of one lane wait for each other, lanes do not. `fate` is
 * sending, waiting, auth or attention. An item leaves only on a final answer.
 */
export class Outbox {
    /**
     * @param {Object} options
     * @param {(method: string, params: Object) => Promise<Object>} options.send
     * @param {MemoryStore} [options.store]
     * @param {() => number} [options.random] in [0, 1)
     */
    constructor({send, store = new MemoryStore(), random = Math.random}) {
        this.send = send;
        this.store = store;
        this.random = random;
        this.lanes = new Map();
        this.wakers = new Set();
        this.state = reactive({items: []});
    }

    /** Items that an earlier page has left in the store are sent first. */
    async load() {
        for (const item of await this.store.all()) {
            this._enqueue(item);
        }
    }

    /**
     * Keep the act, then send it; resolves with its fate.
     *
     * @returns {Promise<Object>} the server's answer, or
     *   {status: "attention", message} when it cannot be sent as it is
     */
    async add(item) {
        const kept = {tries: 0, fate: "sending", message: "", ...item};
        await this.store.put({...kept});
        return this._enqueue(kept);
    }

    get waiting() {
        return this.state.items.filter((item) => item.fate !== "attention");
    }

    get attention() {
        return this.state.items.filter((item) => item.fate === "attention");
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
                this.store.put({...item, params: {...item.params}});
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

    _enqueue(item) {
        this.state.items.push(item);
        const shown = this.state.items.at(-1);
        const last = this.lanes.get(item.lane) || Promise.resolve();
        const done = last.then(() => this._deliver(shown));
        this.lanes.set(item.lane, done);
        return done;
    }

    async _deliver(item) {
        while (true) {
            const outcome = await this.send(item.method, item.params);
            if (outcome.kind === "final") {
                await this._forget(item.uuid);
                return outcome.answer;
            }
            item.message = outcome.message || "";
            if (outcome.kind === "attention") {
                item.fate = "attention";
                return {status: "attention", message: item.message};
            }
            await this._pause(item, outcome);
        }
    }

    async _pause(item, outcome) {
        item.tries += 1;
        item.fate = "waiting";
        const isAuth = outcome.kind === "auth";
        if (isAuth && (outcome.isPerson || item.tries >= AUTH_TRIES)) {
            item.fate = "auth";
        }
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
        const index = this.state.items.findIndex((item) => item.uuid === uuid);
        if (index >= 0) {
            this.state.items.splice(index, 1);
        }
    }
}
