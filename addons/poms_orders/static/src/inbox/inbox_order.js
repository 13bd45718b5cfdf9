import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {Component} from "@odoo/owl";
import {InboxField} from "./inbox_field";

const KINDS = {
    added: {icon: "fa-plus", word: _t("New")},
    removed: {icon: "fa-minus", word: _t("Gone")},
    changed: {icon: "fa-pencil", word: _t("Changed")},
    filled: {icon: "fa-plus-circle", word: _t("Completed")},
};
const NAMES = {
    product: _t("Product"),
    quantity: _t("Quantity"),
    unit: _t("Unit"),
    price: _t("Price"),
    due: _t("Due"),
};

/** Middle: the order as we understood it, what is doubtful, what it changes. */
export class InboxOrder extends Component {
    static template = "poms_orders.InboxOrder";
    static components = {InboxField};
    static props = {
        order: Object,
        lineIds: Array,
        siblingIds: Array,
        promise: {type: Object, optional: true},
        onSet: Function,
        onFocus: Function,
        onToggleLine: Function,
        onToggleSibling: Function,
        onTakeOut: Function,
        onUndoRule: Function,
        onFile: Function,
        onAcceptProducts: Function,
    };

    get differences() {
        return this.props.order.difference.filter((row) => row.kind !== "same");
    }

    get doubtfulCount() {
        return this.props.order.lines.filter((line) => line.is_doubtful).length;
    }

    kind(row) {
        return KINDS[row.kind];
    }

    nameOf(field) {
        return NAMES[field.name];
    }

    moment(text) {
        return text
            ? deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_MED)
            : "";
    }

    /** What is asked first; the line's values come in the message's order. */
    focusHeader(name, field) {
        this.props.onFocus(name, field, []);
    }

    focusLine(line, name, field) {
        const value = {...field};
        if (name === "date_due" && !field.value) {
            value.value = this.props.order.due;
        }
        this.props.onFocus(name, value, line.codes);
    }

    isTooLate(promised, due) {
        return Boolean(promised && due && promised > due);
    }
}
