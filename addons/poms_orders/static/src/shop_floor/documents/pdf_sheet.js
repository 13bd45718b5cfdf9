import {loadJS} from "@web/core/assets";

/** Odoo's own copy of pdf.js; also kept on the tablet for the time without a network. */
export const PDF_FILES = [
    "/web/static/lib/pdfjs/build/pdf.js",
    "/web/static/lib/pdfjs/build/pdf.worker.js",
];

/**
 * @param {ArrayBuffer} data
 * @returns {Promise<PdfSheet>}
 */
export async function openPdf(data) {
    await loadJS(PDF_FILES[0]);
    const lib = globalThis.pdfjsLib;
    lib.GlobalWorkerOptions.workerSrc = PDF_FILES[1];
    // a drawing is looked at; nothing in it is run
    const pdf = await lib.getDocument({data, isEvalSupported: false}).promise;
    return new PdfSheet(pdf);
}

/** A PDF of which one page at a time is drawn. */
class PdfSheet {
    constructor(pdf) {
        this.pdf = pdf;
        this.turn = 0;
    }

    get pages() {
        return this.pdf.numPages;
    }

    /**
     * Draw a page; a later call stops an earlier one that still draws.
     *
     * @param {HTMLCanvasElement} canvas
     * @param {number} number from 1
     * @param {{width: number, height: number}} place in CSS pixels
     * @param {number} zoom 1: the whole page is seen
     */
    async draw(canvas, number, place, zoom) {
        const turn = ++this.turn;
        const page = await this.pdf.getPage(number);
        this.task?.cancel();
        if (turn !== this.turn) {
            return;
        }
        const natural = page.getViewport({scale: 1});
        const whole = Math.min(
            place.width / natural.width,
            place.height / natural.height
        );
        const scale = whole * zoom;
        const sharpness = globalThis.devicePixelRatio || 1;
        const viewport = page.getViewport({scale: scale * sharpness});
        canvas.width = Math.floor(viewport.width);
        canvas.height = Math.floor(viewport.height);
        canvas.style.width = `${Math.floor(viewport.width / sharpness)}px`;
        this.task = page.render({canvasContext: canvas.getContext("2d"), viewport});
        try {
            await this.task.promise;
        } catch (error) {
            if (error.name !== "RenderingCancelledException") {
                throw error;
            }
        }
    }

    close() {
        this.turn += 1;
        this.task?.cancel();
        this.pdf.destroy();
    }
}
