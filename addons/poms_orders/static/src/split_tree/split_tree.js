import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {StateMark} from "../components/state_mark/state_mark";
import {arrange, count, visible} from "./tree_model";

const KINDS = {
    line: {icon: "fa-file-text-o", word: _t("Order line")},
    production: {icon: "fa-wrench", word: _t("Production order")},
    shared: {icon: "fa-share-alt", word: _t("Share of a production order")},
    operation: {icon: "fa-cog", word: _t("Operation")},
    component: {icon: "fa-cube", word: _t("Component")},
    byproduct: {icon: "fa-leaf", word: _t("By-product")},
};
const FILTERS = [
    ["all", _t("All")],
    ["late", _t("Late")],
    ["short", _t("Short")],
    ["held", _t("On hold")],
];

/** An order's split as a tree: before confirming what would be made, after it
 * what was made and how it stands. */
export class SplitTree extends Component {
    static template = "poms_orders.SplitTree";
    static components = {Layout, StateMark};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.table = useRef("table");
        this.filters = FILTERS;
        this.state = useState({
            data: null,
            rows: [],
            error: "",
            busy: false,
            query: "",
            filter: "all",
            closed: new Set(),
            active: "",
        });
        onWillStart(() => this.load());
    }

    get orderId() {
        const {context, params} = this.props.action;
        return params?.order_id || context?.active_id;
    }

    get display() {
        return {controlPanel: {}};
    }

    async load() {
        if (!this.orderId) {
            return;
        }
        this.state.busy = true;
        try {
            const data = await this.orm.call("poms.order", "split_tree", [
                [this.orderId],
            ]);
            this.state.rows = arrange(data.rows);
            this.state.counts = count(data.rows);
            this.state.data = data;
            this.state.error = "";
            this.env.config.setDisplayName(_t("Split of %s", data.order.name));
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.busy = false;
        }
    }

    get shown() {
        return visible(this.state.rows, this.state);
    }

    kind(row) {
        return KINDS[row.kind];
    }

    // What a person does

    toggle(row) {
        const closed = this.state.closed;
        closed[closed.has(row.key) ? "delete" : "add"](row.key);
    }

    openAll() {
        this.state.closed.clear();
    }

    closeAll() {
        for (const row of this.state.rows) {
            if (row.childCount && row.level) {
                this.state.closed.add(row.key);
            }
        }
    }

    clear() {
        this.state.query = "";
        this.state.filter = "all";
    }

    openOrders() {
        return this.action.doAction("poms_orders.poms_order_action");
    }

    openOrder() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "poms.order",
            res_id: this.orderId,
            views: [[false, "form"]],
        });
    }

    openRow(row) {
        if (row.kind === "line") {
            return this.openOrder();
        }
        if (!row.id) {
            return null;
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    async confirm() {
        this.state.busy = true;
        try {
            await this.orm.call("poms.order", "action_confirm", [[this.orderId]]);
            this.notification.add(
                _t("Confirmed: production orders and cards are made."),
                {
                    type: "success",
                }
            );
        } finally {
            // A refusal shows its own dialog; what changed meanwhile is read anew.
            await this.load();
        }
    }

    print() {
        window.print();
    }

    onKeydown(event, row) {
        const rows = [...this.table.el.querySelectorAll("tr[data-key]")];
        const at = rows.indexOf(event.currentTarget);
        const steps = {ArrowDown: 1, ArrowUp: -1};
        if (event.target !== event.currentTarget) {
            return;
        }
        if (event.key in steps) {
            rows[at + steps[event.key]]?.focus();
        } else if (event.key === "ArrowRight" && this.state.closed.has(row.key)) {
            this.toggle(row);
        } else if (event.key === "ArrowLeft" && row.childCount) {
            this.state.closed.add(row.key);
        } else if (event.key === "Enter") {
            this.openRow(row);
        } else {
            return;
        }
        event.preventDefault();
    }

    // How things are written

    date(value) {
        if (!value) {
            return "";
        }
        return toLocaleDateTimeString(deserializeDateTime(value));
    }

    quantity(row) {
        const number = formatFloat(row.quantity, {trailingZeros: false});
        if (row.of === undefined) {
            return `${number} ${row.unit}`;
        }
        const whole = formatFloat(row.of, {trailingZeros: false});
        return `${number} / ${whole} ${row.unit}`;
    }

    minutes(row) {
        return row.minutes ? _t("%s min", Math.round(row.minutes)) : "";
    }
}

registry.category("actions").add("poms_orders.split_tree", SplitTree);
