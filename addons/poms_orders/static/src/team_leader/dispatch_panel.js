import {Component} from "@odoo/owl";
import {StateMark} from "../components/state_mark/state_mark";
import {formatQuantity} from "../shop_floor/format";

/** Second tap of a dispatch: the person or the machine, the fitting ones first. */
export class DispatchPanel extends Component {
    static template = "poms_orders.DispatchPanel";
    static components = {StateMark};
    static props = {desk: Object, state: Object};

    get card() {
        return this.props.desk.card;
    }

    get quantityText() {
        const {open, quantity, uom} = this.card;
        return `${formatQuantity(open)} / ${formatQuantity(quantity)} ${uom}`;
    }

    isBlocked(row) {
        return row.findings.some((finding) => finding.level === "block");
    }

    textOf(row) {
        return row.findings.map((finding) => finding.message).join(" ");
    }

    /** Works now on something else, or is simply here. */
    factsOf(row) {
        const person = this.props.desk.personOf(row.id);
        return person?.job || "";
    }
}
