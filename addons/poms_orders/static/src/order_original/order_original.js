import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Component} from "@odoo/owl";
import {OriginalViewer} from "./original_viewer";

/** The message as it came, beside the lines that were read from it or are typed in. */
export class OrderOriginal extends Component {
    static template = "poms_orders.OrderOriginal";
    static components = {OriginalViewer};
    static props = {...standardFieldProps};

    get count() {
        return this.props.record.data[this.props.name].currentIds.length;
    }
}

registry.category("fields").add("poms_original", {
    component: OrderOriginal,
    supportedTypes: ["many2many"],
    relatedFields: [{name: "name", type: "char"}],
});
