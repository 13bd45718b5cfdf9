import {registry} from "@web/core/registry";
import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";

/**
 * A selection of which a record allows some: `<name>_options` holds their keys.
 */
export class ChoiceField extends SelectionField {
    get options() {
        const keys = this.props.record.data[`${this.props.name}_options`] || "";
        const allowed = keys.split(",");
        return super.options.filter(([key]) => allowed.includes(key));
    }
}

registry.category("fields").add("poms_choice", {
    ...selectionField,
    component: ChoiceField,
});
