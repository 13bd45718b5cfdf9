import {Component, onMounted, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatTime, parseDate} from "../format";
import {tell} from "../station/tell";

const KINDS = {
    running: {word: _t("Running"), icon: "fa-play"},
    paused: {word: _t("Paused"), icon: "fa-pause"},
    call: {word: _t("Call"), icon: "fa-bullhorn"},
    hold: {word: _t("On hold"), icon: "fa-hand-paper-o"},
    conflict: {word: _t("Refused"), icon: "fa-times-circle"},
    note: {word: _t("Note"), icon: "fa-pencil"},
};

/** What the shift before has left, and a note for the next one. */
export class StationHandover extends Component {
    static template = "poms_orders.StationHandover";
    static props = {station: Object, onCancel: Function};

    setup() {
        this.kinds = KINDS;
        const {station} = this.props;
        this.form = useState(station.keep("handover", () => ({text: ""})));
        this.state = useState({handovers: [], isKnown: false, isBusy: false});
        onMounted(() => this.load());
    }

    get place() {
        return this.props.station.state.machine?.name || "";
    }

    get received() {
        return this.state.handovers.filter((one) => !one.is_own);
    }

    get own() {
        return this.state.handovers
            .filter((one) => one.is_own)
            .flatMap((one) => one.lines.filter((line) => line.kind === "note"));
    }

    timeOf(date) {
        return formatTime(parseDate(date));
    }

    aboutOf(line) {
        const time = line.date && this.timeOf(line.date);
        return [time, line.person, line.machine, line.card].filter(Boolean).join(" · ");
    }

    async load() {
        const {server, person} = this.props.station;
        const answer = await server.read("station_handover", {token: person.token});
        this.state.isKnown = answer.status === "accepted";
        if (this.state.isKnown) {
            this.state.handovers = answer.handovers;
        }
    }

    async write() {
        const {station} = this.props;
        const text = this.form.text.trim();
        if (!text || this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        const about = {workcenter: station.state.machine?.id || null};
        const way = {lane: `handover:${station.state.activeId}`};
        if (await tell(station, "handover_note", {text, ...about}, way)) {
            this.form.text = "";
            await this.load();
        }
        this.state.isBusy = false;
    }
}
