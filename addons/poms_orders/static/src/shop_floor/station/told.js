import {_t} from "@web/core/l10n/translation";
import {formatQuantity} from "../format";
import {QUANTITY_FIELDS} from "../quantity_fields";

/**
 * What was taken, in a few words: who looks up sees whether it was what they meant.
 *
 * @param {string} method
 * @param {Object} params as they were sent
 * @param {Object} card as it stood before
 * @param {number} personId who acted
 * @returns {string} empty where the act says it all
 */
export function describeAct(method, params, card, personId) {
    const counts = Object.entries(QUANTITY_FIELDS)
        .filter(([name]) => Number(params[name]))
        .map(([name, {label}]) => `${formatQuantity(params[name])} ${label}`);
    if (counts.length) {
        return _t("Taken: %(counts)s", {counts: counts.join(" · ")});
    }
    const others = (card.people || [])
        .filter((one) => one.employee_id !== personId)
        .map((one) => one.name);
    if (method === "pause" && others.length) {
        return _t("Your time has stopped; %(names)s: theirs goes on.", {
            names: others.join(", "),
        });
    }
    return "";
}
