import {_t} from "@web/core/l10n/translation";
import {isTaken} from "../station/answers";

/**
 * Tell the server one thing about a call; it waits in the outbox without network.
 * Acts of one call stay in order and hold up neither a card nor another call.
 *
 * @returns {Promise<boolean>} whether it was taken (or kept on this tablet)
 */
async function tell(station, method, params, {lane, blobs} = {}) {
    const person = station._getActor();
    if (!person) {
        return false;
    }
    const answer = await station.server.act(
        method,
        {token: person.token, ...params},
        person.id,
        {
            lane,
            blobs,
            personName: person.name,
            isProvisional: person.isProvisional,
        }
    );
    station.sayAnswer(answer);
    if (isTaken(answer)) {
        station.refresh();
    }
    return isTaken(answer);
}

/** @param {Object} told {kind, note, is_standing, photos} */
export function callHelp(station, card, {photos = [], ...told}) {
    const place = card
        ? {card: card.name}
        : {workcenter: station.state.machine?.id || null};
    if (!card && !place.workcenter) {
        station.say(
            "warning",
            _t("Choose the machine first, or scan the card that needs help.")
        );
        return Promise.resolve(false);
    }
    const params = {...place, ...told};
    const lane = `call:${Date.now()}:${told.kind}`;
    return tell(station, "call_andon", params, {lane, blobs: [...photos]});
}

export function comeToHelp(station, call) {
    return tell(station, "call_come", {call: call.id}, {lane: `call:${call.id}`});
}

export function solveCall(station, call, {reason = null, note = ""}) {
    const params = {call: call.id, reason, note};
    return tell(station, "call_close", params, {lane: `call:${call.id}`});
}

/** Calls that wait on this tablet to be sent. */
export function getWaitingCalls(station) {
    const {items} = station.server.outbox.state;
    return items.filter((item) => item.method === "call_andon");
}
