import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {formatTime} from "./format";

const {DateTime} = luxon;
const FATES = {
    sending: _t("On its way"),
    waiting: _t("Waits for the server"),
    auth: _t("Waits for your badge"),
    attention: _t("Not taken"),
};
const METHODS = {
    start: _t("Start"),
    pause: _t("Pause"),
    resume: _t("Go on"),
    report: _t("Report"),
    finish: _t("Finish"),
};

/** Every act that the server has not answered yet, and its fate. */
export class OutboxPanel extends Component {
    static template = "poms_orders.OutboxPanel";
    static props = {
        items: Array,
        online: Boolean,
        onDismiss: Function,
        onCancel: Function,
    };

    describe(item) {
        const {good, scrap, rework, material_fault} = item.params;
        const counts = [
            good && _t("%(count)s good", {count: good}),
            scrap && _t("%(count)s scrap", {count: scrap}),
            rework && _t("%(count)s rework", {count: rework}),
            material_fault && _t("%(count)s material fault", {count: material_fault}),
        ];
        return [METHODS[item.method], item.params.card, ...counts]
            .filter(Boolean)
            .join(" · ");
    }

    fateOf(item) {
        return FATES[item.fate];
    }

    timeOf(item) {
        return formatTime(DateTime.fromMillis(item.since));
    }
}
