import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";

const LOOKS = {
    hello: {word: "", icon: "fa-user-circle"},
    accepted: {word: _t("Taken"), icon: "fa-check-circle"},
    warning: {word: _t("Please note"), icon: "fa-exclamation-triangle"},
    refused: {word: _t("Not taken"), icon: "fa-times-circle"},
    waiting: {word: _t("Kept here"), icon: "fa-cloud-upload"},
};

/** The last answer as a sentence; what was refused stays until somebody reads it. */
export class MessageBanner extends Component {
    static template = "poms_orders.MessageBanner";
    static props = {
        kind: {type: String, validate: (kind) => kind in LOOKS},
        text: String,
        onClose: Function,
    };

    /** "Taken" alone; else the word leads the sentence. */
    get isWordShown() {
        return (
            Boolean(this.look.word) &&
            !(this.props.kind === "accepted" && this.props.text)
        );
    }

    get look() {
        return LOOKS[this.props.kind];
    }
}
