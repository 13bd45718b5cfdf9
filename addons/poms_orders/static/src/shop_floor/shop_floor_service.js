import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {serializeDateTime} from "@web/core/l10n/dates";
import {session} from "@web/session";
import {reactive} from "@odoo/owl";
import {keepDocuments} from "./documents/document_keeper";
import {getSetting, setSetting} from "./local_settings";
import {measureSkew, serverTimeOf} from "./offline/clock";
import {FloorDatabase, MemoryFacts} from "./offline/floor_database";
import {OfflineIdentity} from "./offline/identity";
import {overlay} from "./offline/optimistic";
import {DiskStore} from "./offline/outbox_store";
import {Snapshot} from "./offline/snapshot";
import {keepFloor, lockLane} from "./offline/worker_registration";
import {Outbox} from "./outbox";
import {ping, post, postPhoto, READ_TIMEOUT_MS} from "./transport";
import {makeUuid} from "./uuid";

const {DateTime} = luxon;
const PING_EVERY_MS = 15000;
const PING_OFFLINE_MS = 5000;
const BEAT_EVERY_MS = 60000;
const PEOPLE_EVERY_MS = 30 * 60000;
const PACK_EVERY_MS = 60000;
const READ_TRIES = 3;
const READ_WAIT_MS = 400;
// What needs the server's word at once; told offline it would promise too much.
const NOT_OFFLINE = new Set(["correct", "settle", "approve", "sign"]);

/** The tablet's disk, or null where the browser gives none. */
async function openDatabase() {
    const database = new FloorDatabase();
    try {
        await database.get("probe");
        return database;
    } catch (error) {
        console.warn("Nothing outlives this page on this tablet:", error);
        return null;
    }
}

/** The doors to the browser's own stores; tests of screens open none. */
export const tablet = {openDatabase, keepFloor};

/**
 * The floor's only way to the server.
 *
 * `read` asks (identify, station_queue, scan) and gives up after a few tries, or answers
 * from what the tablet keeps when there is no server; `act` does (start, pause, resume,
 * report, finish) and never gives up. `state` is reactive: {online, offlineSince,
 * isLoggedOut, isKept}; offlineSince in milliseconds or null.
 */
export class ShopFloorServer {
    constructor() {
        this.state = reactive({
            online: true,
            offlineSince: null,
            isLoggedOut: false,
            isKept: false,
        });
        this._useFacts(new MemoryFacts());
        this.ready = Promise.resolve();
        this.waits = new Map();
        this.life = makeUuid();
        this.skewMs = null;
        this.due = {beat: 0, people: 0, pack: 0};
        // nobody acts before a badge; the office sees it
        this.isLocked = false;
        this.outbox = new Outbox({
            send: (method, params, item) => this._sendItem(method, params, item),
            lock: lockLane,
            onWait: (item) => this._tellQueued(item),
            onLate: (item, answer) => {
                // less waits now: say so soon
                this.due.beat = 0;
                this.onLate(item, answer);
            },
        });
        // the screen's ears; set by whoever shows them
        this.onLate = () => undefined;
        this.onOnline = () => undefined;
        this.onLanguages = () => undefined;
    }

    _useFacts(facts) {
        this.facts = facts;
        this.snapshot = new Snapshot(facts);
        this.identity = new OfflineIdentity(facts);
    }

    /** Open what the tablet keeps, send what an earlier page has left, begin to ping. */
    async start() {
        this.ready = this._openDisk();
        await this.ready;
        browser.addEventListener("online", () => this.check());
        this._tick();
        this.state.isKept = await tablet.keepFloor();
    }

    async _openDisk() {
        const database = await tablet.openDatabase();
        if (database) {
            this._useFacts(database);
            this.outbox.store = new DiskStore(database);
            await this.outbox.load();
        }
    }

    /** Ping for ever, sooner while there is no server. */
    async _tick() {
        await this.check();
        const waitMs = this.state.online ? PING_EVERY_MS : PING_OFFLINE_MS;
        browser.setTimeout(() => this._tick(), waitMs);
    }

    /** Ask the server whether it is there; what waits goes out when it is. */
    async check() {
        const clocks = await ping();
        const wasOnline = this.state.online;
        this.state.online = Boolean(clocks);
        if (!clocks) {
            this.state.offlineSince ||= Date.now();
            return false;
        }
        this.state.offlineSince = null;
        this._learnSkew(clocks);
        if (!wasOnline) {
            this.outbox.wake();
            this.onOnline();
        }
        this._keepUp();
        return true;
    }

