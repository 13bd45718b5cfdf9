import {_t} from "@web/core/l10n/translation";
import {Component, useState} from "@odoo/owl";
import {NumberPad} from "./number_pad";

const SHORTEST_PIN = 4;

/** Who are you: a badge anywhere, or the PIN here. Never lists who works here. */
export class IdentifyPanel extends Component {
    static template = "poms_orders.IdentifyPanel";
    static components = {NumberPad};
    static props = {
        onIdentify: Function,
        onCamera: {type: Function, optional: true},
        onCancel: {type: Function, optional: true},
        isLocked: {type: Boolean, optional: true},
        canUseLogin: {type: Boolean, optional: true},
    };

    setup() {
        this.state = useState({pin: "", busy: false});
    }

    get canSend() {
        return this.state.pin.length >= SHORTEST_PIN && !this.state.busy;
    }

    get dots() {
        return Array.from(this.state.pin);
    }

    get digitsText() {
        return _t("%(count)s digits", {count: this.state.pin.length});
    }

    setPin(pin) {
        this.state.pin = pin;
    }

    async identify(params) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await this.props.onIdentify(params);
        } finally {
            this.state.pin = "";
            this.state.busy = false;
        }
    }
}
