import {_t} from "@web/core/l10n/translation";
import {Component, onWillUnmount, useRef, useState} from "@odoo/owl";
import {PhotoCapture} from "./camera/photo_capture";
import {QUANTITY_KINDS} from "./card_facts";
import {beep} from "./feedback";
import {formatQuantity, addQuantities} from "./format";
import {NumberPad} from "./number_pad";
import {QUANTITY_FIELDS} from "./quantity_fields";
import {ReasonPicker} from "./reason_picker";
import {
    getBadKinds,
    getBlobs,
    getDraftSpent,
    getUsage,
    makeDraft,
    makeLine,
    makeReportParams,
} from "./report_draft";
import {StepValues} from "./values/step_values";

/**
 * One number pad with four fields, or six. What else a step asks for (reason, values,
 * lots, photos, a signature) shows only where it is asked for.
 */
export class ReportPad extends Component {
    static template = "poms_orders.ReportPad";
    static components = {NumberPad, PhotoCapture, ReasonPicker, StepValues};
    static defaultProps = {online: true};
    static props = {
        card: Object,
        reasons: Array,
        onSend: Function,
        onCancel: Function,
        /** Called with a function that takes scanned lots and serials, or null. */
        setScanTaker: Function,
        busy: {type: Boolean, optional: true},
        online: {type: Boolean, optional: true},
        /** Called with what makes the pad's state: what was entered before comes back. */
        keep: {type: Function, optional: true},
    };

    setup() {
        const kinds = this.props.card.kinds || QUANTITY_KINDS;
        this.fields = kinds.map((name) => ({name, ...QUANTITY_FIELDS[name]}));
        this.formatQuantity = formatQuantity;
        this.root = useRef("pad");
        const make = () => this.makeState();
        this.state = useState(this.props.keep ? this.props.keep(make) : make());
        this.props.setScanTaker((code, lots) => this.takeScan(code, lots));
        onWillUnmount(() => this.props.setScanTaker(null));
    }

    makeState() {
        const draft = makeDraft();
        draft.components = (this.props.card.components || [])
            .filter((one) => one.tracking !== "none" && Number(one.open) > 0)
            .map(makeLine);
        return {
            draft,
            target: {kind: "quantity", key: "good"},
            isFinishAsked: false,
            serialError: "",
        };
    }

    get draft() {
        return this.state.draft;
    }

    // -- what is entered ----------------------------------------------------------

    get value() {
        const {kind, key} = this.state.target;
        if (kind === "quantity") {
            return this.draft.quantities[key];
        }
        if (kind === "parameter") {
            return this.draft.parameters[key] || "";
        }
        return this.draft.components[key].quantity;
    }

    setValue(value) {
        const {kind, key} = this.state.target;
        this.state.isFinishAsked = false;
        if (kind === "quantity") {
            this.draft.quantities[key] = value;
        } else if (kind === "parameter") {
            this.draft.parameters[key] = value;
        } else {
            this.draft.components[key].quantity = value;
        }
    }

    aim(kind, key) {
        this.state.target = {kind, key};
    }

    /** @param {Object[]} pictures the value of the step is the uuid of the first one */
    setPictures(id, pictures) {
        this.draft.pictures[id] = pictures;
        this.draft.parameters[id] = pictures[0]?.uuid || "";
    }

    isAimed(kind, key) {
        return this.state.target.kind === kind && this.state.target.key === key;
    }

    takeAll() {
        this.aim("quantity", "good");
        const told = Number(this.draft.quantities.good) || 0;
        const others = addQuantities(getDraftSpent(this.draft), -told);
        const rest = Math.max(addQuantities(this.props.card.open, -others), 0);
        this.setValue(String(rest));
    }

    // -- what it comes to ---------------------------------------------------------

    get open() {
        return Number(this.props.card.open) || 0;
    }

    get left() {
        return addQuantities(this.open, -getDraftSpent(this.draft));
    }

    get sumText() {
        const unit = this.props.card.uom || "";
        const open = formatQuantity(this.open);
        return this.left < 0
            ? _t("%(count)s %(unit)s too many", {
                  count: formatQuantity(-this.left),
                  unit,
              })
            : _t("%(count)s of %(open)s %(unit)s left", {
                  count: formatQuantity(this.left),
                  open,
                  unit,
              });
    }

    get allText() {
        return _t("All %(count)s good", {count: formatQuantity(this.open)});
    }

    get finishText() {
        return this.state.isFinishAsked
            ? _t("Finish %(count)s short?", {count: formatQuantity(this.left)})
            : _t("Finish card");
    }

    get choices() {
        const kinds = getBadKinds(this.draft);
        return this.props.reasons.filter((reason) => kinds.includes(reason.kind));
    }

    get isReasonMissing() {
        return (
            this.choices.length > 0 &&
            !this.choices.some((reason) => reason.id === this.draft.reason)
        );
    }

