import {_t} from "@web/core/l10n/translation";
import {addQuantities, formatSpan, parseDate} from "./format";

const {DateTime} = luxon;

/** What leaves the card; rework stays on it. */
export const SPENT_KINDS = ["good", "scrap", "material_fault"];
export const QUANTITY_KINDS = ["good", "scrap", "rework", "material_fault"];
/** Counted apart where the plant wants it: part of good, and of rework, in the books. */
export const PART_KINDS = ["concession", "to_inspect"];

/** Pieces that left the card so far. */
export function getSpent(card) {
    return addQuantities(...SPENT_KINDS.map((kind) => card[kind]));
}

/** @returns {number} 0 to 100 */
export function getProgress(card) {
    const quantity = Number(card.quantity) || 0;
    return quantity ? Math.min(100, Math.round((getSpent(card) / quantity) * 100)) : 0;
}

/** The one state that matters now, as a kind of the legend. */
export function getMark(card) {
    const isClosed = card.state === "done" || card.state === "cancelled";
    if (card.is_held && !isClosed) {
        return "held";
    }
    if (card.state === "released" && getWaits(card).length) {
        return "waiting";
    }
    return card.state;
}

/**
 * How the card stands against its dates.
 *
 * @returns {{kind: "late"|"on_time", text: string}|null} null when nothing is planned
 */
export function getPunctuality(card, now = DateTime.now()) {
    const finish = parseDate(card.date_planned_finish);
    const due = parseDate(card.date_due);
    if (!finish && !due) {
        return null;
    }
    const expected = finish && finish > now ? finish : now;
    if (due && expected > due) {
        const minutes = expected.diff(due, "minutes").minutes;
        return {kind: "late", text: minutes < 1440 * 2 ? formatSpan(minutes) : ""};
    }
    if (card.state === "running" && finish && finish < now) {
        const minutes = now.diff(finish, "minutes").minutes;
        return {
            kind: "late",
            text:
                minutes < 1440 * 2
                    ? _t("%(span)s over", {span: formatSpan(minutes)})
                    : "",
        };
    }
    return {kind: "on_time", text: ""};
}

/**
 * Which acts this card offers; the first is the one to do next.
 *
 * @param {Object} card
 * @param {number|null} [personId] who acts; null: nobody special
 */
export function getActs(card, personId = null) {
    const isMine = !personId || isAtWork(card, personId);
    if (card.is_held) {
        return card.state === "running" && isMine ? ["pause"] : [];
    }
    if (card.state !== "running") {
        return {released: ["start"], paused: ["resume", "report"]}[card.state] || [];
    }
    if (!isMine) {
        return ["join", "report", "finish"];
    }
    return isInSetup(card)
        ? ["report", "setup", "pause", "finish"]
        : ["report", "pause", "finish"];
}

/** Somebody runs it, and this person is one of them; nobody known: it is anybody's. */
export function isAtWork(card, personId) {
    const people = card.people || [];
    return !people.length || people.some((one) => one.employee_id === personId);
}

/** Set-up is planned, nobody has told its end, and no piece has come yet. */
function isInSetup(card) {
    return Number(card.setup_min) > 0 && !card.is_set_up && !getSpent(card);
}

/** A hold is said by its own mark. */
function getWaits(card) {
    return (card.waits_for || []).filter((wait) => wait.code !== "held");
}

/** Why a card cannot be worked on, as sentences. */
export function getReasonsToWait(card) {
    const texts = getWaits(card).map((wait) => wait.message);
    if (card.is_held) {
        texts.unshift(card.hold_reason || _t("On hold"));
    }
    return texts;
}
