import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {formatQuantity, formatTime} from "./format";
import {QUANTITY_FIELDS} from "./quantity_fields";

const {DateTime} = luxon;
const FATES = {
    sending: _t("On its way"),
    waiting: _t("Waits for the server"),
    auth: _t("Waits for your badge"),
    refused: _t("Refused: your team leader settles it"),
    attention: _t("Not taken"),
};
const METHODS = {
    start: _t("Start"),
    pause: _t("Pause"),
    resume: _t("Go on"),
    report: _t("Report"),
    finish: _t("Finish"),
    photo: _t("Photo"),
    call_andon: _t("Call for help"),
    call_come: _t("Help has come"),
    call_close: _t("Call solved"),
    acknowledge: _t("Read"),
    indirect: _t("Other work"),
    clock_out: _t("Gone home"),
    handover_note: _t("Note for the next shift"),
};

/** Every act that the server has not answered yet, and its fate. */
export class OutboxPanel extends Component {
    static template = "poms_orders.OutboxPanel";
    static props = {
        items: Array,
        online: Boolean,
        isKept: Boolean,
        onDismiss: Function,
        onCancel: Function,
    };

    describe(item) {
        const {method, params} = item;
        // what no method took as it was is parked: show what it said
        const told = method === "park" ? params.values : params;
        const counts = Object.entries(QUANTITY_FIELDS)
            .filter(([name]) => Number(told[name]))
            .map(([name, {label}]) => `${formatQuantity(told[name])} ${label}`);
        const photos =
            item.photoCount && _t("%(count)s photos", {count: item.photoCount});
        const kind = method === "park" ? params.method : method;
        const word = told.is_setup ? _t("Set-up done") : METHODS[kind];
        return [word, told.card, ...counts, told.text, photos]
            .filter(Boolean)
            .join(" · ");
    }

    /** What became of it; behind a refused one it waits for the same settling. */
    fateOf(item) {
        const first = this.props.items.find((other) => other.lane === item.lane);
        if (first !== item && first.fate === "refused") {
            return _t("Waits behind the refused one");
        }
        return FATES[item.fate];
    }

    get oldest() {
        return Math.min(...this.props.items.map((item) => item.since));
    }

    get oldestText() {
        const since = formatTime(DateTime.fromMillis(this.oldest));
        return _t("%(count)s waiting, since %(since)s", {
            count: this.props.items.length,
            since,
        });
    }

    timeOf(item) {
        return formatTime(DateTime.fromMillis(item.since));
    }
}
