import {browser} from "@web/core/browser/browser";
import {PDF_FILES} from "./pdf_sheet";

const AGAIN_MS = 30 * 60000;
const LARGEST_BYTES = 12 * 1024 * 1024;
const keptAt = new Map();

/**
 * Let the floor's worker keep the sheets of these cards, for the time without a
 * network. Films and very large files are for the network only.
 *
 * @param {Object[]} cards as the server tells them
 */
export function keepDocuments(cards, now = Date.now()) {
    const worker = browser.navigator.serviceWorker?.controller;
    if (!worker) {
        return;
    }
    const sheets = cards
        .flatMap((card) => card.documents || [])
        .filter(
            (sheet) =>
                sheet.is_own &&
                sheet.size <= LARGEST_BYTES &&
                !sheet.mimetype.startsWith("video/")
        );
    const documents = [...new Set(sheets.map((sheet) => sheet.url))];
    const due = documents.filter((url) => now - (keptAt.get(url) || 0) > AGAIN_MS);
    if (!due.length) {
        return;
    }
    due.forEach((url) => keptAt.set(url, now));
    const hasPdf = sheets.some((sheet) => sheet.mimetype === "application/pdf");
    worker.postMessage({keep: hasPdf ? [...due, ...PDF_FILES] : due, documents});
}
