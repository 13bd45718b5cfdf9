import {_t} from "@web/core/l10n/translation";
import {Dialog} from "@web/core/dialog/dialog";
import {Component} from "@odoo/owl";

export const KEYS = [
    ["↑ ↓", _t("previous, next order")],
    ["Enter", _t("accept and go on to the next")],
    ["E", _t("go to the first doubtful field")],
    ["Esc", _t("leave a field")],
    ["R", _t("reject with a reason")],
    ["M", _t("merge: chooses the customer's other orders, then merges them")],
    ["S", _t("split: the chosen lines, or by date")],
    ["U", _t("undo the last act")],
    ["O", _t("open the full form")],
    ["/", _t("search")],
    ["?", _t("this help")],
];

/** The keys of the inbox. */
export class HelpDialog extends Component {
    static template = "poms_orders.InboxHelpDialog";
    static components = {Dialog};
    static props = {close: Function};

    get keys() {
        return KEYS;
    }
}
