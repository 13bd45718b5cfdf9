import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {LateEntrySheet} from "./late_entry_sheet";
import {COLUMNS, getNext} from "./slip";

const HEADS = {
    card: _t("Card"),
    person: _t("Person"),
    start: _t("Start time"),
    end: _t("End time"),
    good: _t("Good"),
    scrap: _t("Scrap"),
    rework: _t("Rework"),
    material_fault: _t("Material fault"),
    reason: _t("Reason"),
    numbers: _t("Lot or serials"),
};
const STATES = {
    draft: {word: "", icon: "fa-pencil"},
    sending: {word: _t("sending"), icon: "fa-spinner"},
    booked: {word: _t("booked"), icon: "fa-check"},
    refused: {word: _t("not taken"), icon: "fa-times-circle"},
    ask: {word: _t("the same?"), icon: "fa-question-circle"},
    dropped: {word: _t("was booked before"), icon: "fa-minus-circle"},
};

/** Drafts stay on this computer, per person who is logged in. */
function makeStore() {
    const key = `poms_late_entry:${user.userId}`;
    return {
        load() {
            try {
                return JSON.parse(browser.localStorage.getItem(key) || "null");
            } catch {
                return null;
            }
        },
        save(data) {
            browser.localStorage.setItem(key, JSON.stringify(data));
        },
    };
}

/** Late entry of many slips of paper on one grid, by keyboard and scanner. */
export class LateEntry extends Component {
    static template = "poms_orders.LateEntry";
    static props = {...standardActionServiceProps};

    columns = COLUMNS;
    heads = HEADS;
    states = STATES;

    setup() {
        const orm = useService("orm");
        this.sheet = new LateEntrySheet({
            call: (method, args, kwargs) =>
                orm.silent.call("poms.leader", method, args, kwargs),
            store: makeStore(),
        });
        this.state = useState(this.sheet.state);
        // the component's own reactive view, so that changes are drawn
        this.sheet.state = this.state;
        this.ui = useState({isBusy: false});
        this.table = useRef("table");
        useEffect(
            (focus) => {
                if (focus) {
                    this.table.el
                        .querySelector(
                            `[data-row="${focus.id}"] [data-column="${focus.column}"]`
                        )
                        ?.select();
                }
            },
            () => [this.state.focus]
        );
        const last = this.state.rows.at(-1);
        this.state.focus = {id: last.id, column: "card"};
    }

    focus(row, column) {
        this.state.focus = {id: row.id, column};
    }

    onInput(row, column, ev) {
        this.sheet.setCell(row, column, ev.target.value);
    }

    onBlur(row, column) {
        this.sheet.look(row, column);
    }

    onKeydown(row, column, ev) {
        const keys = {
            Enter: () => this.onEnter(row, column, ev.ctrlKey || ev.metaKey),
            ArrowDown: () => this.move(row, column, 1),
            ArrowUp: () => this.move(row, column, -1),
        };
        if (keys[ev.key]) {
            ev.preventDefault();
            keys[ev.key]();
        }
    }

    /** Enter goes on; behind the last thing that was told the slip is sent. */
    onEnter(row, column, isDone) {
        this.sheet.repeatAbove(row, column);
        const next = isDone ? null : getNext(row, column);
        if (next) {
            this.focus(row, next);
            return;
        }
        const {rows} = this.state;
        const index = rows.indexOf(row);
        const after = rows.slice(index + 1).find((one) => this.sheet.isEditable(one));
        const problem = Object.keys(this.sheet.errorsOf(row))[0];
        this.sheet.send(row);
        if (problem) {
            this.focus(row, problem);
        } else if (after) {
            this.focus(after, "card");
        }
    }

    move(row, column, step) {
        const {rows} = this.state;
        const target = rows[rows.indexOf(row) + step];
        if (target) {
            this.focus(target, column);
        }
    }

    /** Several cells are a spreadsheet's; one cell is pasted as usual. */
    onPaste(row, column, ev) {
        const text = ev.clipboardData.getData("text/plain");
        if (/[\t\n\r]/.test(text.trim())) {
            ev.preventDefault();
            this.sheet.paste(row, column, text);
        }
    }

    hintOf(row, column) {
        return row.state === "draft" || row.state === "refused"
            ? this.sheet.errorsOf(row)[column] || ""
            : "";
    }

    isMissing(row, column) {
        return (
            row.message && row.state === "draft" && Boolean(this.hintOf(row, column))
        );
    }

    async sendAll() {
        this.ui.isBusy = true;
        try {
            await this.sheet.sendAll();
        } finally {
            this.ui.isBusy = false;
        }
    }
}

registry.category("actions").add("poms_orders.late_entry", LateEntry);
