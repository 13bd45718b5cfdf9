import {Component, useState} from "@odoo/owl";
import {StateMark} from "../components/state_mark/state_mark";
import {formatQuantity, formatWhen, parseDate} from "../shop_floor/format";

const {DateTime} = luxon;

/** What runs and what comes next; a tap on a card opens its dispatch. */
export class WorkList extends Component {
    static template = "poms_orders.WorkList";
    static components = {StateMark};
    static props = {desk: Object, state: Object};

    setup() {
        this.filter = useState({text: "", free: false});
    }

    get cards() {
        const text = this.filter.text.trim().toLowerCase();
        return this.props.state.cards.filter(
            (card) =>
                (!this.filter.free || !card.employee_id) &&
                (!text ||
                    [card.name, card.product, card.operation, card.workcenter]
                        .concat(card.employee, card.production)
                        .some((word) => word.toLowerCase().includes(text)))
        );
    }

    get started() {
        return this.cards.filter((card) => card.state !== "released");
    }

    get released() {
        return this.cards.filter((card) => card.state === "released");
    }

    markOf(card) {
        return card.is_held ? "held" : card.state;
    }

    isLate(card) {
        return Boolean(card.date_due) && parseDate(card.date_due) < DateTime.now();
    }

    quantityOf(card) {
        return `${formatQuantity(card.open)} / ${formatQuantity(card.quantity)} ${card.uom}`;
    }

    whenOf(card) {
        const isStarted = card.state !== "released";
        return formatWhen(
            parseDate(isStarted ? card.date_start : card.date_planned_start)
        );
    }

    whoOf(card) {
        const names = card.people_ids
            .map((id) => this.props.desk.personOf(id)?.name)
            .filter(Boolean);
        return names.length ? names.join(", ") : card.employee;
    }
}
