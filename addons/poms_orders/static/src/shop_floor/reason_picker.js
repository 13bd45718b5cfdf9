import {Component} from "@odoo/owl";

/** Reasons as pictures; one tap chooses. */
export class ReasonPicker extends Component {
    static template = "poms_orders.ReasonPicker";
    static props = {
        reasons: Array,
        value: {type: [Number, {value: null}], optional: true},
        onChoose: Function,
    };
}
