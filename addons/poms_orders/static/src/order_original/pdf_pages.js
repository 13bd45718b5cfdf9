import {_t} from "@web/core/l10n/translation";
import {loadPDFJSAssets} from "@web/core/utils/pdfjs";
import {
    Component,
    onMounted,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {findPlace} from "./places";

const LIBRARY = "/web/static/lib/pdfjs";
const MAX_PAGES = 30;
const ZOOMS = [0.75, 1, 1.5, 2, 3];

/** The pages of a PDF below each other; the place of the focused value is marked. */
export class PdfPages extends Component {
    static template = "poms_orders.PdfPages";
    static props = {url: String, name: String, needles: Array, anchors: Array};

    setup() {
        this.root = useRef("root");
        this.state = useState({pages: [], error: "", zoom: 1, more: 0});
        onMounted(() => this.load());
        onWillUnmount(() => {
            this.isGone = true;
            this.document?.destroy();
        });
        useEffect(
            () => {
                this.draw();
            },
            () => [this.state.pages.length, this.state.zoom]
        );
        useEffect(
            () => {
                this.root.el?.querySelector(".o_poms_hit")?.scrollIntoView({
                    block: "center",
                    inline: "nearest",
                });
            },
            () => [this.props.needles, this.state.pages.length, this.state.zoom]
        );
    }

    async load() {
        try {
            await loadPDFJSAssets();
            const task = globalThis.pdfjsLib.getDocument({
                url: this.props.url,
                cMapUrl: `${LIBRARY}/web/cmaps/`,
                cMapPacked: true,
                isEvalSupported: false,
            });
            const pdf = await task.promise;
            this.document = pdf;
            const pages = [];
            for (
                let number = 1;
                number <= Math.min(pdf.numPages, MAX_PAGES);
                number++
            ) {
                pages.push(await this.readPage(pdf, number));
            }
            if (!this.isGone) {
                this.state.more = Math.max(0, pdf.numPages - MAX_PAGES);
                this.state.pages = pages;
            }
        } catch (error) {
            if (!this.isGone) {
                this.state.error =
                    error?.name === "PasswordException"
                        ? _t("The file is protected by a password.")
                        : _t(
                              "The file cannot be shown here. Download it to look at it."
                          );
            }
        }
    }

    /** One page with its words, each with its place in points of the page. */
    async readPage(pdf, number) {
        const page = await pdf.getPage(number);
        const viewport = page.getViewport({scale: 1});
        const content = await page.getTextContent();
        const words = [];
        let text = "";
        for (const item of content.items) {
            if (item.str) {
                words.push({
                    start: text.length,
                    end: text.length + item.str.length,
                    box: this.boxOf(item, viewport),
                });
                text += item.str;
            }
            text += item.hasEOL ? "\n" : " ";
        }
        return {number, text, words, width: viewport.width, height: viewport.height};
    }

    boxOf(item, viewport) {
        const matrix = globalThis.pdfjsLib.Util.transform(
            viewport.transform,
            item.transform
        );
        const height = Math.hypot(matrix[2], matrix[3]) || item.height;
        return {left: matrix[4], top: matrix[5] - height, width: item.width, height};
    }

    /** Page width in the pane, before zooming. */
    get width() {
        return Math.max((this.root.el?.clientWidth || 400) - 24, 200);
    }

    async draw() {
        const turn = (this.turn = (this.turn || 0) + 1);
        const ratio = globalThis.devicePixelRatio || 1;
        for (const {number, width} of this.state.pages) {
            const canvas = this.root.el?.querySelector(`canvas[data-page="${number}"]`);
            if (!canvas || this.isGone || turn !== this.turn) {
                return;
            }
            const page = await this.document.getPage(number);
            const scale = (this.width * this.state.zoom) / width;
            const viewport = page.getViewport({scale: scale * ratio});
            Object.assign(canvas, {width: viewport.width, height: viewport.height});
            const task = page.render({
                canvasContext: canvas.getContext("2d"),
                viewport,
            });
            await task.promise.catch((error) => {
                if (error?.name !== "RenderingCancelledException" && !this.isGone) {
                    throw error;
                }
            });
        }
    }

    /** {page number: marks in percent of the page} */
    get hits() {
        const {needles, anchors} = this.props;
        const text = this.state.pages.map((page) => page.text).join("\n");
        const place = findPlace(text, needles, anchors);
        const result = {};
        let before = 0;
        for (const page of place ? this.state.pages : []) {
            const start = place.start - before;
            const end = place.end - before;
            before += page.text.length + 1;
            result[page.number] = page.words
                .filter((word) => word.start < end && word.end > start)
                .map((word) => this.mark(page, word, start, end));
        }
        return result;
    }

    mark(page, word, start, end) {
        const {left, top, width, height} = word.box;
        const length = word.end - word.start;
        const from = Math.max(start - word.start, 0) / length;
        const to = Math.min(end - word.start, length) / length;
        const percent = (value, whole) => `${((100 * value) / whole).toFixed(2)}%`;
        return [
            `left: ${percent(left + width * from, page.width)}`,
            `top: ${percent(top, page.height)}`,
            `width: ${percent(width * (to - from), page.width)}`,
            `height: ${percent(height * 1.25, page.height)}`,
        ].join("; ");
    }

    zoomBy(step) {
        const at = ZOOMS.indexOf(this.state.zoom) + step;
        this.state.zoom = ZOOMS[Math.max(0, Math.min(at, ZOOMS.length - 1))];
    }
}
