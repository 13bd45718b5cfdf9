import {_t} from "@web/core/l10n/translation";
import {Component, useState} from "@odoo/owl";
import {CallsPanel} from "./calls_panel";
import {formatQuantity, formatWhen, parseDate} from "../shop_floor/format";

const NUMBERS = [
    ["good", _t("good")],
    ["scrap", _t("scrap")],
    ["rework", _t("rework")],
    ["material_fault", _t("material fault")],
];

/** What waits for the leader: calls, corrections to approve, refused reports. */
export class InboxPanel extends Component {
    static template = "poms_orders.InboxPanel";
    static components = {CallsPanel};
    static props = {desk: Object, state: Object};

    setup() {
        this.form = useState({
            openId: "",
            uuid: "",
            note: "",
            values: {},
            preview: null,
        });
    }

    numbers = NUMBERS.map(([name, word]) => ({name, word}));

    whenOf(row) {
        return formatWhen(parseDate(row.date || row.since));
    }

    quantitiesOf(row) {
        return NUMBERS.filter(([name]) => Number(row[name]))
            .map(([name, word]) => `${formatQuantity(row[name])} ${word}`)
            .join(", ");
    }

    /** Unfold a row: its numbers can be put right, its reason be said. */
    open(key, row) {
        if (this.form.openId === key) {
            this.form.openId = "";
            return;
        }
        const values = Object.fromEntries(NUMBERS.map(([name]) => [name, row[name]]));
        // one uuid for all tries on this row
        const uuid = this.props.desk.newUuid();
        Object.assign(this.form, {openId: key, note: "", values, uuid, preview: null});
    }

    /** Unfold a correction, and say what comes with it before it is decided. */
    async openApproval(row) {
        const key = "a" + row.id;
        this.open(key, row);
        if (this.form.openId === key) {
            const preview = await this.props.desk.previewCorrection(row.id);
            if (this.form.openId === key) {
                this.form.preview = preview;
            }
        }
    }

    /** "good 4 → 3": what the correction changes. */
    get changes() {
        const {before, after} = this.form.preview;
        return NUMBERS.filter(([name]) => Number(before[name]) !== Number(after[name]))
            .map(
                ([name, word]) =>
                    `${word} ${formatQuantity(before[name])} → ${formatQuantity(after[name])}`
            )
            .join(", ");
    }

    get canDiscard() {
        return this.form.note.trim() && !this.props.state.busy;
    }

    /** Only what was changed goes out: a start has no quantities. */
    changedValues(row) {
        return Object.fromEntries(
            Object.entries(this.form.values)
                .map(([name, value]) => [name, String(value).trim() || "0"])
                .filter(([name, value]) => Number(value) !== Number(row[name]))
        );
    }

    settle(row, resolution) {
        const args = [this.form.uuid, row.id, resolution];
        const text =
            resolution === "discard" ? _t("It is discarded.") : _t("It is booked.");
        return this.props.desk.settle(
            "settle_conflict",
            [...args, this.changedValues(row), this.form.note || null],
            text
        );
    }

    decide(row, isApproved) {
        const text = isApproved
            ? _t("The correction of %(card)s is booked.", {card: row.card})
            : _t("The correction of %(card)s is not approved.", {card: row.card});
        return this.props.desk.settle(
            "decide_correction",
            [this.form.uuid, row.id, isApproved, this.form.note || null],
            text
        );
    }
}
