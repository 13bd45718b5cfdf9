import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {PhotoCapture} from "../camera/photo_capture";
import {formatQuantity} from "../format";
import {isWithinLimits} from "../report_draft";
import {SignatureField} from "./signature_field";

/** What a step wants to know: numbers, texts, answers, photos, a signature. */
export class StepValues extends Component {
    static template = "poms_orders.StepValues";
    static components = {PhotoCapture, SignatureField};
    static defaultProps = {online: true};
    static props = {
        parameters: Array,
        /** By the parameter's id: values, and pictures (see `makePhoto`). */
        values: Object,
        pictures: Object,
        /** The value that the number pad writes to. */
        aimedId: {optional: true},
        /** Nobody signs without the server's word on who it is. */
        online: {type: Boolean, optional: true},
        onAim: Function,
        onValue: Function,
        onPictures: Function,
    };

    setup() {
        this.formatQuantity = formatQuantity;
    }

    valueOf(parameter) {
        return this.props.values[parameter.id];
    }

    picturesOf(parameter) {
        return this.props.pictures[parameter.id] || [];
    }

    labelOf(parameter) {
        const value = formatQuantity(this.valueOf(parameter)) || "–";
        return `${parameter.name}: ${value} ${parameter.unit || ""}`.trim();
    }

    limitsOf(parameter) {
        if (parameter.kind !== "number") {
            return "";
        }
        const minimum = Number(parameter.minimum) || 0;
        const maximum = Number(parameter.maximum) || 0;
        const unit = parameter.unit || "";
        if (!minimum && !maximum) {
            return unit;
        }
        if (!maximum && minimum > 0) {
            return _t("at least %(minimum)s %(unit)s", {
                minimum: formatQuantity(parameter.minimum),
                unit,
            });
        }
        return _t("%(minimum)s to %(maximum)s %(unit)s", {
            minimum: formatQuantity(parameter.minimum),
            maximum: formatQuantity(parameter.maximum),
            unit,
        });
    }

    isOutside(parameter) {
        return isWithinLimits(parameter, this.valueOf(parameter)) === false;
    }

    /** What becomes of a value outside its limits: it is said while it is typed. */
    outsideText(parameter) {
        return parameter.limit_mode === "block"
            ? _t("Out of limits: it will not be taken")
            : _t("Out of limits: it is sent with a warning");
    }
}
