import {_t} from "@web/core/l10n/translation";
import {makeUuid} from "../shop_floor/uuid";
import {
    findErrors,
    getColumns,
    HEADS,
    isEmpty,
    makeRow,
    parsePaste,
    toSlip,
} from "./slip";

const {DateTime} = luxon;
const EDITABLE = ["draft", "refused", "ask"];

/**
 * A sheet of slips that is typed in. No component: the screen draws `state`.
 *
 * `call(method, args, kwargs)` asks the server; `store` keeps the drafts on this
 * computer: {load, save}.
 */
export class LateEntrySheet {
    constructor({call, store}) {
        this.call = call;
        this.store = store;
        const kept = store.load();
        this.state = {
            day: kept?.day || DateTime.now().toISODate(),
            // which quantities are counted; undefined: the four of every plant
            kinds: kept?.kinds,
            columns: getColumns(kept?.kinds),
            rows: (kept?.rows || []).map((row) => this._wake(row)),
        };
        this._addLine();
    }

    /** Which quantities this plant counts; without an answer as last time. */
    async open() {
        try {
            const {kinds} = await this.call("read_slip", [], {});
            Object.assign(this.state, {kinds, columns: getColumns(kinds)});
            this._save();
        } catch {
            // Each slip is judged when it is sent: the grid is there without it
        }
    }

    /** What was being sent when the page went away is sent again: the uuid is kept. */
    _wake(row) {
        return {
            ...makeRow(),
            ...row,
            state: row.state === "sending" ? "draft" : row.state,
        };
    }

    get columns() {
        return this.state.columns;
    }

    get date() {
        return DateTime.fromISO(this.state.day);
    }

    get counts() {
        const count = (state) =>
            this.state.rows.filter((row) => row.state === state).length;
        return {
            booked: count("booked"),
            open: this.state.rows.filter(
                (row) => EDITABLE.includes(row.state) && !isEmpty(row)
            ).length,
            refused: count("refused"),
            ask: count("ask"),
        };
    }

    isEditable(row) {
        return EDITABLE.includes(row.state);
    }

    errorsOf(row) {
        return isEmpty(row) ? {} : findErrors(row, this.date, DateTime.now());
    }

    setDay(day) {
        if (DateTime.fromISO(day).isValid) {
            this.state.day = day;
            this._save();
        }
    }

    /** Change a cell. A row that the server has answered is another slip then. */
    setCell(row, column, value) {
        if (row[column] === value || !this.isEditable(row)) {
            return;
        }
        row[column] = value;
        if (row.state !== "draft") {
            Object.assign(row, {
                uuid: makeUuid(),
                state: "draft",
                message: "",
                doubles: [],
            });
        }
        this._addLine();
        this._save();
    }

    /** An empty cell repeats the slip above: the person, and where that one ended. */
    repeatAbove(row, column) {
        const above = this.state.rows[this.state.rows.indexOf(row) - 1];
        if (row[column].trim() || !above) {
            return;
        }
        if (column === "card" || column === "person") {
            this.setCell(row, column, above[column]);
            if (row[column]) {
                const told = column === "card" ? ["about", "needs"] : ["who"];
                for (const name of told) {
                    row[name] = above[name];
                }
            }
        } else if (column === "start" && above.person === row.person) {
            this.setCell(row, column, above.end);
        }
    }

    /** Ask what a card or a person is, when the cell is left. */
    async look(row, column) {
        const text = row[column].trim();
        if (!text || !["card", "person"].includes(column)) {
            return;
        }
        let answer = null;
        try {
            answer = await this.call("read_slip", [], {[column]: text});
        } catch {
            // Only a help while typing: the slip itself is judged when it is sent
            return;
        }
        if (row[column].trim() !== text || row.state === "booked") {
            return;
        }
        const message = answer.messages[column] || "";
        if (column === "card") {
            const {card} = answer;
            row.about = card ? `${card.text} · ${card.open} ${card.uom}` : "";
            row.needs = card ? card.needs : "";
            row.card = card ? card.name : row.card;
        } else {
            row.who = answer.person ? answer.person.name : "";
        }
        row.message = message;
        this._save();
    }

    paste(row, column, text) {
        const lines = parsePaste(text, column, this.columns);
        let index = this.state.rows.indexOf(row);
        for (const values of lines) {
            while (this.state.rows[index] && !this.isEditable(this.state.rows[index])) {
                index++;
            }
            const target = this.state.rows[index] || this._addLine(true);
            for (const name of this.columns) {
                if (name in values) {
                    this.setCell(target, name, values[name]);
                }
            }
            index++;
        }
        this._addLine();
        this._save();
        return lines.length;
    }

    async send(row, confirm = false) {
        if (!this.isEditable(row) || isEmpty(row)) {
            return;
        }
        const [problem] = Object.entries(this.errorsOf(row));
        if (problem) {
            const [column, sentence] = problem;
            row.message = _t("%(column)s: %(sentence)s", {
                column: HEADS[column],
                sentence,
            });
            return;
        }
        Object.assign(row, {state: "sending", message: "", doubles: []});
        this._save();
        let answer = null;
        try {
            const slip = toSlip(row, this.date);
            answer = await this.call("enter_slip", [row.uuid, slip], {confirm});
        } catch (error) {
            const text = error?.data?.message;
            Object.assign(row, {
                state: "draft",
                message: text || _t("The server does not answer. Send it again."),
            });
            this._save();
            return;
        }
        this._take(row, answer);
    }

    _take(row, answer) {
        const states = {accepted: "booked", duplicate: "booked", ask: "ask"};
        Object.assign(row, {
            state: states[answer.status] || "refused",
            message: answer.message || "",
            doubles: answer.doubles || [],
        });
        this._addLine();
        this._save();
    }

    /** One after the other, so that cards are booked in the order of the sheet. */
    async sendAll() {
        for (const row of [...this.state.rows]) {
            if (row.state === "draft" || row.state === "refused") {
                if (row.state === "refused") {
                    row.uuid = makeUuid();
                }
                await this.send(row);
            }
        }
    }

    /** It is the same as what is booked: the slip stays on the sheet, unbooked. */
    drop(row) {
        Object.assign(row, {state: "dropped", message: "", doubles: []});
        this._save();
    }

    remove(row) {
        this.state.rows = this.state.rows.filter((one) => one !== row);
        this._addLine();
        this._save();
    }

    clearBooked() {
        this.state.rows = this.state.rows.filter(
            (row) => !["booked", "dropped"].includes(row.state)
        );
        this._addLine();
        this._save();
    }

    /** There is always one empty line at the end. */
    _addLine(always = false) {
        const last = this.state.rows.at(-1);
        if (always || !last || !isEmpty(last)) {
            this.state.rows.push(makeRow());
        }
        return this.state.rows.at(-1);
    }

    _save() {
        this.store.save({
            day: this.state.day,
            kinds: this.state.kinds,
            rows: this.state.rows.filter((row) => !isEmpty(row)),
        });
    }
}
