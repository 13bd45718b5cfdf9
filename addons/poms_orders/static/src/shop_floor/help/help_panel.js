import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {PhotoCapture} from "../camera/photo_capture";
import {CallRow} from "./call_row";
import {callHelp, comeToHelp, getWaitingCalls, solveCall} from "./help_acts";
import {HELP_KINDS, reasonsFor} from "./help_words";

const REFRESH_MS = 20000;

/**
 * Call for help: one tap on a picture calls, with what was added before. Below: the
 * open calls of this station.
 */
export class HelpPanel extends Component {
    static template = "poms_orders.HelpPanel";
    static components = {CallRow, PhotoCapture};
    static props = {station: Object, card: {optional: true}};

    setup() {
        this.kinds = HELP_KINDS;
        const {station} = this.props;
        this.outbox = useState(station.server.outbox.state);
        this.state = useState({
            note: "",
            isStanding: false,
            photos: [],
            calls: [],
            isKnown: false,
            busy: "",
        });
        onMounted(() => {
            this.timer = browser.setInterval(() => this.load(), REFRESH_MS);
            return this.load();
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get place() {
        const {card, station} = this.props;
        if (card) {
            return `${card.operation} · ${card.workcenter?.name || card.name}`;
        }
        return station.state.machine?.name || _t("All my machines");
    }

    /** Kept on this tablet: said here, so that nobody calls twice. */
    get waiting() {
        return this.outbox.items.length ? getWaitingCalls(this.props.station) : [];
    }

    phrasesFor(kind) {
        return reasonsFor(this.props.station.state.reasons, "call", kind);
    }

    isCalled(kind) {
        const {card} = this.props;
        const isHere = (call) => !card || call.card_id === card.id;
        return this.state.calls.some((call) => call.kind === kind && isHere(call));
    }

    async load() {
        const {station} = this.props;
        const token = station.person?.token;
        if (!token) {
            return;
        }
        const answer = await station.server.read("station_calls", {
            token,
            workcenter: station.state.machine?.id || null,
        });
        this.state.isKnown = answer.status === "accepted";
        if (this.state.isKnown) {
            this.state.calls = answer.calls;
        }
    }

    /** One tap: the kind, and perhaps its sentence. */
    call(kind, phrase = "") {
        const {station, card} = this.props;
        const note = [phrase, this.state.note.trim()].filter(Boolean).join(": ");
        const told = {kind, note, is_standing: this.state.isStanding};
        return this._do(kind, async () => {
            const photos = this.state.photos;
            if (await callHelp(station, card, {...told, photos})) {
                station.back();
            }
        });
    }

    come(call) {
        return this._do("come", () => comeToHelp(this.props.station, call));
    }

    solve(call, told) {
        return this._do("solve", () => solveCall(this.props.station, call, told));
    }

    async _do(name, act) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = name;
        try {
            await act();
            await this.load();
        } finally {
            this.state.busy = "";
        }
    }
}
