import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime, serializeDateTime} from "@web/core/l10n/dates";
import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {localization} from "@web/core/l10n/localization";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {formatFloat} from "@web/views/fields/formatters";
import {parseFloat} from "@web/views/fields/parsers";
import {Component, useState} from "@odoo/owl";

export const SURE = 90;

/** What a percentage looks like: shape and colour; the word is the reason. */
export function sureness(percent) {
    if (percent >= SURE) {
        return {tone: "sure", icon: "fa-check"};
    }
    return percent
        ? {tone: "doubt", icon: "fa-exclamation-triangle"}
        : {tone: "missing", icon: "fa-question-circle"};
}

/** One value as understood: how sure, why, and its fix, remembered by one tick. */
export class InboxField extends Component {
    static template = "poms_orders.InboxField";
    static components = {DateTimeInput, RecordSelector};
    static props = {
        name: String,
        label: {type: String, optional: true},
        kind: {
            type: String,
            validate: (k) => ["record", "number", "date", "text"].includes(k),
        },
        model: {type: String, optional: true},
        field: Object,
        canRemember: {type: Boolean, optional: true},
        isDoubtful: {type: Boolean, optional: true},
        readonly: {type: Boolean, optional: true},
        onChange: Function,
        onFocus: Function,
    };

    setup() {
        this.state = useState({remember: true, error: ""});
    }

    get mark() {
        return sureness(this.props.field.percent);
    }

    get isOpen() {
        return this.props.field.percent < SURE;
    }

    get text() {
        const {field, kind} = this.props;
        if (kind === "number") {
            return field.value
                ? formatFloat(field.value, {digits: [16, 4], trailingZeros: false})
                : "";
        }
        return field.value || "";
    }

    get date() {
        const {value} = this.props.field;
        return value ? deserializeDateTime(value) : false;
    }

    /** The user's date, with minutes: nothing is due to the second. */
    get format() {
        return `${localization.dateFormat} HH:mm`;
    }

    get confirmText() {
        return _t("Yes, this one");
    }

    change(value) {
        const {canRemember, onChange} = this.props;
        return onChange(value, Boolean(canRemember && this.state.remember));
    }

    onText(ev) {
        const text = ev.target.value.trim();
        if (this.props.kind === "text") {
            return text === this.props.field.value ? null : this.change(text);
        }
        let value = 0;
        try {
            value = text ? parseFloat(text) : 0;
            this.state.error = "";
        } catch {
            this.state.error = _t("“%s” is not a number.", text);
            return null;
        }
        return value === this.props.field.value ? null : this.change(value);
    }

    onDate(value) {
        const text = value ? serializeDateTime(value) : false;
        if (text !== (this.props.field.value || false)) {
            this.change(text);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.matches(".o_poms_intake_text")) {
            ev.target.blur();
            ev.stopPropagation();
        }
    }
}
