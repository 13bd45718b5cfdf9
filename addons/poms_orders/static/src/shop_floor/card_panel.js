import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {StateMark} from "../components/state_mark/state_mark";
import {
    getActs,
    getMark,
    getProgress,
    getPunctuality,
    getReasonsToWait,
    getSpent,
} from "./card_facts";
import {formatQuantity, formatSpan, formatTime, formatWhen, parseDate} from "./format";
import {getCallMark} from "./help/help_words";

const ACTS = {
    start: {label: _t("Start"), icon: "fa-play"},
    join: {label: _t("Join in"), icon: "fa-user-plus"},
    setup: {label: _t("Set-up done"), icon: "fa-wrench"},
    report: {label: _t("Report"), icon: "fa-pencil-square-o"},
    pause: {label: _t("Pause"), icon: "fa-pause"},
    resume: {label: _t("Go on"), icon: "fa-play"},
    finish: {label: _t("Finish"), icon: "fa-flag-checkered"},
};

/** The card in hand: half the screen, its next act first. */
export class CardPanel extends Component {
    static template = "poms_orders.CardPanel";
    static components = {StateMark};
    static defaultProps = {buttons: []};
    static props = {
        card: Object,
        onAct: Function,
        // {name, icon, label, press()}: what other parts offer for this card
        buttons: {type: Array, optional: true},
        busyAct: {type: String, optional: true},
        // who acts: whether the card is theirs decides what they may press
        personId: {type: [Number, {value: null}], optional: true},
    };

    setup() {
        this.acts = ACTS;
        this.formatQuantity = formatQuantity;
    }

    get mark() {
        return getMark(this.props.card);
    }

    get callMark() {
        return getCallMark(this.props.card.calls);
    }

    get offered() {
        return getActs(this.props.card, this.props.personId);
    }

    /** Who works on it now; the one who acts is "you". */
    get people() {
        const {card, personId} = this.props;
        return (card.people || []).map(({employee_id, name}) => ({
            id: employee_id,
            name: employee_id === personId ? _t("%(name)s (you)", {name}) : name,
        }));
    }

    get punctuality() {
        return getPunctuality(this.props.card);
    }

    get progress() {
        return getProgress(this.props.card);
    }

    get spent() {
        return formatQuantity(getSpent(this.props.card)) || "0";
    }

    /** What did not come out good, where there is any. */
    get bad() {
        const {card} = this.props;
        const counts = [
            ["fa-trash-o", card.scrap, _t("scrap")],
            ["fa-repeat", card.rework, _t("rework")],
            ["fa-cube", card.material_fault, _t("material fault")],
        ];
        return counts
            .filter(([, quantity]) => Number(quantity))
            .map(([icon, quantity, word]) => ({
                icon,
                text: `${formatQuantity(quantity)} ${word}`,
            }));
    }

    get reasons() {
        return getReasonsToWait(this.props.card);
    }

    get caption() {
        return this.props.card.state === "released" ||
            this.props.card.state === "planned"
            ? _t("Next")
            : _t("Now");
    }

    get plan() {
        const {date_planned_start, date_planned_finish} = this.props.card;
        const start = parseDate(date_planned_start);
        const finish = parseDate(date_planned_finish);
        if (this.props.card.state === "running" && finish) {
            return _t("until %(time)s", {time: formatTime(finish)});
        }
        return start ? _t("starts %(when)s", {when: formatWhen(start)}) : "";
    }

    get spans() {
        const {setup_min, run_min} = this.props.card;
        const parts = [];
        if (Number(setup_min)) {
            parts.push(_t("setup %(span)s", {span: formatSpan(setup_min)}));
        }
        if (Number(run_min)) {
            parts.push(_t("run %(span)s", {span: formatSpan(run_min)}));
        }
        return parts.join(" · ");
    }
}
