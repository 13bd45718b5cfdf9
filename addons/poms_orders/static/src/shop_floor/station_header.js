import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {StateMark} from "../components/state_mark/state_mark";
import {formatSpan, getInitials} from "./format";

const {DateTime} = luxon;
const TICK_MS = 5000;

/** Where we are, whether the server hears us, who is here. */
export class StationHeader extends Component {
    static template = "poms_orders.StationHeader";
    static components = {StateMark};
    static props = {
        station: {type: [Object, {value: null}], optional: true},
        stationKind: {type: String, optional: true},
        online: Boolean,
        waiting: Array,
        attention: Array,
        people: Array,
        activeId: {type: [Number, {value: null}], optional: true},
        onStation: Function,
        onPerson: Function,
        onAdd: Function,
        onLeave: Function,
        onOutbox: Function,
        onMenu: {type: Function, optional: true},
        onTheme: Function,
        onExit: Function,
        isDark: Boolean,
        isLocked: Boolean,
    };

    setup() {
        this.getInitials = getInitials;
        this.state = useState({now: DateTime.now()});
        onMounted(() => {
            this.timer = browser.setInterval(
                () => (this.state.now = DateTime.now()),
                TICK_MS
            );
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get clock() {
        return this.state.now.toFormat("HH:mm");
    }

    get themeText() {
        return this.props.isDark ? _t("Light screen") : _t("Dark screen");
    }

    nameOf(person) {
        return person.isLocked
            ? _t("%(name)s, locked", {name: person.name})
            : person.name;
    }

    get waitingText() {
        const since = Math.min(...this.props.waiting.map((item) => item.since));
        const minutes = (this.state.now.toMillis() - since) / 60000;
        const count = this.props.waiting.length;
        return minutes < 1
            ? _t("%(count)s waiting", {count})
            : _t("%(count)s waiting, %(span)s", {count, span: formatSpan(minutes)});
    }

    get attentionText() {
        return _t("%(count)s not taken", {count: this.props.attention.length});
    }
}
