const MODEL = "poms.order";

/** The inbox's only way to the server; every act answers what came of it. */
export class InboxServer {
    constructor(orm) {
        this.orm = orm;
    }

    queue(search, only, offset) {
        return this.orm.call(MODEL, "inbox_queue", [], {search, only, offset});
    }

    order(id) {
        return this.orm.call(MODEL, "inbox_order", [[id]]);
    }

    set(id, values, lineId, remember) {
        return this.orm.call(MODEL, "inbox_set", [[id], values], {
            line_id: lineId || null,
            remember,
        });
    }

    acceptProducts(id) {
        return this.orm.call(MODEL, "inbox_accept_products", [[id]]);
    }

    accept(id) {
        return this.orm.call(MODEL, "inbox_accept", [[id]]);
    }

    reject(id, reason) {
        return this.orm.call(MODEL, "inbox_reject", [[id], reason]);
    }

    undo(id) {
        return this.orm.call(MODEL, "inbox_undo", [[id]]);
    }

    merge(ids) {
        return this.orm.call(MODEL, "inbox_merge", [ids]);
    }

    takeOut(ids) {
        return this.orm.call(MODEL, "action_unmerge", [ids]);
    }

    split(id, lineIds) {
        return this.orm.call(MODEL, "inbox_split", [[id]], {
            line_ids: lineIds.length ? lineIds : null,
        });
    }

    promise(id) {
        return this.orm.silent.call(MODEL, "inbox_promise", [[id]]);
    }
}
