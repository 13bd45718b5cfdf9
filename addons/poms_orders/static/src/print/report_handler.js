import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * Travellers and labels are drawn without wkhtmltopdf. Odoo's own download asks for
 * it first and falls back to HTML, so these open as PDF in a tab, ready to print.
 */
function openPaper(action, options, env) {
    if (!action.report_name.match(/^poms_orders\.report_(traveller|card_label)/)) {
        return false;
    }
    const ids = action.context?.active_ids || [];
    const opened = browser.open(`/report/pdf/${action.report_name}/${ids.join(",")}`);
    if (!opened) {
        env.services.notification.add(
            _t("The browser has blocked the print's tab. Allow it for this page."),
            {type: "warning", sticky: true}
        );
    }
    return true;
}

registry.category("ir.actions.report handlers").add("poms_orders", openPaper);
