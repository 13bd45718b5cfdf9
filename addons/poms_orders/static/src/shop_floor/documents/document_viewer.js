import {
    Component,
    onMounted,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {formatSpan} from "../format";
import {openPdf} from "./pdf_sheet";
import {followPinch} from "./pinch";

const STEP = 1.4;
const SMALLEST = 0.5;
const LARGEST = 8;
const JUDGE_MS = 30000;
const HTTP_DATE = /\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/;

/** When the server gave an answer; Odoo and its web server may both say it in a row. */
function readDate(response) {
    const [text] = HTTP_DATE.exec(response.headers.get("Date") || "") || [""];
    return Date.parse(text) || 0;
}

/**
 * One sheet, to zoom and turn pages with gloves. It is fetched anew each time: the
 * answer's date tells when it was true last, also for a copy that the tablet kept.
 */
export class DocumentViewer extends Component {
    static template = "poms_orders.DocumentViewer";
    static props = {sheet: Object, isOnline: Boolean, getNow: Function};

    setup() {
        this.stage = useRef("stage");
        this.canvas = useRef("canvas");
        this.state = useState({
            status: "loading",
            kind: "",
            problem: "",
            source: "",
            age: "",
            zoom: 1,
            isLarge: false,
            page: 1,
            pages: 1,
        });
        this.isGone = false;
        // milliseconds of the server's clock: when the sheet was true last
        this.date = 0;
        // it was refused for its age
        this.isOld = false;
        useEffect(
            () => {
                this.watch();
            },
            () => [this.props.isOnline]
        );
        onMounted(() => {
            this.unfollow = followPinch(this.stage.el, (factor) => this.scale(factor));
            // the place grows and shrinks with what stands around it
            this.resized = new ResizeObserver(() => this.draw());
            this.resized.observe(this.stage.el);
            this.timer = browser.setInterval(() => this.watch(), JUDGE_MS);
            this.load();
        });
        onWillUnmount(() => {
            this.isGone = true;
            this.unfollow();
            browser.clearInterval(this.timer);
            this.resized.disconnect();
            this.drop();
        });
    }

    drop() {
        this.pdf?.close();
        this.pdf = null;
        if (this.state.source.startsWith("blob:")) {
            URL.revokeObjectURL(this.state.source);
        }
    }

    get isPaged() {
        return this.state.kind === "pdf" && this.state.pages > 1;
    }

    get enlargeLabel() {
        return this.state.isLarge ? _t("Small again") : _t("Whole screen");
    }

    get isZoomed() {
        return ["pdf", "image"].includes(this.state.kind);
    }

    get link() {
        // only what a browser may open: the register takes any text as a link
        return /^https?:\/\//i.test(this.props.sheet.url) ? this.props.sheet.url : "";
    }

    async load() {
        const {sheet} = this.props;
        if (!sheet.is_own) {
            this.show("link");
        } else if (sheet.mimetype.startsWith("video/")) {
            this.state.source = sheet.url;
            this.show("video");
        } else {
            const response = await this.fetch();
            this.date = response ? readDate(response) : 0;
            if (response && !this.isGone && !this.isTooOld()) {
                await this.open(response);
            }
        }
    }

    /** @returns {Promise<Response|null>} null when it was said why there is none */
    async fetch() {
        let response = null;
        try {
            response = await browser.fetch(this.props.sheet.url);
        } catch {
            this.fail(
                _t("There is no network, and this sheet is not kept on this tablet.")
            );
            return null;
        }
        if (response.ok) {
            return response;
        }
        this.fail(
            response.status === 404
                ? _t("This revision does not count any more. Go back and look again.")
                : _t("The server could not give this sheet. Try again in a moment.")
        );
        return null;
    }

    /** An open sheet grows old without the network, and is fetched anew with it. */
    watch() {
        if (this.isOld && this.props.isOnline) {
            this.isOld = false;
            this.drop();
            Object.assign(this.state, {status: "loading", problem: "", age: ""});
            this.load();
        } else if (this.state.status === "shown") {
            this.isTooOld();
        }
    }

    /** A copy is shown with its age, and not at all when it may be wrong by now. */
    isTooOld() {
        this.state.age = "";
        if (this.props.isOnline || !this.date) {
            return false;
        }
        const minutes = Math.max(0, (this.props.getNow() - this.date) / 60000);
        const span = formatSpan(minutes);
        if (minutes > this.props.sheet.max_age_h * 60) {
            this.isOld = true;
            this.fail(
                _t(
                    "This copy is %(span)s old and may be wrong by now. Ask your team leader for the sheet on paper.",
                    {span}
                )
            );
            return true;
        }
        this.state.age = _t("No network: copy from %(span)s ago", {span});
        return false;
    }

    async open(response) {
        const {mimetype} = this.props.sheet;
        try {
            if (mimetype === "application/pdf") {
                this.pdf = await openPdf(await response.arrayBuffer());
                this.state.pages = this.pdf.pages;
                this.show("pdf");
                await this.draw();
            } else if (mimetype.startsWith("image/")) {
                this.state.source = URL.createObjectURL(await response.blob());
                this.show("image");
            } else {
                this.fail(
                    _t(
                        "A station cannot show this kind of file. Ask for a PDF or a picture."
                    )
                );
            }
        } catch (error) {
            console.warn("The sheet cannot be shown:", error);
            this.fail(_t("This file is damaged. Tell the process engineer."));
        }
    }

    show(kind) {
        this.state.kind = kind;
        this.state.status = "shown";
    }

    fail(problem) {
        this.state.problem = problem;
        this.state.status = "failed";
    }

    failVideo() {
        this.fail(_t("The film cannot be played here, or there is no network."));
    }

    // -- looking closer ---------------------------------------------------------------

    zoomIn() {
        this.scale(STEP);
    }

    zoomOut() {
        this.scale(1 / STEP);
    }

    fit() {
        this.state.zoom = 1;
        this.draw();
    }

    scale(factor) {
        if (!this.isZoomed) {
            return;
        }
        const {el} = this.stage;
        const before = this.state.zoom;
        this.state.zoom = Math.min(LARGEST, Math.max(SMALLEST, before * factor));
        const ratio = this.state.zoom / before;
        // what is in the middle stays there
        const left = (el.scrollLeft + el.clientWidth / 2) * ratio - el.clientWidth / 2;
        const top = (el.scrollTop + el.clientHeight / 2) * ratio - el.clientHeight / 2;
        this.draw().then(() => el.scrollTo(left, top));
    }

    /** The sheet over everything, or in its place again. */
    enlarge() {
        this.state.isLarge = !this.state.isLarge;
        this.state.zoom = 1;
    }

    turn(by) {
        const page = this.state.page + by;
        if (page >= 1 && page <= this.state.pages) {
            this.state.page = page;
            this.stage.el.scrollTo(0, 0);
            this.draw();
        }
    }

    async draw() {
        if (this.pdf && this.canvas.el) {
            const {clientWidth: width, clientHeight: height} = this.stage.el;
            const place = {width, height};
            await this.pdf.draw(
                this.canvas.el,
                this.state.page,
                place,
                this.state.zoom
            );
        }
    }
}
