import {Dialog} from "@web/core/dialog/dialog";
import {Component, useState} from "@odoo/owl";
import {useAutofocus} from "@web/core/utils/hooks";

/** Asks why; Enter sends it. */
export class RejectDialog extends Component {
    static template = "poms_orders.InboxRejectDialog";
    static components = {Dialog};
    static props = {order: Object, onReject: Function, close: Function};

    setup() {
        useAutofocus();
        this.state = useState({reason: ""});
    }

    async reject() {
        const reason = this.state.reason.trim();
        if (reason) {
            this.props.close();
            await this.props.onReject(reason);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.reject();
        }
    }
}
