import {browser} from "@web/core/browser/browser";

/** Longer than the server's own wait (8 s) and its booking. */
export const TIMEOUT_MS = 20000;
export const PING_TIMEOUT_MS = 5000;
/** Reading can be answered from what is kept: nobody waits long for it. */
export const READ_TIMEOUT_MS = 8000;
const PHOTO_TIMEOUT_MS = 120000;
const RETRIED_STATUS = new Set([408, 409, 425, 429]);
const FINAL_STATUS = new Set(["accepted", "refused", "duplicate"]);

/**
 * What one try of a call came to.
 *
 * @typedef {Object} Outcome
 * @property {"final"|"retry"|"auth"|"attention"} kind
 *   final: an answer of the server's business rules, yes or no
 *   retry: nobody knows whether it was taken; the same uuid is sent again
 *   auth: the person or the log-in is not accepted; kept until somebody identifies
 *   attention: the server will never take this; kept and shown
 * @property {Object} [answer] the body of a final answer
 * @property {string} [message] the server's sentence
 * @property {boolean} [isPerson] auth only: the badge is asked for, not the log-in
 * @property {boolean} [isBroken] retry only: our server's own code failed on it
 * @property {number} [retryAfterMs]
 */

/**
 * Judge an HTTP answer by the rules for clients that must not lose a report.
 *
 * A body that is not JSON is never the last word, whatever its status: proxies
 * answer 404 and 502 with pages of their own while Odoo restarts.
 *
 * @param {Response} response
 * @returns {Promise<Outcome>}
 */
export async function judgeResponse(response) {
    const retryAfterMs =
        Number(response.headers.get("Retry-After")) * 1000 || undefined;
    let body = null;
    try {
        body = await response.json();
    } catch {
        return {kind: "retry", retryAfterMs};
    }
    const message = body?.message || "";
    if (response.ok) {
        return FINAL_STATUS.has(body?.status)
            ? {kind: "final", answer: body}
            : {kind: "retry", message};
    }
    const status = response.status;
    if (status === 401 || status === 403) {
        return {kind: "auth", isPerson: isPersonError(body), message};
    }
    if (status === 500) {
        return {kind: "retry", message, isBroken: !isDatabaseError(body)};
    }
    if (status > 500 || RETRIED_STATUS.has(status)) {
        return {kind: "retry", retryAfterMs, message};
    }
    return {kind: "attention", message};
}

/** The method's own word, not that of a log-in that a restart has made unknown. */
function isPersonError(body) {
    return body?.name === "odoo.exceptions.AccessError";
}

/** A database that is away comes back. */
function isDatabaseError(body) {
    return String(body?.name || "").startsWith("psycopg2.");
}

/**
 * POST one call; never throws.
 *
 * @param {string} method name of the server's public method
 * @param {Object} params its keyword arguments
 * @returns {Promise<Outcome>}
 */
export async function post(method, params, timeoutMs = TIMEOUT_MS) {
    const controller = new AbortController();
    const timer = browser.setTimeout(() => controller.abort(), timeoutMs);
    try {
        const response = await browser.fetch(`/poms/floor/${method}`, {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify(params),
            signal: controller.signal,
        });
        return await judgeResponse(response);
    } catch {
        return {kind: "retry", isUnreachable: true};
    } finally {
        browser.clearTimeout(timer);
    }
}

/**
 * POST one picture as it is; never throws. Its facts go by the address, the person's
 * token by a header, so that no log of addresses holds it.
 *
 * @param {Object} params {uuid, owner, kind, taken_at, name, token}
 * @param {Blob} blob
 * @returns {Promise<Outcome>}
 */
export async function postPhoto({token, ...facts}, blob, timeoutMs = PHOTO_TIMEOUT_MS) {
    const controller = new AbortController();
    const timer = browser.setTimeout(() => controller.abort(), timeoutMs);
    const given = Object.entries(facts).filter(([, value]) => value);
    try {
        const response = await browser.fetch(
            `/poms/floor/photo?${new URLSearchParams(given)}`,
            {
                method: "POST",
                headers: {
                    "Content-Type": blob.type || "image/jpeg",
                    "X-Poms-Token": token,
                },
                body: blob,
                signal: controller.signal,
            }
        );
        return await judgeResponse(response);
    } catch {
        return {kind: "retry", isUnreachable: true};
    } finally {
        browser.clearTimeout(timer);
    }
}

/**
 * Whether the server answers now. The browser's own flag only knows of the cable; a
 * page of a proxy or a captive portal is no answer.
 *
 * @returns {Promise<{now: number, sentAt: number, receivedAt: number}|null>} the clocks
 */
export async function ping() {
    const controller = new AbortController();
    const timer = browser.setTimeout(() => controller.abort(), PING_TIMEOUT_MS);
    try {
        const sentAt = Date.now();
        const response = await browser.fetch("/poms/floor/ping", {
            cache: "no-store",
            signal: controller.signal,
        });
        const {now} = await response.json();
        const isOurs = response.ok && Number.isFinite(now);
        return isOurs ? {now, sentAt, receivedAt: Date.now()} : null;
    } catch {
        return null;
    } finally {
        browser.clearTimeout(timer);
    }
}
