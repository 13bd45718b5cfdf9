import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {StateMark} from "../components/state_mark/state_mark";
import {formatQuantity, formatTime, parseDate} from "../shop_floor/format";
import {getSetting, isDarkPreferred} from "../shop_floor/local_settings";
import {post} from "../shop_floor/transport";

const {DateTime} = luxon;
const REFRESH_MS = 30000;
const CALM_MS = 1500;
const TURN_MS = 12000;
/** Machines that are shown at once: three beside each other, two rows. */
const TILES = 6;
const EVENTS = ["poms_card", "poms_call"];

/** A station's work for a screen on the wall: nothing is touched, nobody is named. */
export class FloorWall extends Component {
    static template = "poms_orders.FloorWall";
    static components = {StateMark};
    static props = {...standardActionServiceProps};

    setup() {
        this.bus = useService("bus_service");
        this.formatQuantity = formatQuantity;
        this.isDark = isDarkPreferred();
        this.state = useState({
            wall: null,
            message: "",
            // when what is shown was true
            read: null,
            isLive: false,
            clock: "",
            page: 0,
        });
        const hear = () => this.readSoon();
        onMounted(() => {
            EVENTS.forEach((name) => this.bus.subscribe(name, hear));
            this.bus.start?.();
            this.timers = [
                browser.setInterval(() => this.read(), REFRESH_MS),
                browser.setInterval(() => this.tick(), 1000),
                browser.setInterval(() => this.turn(), TURN_MS),
            ];
            this.tick();
            this.read();
        });
        onWillUnmount(() => {
            EVENTS.forEach((name) => this.bus.unsubscribe(name, hear));
            this.timers.forEach((timer) => browser.clearInterval(timer));
            browser.clearTimeout(this.soonTimer);
        });
    }

    tick() {
        this.state.clock = formatTime(DateTime.now());
    }

    /** Many events in a moment are one reading. */
    readSoon() {
        browser.clearTimeout(this.soonTimer);
        this.soonTimer = browser.setTimeout(() => this.read(), CALM_MS);
    }

    /** What cannot be read stays as it was, with its age. */
    async read() {
        const device = getSetting("device");
        const {kind, answer, message} = await post(
            "station_wall",
            device ? {device} : {}
        );
        this.state.isLive = kind === "final";
        if (kind === "final") {
            Object.assign(this.state, {
                wall: answer,
                read: DateTime.now(),
                message: "",
            });
        } else if (kind === "auth") {
            Object.assign(this.state, {wall: null, message});
        }
    }

    get pages() {
        return Math.max(1, Math.ceil(this.state.wall.machines.length / TILES));
    }

    get tiles() {
        const first = (this.state.page % this.pages) * TILES;
        return this.state.wall.machines.slice(first, first + TILES);
    }

    turn() {
        if (this.state.wall) {
            this.state.page = (this.state.page + 1) % this.pages;
        }
    }

    get liveText() {
        return this.state.isLive
            ? _t("live")
            : _t("no connection since %(time)s", {time: formatTime(this.state.read)});
    }

    get dayText() {
        const {good, planned} = this.state.wall.today;
        return _t("%(good)s good · %(planned)s planned", {
            good: formatQuantity(good),
            planned: formatQuantity(planned),
        });
    }

    timeOf(text) {
        return formatTime(parseDate(text));
    }

    widthOf(card) {
        const share = Number(card.spent) / (Number(card.quantity) || 1);
        return `width: ${Math.min(100, Math.round(share * 100))}%`;
    }

    more(count, rows) {
        return count > rows.length
            ? _t("and %(count)s more", {count: count - rows.length})
            : "";
    }
}

registry.category("actions").add("poms_orders.floor_wall", FloorWall);
