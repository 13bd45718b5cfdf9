import {_t} from "@web/core/l10n/translation";
import {Component, onWillUnmount, useEffect, useRef, useState} from "@odoo/owl";
import {QUANTITY_KINDS} from "../card_facts";
import {formatQuantity} from "../format";
import {NumberPad} from "../number_pad";
import {ReasonPicker} from "../reason_picker";
import {makeUuid} from "../uuid";
import {isTaken} from "../station/answers";
import {
    getToldComponents,
    isLineChanged,
    isUsedChanged,
    makeUsedLine,
    putLot,
} from "./used_lines";

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
    component: "fa-cubes",
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
        this.isUsedChanged = isUsedChanged;
        this.kinds = QUANTITY_KINDS;
        this.labels = LABELS;
        this.uuid = makeUuid();
        this.state = useState({
            target: {kind: "quantity", key: "good"},
            values: {},
            lines: (this.props.report.components || []).map(makeUsedLine),
            reason: null,
            names: "",
            preview: null,
            // uuid of a refused correction that only lacks somebody's agreement
            asked: this.props.report.asked,
            isBusy: false,
        });
        this.effects = useRef("effects");
        // nobody agrees to what stands below the edge of the screen
        useEffect(
            () => {
                this.effects.el?.scrollIntoView({block: "start"});
            },
            () => [this.state.preview]
        );
        const {station} = this.props;
        station.badgeTaker = (code) => this.takeBadge(code);
        station.scanTaker = (code, lots) => this.takeLots(lots);
        onWillUnmount(() => {
            station.badgeTaker = null;
            station.scanTaker = null;
        });
    }

    // -- what is entered ----------------------------------------------------------

    get reasons() {
        return this.props.station.reasonsOf("correction");
    }

    get value() {
        const {kind, key} = this.state.target;
        return kind === "line"
            ? this.state.lines[key].quantity
            : (this.state.values[key] ?? "");
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
        return (
            this.kinds.some((kind) => this.isChanged(kind)) ||
            this.state.lines.some(isLineChanged)
        );
    }

    isAimed(kind, key) {
        return this.state.target.kind === kind && this.state.target.key === key;
    }

    aim(kind, key) {
        this.state.target = {kind, key};
    }

    setValue(value) {
        const {kind, key} = this.state.target;
        if (kind === "line") {
            this.state.lines[key].quantity = value;
        } else {
            this.state.values[key] = value;
        }
        this.forget();
    }

    usedOf(line) {
        return formatQuantity(line.quantity || line.was) || "0";
    }

    /** A lot of what is made here is no material. */
    takeLots(lots) {
        const {report} = this.props;
        const lot = lots.find(({product_id}) => product_id !== report.product_id);
        if (!lot || this.state.asked) {
            return false;
        }
        const {kind, key} = this.state.target;
        this.aim("line", putLot(this.state.lines, lot, kind === "line" ? key : -1));
        this.forget();
        return true;
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
        const components = getToldComponents(this.state.lines);
        if (components.length) {
            params.components = components;
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
