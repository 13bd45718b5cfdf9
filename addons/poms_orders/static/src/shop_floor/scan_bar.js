import {Component, useState} from "@odoo/owl";

/** The line at the bottom: scan anything anywhere, type it, or use the camera. */
export class ScanBar extends Component {
    static template = "poms_orders.ScanBar";
    static props = {onScan: Function, onCamera: {type: Function, optional: true}};

    setup() {
        this.state = useState({code: ""});
    }

    send() {
        const code = this.state.code.trim();
        if (code) {
            this.state.code = "";
            this.props.onScan(code);
        }
    }

    onKey(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.send();
        }
    }
}
