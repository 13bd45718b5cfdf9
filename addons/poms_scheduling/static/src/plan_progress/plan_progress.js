import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const INTERVAL_MS = 2000;

/** How far a plan is, refreshed while it is being made or applied. */
export class PlanProgress extends Component {
    static template = "poms_scheduling.PlanProgress";
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

    get text() {
        return this.props.record.data.progress_text || "";
    }

    get isBusy() {
        return ["queued", "running", "applying"].includes(this.props.record.data.state);
    }

    async refresh() {
        const record = this.props.record;
        if (this.loading || !this.isBusy || !record.resId || (await record.isDirty())) {
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

export const planProgress = {
    component: PlanProgress,
    supportedTypes: ["float"],
    fieldDependencies: [
        {name: "progress_text", type: "char"},
        {name: "state", type: "selection"},
    ],
};

registry.category("fields").add("poms_plan_progress", planProgress);
