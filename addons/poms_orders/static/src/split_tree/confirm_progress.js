import {registry} from "@web/core/registry";
import {LiveProgress} from "../components/live_progress/live_progress";

/** How far a confirmation in the background is. */
export class ConfirmProgress extends LiveProgress {
    static template = "poms_orders.ConfirmProgress";
}

registry.category("fields").add("poms_confirm_progress", {
    component: ConfirmProgress,
    supportedTypes: ["float"],
    fieldDependencies: [{name: "state", type: "selection"}],
});
