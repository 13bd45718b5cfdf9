import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {formatSpan, formatTime, parseDate} from "../shop_floor/format";

const WINDOWS = [
    {id: "shift", name: _t("This shift")},
    {id: "today", name: _t("Today")},
    {id: "yesterday", name: _t("Yesterday")},
];
const PARTS = ["direct", "indirect", "idle"];

/** Present = direct + indirect + idle, per person and for the team. */
export class TimesPanel extends Component {
    static template = "poms_orders.TimesPanel";
    static props = {desk: Object, state: Object};

    windows = WINDOWS;
    parts = PARTS;

    get windowText() {
        const {start, end} = this.props.state.times;
        return `${formatTime(parseDate(start))} – ${formatTime(parseDate(end))}`;
    }

    spanOf(seconds) {
        return formatSpan(seconds / 60);
    }

    widthOf(row, part) {
        const share = row.present_s ? row[`${part}_s`] / row.present_s : 0;
        return `width: ${(100 * share).toFixed(1)}%`;
    }

    sharesOf(row) {
        return row.shares
            .slice(0, 6)
            .map(({name, seconds}) => `${name} ${this.spanOf(seconds)}`)
            .join(" · ");
    }
}
