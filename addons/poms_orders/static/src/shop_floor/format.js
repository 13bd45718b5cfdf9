import {deserializeDateTime} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";

const {DateTime} = luxon;
const NEAR_MIN = 100;

/**
 * A decimal string as people read it: no trailing zeros, the language's point.
 *
 * @param {string|number|null} value
 */
export function formatQuantity(value) {
    if (value === null || value === undefined || value === "") {
        return "";
    }
    let text = String(value);
    if (text.includes(".")) {
        text = text.replace(/0+$/, "").replace(/\.$/, "");
    }
    return text.replace(".", localization.decimalPoint || ".");
}

/** Sum of decimal strings, as a number good enough to compare and to show. */
export function addQuantities(...values) {
    const sum = values.reduce((total, value) => total + (Number(value) || 0), 0);
    return Math.round(sum * 1e6) / 1e6;
}

/** @param {string|null} value naive UTC as the server sends it */
export function parseDate(value) {
    return value ? deserializeDateTime(value) : null;
}

/** Clock time, with the weekday when it is not today. */
export function formatTime(date, now = DateTime.now()) {
    if (!date) {
        return "";
    }
    return date.hasSame(now, "day")
        ? date.toFormat("HH:mm")
        : date.toFormat("ccc HH:mm");
}

/** "in 25 min" when it is near, else the clock time. */
export function formatWhen(date, now = DateTime.now()) {
    if (!date) {
        return "";
    }
    const minutes = Math.round(date.diff(now, "minutes").minutes);
    if (Math.abs(minutes) > NEAR_MIN) {
        return formatTime(date, now);
    }
    if (minutes === 0) {
        return _t("now");
    }
    return minutes > 0
        ? _t("in %(minutes)s min", {minutes})
        : _t("%(minutes)s min ago", {minutes: -minutes});
}

/** A span in minutes as hours and minutes. */
export function formatSpan(minutes) {
    const whole = Math.max(Math.round(minutes), 0);
    if (whole < 60) {
        return _t("%(minutes)s min", {minutes: whole});
    }
    const rest = whole % 60;
    const hours = Math.floor(whole / 60);
    return rest
        ? _t("%(hours)s h %(minutes)s min", {hours, minutes: rest})
        : _t("%(hours)s h", {hours});
}

/** Up to two letters for a person; one character carries a Chinese name. */
export function getInitials(name) {
    const words = (name || "?").trim().split(/\s+/);
    if (/[\u3400-\u9fff]/.test(words[0])) {
        return words[0].slice(-2);
    }
    return words
        .slice(0, 2)
        .map((word) => word[0].toUpperCase())
        .join("");
}
