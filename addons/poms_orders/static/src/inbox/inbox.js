import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {KeepLast} from "@web/core/utils/concurrency";
import {useDebounced} from "@web/core/utils/timing";
import {
    Component,
    onWillStart,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {HelpDialog} from "./help_dialog";
import {InboxOrder} from "./inbox_order";
import {InboxQueue} from "./inbox_queue";
import {InboxServer} from "./inbox_server";
import {RejectDialog} from "./reject_dialog";
import {OriginalViewer} from "../order_original/original_viewer";
import {needlesOf} from "../order_original/places";

const PROMISE_AFTER_MS = 500;
const EDITABLE = "input:not([type=checkbox]), textarea, select, [contenteditable=true]";

/** The planner's inbox: queue, order as understood, original. All by keyboard. */
export class Inbox extends Component {
    static template = "poms_orders.Inbox";
    static components = {InboxOrder, InboxQueue, OriginalViewer};
    static props = {...standardActionServiceProps};

    setup() {
        this.server = new InboxServer(useService("orm"));
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.root = useRef("root");
        this.search = useRef("search");
        this.keepLast = new KeepLast();
        this.state = useState({
            orders: [],
            total: 0,
            counts: {all: 0, ready: 0, questions: 0, changes: 0},
            only: "all",
            text: "",
            currentId: false,
            order: null,
            promise: null,
            busy: false,
            message: null,
            undo: null,
            asked: null,
            lineIds: [],
            siblingIds: [],
            needles: [],
            anchors: [],
            isLoaded: false,
        });
        this.askPromise = useDebounced(() => this.loadPromise(), PROMISE_AFTER_MS);
        this.onSearch = useDebounced(() => this.load(), 250);
        useExternalListener(window, "keydown", (ev) => this.onKey(ev), {
            capture: false,
        });
        useBus(this.env.bus, "POMS_INBOX_RELOAD", () =>
            this.load(this.state.currentId)
        );
        useEffect(
            () => this.root.el?.focus(),
            () => [this.state.isLoaded]
        );
        onWillStart(() => this.load());
    }

    get tabs() {
        return [
            ["all", _t("All")],
            ["ready", _t("Ready to Accept")],
            ["questions", _t("With questions")],
            ["changes", _t("Changes")],
        ].map(([name, word]) => ({name, word, count: this.state.counts[name]}));
    }

    // --- loading

    /** Read the queue anew; stays on `wanted`, else on the first. */
    async load(wanted = false) {
        const {text, only} = this.state;
        const answer = await this.server.queue(text, only, 0);
        Object.assign(this.state, {...answer, isLoaded: true});
        const found = answer.orders.some(({id}) => id === wanted);
        await this.select(found ? wanted : answer.orders[0]?.id || false);
    }

    async more() {
        const {orders, total, text, only} = this.state;
        if (this.isLoadingMore || orders.length >= total) {
            return;
        }
        this.isLoadingMore = true;
        try {
            const answer = await this.server.queue(text, only, orders.length);
            const known = new Set(this.state.orders.map(({id}) => id));
            this.state.orders.push(...answer.orders.filter(({id}) => !known.has(id)));
        } finally {
            this.isLoadingMore = false;
        }
    }

    async select(id) {
        Object.assign(this.state, {
            currentId: id,
            asked: null,
            lineIds: [],
            siblingIds: [],
            promise: null,
        });
        this.mark([], []);
        if (!id) {
            this.state.order = null;
            return;
        }
        const order = await this.keepLast.add(this.server.order(id));
        this.state.order = order;
        this.askPromise();
    }

    async loadPromise() {
        const id = this.state.currentId;
        if (!id) {
            return;
        }
        const promise = await this.server.promise(id);
        if (this.state.currentId === id) {
            this.state.promise = promise;
        }
    }

    mark(needles, anchors) {
        Object.assign(this.state, {needles, anchors});
    }

    onFocus(name, field, anchors) {
        const localDate =
            name === "date_due" && field.value
                ? deserializeDateTime(field.value).toISODate()
                : "";
        this.mark(needlesOf(name, {...field, localDate}), anchors);
    }

    setOnly(only) {
        this.state.only = only;
        return this.load();
    }

    // --- acts

    /** Do one act at a time; whatever it says is shown, nothing is lost on an error. */
    async act(callback) {
        await this.answers;
        if (this.state.busy) {
            return;
        }
        await this.run(callback);
    }

    async run(callback) {
        this.state.busy = true;
        try {
            await callback();
        } catch (error) {
            const message = error.data?.message || error.message;
            if (!error.data) {
                throw error;
            }
            this.say("refused", message);
        } finally {
            this.state.busy = false;
        }
    }

    say(kind, text, undo = null) {
        this.state.message = {kind, text};
        this.state.undo = undo;
    }

    set(values, lineId = null, remember = false) {
        return this.answer((id) => this.server.set(id, values, lineId, remember));
    }

    answer(ask) {
        const currentId = this.state.currentId;
        const write = async () => {
            const {id, resolved} = await ask(currentId);
            if (resolved) {
                this.say(
                    "done",
                    _t("Remembered; %s other orders are clearer now.", resolved)
                );
            } else if (id === currentId) {
                this.state.message = null;
            } else {
                this.say(
                    "done",
                    _t("This is an order that is here already; shown now.")
                );
            }
            await this.load(id);
        };
        // An answer is never lost: it waits for the act before it.
        this.answers = (this.answers || Promise.resolve()).then(() => this.run(write));
        return this.answers;
    }

    async accept() {
        await this.answers;
        const {order} = this.state;
        if (this.state.busy || !order || !this.ask("accept", this.doubts(order))) {
            return null;
        }
        return this.act(async () => {
            const answer = await this.server.accept(order.id);
            const isGone = ["accepted", "change"].includes(answer.status);
            const canUndo = answer.status === "accepted" && !order.is_cancellation;
            this.say(
                isGone ? "done" : "refused",
                answer.message,
                canUndo ? () => this.server.undo(order.id).then(() => order.id) : null
            );
            await (isGone ? this.leave(order.id) : this.select(order.id));
        });
    }

    /** What speaks against accepting at the first Enter; "" where nothing does. */
    doubts(order) {
        if (order.is_blocked || order.is_change || order.overall >= 90) {
            return "";
        }
        const why = order.lines
            .flatMap((line) => Object.values(line.fields))
            .filter((field) => field.percent < 90)
            .map((field) => field.why);
        return _t(
            "%s Press Enter again to accept it all the same.",
            [...new Set(why)].join(" ")
        );
    }

    /** A second press of the same key answers what the first asked. */
    ask(kind, question) {
        if (!question || this.state.asked === kind) {
            this.state.asked = null;
            return true;
        }
        this.state.asked = kind;
        this.say("ask", question);
        return false;
    }

    reject() {
        const {order} = this.state;
        if (!order) {
            return;
        }
        this.dialog.add(RejectDialog, {
            order,
            onReject: (reason) =>
                this.act(async () => {
                    const answer = await this.server.reject(order.id, reason);
                    this.say("done", answer.message, () =>
                        this.server.undo(order.id).then(() => order.id)
                    );
                    await this.leave(order.id);
                }),
        });
    }

    merge() {
        const {order, siblingIds} = this.state;
        if (!order?.siblings.length) {
            this.say("ask", _t("No other order of this customer waits."));
            return null;
        }
        if (!siblingIds.length) {
            this.state.siblingIds = order.siblings.map(({id}) => id);
            this.say(
                "ask",
                _t(
                    "%s orders are chosen. Press M again to merge them.",
                    order.siblings.length
                )
            );
            return null;
        }
        return this.act(async () => {
            const others = [...siblingIds];
            const id = await this.server.merge([order.id, ...others]);
            const gone = [order.id, ...others].filter((other) => other !== id);
            this.say("done", _t("Merged into one."), () =>
                this.server.takeOut(gone).then(() => order.id)
            );
            await this.load(id);
        });
    }

    takeOut(id) {
        return this.act(async () => {
            await this.server.takeOut([id]);
            this.say("done", _t("It waits on its own again."));
            await this.load(this.state.currentId);
        });
    }

    split() {
        const {order, lineIds} = this.state;
        const question = lineIds.length
            ? ""
            : _t("No line is chosen. Press S again to split by date.");
        if (!order || !this.ask("split", question)) {
            return null;
        }
        return this.act(async () => {
            const parts = await this.server.split(order.id, [...lineIds]);
            this.say("done", _t("Split into %s orders.", parts.length + 1), () =>
                this.server.merge([order.id, ...parts])
            );
            await this.load(order.id);
        });
    }

    undoRule(id) {
        return this.act(async () => {
            await this.orm.call("poms.intake.rule.log", "action_undo", [[id]]);
            await this.load(this.state.currentId);
        });
    }

    undo() {
        const {undo} = this.state;
        if (!undo) {
            return null;
        }
        return this.act(async () => {
            const id = await undo();
            this.say("done", _t("Undone."));
            await this.load(id);
        });
    }

    /** The order left the queue: show the next one in its place. */
    async leave(id) {
        const {orders} = this.state;
        const at = orders.findIndex((order) => order.id === id);
        const next = orders[at + 1] || orders[at - 1];
        const answer = await this.server.queue(this.state.text, this.state.only, 0);
        const reached = Math.max(orders.length - 1, answer.orders.length);
        Object.assign(this.state, {counts: answer.counts, total: answer.total});
        this.state.orders = orders.filter((order) => order.id !== id).slice(0, reached);
        await this.select(next ? next.id : false);
        if (this.state.orders.length < 20) {
            await this.more();
        }
    }

    toggle(name, id) {
        const ids = this.state[name];
        this.state[name] = ids.includes(id)
            ? ids.filter((i) => i !== id)
            : [...ids, id];
    }

    openForm(model, id = false) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    open() {
        return this.openForm("poms.order", this.state.currentId);
    }

    openFile(id) {
        return this.openForm("poms.intake.part", id);
    }

    create() {
        return this.openForm("poms.order");
    }

    openList() {
        return this.action.doAction("poms_orders.poms_order_inbox_action");
    }

    help() {
        this.dialog.add(HelpDialog, {});
    }

    // --- keyboard

    onKey(ev) {
        if (ev.defaultPrevented || ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        if (document.querySelector(".o_dialog, .modal.show")) {
            return;
        }
        const editable = ev.target.matches?.(EDITABLE);
        if (editable) {
            this.onKeyInField(ev);
            return;
        }
        const isButton = ev.target.matches?.("button, a, [role=button]");
        const act = this.keys[ev.key.length === 1 ? ev.key.toLowerCase() : ev.key];
        if (act && !(ev.key === "Enter" && isButton)) {
            ev.preventDefault();
            if (ev.repeat && !ev.key.startsWith("Arrow")) {
                return; // a key held down is one act
            }
            act();
        }
    }

    onKeyInField(ev) {
        if (ev.key === "Escape") {
            ev.target.blur();
            this.root.el?.focus();
        } else if (
            ev.target === this.search.el &&
            ["Enter", "ArrowDown"].includes(ev.key)
        ) {
            ev.preventDefault();
            this.root.el?.focus();
        }
    }

    get keys() {
        return {
            ArrowDown: () => this.step(1),
            ArrowUp: () => this.step(-1),
            j: () => this.step(1),
            k: () => this.step(-1),
            Enter: () => this.accept(),
            e: () => this.focusDoubt(),
            r: () => this.reject(),
            m: () => this.merge(),
            s: () => this.split(),
            u: () => this.undo(),
            o: () => this.open(),
            "/": () => this.search.el?.focus(),
            "?": () => this.help(),
        };
    }

    async step(by) {
        const {orders, currentId} = this.state;
        const at = orders.findIndex(({id}) => id === currentId);
        if (at + by >= orders.length - 5) {
            this.more();
        }
        const next = this.state.orders[at + by];
        if (next) {
            await this.select(next.id);
        }
    }

    focusDoubt() {
        const fields = [
            ...(this.root.el?.querySelectorAll(".o_poms_intake_field") || []),
        ];
        const doubt =
            fields.find((field) => field.dataset.tone === "missing") ||
            fields.find((field) => field.dataset.tone === "doubt") ||
            fields[0];
        const input = doubt?.querySelector("button, input");
        input?.focus();
        input?.select?.();
    }
}

registry.category("actions").add("poms_orders.inbox", Inbox);
