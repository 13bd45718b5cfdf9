import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

/** A tablet's new key, once: to scan there, to print or to copy. */
export class DeviceKey extends Component {
    static template = "poms_orders.DeviceKey";
    static props = {...standardActionServiceProps};

    get params() {
        return this.props.action.params;
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("poms_orders.device_key", DeviceKey);
