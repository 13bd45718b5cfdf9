import {browser} from "@web/core/browser/browser";
import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const INTERVAL_MS = 2000;

/** How far a confirmation in the background is, read anew while it runs. */
export class ConfirmProgress extends Component {
    static template = "poms_orders.ConfirmProgress";
    static props = {...standardFieldProps};

    setup() {
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refresh(), INTERVAL_MS);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get percent() {
        return Math.round(this.props.record.data[this.props.name] || 0);
    }

    async refresh() {
        const record = this.props.record;
        if (this.loading || record.data.state !== "running") {
            return;
        }
        this.loading = true;
        try {
            await record.load();
        } catch {
            // The connection is the web client's matter; the next tick tries again.
        } finally {
            this.loading = false;
        }
    }
}

registry.category("fields").add("poms_confirm_progress", {
    component: ConfirmProgress,
    supportedTypes: ["float"],
    fieldDependencies: [{name: "state", type: "selection"}],
});
