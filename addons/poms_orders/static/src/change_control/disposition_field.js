import {registry} from "@web/core/registry";
import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";

/**
 * What can become of each kind of touched thing; the server checks it again
 * (domain/change_dispositions.py holds the same table).
 */
export const ALLOWED = {
    order: ["follow", "as_is"],
    production: ["follow", "as_is", "finish_to_stock", "repeg", "scrap", "strip"],
    card: ["follow", "as_is"],
    kit: ["as_is", "use_up", "return", "scrap", "charge"],
    pieces: [
        "as_is",
        "use_up",
        "rework",
        "scrap",
        "finish_to_stock",
        "repeg",
        "strip",
        "charge",
    ],
    purchase: ["as_is", "use_up", "return", "charge"],
    bar: ["follow", "as_is"],
    delivery: ["follow", "as_is"],
    stock: ["as_is", "use_up", "scrap"],
    setting: ["follow"],
};

export class DispositionField extends SelectionField {
    get options() {
        const allowed = ALLOWED[this.props.record.data.kind];
        return super.options.filter(([key]) => !allowed || allowed.includes(key));
    }
}

registry.category("fields").add("poms_disposition", {
    ...selectionField,
    component: DispositionField,
    fieldDependencies: [{name: "kind", type: "selection"}],
});
