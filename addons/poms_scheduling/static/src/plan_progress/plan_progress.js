import {LiveProgress} from "@poms_orders/components/live_progress/live_progress";
import {registry} from "@web/core/registry";

/** How far a plan is, refreshed while it is being made or applied. */
export class PlanProgress extends LiveProgress {
    static template = "poms_scheduling.PlanProgress";
    static busyStates = ["queued", "running", "applying"];

    get text() {
        return this.props.record.data.progress_text || "";
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
