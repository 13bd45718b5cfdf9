import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {serializeDateTime} from "@web/core/l10n/dates";
import {reactive} from "@odoo/owl";
import {Outbox} from "./outbox";
import {ping, post} from "./transport";
import {makeUuid} from "./uuid";

const {DateTime} = luxon;
const PING_EVERY_MS = 15000;
const READ_TRIES = 3;
const READ_WAIT_MS = 400;

/**
 * The floor's only way to the server.
 *
 * `read` asks (identify, station_queue, scan) and gives up after a few tries;
 * `act` does (start, pause, resume, report, finish) and never gives up. `state` is
 * reactive: {online, isLoggedOut}.
 */
export class ShopFloorServer {
    constructor() {
        this.state = reactive({online: true, isLoggedOut: false});
        this.outbox = new Outbox({
            send: (method, params) => this._send(method, params),
        });
        this.skewMs = 0;
    }

    async start() {
        await this.outbox.load();
        browser.setInterval(() => this.check(), PING_EVERY_MS);
    }

    /** Ask the server whether it is there; wakes what waits when it is. */
    async check() {
        const online = await ping();
        if (online && !this.state.online) {
            this.outbox.wake();
        }
        this.state.online = online;
        return online;
    }

    /**
     * @param {string} method identify, station_queue or scan
     * @returns {Promise<Object>} the answer, or {status: "unreachable"|"auth"|"attention",
     *   message}
     */
    async read(method, params = {}) {
        for (let tries = 1; ; tries++) {
            const outcome = await this._send(method, params);
            if (outcome.kind === "final") {
                return outcome.answer;
            }
            if (outcome.kind !== "retry") {
                const {kind, message, isPerson} = outcome;
                return {status: kind, message, isPerson};
            }
            if (tries >= READ_TRIES) {
                return {status: "unreachable", message: outcome.message};
            }
            const waitMs = outcome.retryAfterMs || READ_WAIT_MS * tries;
            await new Promise((resolve) => browser.setTimeout(resolve, waitMs));
        }
    }

    /**
     * Do an act once, whatever happens on the way.
     *
     * @param {string} method
     * @param {Object} params arguments without uuid and date_client
     * @param {number} employeeId whose token is in `params`
     * @returns {Promise<Object>} see Outbox.add
     */
    act(method, params, employeeId) {
        const uuid = makeUuid();
        const now = DateTime.now();
        return this.outbox.add({
            uuid,
            method,
            lane: String(params.card),
            employeeId,
            since: now.toMillis(),
            params: {uuid, date_client: this._serverTime(now), ...params},
        });
    }

    /** The server's time for this tablet's `date`: tablets' clocks are wrong. */
    _serverTime(date) {
        return serializeDateTime(date.plus(this.skewMs));
    }

    async _send(method, params) {
        const outcome = await post(method, params);
        if (outcome.date) {
            this._learnSkew(outcome.date);
        }
        if (outcome.isUnreachable) {
            this.check();
        } else {
            this.state.online = true;
        }
        if (outcome.kind === "auth" && !outcome.isPerson) {
            this.state.isLoggedOut = true;
        } else if (outcome.kind === "final") {
            this.state.isLoggedOut = false;
        }
        return outcome;
    }

    _learnSkew(header) {
        const server = Date.parse(header);
        const skewMs = server - Date.now();
        // The header has whole seconds and the way took its time.
        this.skewMs = Math.abs(skewMs) > 3000 ? skewMs : 0;
    }
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
