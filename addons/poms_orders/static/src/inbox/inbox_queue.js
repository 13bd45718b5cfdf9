import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {Component, useEffect, useRef} from "@odoo/owl";
import {sureness} from "./inbox_field";

export const CHANNELS = {
    form: {icon: "fa-keyboard-o", word: _t("Form")},
    file: {icon: "fa-file-text-o", word: _t("File")},
    email: {icon: "fa-envelope-o", word: _t("E-mail")},
    scan: {icon: "fa-qrcode", word: _t("Scan")},
    api: {icon: "fa-plug", word: _t("API")},
    edi: {icon: "fa-exchange", word: _t("EDI")},
};
const MISSING = {
    customer: _t("Customer?"),
    currency: _t("Currency?"),
    lines: _t("Lines?"),
    product: _t("Product?"),
    unit: _t("Unit?"),
    quantity: _t("Quantity?"),
    date: _t("Date?"),
    price: _t("Price?"),
};

/** Left: what waits, the most urgent first. */
export class InboxQueue extends Component {
    static template = "poms_orders.InboxQueue";
    static props = {
        orders: Array,
        total: Number,
        currentId: [Number, {value: false}],
        onSelect: Function,
        onMore: Function,
    };

    setup() {
        this.root = useRef("root");
        useEffect(
            () => {
                const row = this.root.el?.querySelector("[aria-selected=true]");
                row?.scrollIntoView({block: "nearest"});
            },
            () => [this.props.currentId]
        );
    }

    channel(order) {
        return CHANNELS[order.channel];
    }

    mark(order) {
        return sureness(order.is_blocked ? 0 : order.confidence);
    }

    /** What is no plain new order says so on a line of its own. */
    isSpecial(order) {
        return order.is_change || order.is_cancellation;
    }

    missing(order) {
        return order.missing.map((name) => MISSING[name] || name);
    }

    due(order) {
        if (!order.due) {
            return {text: _t("no date"), isLate: false};
        }
        const due = deserializeDateTime(order.due);
        return {
            text: due.toLocaleString({day: "2-digit", month: "2-digit"}),
            full: due.toLocaleString(luxon.DateTime.DATETIME_MED),
            isLate: due < luxon.DateTime.now(),
        };
    }

    onScroll(ev) {
        const {scrollTop, clientHeight, scrollHeight} = ev.target;
        if (scrollTop + clientHeight > scrollHeight - 200) {
            this.props.onMore();
        }
    }
}
