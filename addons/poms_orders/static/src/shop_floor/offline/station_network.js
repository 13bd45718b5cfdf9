import {_t} from "@web/core/l10n/translation";
import {savePeople} from "../local_settings";

const isOpen = (person) => person.isProvisional && !person.isLocked;

/** What happens at a station when the network comes back: people, late answers. */
export class StationNetwork {
    /** @param {import("../station").FloorStation} station */
    constructor(station) {
        this.station = station;
        this.server = station.server;
        this.server.onLate = (item, answer) => this.takeLate(item, answer);
        this.server.onOnline = () => this.comeBack();
    }

    /** Who was let in without the server is asked for again. */
    async comeBack() {
        await this.confirmPeople();
        await this.station.refresh();
    }

    async confirmPeople() {
        const {people} = this.station.state;
        for (const person of people.filter(isOpen)) {
            const answer = await this.server.read("confirm_identity", {
                ticket: person.token,
                device: this.station.device,
            });
            if (answer.status === "accepted") {
                this._renew(person, answer);
            } else if (answer.status === "refused") {
                this.station.forget(person.id);
                this.station.sayAnswer(answer);
            }
        }
    }

    /** Acts that wait keep the ticket: it says who told them, and how it was known. */
    _renew(person, {token, expires, is_leader}) {
        const {state} = this.station;
        const renewed = {...person, token, expires, is_leader, isProvisional: false};
        state.people = state.people.map((one) =>
            one.id === person.id ? renewed : one
        );
        savePeople(state.people);
    }

    /**
     * The answer of an act that had to wait: a refusal is for the team leader now, and
     * what the leader made of it is told when it is settled.
     */
    takeLate(item, answer) {
        if (answer.status === "refused") {
            const values = item.params.values || item.params;
            const told = {card: values.card || "", note: answer.settle_note || ""};
            this.station.say(...lateWords({...told, message: answer.message}, answer));
        }
        this.station.refresh();
    }
}

function lateWords(told, {settled, resolution}) {
    if (!settled) {
        const text = _t(
            "%(card)s: what was told without the network is refused. %(message)s Your team leader settles it.",
            told
        );
        return ["refused", text];
    }
    if (resolution === "discard") {
        return [
            "warning",
            _t("%(card)s: your team leader discarded it. %(note)s", told),
        ];
    }
    return ["accepted", _t("%(card)s: your team leader booked it. %(note)s", told)];
}