    // -- reading --------------------------------------------------------------------

    /**
     * @param {string} method identify, station_queue, scan or another reading one
     * @returns {Promise<Object>} the answer, or {status: "unreachable"|"auth"|"attention",
     *   message}; one from the tablet's own store has `isOffline`
     */
    async read(method, params = {}) {
        await this.ready;
        for (let tries = 1; this.state.online; tries++) {
            const outcome = await this._send(method, params, READ_TIMEOUT_MS);
            if (outcome.kind === "final") {
                return this._takeRead(method, params, outcome.answer);
            }
            if (outcome.kind !== "retry") {
                const {kind, message, isPerson} = outcome;
                return {status: kind, message, isPerson};
            }
            if (outcome.isUnreachable && !(await this.check())) {
                break;
            }
            if (tries >= READ_TRIES) {
                return {status: "unreachable", message: outcome.message};
            }
            const waitMs = outcome.retryAfterMs || READ_WAIT_MS * tries;
            await new Promise((resolve) => browser.setTimeout(resolve, waitMs));
        }
        return this._readOffline(method, params);
    }

    async _takeRead(method, params, answer) {
        if (method === "identify") {
            await this._learnPerson(params, answer);
            return answer;
        }
        await this.snapshot.learn(method, params, answer);
        if (method !== "station_queue" || answer.status !== "accepted") {
            return answer;
        }
        this._keepPack(params);
        return {...answer, cards: overlay(answer.cards, this.outbox.state.items)};
    }

    async _readOffline(method, params) {
        if (method === "identify") {
            return this.identity.identify(params);
        }
        const items = this.outbox.state.items;
        const answer = await this.snapshot.answer(method, params, items);
        const message = _t(
            "There is no network, and nothing of this is kept here yet."
        );
        return answer || {status: "unreachable", message};
    }

    async _learnPerson(params, answer) {
        if (answer.status === "accepted" && answer.ticket && this.identity.isPossible) {
            await this.identity.learn(params, answer);
            this.due.people = 0;
            this._keepUp();
        }
    }

    // -- acting ---------------------------------------------------------------------

    /**
     * Do an act once, whatever happens on the way.
     *
     * @param {string} method
     * @param {Object} params arguments without uuid and date_client
     * @param {number} employeeId whose token is in `params`
     * @param {Object} [more]
     * @param {Object[]} [more.blobs] {uuid, kind, taken_at, name, blob} each
     * @param {string} [more.personName]
     * @param {string} [more.lane] acts of one lane wait for each other; else the card's
     * @param {boolean} [more.isProvisional] identified without the server
     * @returns {Promise<Object>} see Outbox.add; {status: "queued", message} at once when
     *   it has to wait
     */
    async act(method, params, employeeId, more = {}) {
        const isApart = !this.state.online || more.isProvisional;
        if (isApart && (NOT_OFFLINE.has(method) || isSigned(more.blobs))) {
            const message = _t(
                "This needs the server: do it when the network is back."
            );
            return {status: "refused", code: "offline_forbidden", message};
        }
        await this.ready;
        const {blobs, lane, personName = "", isProvisional = false} = more;
        const uuid = makeUuid();
        const queued = new Promise((resolve) => this.waits.set(uuid, resolve));
        const isQueued = isProvisional || !this.state.online;
        const item = {
            uuid,
            method,
            lane: String(lane || params.card || method),
            employeeId,
            personName,
            ...this._now(),
            params: {uuid, identified: isProvisional ? "offline" : "online", ...params},
            ...(blobs?.length ? {blobs} : {}),
            ...(isQueued ? {isQueued, fate: "waiting"} : {}),
        };
        const done = this.outbox
            .add(item)
            .catch(sayNotKept)
            .finally(() => this.waits.delete(uuid));
        if (!this.state.online) {
            this._tellQueued(item);
        }
        return Promise.race([done, queued]);
    }

    _tellQueued(item) {
        const message = _t("Kept on this tablet. It is sent when the network is back.");
        this.waits.get(item.uuid)?.({status: "queued", code: "queued", message});
    }

