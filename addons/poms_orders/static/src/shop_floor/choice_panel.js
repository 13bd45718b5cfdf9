import {Component} from "@odoo/owl";
import {ReasonPicker} from "./reason_picker";

/** A question with big answers: why a pause, which machine. */
export class ChoicePanel extends Component {
    static template = "poms_orders.ChoicePanel";
    static components = {ReasonPicker};
    static props = {
        title: String,
        hint: {type: String, optional: true},
        choices: Array,
        value: {type: [Number, {value: null}], optional: true},
        onChoose: Function,
        onCancel: Function,
        noneLabel: {type: String, optional: true},
    };
}
