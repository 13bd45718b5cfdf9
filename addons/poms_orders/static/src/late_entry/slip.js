import {serializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {PART_KINDS, QUANTITY_KINDS} from "../shop_floor/card_facts";
import {BAD_KINDS} from "../shop_floor/report_draft";
import {makeUuid} from "../shop_floor/uuid";

/** Every quantity that a slip can tell; which of them are asked for: `kinds`. */
export const NUMBERS = [...QUANTITY_KINDS, ...PART_KINDS];
export const HEADS = {
    card: _t("Card"),
    person: _t("Person"),
    start: _t("Start time"),
    end: _t("End time"),
    good: _t("Good"),
    scrap: _t("Scrap"),
    rework: _t("Rework"),
    material_fault: _t("Material fault"),
    concession: _t("Concession"),
    to_inspect: _t("To inspect"),
    reason: _t("Reason"),
    numbers: _t("Lot or serials"),
};
const HEAD = ["card", "person", "start", "end"];
const TAIL = ["reason", "numbers"];
const ALL = [...HEAD, ...NUMBERS, ...TAIL];

/** Columns in the order of the paper; those after `good` are often empty. */
export function getColumns(kinds = QUANTITY_KINDS) {
    return [...HEAD, ...kinds, ...TAIL];
}

/**
 * "0815", "815", "8:15", "8.15" or "8" as hours and minutes; null when it is no time.
 *
 * @param {string} text
 */
export function parseClock(text) {
    const clean = (text || "").trim().replace(/[：.,h]/g, ":");
    const match =
        /^(\d{1,2}):(\d{1,2})$/.exec(clean) || /^(\d{1,2})(\d{2})?$/.exec(clean);
    if (!match) {
        return null;
    }
    const [hour, minute] = [Number(match[1]), Number(match[2] || 0)];
    return hour < 24 && minute < 60 ? {hour, minute} : null;
}

/** @param {string} text a quantity with point or comma; null when it is none */
export function parseNumber(text) {
    const clean = (text || "").trim().replace(",", ".");
    if (clean === "") {
        return "0";
    }
    return /^\d+(\.\d+)?$/.test(clean) ? clean : null;
}

/**
 * Start and end on the day of the slip; an end before the start is the next morning.
 *
 * @param {DateTime} day
 * @returns {Object|null} {start, end} as luxon dates; null when one is no time
 */
export function getMoments(day, startText, endText) {
    const [start, end] = [parseClock(startText), parseClock(endText)];
    if (!start || !end) {
        return null;
    }
    const from = day.startOf("day").set(start);
    let to = day.startOf("day").set(end);
    if (to < from) {
        to = to.plus({days: 1});
    }
    return {start: from, end: to};
}

export function makeRow(values = {}) {
    const empty = Object.fromEntries(ALL.map((name) => [name, ""]));
    return {
        ...empty,
        id: makeUuid(),
        uuid: makeUuid(),
        // Draft | sending | booked | refused | ask | dropped
        state: "draft",
        message: "",
        doubles: [],
        about: "",
        // "" | "lot" | "serial": which numbers the card's good pieces have
        needs: "",
        who: "",
        ...values,
    };
}

export function isEmpty(row) {
    return ALL.every((name) => !row[name].trim());
}

/** What is wrong with a row before anybody is asked: {column: sentence}. */
export function findErrors(row, day, now) {
    const errors = {};
    for (const name of ["card", "person"]) {
        if (!row[name].trim()) {
            errors[name] = _t("missing");
        }
    }
    for (const name of ["start", "end"]) {
        if (!parseClock(row[name])) {
            errors[name] = _t("a time like 0815");
        }
    }
    for (const name of NUMBERS) {
        if (parseNumber(row[name]) === null) {
            errors[name] = _t("a number");
        }
    }
    const moments = getMoments(day, row.start, row.end);
    if (moments && moments.end > now) {
        errors.end = _t("in the future");
    }
    if (!Object.keys(errors).length && NUMBERS.every((n) => !Number(row[n] || 0))) {
        errors.good = _t("no pieces");
    }
    return errors;
}

/** The slip as the server takes it. */
export function toSlip(row, day) {
    const {start, end} = getMoments(day, row.start, row.end);
    const slip = {
        card: row.card.trim(),
        person: row.person.trim(),
        start: serializeDateTime(start),
        end: serializeDateTime(end),
    };
    for (const name of QUANTITY_KINDS) {
        slip[name] = parseNumber(row[name]);
    }
    for (const name of PART_KINDS.filter((one) => row[one].trim())) {
        slip[name] = parseNumber(row[name]);
    }
    if (row.reason.trim()) {
        slip.reason = row.reason.trim();
    }
    return {...slip, ...splitNumbers(row)};
}

/** One number is a lot unless the product has serials; several are serials. */
function splitNumbers(row) {
    const numbers = row.numbers.split(/[\s,;，；、]+/).filter(Boolean);
    if (!numbers.length) {
        return {};
    }
    return row.needs === "serial" || numbers.length > 1
        ? {serials: numbers}
        : {lot: numbers[0]};
}

/**
 * Rows of a spreadsheet: cells by tabs, in the order of the columns, from one on. A
 * head line is skipped: one without any digit.
 */
export function parsePaste(text, column = "card", columns = getColumns()) {
    const first = columns.indexOf(column);
    const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim());
    if (lines.length > 1 && !/\d/.test(lines[0])) {
        lines.shift();
    }
    return lines.map((line) =>
        Object.fromEntries(
            line
                .split("\t")
                .slice(0, columns.length - first)
                .map((cell, index) => [columns[first + index], cell.trim()])
        )
    );
}

/**
 * Where Enter goes: the next column, or null when the slip is complete.
 *
 * @param {Object} row
 * @param {string} column
 * @param {string[]} columns
 */
export function getNext(row, column, columns = getColumns()) {
    const index = columns.indexOf(column);
    if (column === "numbers") {
        return null;
    }
    // behind the good pieces Enter in an empty cell ends the slip
    const isThrough = index > columns.indexOf("good") && !row[column].trim();
    const isLast = columns[index + 1] === "reason";
    if (column === "reason" || ((isThrough || isLast) && !needsReason(row))) {
        return needsNumbers(row) ? "numbers" : null;
    }
    return columns[index + 1];
}

/** Good pieces of a tracked product wait for their numbers. */
function needsNumbers(row) {
    const made = Number(row.good || 0) + Number(row.concession || 0);
    return Boolean(row.needs) && made > 0 && !row.numbers.trim();
}

export function needsReason(row) {
    return BAD_KINDS.some((name) => Number(row[name] || 0) > 0);
}
