const REPORTED = ["good", "scrap", "rework", "material_fault"];
// told apart, in the books part of another
const PART_OF = {good: "concession", rework: "to_inspect"};

/**
 * A card as it will stand when an act that waits is booked. Pure.
 *
 * @param {Object} card as the server told it
 * @param {Object} item {method, params, employeeId, personName}
 * @returns {Object} a changed copy
 */
export function applyAct(card, item) {
    const {method, params} = item;
    if (method === "start" || method === "resume") {
        return {...card, state: "running", people: addPerson(card.people, item)};
    }
    if (method === "pause") {
        // the others go on
        const people = dropPerson(card.people, item);
        return {...card, state: people.length ? "running" : "paused", people};
    }
    if (method !== "report" && method !== "finish") {
        return card;
    }
    const changed = {...card};
    for (const name of REPORTED) {
        changed[name] = add(card[name], add(params[name], params[PART_OF[name]]));
    }
    const spent = Number(add(add(changed.good, changed.scrap), changed.material_fault));
    const total = Number(card.quantity);
    changed.open = String(Math.max(round(total - spent), 0));
    const spending = ["good", "concession", "scrap", "material_fault"];
    const told = spending.some((name) => Number(params[name] || 0));
    const stays = Number(add(params.rework, params.to_inspect));
    const isFull = told && spent >= total && !stays;
    const going = card.state === "paused" ? "paused" : "running";
    changed.state = method === "finish" || isFull ? "done" : going;
    changed.is_set_up = card.is_set_up || Boolean(params.is_setup);
    return changed;
}

/** Cards with every waiting act on them, in order; what was refused has no effect. */
export function overlay(cards, items) {
    const waiting = items.filter(
        (item) => !["refused", "attention"].includes(item.fate)
    );
    return cards.map((card) => {
        const own = waiting.filter((item) =>
            [card.name, String(card.id)].includes(String(item.params.card))
        );
        const changed = own.reduce(applyAct, card);
        return own.length ? {...changed, waitingActs: own.length} : changed;
    });
}

function addPerson(people = [], {employeeId, personName}) {
    const others = dropPerson(people, {employeeId});
    return [...others, {employee_id: employeeId, name: personName || ""}];
}

function dropPerson(people = [], {employeeId}) {
    return people.filter((person) => person.employee_id !== employeeId);
}

function add(left, right) {
    return String(round(Number(left || 0) + Number(right || 0)));
}

/** Sums of decimals: 0.1 + 0.2 is 0.3 on the screen. */
function round(value) {
    return Math.round(value * 1e6) / 1e6;
}