    get tracking() {
        return this.props.card.receives ? this.props.card.tracking : "none";
    }

    get parameters() {
        return this.props.card.parameters || [];
    }

    get isNegativeAllowed() {
        const {kind, key} = this.state.target;
        const aimed =
            kind === "parameter" && this.parameters.find((one) => one.id === key);
        return Boolean(aimed) && Number(aimed.minimum) < 0;
    }

    /** What went wrong is shown best. */
    get isPhotoOffered() {
        return getBadKinds(this.draft).length > 0 || this.draft.photos.length > 0;
    }

    usageOf(line) {
        return formatQuantity(line.quantity || getUsage(this.draft, line));
    }

    lotHint(line) {
        return line.reserved
            ? _t("Scan the lot, else %(lots)s", {lots: line.reserved})
            : _t("Scan the lot");
    }

    /** What the step asks for and nobody has told yet. */
    get missing() {
        return this.parameters.filter(
            ({id, is_required}) =>
                is_required && [undefined, "", null].includes(this.draft.parameters[id])
        );
    }

    get missingText() {
        const names = this.missing.map((parameter) => parameter.name);
        if (this.isReasonMissing) {
            names.unshift(_t("why"));
        }
        return _t("Still asked for: %(names)s", {names: names.join(", ")});
    }

    showMissing() {
        const [first] = this.isReasonMissing ? [] : this.missing;
        if (first?.kind === "number") {
            this.aim("parameter", first.id);
        }
        const line = this.root.el.querySelector(
            first ? `[data-parameter="${first.id}"]` : ".o_poms_extra_reasons"
        );
        line.scrollIntoView({block: "center"});
        line.querySelector("button, input")?.focus();
    }

    get canSend() {
        const params = makeReportParams(this.draft);
        return (
            !this.props.busy && !this.isReasonMissing && Object.keys(params).length > 0
        );
    }

    // -- scans --------------------------------------------------------------------

    /**
     * A code that is no card and no machine: a component's lot, else the lot or a
     * serial number of what is made here.
     *
     * @param {string} code
     * @param {Object[]} lots lots of this name, {name, product_id}; empty: none yet
     * @returns {boolean|string} whether it was taken; a sentence: why it was not
     */
    takeScan(code, lots) {
        for (const lot of lots) {
            if (this.takeLot(lot)) {
                return true;
            }
        }
        if (!lots.length && this.tracking === "serial") {
            return this.takeSerial(code) || this.state.serialError;
        }
        if (!lots.length && this.tracking === "lot") {
            this.draft.lot = code;
            return true;
        }
        return false;
    }

    /** A second lot of the same component gets a line of its own. */
    takeLot({name, product_id}) {
        const lines = this.draft.components;
        const own = lines.filter((line) => line.product_id === product_id);
        if (!own.length) {
            return false;
        }
        let line = own.find((one) => !one.lot || one.lot === name);
        if (!line) {
            lines.push({...own[0], lot: "", quantity: ""});
            line = lines.at(-1);
        }
        line.lot = name;
        this.aim("component", lines.indexOf(line));
        return true;
    }

    /** @returns {boolean} false, with the reason in the state: it is here already */
    takeSerial(code) {
        const serial = code.trim();
        this.state.serialError = "";
        if (!serial) {
            return false;
        }
        if (this.draft.serials.includes(serial)) {
            this.state.serialError = _t("%(serial)s is scanned already.", {serial});
            return false;
        }
        this.draft.serials.push(serial);
        if ((Number(this.draft.quantities.good) || 0) < this.draft.serials.length) {
            this.draft.quantities.good = String(this.draft.serials.length);
        }
        return true;
    }

    dropSerial(serial) {
        const count = this.draft.serials.length;
        this.draft.serials = this.draft.serials.filter((one) => one !== serial);
        this.state.serialError = "";
        // the count that came from the scans goes down with them
        if (Number(this.draft.quantities.good) === count) {
            this.draft.quantities.good = String(this.draft.serials.length || "");
        }
    }

    onSerialKey(ev) {
        if (ev.key === "Enter") {
            if (!this.takeSerial(ev.target.value) && this.state.serialError) {
                beep("refused");
            }
            ev.target.value = "";
        }
    }

    // -- sending ------------------------------------------------------------------

    send() {
        if (this.canSend) {
            this._send("report");
        }
    }

    /** Finishing with pieces left is asked once, on the button itself. */
    finish() {
        if (this.isReasonMissing || this.props.busy) {
            return;
        }
        if (this.left > 0 && !this.state.isFinishAsked) {
            this.state.isFinishAsked = true;
            return;
        }
        this._send("finish");
    }

    _send(method) {
        const blobs = getBlobs(this.draft);
        const params = makeReportParams(this.draft);
        this.props.onSend(method, blobs.length ? {...params, blobs} : params);
    }
}
