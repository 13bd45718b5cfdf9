import {isTaken} from "./answers";

/**
 * Tell the server one thing that is no card's; it waits in the outbox without network.
 *
 * @param {Object} station
 * @param {string} method
 * @param {Object} params without token, uuid and time
 * @param {Object} [way] {lane, blobs}: acts of one lane stay in order
 * @returns {Promise<boolean>} whether it was taken (or kept on this tablet)
 */
export async function tell(station, method, params, {lane, blobs} = {}) {
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
