import {_t} from "@web/core/l10n/translation";
import {Component, onWillUnmount, useState} from "@odoo/owl";
import {QUANTITY_KINDS} from "../card_facts";
import {formatQuantity} from "../format";
import {NumberPad} from "../number_pad";
import {ReasonPicker} from "../reason_picker";
import {makeUuid} from "../uuid";
import {isTaken} from "../station/answers";

const LABELS = {
    good: _t("Good"),
    scrap: _t("Scrap"),
    rework: _t("Rework"),
    material_fault: _t("Material fault"),
};
const ICONS = {
    later_card: "fa-forward",
    unbuild: "fa-undo",
    closed: "fa-archive",
    received: "fa-archive",
    shipped: "fa-truck",
    components: "fa-cubes",
    reopens: "fa-folder-open-o",
    scrap: "fa-trash-o",
    inspected: "fa-check-square-o",
    told: "fa-exchange",
    pay_locked: "fa-money",
    period_locked: "fa-lock",
    figures: "fa-bar-chart",
    not_own: "fa-user-o",
};

/** True numbers of one report, what they bring with them, then one button. */
export class CorrectionForm extends Component {
    static template = "poms_orders.CorrectionForm";
    static components = {NumberPad, ReasonPicker};
    static props = {station: Object, report: Object, onDone: Function};

    setup() {
        this.formatQuantity = formatQuantity;
        this.kinds = QUANTITY_KINDS;
        this.labels = LABELS;
        this.uuid = makeUuid();
        this.state = useState({
            aimed: "good",
            values: {},
            reason: null,
            names: "",
            preview: null,
            // uuid of a refused correction that only lacks somebody's agreement
            asked: this.props.report.asked,
            isBusy: false,
        });
        this.props.station.badgeTaker = (code) => this.takeBadge(code);
        onWillUnmount(() => (this.props.station.badgeTaker = null));
    }

    // -- what is entered ----------------------------------------------------------

    get reasons() {
        return this.props.station.reasonsOf("correction");
    }

    valueOf(kind) {
        return this.state.values[kind] ?? "";
    }

    shownOf(kind) {
        return (
            formatQuantity(this.state.values[kind] || this.props.report[kind]) || "0"
        );
    }

    isChanged(kind) {
        const value = this.state.values[kind];
        return Boolean(value) && Number(value) !== Number(this.props.report[kind]);
    }

    get hasChanges() {
        return this.kinds.some((kind) => this.isChanged(kind));
    }

    aim(kind) {
        this.state.aimed = kind;
    }

    setValue(value) {
        this.state.values[this.state.aimed] = value;
        this.forget();
    }

    /** Other numbers have other consequences, and are another correction. */
    forget() {
        this.state.preview = null;
        this.uuid = makeUuid();
    }

    get params() {
        const params = {report: this.props.report.uuid};
        for (const kind of this.kinds.filter((one) => this.isChanged(one))) {
            params[kind] = this.state.values[kind].replace(/\.$/, "");
        }
        if (this.state.reason) {
            params.reason = this.state.reason;
        }
        const names = this.state.names.split(/[\s,;，；]+/).filter(Boolean);
        if (names.length && this.props.report.tracking === "serial") {
            params.serials = names;
        } else if (names.length) {
            params.lot = names[0];
        }
        return params;
    }

    get asksForNames() {
        return this.props.report.is_closed && this.props.report.tracking !== "none";
    }

    // -- consequences, then the act -------------------------------------------------

    iconOf(code) {
        return ICONS[code] || "fa-info-circle";
    }

    whoText(row) {
        return _t("needs: %(who)s", {who: row.who_name});
    }

    get askText() {
        return _t("Ask for approval: %(who)s", {who: this.state.preview.needs_name});
    }

    async ask(method, params) {
        this.state.isBusy = true;
        const answer = await this.props.station.server.read(method, params);
        this.state.isBusy = false;
        return answer;
    }

    async look() {
        const {token} = this.props.station.person;
        const answer = await this.ask("correction_preview", {token, ...this.params});
        if (["accepted", "refused"].includes(answer.status)) {
            this.state.preview = answer;
            this.props.station.hush();
        } else {
            this.props.station.sayAnswer(answer);
        }
    }

    /** A refusal for want of somebody's agreement is the question to them. */
    async send() {
        const {station} = this.props;
        const {token} = station.person;
        const answer = await this.ask("correct", {
            uuid: this.uuid,
            token,
            ...this.params,
        });
        if (isTaken(answer)) {
            station.say("accepted", _t("Corrected."));
            return this.props.onDone();
        }
        if (String(answer.code || "").startsWith("correction_right")) {
            this.state.asked = answer.uuid;
            return station.say("waiting", _t("Asked. It is on the leader's screen."));
        }
        return station.sayAnswer(answer);
    }

    /** Whoever must agree is here: their badge books it at once. */
    async takeBadge(badge) {
        const {station} = this.props;
        if (!this.state.asked || this.state.isBusy) {
            return false;
        }
        const device = station.device ? {device: station.device} : {};
        const leader = await this.ask("identify", {badge, ...device});
        if (leader.status !== "accepted") {
            station.sayAnswer(leader);
            return true;
        }
        const answer = await this.ask("settle", {
            uuid: makeUuid(),
            conflict: this.state.asked,
            token: leader.token,
            resolution: "book",
        });
        if (isTaken(answer)) {
            station.say("accepted", _t("%(name)s agreed. Corrected.", leader));
            this.props.onDone();
        } else {
            station.sayAnswer(answer);
        }
        return true;
    }
}
