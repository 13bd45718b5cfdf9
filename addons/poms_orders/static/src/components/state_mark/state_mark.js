import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";

/** The plant's one legend: word, shape and colour of every state. */
export const MARKS = {
    planned: {word: _t("Planned"), icon: "fa-calendar-o", tone: "muted"},
    released: {word: _t("Ready"), icon: "fa-circle-o", tone: "ready"},
    running: {word: _t("Running"), icon: "fa-play", tone: "running"},
    paused: {word: _t("Paused"), icon: "fa-pause", tone: "paused"},
    done: {word: _t("Done"), icon: "fa-check", tone: "done"},
    cancelled: {word: _t("Cancelled"), icon: "fa-times", tone: "muted"},
    held: {word: _t("On hold"), icon: "fa-hand-paper-o", tone: "stop"},
    waiting: {word: _t("Waiting"), icon: "fa-hourglass-half", tone: "wait"},
    late: {word: _t("Late"), icon: "fa-exclamation-triangle", tone: "stop"},
    on_time: {word: _t("On time"), icon: "fa-check", tone: "done"},
    blocked: {word: _t("Blocked"), icon: "fa-ban", tone: "stop"},
    idle: {word: _t("Free"), icon: "fa-circle-o", tone: "muted"},
    called: {word: _t("Help is called"), icon: "fa-bullhorn", tone: "stop"},
    coming: {word: _t("Helper is here"), icon: "fa-male", tone: "wait"},
    urgent: {word: _t("Rush"), icon: "fa-bolt", tone: "stop"},
    // material
    stock: {word: _t("In stock"), icon: "fa-cubes", tone: "done"},
    short: {word: _t("Short"), icon: "fa-minus-square-o", tone: "stop"},
    // people
    here: {word: _t("Here"), icon: "fa-check-circle-o", tone: "ready"},
    indirect: {word: _t("Indirect"), icon: "fa-refresh", tone: "paused"},
    missing: {word: _t("Not seen"), icon: "fa-question", tone: "wait"},
    absent: {word: _t("Absent"), icon: "fa-user-times", tone: "stop"},
    leave: {word: _t("On leave"), icon: "fa-plane", tone: "muted"},
    off: {word: _t("Off shift"), icon: "fa-moon-o", tone: "muted"},
};

/** A state as word, shape and colour; never by colour alone. */
export class StateMark extends Component {
    static template = "poms_orders.StateMark";
    static props = {
        kind: {type: String, validate: (kind) => kind in MARKS},
        text: {type: String, optional: true},
    };

    get mark() {
        return MARKS[this.props.kind];
    }
}
