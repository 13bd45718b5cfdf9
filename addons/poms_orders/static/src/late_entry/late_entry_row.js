import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {HEADS} from "./slip";

const STATES = {
    draft: {word: "", icon: "fa-pencil"},
    sending: {word: _t("sending"), icon: "fa-spinner"},
    booked: {word: _t("booked"), icon: "fa-check"},
    refused: {word: _t("not taken"), icon: "fa-times-circle"},
    ask: {word: _t("the same?"), icon: "fa-question-circle"},
    dropped: {word: _t("was booked before"), icon: "fa-minus-circle"},
};

/** One slip. A component of its own: a key draws one line, not the whole sheet. */
export class LateEntryRow extends Component {
    static template = "poms_orders.LateEntryRow";
    static props = {
        row: Object,
        line: Number,
        isLast: Boolean,
        day: String,
        columns: Array,
        /** The `LateEntry` that this is a line of. */
        entry: Object,
    };

    heads = HEADS;
    states = STATES;

    setup() {
        this.sheet = this.props.entry.sheet;
    }

    /** What is drawn: the line's own view of its slip. */
    get row() {
        return this.props.row;
    }

    /** The same slip as the sheet knows it. */
    get slip() {
        return this.sheet.state.rows.find((row) => row.id === this.row.id);
    }

    get isEditable() {
        return this.sheet.isEditable(this.row);
    }

    onInput(column, ev) {
        this.sheet.setCell(this.slip, column, ev.target.value);
    }

    onBlur(column) {
        this.sheet.look(this.slip, column);
    }

    onKeydown(column, ev) {
        const {slip} = this;
        const {entry} = this.props;
        const keys = {
            Enter: () => entry.goOn(slip, column, ev.ctrlKey || ev.metaKey),
            ArrowDown: () => entry.move(slip, column, 1),
            ArrowUp: () => entry.move(slip, column, -1),
        };
        if (keys[ev.key]) {
            ev.preventDefault();
            keys[ev.key]();
        }
    }

    /** Several cells are a spreadsheet's; one cell is pasted as usual. */
    onPaste(column, ev) {
        const text = ev.clipboardData.getData("text/plain");
        if (/[\t\n\r]/.test(text.trim())) {
            ev.preventDefault();
            this.sheet.paste(this.slip, column, text);
        }
    }

    hintOf(column) {
        return this.row.state === "draft" || this.row.state === "refused"
            ? this.sheet.errorsOf(this.row)[column] || ""
            : "";
    }

    isMissing(column) {
        const {message, state} = this.row;
        return message && state === "draft" && Boolean(this.hintOf(column));
    }
}
