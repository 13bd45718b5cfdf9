import {addQuantities} from "./format";
import {PART_KINDS, QUANTITY_KINDS, SPENT_KINDS} from "./card_facts";

export const BAD_KINDS = ["scrap", "rework", "material_fault"];

/** What somebody is entering; all numbers are decimal strings, empty is nothing. */
export function makeDraft() {
    return {
        quantities: {
            good: "",
            concession: "",
            scrap: "",
            rework: "",
            material_fault: "",
            to_inspect: "",
        },
        reason: null,
        parameters: {},
        // by parameter, and of what went wrong: see `makePhoto`
        pictures: {},
        photos: [],
        components: [],
        lot: "",
        serials: [],
    };
}

/** A component that is told by its lot; untracked ones are booked by the server. */
export function makeLine(component) {
    return {
        product_id: component.product_id,
        name: component.product,
        uom: component.uom || "",
        per_piece: component.per_piece,
        reserved: (component.lots || []).map((lot) => lot.name).join(", "),
        lot: "",
        quantity: "",
    };
}

/** What the pieces of this draft use of a component, as a decimal string. */
export function getUsage(draft, line) {
    return String(addQuantities(getDraftSpent(draft) * (Number(line.per_piece) || 0)));
}

/** Kinds of bad pieces that were entered. */
export function getBadKinds(draft) {
    return BAD_KINDS.filter((kind) => Number(draft.quantities[kind]) > 0);
}

/** Pieces that would leave the card by this draft. */
export function getDraftSpent(draft) {
    const kinds = [...SPENT_KINDS, "concession"];
    return addQuantities(...kinds.map((kind) => draft.quantities[kind]));
}

/**
 * Judge a measured value at once, by the rule of the server: both limits zero is no
 * limit, a maximum of zero under a minimum above zero is no upper limit.
 *
 * @returns {boolean|null} null when there is nothing to judge
 */
export function isWithinLimits(parameter, value) {
    if (value === undefined || value === "" || value === null) {
        return null;
    }
    if (parameter.kind === "yes_no") {
        return Number(parameter.target) === 1 ? value === true : null;
    }
    const minimum = Number(parameter.minimum) || 0;
    const maximum = Number(parameter.maximum) || 0;
    if (parameter.kind !== "number" || (!minimum && !maximum)) {
        return null;
    }
    const number = Number(value);
    const hasMaximum = maximum !== 0 || minimum < 0;
    return number >= minimum && (!hasMaximum || number <= maximum);
}

/** All pictures that go along with this draft. */
export function getBlobs(draft) {
    return [...Object.values(draft.pictures).flat(), ...draft.photos];
}

/** The arguments of `report` or `finish`; what was not entered is left out. */
export function makeReportParams(draft) {
    const params = {};
    for (const kind of [...QUANTITY_KINDS, ...PART_KINDS]) {
        if (Number(draft.quantities[kind])) {
            params[kind] = draft.quantities[kind].replace(/\.$/, "");
        }
    }
    if (draft.reason && getBadKinds(draft).length) {
        params.reason = draft.reason;
    }
    const parameters = Object.entries(draft.parameters).filter(
        ([, value]) => value !== "" && value !== null
    );
    if (parameters.length) {
        params.parameters = Object.fromEntries(parameters);
    }
    const components = draft.components.filter((line) => line.lot);
    if (components.length) {
        params.components = components.map((line) => ({
            product: line.product_id,
            lot: line.lot,
            quantity: line.quantity || getUsage(draft, line),
        }));
    }
    if (draft.lot) {
        params.lot = draft.lot;
    }
    if (draft.serials.length) {
        params.serials = [...draft.serials];
    }
    return params;
}
