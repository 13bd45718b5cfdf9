import {Component} from "@odoo/owl";

/** What else can be done at this station: one big button each. */
export class MenuPanel extends Component {
    static template = "poms_orders.MenuPanel";
    static props = {
        // {name, icon, label, press()}
        buttons: Array,
        onCancel: Function,
    };
}
