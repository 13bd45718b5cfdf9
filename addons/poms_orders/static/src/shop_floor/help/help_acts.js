import {_t} from "@web/core/l10n/translation";
import {tell} from "../station/tell";

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
