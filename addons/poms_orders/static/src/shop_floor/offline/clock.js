/**
 * When something was told, by the server's clock. Pure.
 *
 * A tablet's clock is wrong, and somebody may set it right while acts wait. Within one
 * life of the page the browser's own stopwatch tells how long ago it was; across lives
 * the difference that was known when it was told, else the one known now.
 *
 * @param {Object} told {since, mono, life, skewMs}: the tablet's clock, the page's
 *   stopwatch, the page's name, and the difference to the server known then (or null)
 * @param {Object} now {date, mono, life, skewMs} the same of this moment
 * @returns {number} milliseconds of the server's clock
 */
export function serverTimeOf(told, now) {
    const serverNow = now.date + (now.skewMs || 0);
    if (told.life === now.life && told.mono !== undefined) {
        return serverNow - (now.mono - told.mono);
    }
    const skewMs = told.skewMs ?? now.skewMs ?? 0;
    return Math.min(told.since + skewMs, serverNow);
}

/**
 * The difference between the server's clock and the tablet's, of one question.
 *
 * @returns {Object} {skewMs, roundTripMs}: the answer was made half a trip ago
 */
export function measureSkew(sentAt, receivedAt, serverNow) {
    const roundTripMs = receivedAt - sentAt;
    return {skewMs: Math.round(serverNow - (sentAt + roundTripMs / 2)), roundTripMs};
}
