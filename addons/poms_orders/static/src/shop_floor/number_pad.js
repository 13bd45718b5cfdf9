import {localization} from "@web/core/l10n/localization";
import {Component} from "@odoo/owl";

const LONGEST = 9;

/** Keys for gloves; edits a decimal string with a point, or digits only. */
export class NumberPad extends Component {
    static template = "poms_orders.NumberPad";
    static props = {
        value: String,
        onChange: Function,
        isPin: {type: Boolean, optional: true},
        allowNegative: {type: Boolean, optional: true},
    };

    keys = ["7", "8", "9", "4", "5", "6", "1", "2", "3"];

    get point() {
        return localization.decimalPoint || ".";
    }

    press(key) {
        const value = this.props.value;
        if (value.length >= LONGEST || (key === "." && value.includes("."))) {
            return;
        }
        if (key === ".") {
            this.props.onChange((value || "0") + ".");
        } else {
            this.props.onChange(value === "0" && !this.props.isPin ? key : value + key);
        }
    }

    erase() {
        this.props.onChange(this.props.value.slice(0, -1));
    }

    toggleSign() {
        const value = this.props.value;
        this.props.onChange(value.startsWith("-") ? value.slice(1) : `-${value}`);
    }
}
