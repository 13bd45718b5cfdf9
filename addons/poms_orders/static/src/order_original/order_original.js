import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

const PDF_VIEWER = "/web/static/lib/pdfjs/web/viewer.html?file=";

/** The message as it came, beside the lines that were read from it or are typed in. */
export class OrderOriginal extends Component {
    static template = "poms_orders.OrderOriginal";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({originals: [], index: 0, large: false});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    async load(props) {
        const {resId} = props.record;
        const count = props.record.data[props.name].currentIds.length;
        const key = `${resId}/${count}`;
        if (key === this.key) {
            return;
        }
        this.key = key;
        const originals =
            resId && count
                ? await this.orm.call("poms.order", "read_originals", [[resId]])
                : [];
        // Papers and pictures are what a person reads first.
        const rank = {picture: 0, pdf: 1, table: 2, html: 3, text: 4, file: 5};
        originals.sort((a, b) => rank[a.kind] - rank[b.kind]);
        Object.assign(this.state, {originals, index: 0, large: false});
    }

    get original() {
        return this.state.originals[this.state.index];
    }

    get url() {
        return `/web/content/${this.original.id}`;
    }

    get pdfUrl() {
        return `${PDF_VIEWER}${encodeURIComponent(this.url)}`;
    }

    show(index) {
        Object.assign(this.state, {index, large: false});
    }
}

registry.category("fields").add("poms_original", {
    component: OrderOriginal,
    supportedTypes: ["many2many"],
    relatedFields: [{name: "name", type: "char"}],
});
