import {browser} from "@web/core/browser/browser";
import {serializeDateTime} from "@web/core/l10n/dates";
import {markRaw} from "@odoo/owl";
import {makeUuid} from "../uuid";

const {DateTime} = luxon;
/** Longest side in pixels: a crack is still seen, a slow network still carries it. */
export const LONGEST_SIDE = 1600;
const QUALITY = 0.82;
const MIME = "image/jpeg";

/**
 * The size a picture is shrunk to; a small one is never blown up.
 *
 * @returns {{width: number, height: number}} whole pixels, at least 1
 */
export function fitSize(width, height, longest = LONGEST_SIDE) {
    const scale = Math.min(1, longest / Math.max(width, height, 1));
    const shrink = (side) => Math.max(1, Math.round(side * scale));
    return {width: shrink(width), height: shrink(height)};
}

/**
 * Draw a picture as JPEG, upright, at most `longest` pixels on its longer side. What a
 * camera writes into its file besides (place, owner) is gone with that.
 *
 * @param {Blob|HTMLVideoElement} source
 * @returns {Promise<Blob>}
 * @throws {Error} the file is no picture that this browser can read
 */
export async function toJpeg(source, longest = LONGEST_SIDE) {
    const bitmap = await createImageBitmap(
        source,
        source instanceof Blob ? {imageOrientation: "from-image"} : undefined
    );
    const {width, height} = fitSize(bitmap.width, bitmap.height, longest);
    const canvas = Object.assign(document.createElement("canvas"), {width, height});
    const context = canvas.getContext("2d");
    // JPEG knows no transparency: it would turn black
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, MIME, QUALITY));
    if (!blob) {
        throw new Error("the canvas gave no picture");
    }
    return blob;
}

/**
 * A picture as `server.act(…, {blobs})` takes it. Raw: a browser's store refuses
 * OWL's proxies.
 *
 * @returns {{uuid: string, kind: string, name: string, taken_at: string, blob: Blob}}
 *   `taken_at` in UTC without a zone
 */
export function makePhoto(blob, {kind = "photo", now = Date.now()} = {}) {
    const taken = DateTime.fromMillis(now);
    return markRaw({
        uuid: makeUuid(),
        kind,
        name: `${kind}-${taken.toFormat("yyyyMMdd-HHmmss")}.jpg`,
        taken_at: serializeDateTime(taken),
        blob,
    });
}

/**
 * Whether a live picture is better than the file field: a computer's file field opens
 * a folder, a phone's opens the camera. Only secure pages get the camera at all.
 */
export function canShowLive() {
    const {mediaDevices, userAgent} = browser.navigator;
    const isPhone = /Android|iPhone|iPad|Mobile/.test(userAgent || "");
    return Boolean(mediaDevices?.getUserMedia) && !isPhone;
}
