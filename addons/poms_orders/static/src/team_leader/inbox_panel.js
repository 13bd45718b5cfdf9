import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {formatQuantity, formatWhen, parseDate} from "../shop_floor/format";

const NUMBERS = [
    ["good", _t("good")],
    ["scrap", _t("scrap")],
    ["rework", _t("rework")],
    ["material_fault", _t("material fault")],
];

/** What waits for the leader: calls, corrections to approve, refused reports. */
export class InboxPanel extends Component {
    static template = "poms_orders.InboxPanel";
    static props = {desk: Object, state: Object};

    whenOf(row) {
        return formatWhen(parseDate(row.date || row.since));
    }

    quantitiesOf(row) {
        return NUMBERS.filter(([name]) => Number(row[name]))
            .map(([name, word]) => `${formatQuantity(row[name])} ${word}`)
            .join(", ");
    }

    approve(row) {
        return this.props.desk.settle(
            "approve_correction",
            [row.id],
            _t("The correction of %(card)s is booked.", {card: row.card})
        );
    }
}