    /** Cards as they will stand when everything that waits is booked. */
    overlay(cards) {
        return overlay(cards, this.outbox.state.items);
    }

    // -- the tablet itself ------------------------------------------------------------

    /** While there is a network: what is needed without one, and a sign of life. */
    async _keepUp(now = Date.now()) {
        const device = getSetting("device");
        if (!device) {
            return;
        }
        if (now >= this.due.people && this.identity.isPossible) {
            this.due.people = now + PEOPLE_EVERY_MS;
            const public_key = await this.identity.getPublicKey();
            const outcome = await this._send("offline_people", {device, public_key});
            if (outcome.answer?.status === "accepted") {
                await this.identity.takePeople(outcome.answer);
                this.onLanguages(outcome.answer.languages || []);
            }
        }
        if (now >= this.due.beat) {
            this.due.beat = now + BEAT_EVERY_MS;
            await this._beat(device);
        }
    }

    async _beat(device) {
        const items = this.outbox.state.items;
        const oldest = Math.min(...items.map((item) => item.since));
        const outcome = await this._send("heartbeat", {
            device,
            waiting: items.length,
            refused: this.outbox.refused.length,
            oldest: items.length ? serialize(oldest + (this.skewMs || 0)) : null,
            version: session.poms_floor_version || "",
            locked: this.isLocked,
        });
        if (outcome.answer?.code === "device_revoked") {
            // what waits here stays: it is the only copy
            await this.identity.forget();
            setSetting("device", null);
        }
    }

    /** Cards in full, so that the pad knows what to ask for without a server. */
    async _keepPack({token, workcenter}, now = Date.now()) {
        if (now < this.due.pack) {
            return;
        }
        this.due.pack = now + PACK_EVERY_MS;
        const params = {token, workcenter};
        const outcome = await this._send("offline_pack", params);
        if (outcome.kind === "final") {
            await this.snapshot.learn("offline_pack", params, outcome.answer);
            keepDocuments(outcome.answer.cards || []);
        }
    }

    // -- the way --------------------------------------------------------------------

    async _sendItem(method, params, item) {
        if (!this.state.online && !(await this.check())) {
            return {kind: "retry", isUnreachable: true};
        }
        if (method === "photo") {
            return postPhoto(params, item.blob);
        }
        if (method === "park") {
            return this._send(method, params);
        }
        const date_client = serialize(serverTimeOf(item, this._nowHere()));
        return this._send(method, {...params, date_client});
    }

    async _send(method, params, timeoutMs) {
        const outcome = await post(method, params, timeoutMs);
        if (outcome.isUnreachable) {
            this.check();
        }
        if (outcome.kind === "auth" && !outcome.isPerson) {
            this.state.isLoggedOut = true;
        } else if (outcome.kind === "final") {
            this.state.isLoggedOut = false;
        }
        return outcome;
    }

    /** The tablet's clocks at an act, to tell its true time whenever it is sent. */
    _now() {
        const {date, ...rest} = this._nowHere();
        return {since: date, ...rest};
    }

    _nowHere() {
        const mono = browser.performance.now();
        return {date: Date.now(), mono, life: this.life, skewMs: this.skewMs};
    }

    _learnSkew({sentAt, receivedAt, now}) {
        const {skewMs, roundTripMs} = measureSkew(sentAt, receivedAt, now);
        // a slow answer tells little of the clock; the first one is better than none
        if (this.skewMs === null || roundTripMs < 1000) {
            this.skewMs = skewMs;
        }
    }
}

/** Who signs must be known for sure. */
function isSigned(blobs = []) {
    return blobs.some(({kind}) => kind === "signature");
}

/** Never silent: what the disk refused is not told yet. */
function sayNotKept(error) {
    console.error(error);
    const message = _t(
        "This tablet cannot keep it: its storage is full. Write it down and tell your team leader."
    );
    return {status: "refused", code: "not_kept", message};
}

function serialize(ms) {
    return serializeDateTime(DateTime.fromMillis(ms));
}

export const shopFloorService = {
    start() {
        const server = new ShopFloorServer();
        let started = null;
        return {
            server,
            /** Begin to ping and to send; called by the screen, not by every page. */
            open: () => (started = started || server.start()),
        };
    },
};

registry.category("services").add("poms_shop_floor", shopFloorService);
