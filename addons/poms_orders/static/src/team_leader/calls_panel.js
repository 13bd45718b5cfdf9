import {Component} from "@odoo/owl";
import {CallRow} from "../shop_floor/help/call_row";

/** Who waits for help, high levels first, then by age; the leader comes and solves. */
export class CallsPanel extends Component {
    static template = "poms_orders.CallsPanel";
    static components = {CallRow};
    static props = {desk: Object, state: Object};

    get reasons() {
        const {call_causes} = this.props.state;
        return call_causes.map((cause) => ({
            ...cause,
            code: "",
            kind: "call_cause",
        }));
    }

    /** A leader may always; who has come already need not come again. */
    get calls() {
        return this.props.state.calls.map((call) => ({
            ...call,
            may_come: call.state === "open",
            may_close: true,
        }));
    }
}
