import {_t} from "@web/core/l10n/translation";
import {Component, useState} from "@odoo/owl";
import {DocumentViewer} from "./document_viewer";
import {parseDate} from "../format";

const {DateTime} = luxon;

/** The sheets of a card: one is shown large, a new revision is confirmed here. */
export class DocumentPanel extends Component {
    static template = "poms_orders.DocumentPanel";
    static components = {DocumentViewer};
    static props = {
        title: String,
        // as the server tells them: readme/API.md
        documents: Array,
        chosenId: {type: Number, optional: true},
        isOnline: Boolean,
        // () => milliseconds of the server's clock
        getNow: Function,
        onRead: Function,
        onCancel: Function,
    };

    setup() {
        this.state = useState({id: this.props.chosenId || 0});
    }

    /** The chosen sheet, else the one to read first. */
    get shown() {
        const {documents} = this.props;
        return (
            documents.find((sheet) => sheet.id === this.state.id) ||
            documents.find((sheet) => sheet.must_read) ||
            documents[0]
        );
    }

    get validSince() {
        const date = parseDate(this.shown.date_valid_from);
        const since = date ? date.toLocaleString(DateTime.DATETIME_SHORT) : "";
        return _t("counts since %(since)s", {since});
    }

    choose(id) {
        this.state.id = id;
    }

    labelOf(sheet) {
        return [sheet.number || sheet.name, sheet.revision].filter(Boolean).join(" · ");
    }
}
