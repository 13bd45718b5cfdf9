import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {findCell, findPlace} from "./places";

/** The message as it came; the place of the focused value is marked and scrolled to. */
export class InboxOriginal extends Component {
    static template = "poms_orders.InboxOriginal";
    static props = {
        originals: Array,
        needles: Array,
        anchors: Array,
    };

    setup() {
        this.root = useRef("root");
        this.state = useState({index: 0});
        useEffect(
            () => {
                const hit = this.root.el?.querySelector(".o_poms_hit");
                hit?.scrollIntoView({block: "center", inline: "nearest"});
            },
            () => [this.props.needles, this.state.index]
        );
    }

    get part() {
        const {originals} = this.props;
        return originals[Math.min(this.state.index, originals.length - 1)];
    }

    /** The text in three: before, the place, after. */
    get segments() {
        const {text} = this.part;
        const {needles, anchors} = this.props;
        const place = findPlace(text, needles, anchors);
        return place
            ? [
                  {text: text.slice(0, place.start)},
                  {text: text.slice(place.start, place.end), hit: true},
                  {text: text.slice(place.end)},
              ]
            : [{text}];
    }

    get cell() {
        const {needles, anchors} = this.props;
        return findCell(this.part.rows, needles, anchors);
    }

    isHit(row, column) {
        return this.cell?.row === row && this.cell?.column === column;
    }

    /** The reader's own search marks the place, where the PDF carries text. */
    get pdfUrl() {
        const file = encodeURIComponent(this.part.url);
        const word = this.props.needles.find(Boolean);
        const search = word ? `#search=${encodeURIComponent(word)}&phrase=true` : "";
        return `/web/static/lib/pdfjs/web/viewer.html?file=${file}${search}`;
    }
}
