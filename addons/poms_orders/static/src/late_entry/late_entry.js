import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {LateEntryRow} from "./late_entry_row";
import {LateEntrySheet} from "./late_entry_sheet";
import {getNext, HEADS} from "./slip";

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
    static components = {LateEntryRow};
    static props = {...standardActionServiceProps};

    heads = HEADS;

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
        this.sheet.open();
        this.ui = useState({isBusy: false});
        this.table = useRef("table");
        useEffect(
            // a line that is drawn only now; selecting again would drop what was typed
            () => {
                if (this.wanted) {
                    this.select();
                }
            },
            () => [this.state.rows.length]
        );
        this.wanted = {id: this.state.rows.at(-1).id, column: "card"};
    }

    get columns() {
        return this.sheet.columns;
    }

    /** At once: who types fast does not wait for the drawing. */
    focus(row, column) {
        this.wanted = {id: row.id, column};
        this.select();
    }

    select() {
        const {id, column} = this.wanted;
        const selector = `[data-row="${id}"] [data-column="${column}"]`;
        const cell = this.table.el?.querySelector(selector);
        if (cell) {
            cell.select();
            this.wanted = null;
        }
    }

    /** Enter goes on; behind the last thing that was told the slip is sent. */
    goOn(row, column, isDone) {
        this.sheet.repeatAbove(row, column);
        const next = isDone ? null : getNext(row, column, this.columns);
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
