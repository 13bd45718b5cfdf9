import {_t} from "@web/core/l10n/translation";
import {overlay} from "./optimistic";

const QUEUE = "queue";

/**
 * What the floor last knew, to read from while there is no server: queues by machine,
 * cards in full, machines.
 */
export class Snapshot {
    /** @param {{get: Function, set: Function}} facts */
    constructor(facts) {
        this.facts = facts;
    }

    /** Keep what the server has told. */
    async learn(method, params, answer, now = Date.now()) {
        if (answer.status !== "accepted") {
            return;
        }
        if (method === "station_queue" || method === "offline_pack") {
            await this._learnQueue(params.workcenter || 0, answer, now);
        } else if (method === "scan" && answer.type === "card") {
            await this._learnCards([answer.card], now);
        }
    }

    async _learnQueue(machine, answer, now) {
        const {cards, reasons, workcenters} = answer;
        const kept = {
            reasons,
            workcenters,
            names: cards.map((card) => card.name),
            at: now,
        };
        await this.facts.set(`${QUEUE}:${machine}`, kept);
        await this._learnCards(cards, now);
    }

    /** A queue tells less of a card than a scan: what is known besides stays. */
    async _learnCards(cards, now) {
        const known = (await this.facts.get("cards")) || {};
        for (const card of cards) {
            known[card.name] = {...known[card.name], ...card, keptAt: now};
        }
        const week = 7 * 24 * 3600 * 1000;
        for (const [name, card] of Object.entries(known)) {
            if (now - card.keptAt > week) {
                delete known[name];
            }
        }
        await this.facts.set("cards", known);
    }

    /**
     * The answer of a reading method from what is kept, or null.
     *
     * @param {Object[]} items acts that wait: their effect shows on the cards
     */
    answer(method, params, items) {
        if (method === "station_queue") {
            return this._answerQueue(params.workcenter || 0, items);
        }
        if (method === "scan") {
            return this._answerScan(String(params.code || "").trim(), items);
        }
        return Promise.resolve(null);
    }

    async _answerQueue(machine, items) {
        const queue =
            (await this.facts.get(`${QUEUE}:${machine}`)) ||
            (await this._selectQueue(machine));
        if (!queue) {
            return null;
        }
        const known = (await this.facts.get("cards")) || {};
        const cards = queue.names.map((name) => known[name]).filter(Boolean);
        return {
            status: "accepted",
            code: "ok",
            isOffline: true,
            since: queue.at,
            workcenters: queue.workcenters,
            reasons: queue.reasons,
            cards: overlay(cards, items).filter((card) => card.state !== "done"),
        };
    }

    /** A machine whose queue was never asked for: its cards out of all machines'. */
    async _selectQueue(machine) {
        const all = await this.facts.get(`${QUEUE}:0`);
        if (!all || !machine) {
            return null;
        }
        const known = (await this.facts.get("cards")) || {};
        const names = all.names.filter(
            (name) => known[name]?.workcenter?.id === machine
        );
        return {...all, names};
    }

    async _answerScan(code, items) {
        const known = Object.values((await this.facts.get("cards")) || {});
        const found = {status: "accepted", code: "ok", isOffline: true};
        const card = known.find((one) => one.name === code);
        if (card) {
            return {...found, type: "card", card: overlay([card], items)[0]};
        }
        const machine = known
            .map((one) => one.workcenter)
            .find((one) => one && [one.barcode, one.code].includes(code));
        if (machine) {
            return {...found, type: "workcenter", workcenter: machine};
        }
        const production = known.filter((one) => one.production === code);
        if (production.length) {
            const {production_id: id, production: name, product} = production[0];
            const cards = overlay(production, items);
            return {
                ...found,
                type: "production",
                production: {id, name, product, cards},
            };
        }
        return this._answerLot(code, known, found);
    }

    _answerLot(code, known, found) {
        const lots = known
            .flatMap((card) => card.components || [])
            .filter((part) => part.lots.some((lot) => lot.name === code))
            .map((part) => ({
                id: 0,
                name: code,
                product_id: part.product_id,
                product: part.product,
            }));
        if (lots.length) {
            return {...found, type: "lot", lot: lots[0], lots};
        }
        const message = _t(
            "%(code)s is not kept on this tablet, and there is no network. Only cards of this station's queue can be worked on now.",
            {code}
        );
        return {status: "refused", code: "code_unknown", message, isOffline: true};
    }
}
