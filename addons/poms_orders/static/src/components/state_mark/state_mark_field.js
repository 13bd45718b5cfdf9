import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Component} from "@odoo/owl";
import {MARKS, StateMark} from "./state_mark";

/** The same mark in Odoo's own lists and forms: `widget="poms_state"`. */
export class StateMarkField extends Component {
    static template = "poms_orders.StateMarkField";
    static components = {StateMark};
    static props = {...standardFieldProps};

    get kind() {
        const data = this.props.record.data;
        const value = data[this.props.name];
        return data.is_held && value !== "done" && value !== "cancelled"
            ? "held"
            : value;
    }

    get isKnown() {
        return this.kind in MARKS;
    }
}

registry.category("fields").add("poms_state", {
    component: StateMarkField,
    displayName: _t("State of a card"),
    supportedTypes: ["selection"],
});
