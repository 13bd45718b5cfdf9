import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {StateMark} from "../components/state_mark/state_mark";
import {getMark, getPunctuality, getReasonsToWait} from "./card_facts";
import {formatQuantity, formatSpan, formatTime, parseDate} from "./format";
import {getCallMark} from "./help/help_words";

/** What comes next here, in the order of the plan, and what it waits for. */
export class QueueList extends Component {
    static template = "poms_orders.QueueList";
    static components = {StateMark};
    static props = {
        cards: Array,
        selectedId: {type: [Number, {value: null}], optional: true},
        onSelect: Function,
        showMachine: {type: Boolean, optional: true},
        isLoading: {type: Boolean, optional: true},
    };

    setup() {
        this.getMark = getMark;
        this.getCallMark = getCallMark;
    }

    timeOf(card) {
        return formatTime(parseDate(card.date_planned_start));
    }

    /** How much, how long to set up, where, and why it waits. */
    factsOf(card) {
        const {open, setup_min, uom, workcenter} = card;
        const setup =
            Number(setup_min) && _t("setup %(span)s", {span: formatSpan(setup_min)});
        return [
            `${formatQuantity(open)} ${uom || ""}`.trim(),
            setup,
            this.props.showMachine && workcenter?.name,
            getReasonsToWait(card)[0],
        ]
            .filter(Boolean)
            .join(" · ");
    }

    isLate(card) {
        return getPunctuality(card)?.kind === "late";
    }
}
