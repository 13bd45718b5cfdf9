import {Component, useState} from "@odoo/owl";
import {StateMark} from "../../components/state_mark/state_mark";
import {ReasonPicker} from "../reason_picker";
import {formatTime, parseDate} from "../format";
import {getCallAge, getHelpKind, reasonsFor} from "./help_words";

/** One open call: what, where, since when, who comes; and what one may do about it. */
export class CallRow extends Component {
    static template = "poms_orders.CallRow";
    static components = {ReasonPicker, StateMark};
    static props = {
        call: Object,
        reasons: Array,
        onCome: Function,
        onSolve: Function,
        isBusy: {type: Boolean, optional: true},
    };

    setup() {
        this.form = useState({isOpen: false, reason: null, note: ""});
    }

    get kind() {
        return getHelpKind(this.props.call.kind);
    }

    get age() {
        return getCallAge(this.props.call);
    }

    get place() {
        const {card, workcenter} = this.props.call;
        return [workcenter, card].filter(Boolean).join(" · ");
    }

    get nextLevel() {
        return formatTime(parseDate(this.props.call.next_level));
    }

    get causes() {
        return reasonsFor(this.props.reasons, "call_cause", this.props.call.kind);
    }

    toggleForm() {
        this.form.isOpen = !this.form.isOpen;
    }

    choose(reason) {
        this.form.reason = this.form.reason === reason ? null : reason;
    }

    solve() {
        const {reason, note} = this.form;
        this.props.onSolve({reason, note: note.trim()});
    }
}
