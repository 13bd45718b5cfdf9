/**
 * Where in an original a value stands. Pure: no DOM, no clock.
 *
 * A needle is looked for as a whole word, in all its usual spellings; of several
 * places the one nearest to an anchor (the line's item number) counts.
 */

const WORD = /[\p{L}\p{N}]/u;
/** An anchor's reach: a place behind it is more likely the line's own. */
const BEFORE_COST = 3;

/** @returns {string[]} spellings of a number as messages write it */
export function numberSpellings(value) {
    const number = Number(value);
    if (!Number.isFinite(number) || value === "" || value === null) {
        return [];
    }
    const [whole, fraction = ""] = String(number).split(".");
    const grouped = (mark) => whole.replace(/\B(?=(\d{3})+(?!\d))/g, mark);
    const tails = [];
    for (let digits = fraction.length; digits <= 4; digits++) {
        tails.push(fraction.padEnd(digits, "0"));
    }
    const result = [];
    for (const tail of tails.reverse()) {
        for (const point of tail ? [".", ","] : [""]) {
            result.push(`${whole}${point}${tail}`);
            if (whole.length > 3) {
                result.push(`${grouped(point === "," ? "." : ",")}${point}${tail}`);
            }
        }
    }
    return result;
}

/** @param {string} date YYYY-MM-DD; @returns {string[]} its usual spellings */
export function dateSpellings(date) {
    const [year, month, day] = (date || "").split("-");
    if (!day) {
        return [];
    }
    const m = String(Number(month));
    const d = String(Number(day));
    return [
        `${year}-${month}-${day}`,
        `${year}${month}${day}`,
        `${year}/${month}/${day}`,
        `${year}/${m}/${d}`,
        `${year}年${m}月${d}日`,
        `${year}年${month}月${day}日`,
        `${day}.${month}.${year}`,
        `${day}/${month}/${year}`,
        `${month}/${day}/${year}`,
        `${year.slice(2)}${month}${day}`,
        `${m}月${d}日`,
        `${m}/${d}`,
        `${day}.${month}.`,
    ];
}

/** All places of `needle` in `text` that are no part of a longer word. */
export function placesOf(text, needle) {
    const places = [];
    const low = text.toLowerCase();
    const wanted = needle.toLowerCase();
    for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + 1)) {
        const end = at + wanted.length;
        const joinsBefore = isJoined(text[at - 1], text[at]);
        const joinsAfter = isJoined(text[end - 1], text[end]);
        if (!joinsBefore && !joinsAfter) {
            places.push({start: at, end});
        }
        if (places.length > 200) {
            break;
        }
    }
    return places;
}

/** Letters join with letters, digits with digits; "12pcs" and "数量12" are two words. */
function isJoined(a, b) {
    if (!a || !b || !WORD.test(a) || !WORD.test(b)) {
        return false;
    }
    return /\p{N}/u.test(a) === /\p{N}/u.test(b);
}

/**
 * @param {string} text
 * @param {string[]} needles the first that is found counts
 * @param {string[]} anchors
 * @returns {{start: number, end: number}|null}
 */
export function findPlace(text, needles, anchors = []) {
    const anchor = anchors
        .filter(Boolean)
        .flatMap((word) => placesOf(text, word))
        .at(0);
    for (const needle of needles.filter(Boolean)) {
        const places = placesOf(text, needle);
        if (places.length) {
            return nearest(places, anchor);
        }
    }
    return null;
}

function nearest(places, anchor) {
    if (!anchor) {
        return places[0];
    }
    const cost = ({start}) =>
        start >= anchor.start
            ? start - anchor.start
            : (anchor.start - start) * BEFORE_COST;
    return places.reduce((best, place) => (cost(place) < cost(best) ? place : best));
}

/**
 * The cell of a table that holds a value: in the anchor's row first.
 *
 * @returns {{row: number, column: number}|null}
 */
export function findCell(rows, needles, anchors = []) {
    const holds = (row, words) =>
        row.findIndex((cell) => words.some((word) => word && isCell(cell, word)));
    // an item may stand in several rows: the one that also holds the value counts
    const order = [...rows.keys()].filter((at) => holds(rows[at], anchors) >= 0);
    order.push(...rows.keys());
    for (const row of order) {
        const column = holds(rows[row], needles);
        if (column >= 0) {
            return {row, column};
        }
    }
    return null;
}

function isCell(cell, word) {
    const text = String(cell).trim().toLowerCase();
    const wanted = String(word).trim().toLowerCase();
    return text === wanted || (wanted.length > 3 && placesOf(text, wanted).length > 0);
}

/** What to look for when a field is focused. */
export function needlesOf(name, field) {
    const sent = (field.sent || []).filter(Boolean);
    if (name === "quantity" || name === "price_unit") {
        return [...sent, ...numberSpellings(field.value)];
    }
    if (name === "date_due") {
        return [...sent, ...dateSpellings(field.localDate)];
    }
    return sent;
}
