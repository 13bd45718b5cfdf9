import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Component} from "@odoo/owl";

export const RESULTS = {
    passed: {word: _t("passes"), icon: "fa-check-circle", tone: "success"},
    warn: {word: _t("warns"), icon: "fa-exclamation-triangle", tone: "warning"},
    block: {word: _t("stops"), icon: "fa-ban", tone: "danger"},
    off: {word: _t("switched off"), icon: "fa-circle-o", tone: "muted"},
};

/** The release gates of a card, one by one: `widget="poms_gates"`. */
export class GatesField extends Component {
    static template = "poms_orders.GatesField";
    static props = {...standardFieldProps};

    get gates() {
        return (this.props.record.data[this.props.name] || []).map((gate) => ({
            ...gate,
            mark: RESULTS[gate.result],
        }));
    }
}

registry.category("fields").add("poms_gates", {
    component: GatesField,
    displayName: _t("Release gates"),
    supportedTypes: ["json"],
});
