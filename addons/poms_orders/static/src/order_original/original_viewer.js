import {useService} from "@web/core/utils/hooks";
import {
    Component,
    onWillStart,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {markIn} from "./marks";
import {PdfPages} from "./pdf_pages";
import {findCell, findPlace} from "./places";

/** Papers and pictures are what a person reads first. */
const RANK = {picture: 0, pdf: 1, table: 2, html: 3, text: 4, file: 5};
/** A mail is shown as it looks, but nothing in it runs or is fetched. */
const GUARD =
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; ' +
    "img-src data:; style-src 'unsafe-inline'\">" +
    "<style>.o_poms_hit {outline: 2px solid #b45309; background: #fde68a;}</style>";

/**
 * The messages of an order as they came, one tab each. Where the caller says what is
 * looked at (`needles`, near `anchors`), its place is marked and scrolled to.
 */
export class OriginalViewer extends Component {
    static template = "poms_orders.OriginalViewer";
    static components = {PdfPages};
    static props = {
        orderId: {type: [Number, Boolean]},
        count: Number,
        needles: {type: Array, optional: true},
        anchors: {type: Array, optional: true},
    };
    static defaultProps = {needles: [], anchors: []};

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.frame = useRef("frame");
        this.keepLast = new KeepLast();
        this.state = useState({originals: [], index: 0, sheet: 0, isLoaded: false});
        this.zoom = useState({isLarge: false});
        onWillStart(() => {
            this.load(this.props);
        });
        onWillUpdateProps((next) => this.load(next));
        useEffect(
            () => this.showPlace(),
            () => [
                this.props.needles,
                this.state.index,
                this.state.sheet,
                this.original,
            ]
        );
    }

    /** Reading is no part of showing the order: a large file comes a moment later. */
    async load({orderId, count}) {
        const key = `${orderId}/${count}`;
        if (key === this.key) {
            return;
        }
        this.key = key;
        Object.assign(this.state, {originals: [], index: 0, sheet: 0});
        this.state.isLoaded = !(orderId && count);
        if (this.state.isLoaded) {
            return;
        }
        const originals = await this.keepLast.add(
            this.orm.silent.call("poms.order", "read_originals", [[orderId]])
        );
        originals.sort((a, b) => RANK[a.kind] - RANK[b.kind]);
        Object.assign(this.state, {originals, isLoaded: true});
    }

    get original() {
        return this.state.originals[this.state.index];
    }

    get table() {
        return this.original.tables[this.state.sheet] || this.original.tables[0];
    }

    get page() {
        return GUARD + this.original.text;
    }

    show(index) {
        Object.assign(this.state, {index, sheet: 0});
        this.zoom.isLarge = false;
    }

    showPlace() {
        if (this.original?.kind === "html") {
            this.markMail();
            return;
        }
        this.root.el
            ?.querySelector(".o_poms_hit")
            ?.scrollIntoView({block: "center", inline: "nearest"});
    }

    markMail() {
        const body = this.frame.el?.contentDocument?.body;
        const {needles, anchors} = this.props;
        markIn(body || document.createElement("div"), needles, anchors)?.scrollIntoView(
            {
                block: "center",
            }
        );
    }

    /** The text in three: before, the place, after. */
    get segments() {
        const {text} = this.original;
        const place = findPlace(text, this.props.needles, this.props.anchors);
        return place
            ? [
                  {text: text.slice(0, place.start)},
                  {text: text.slice(place.start, place.end), hit: true},
                  {text: text.slice(place.end)},
              ]
            : [{text}];
    }

    /** Letters of the columns, as spreadsheets name them. */
    get letters() {
        const width = Math.max(0, ...this.table.rows.map((row) => row.length));
        return [...Array(width).keys()].map((at) =>
            at < 26
                ? String.fromCharCode(65 + at)
                : String.fromCharCode(64 + Math.floor(at / 26), 65 + (at % 26))
        );
    }

    get cell() {
        return findCell(this.table.rows, this.props.needles, this.props.anchors);
    }
}
