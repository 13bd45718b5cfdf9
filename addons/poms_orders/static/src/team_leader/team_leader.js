import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {beep} from "../shop_floor/feedback";
import {formatTime, parseDate} from "../shop_floor/format";
import {isDarkPreferred, setSetting} from "../shop_floor/local_settings";
import {MessageBanner} from "../shop_floor/message_banner";
import {CallsPanel} from "./calls_panel";
import {DispatchPanel} from "./dispatch_panel";
import {HandoverPanel} from "./handover_panel";
import {InboxPanel} from "./inbox_panel";
import {InterruptPanel} from "./interrupt_panel";
import {LeaderDesk} from "./leader_desk";
import {PeopleList} from "./people_list";
import {TimesPanel} from "./times_panel";
import {WorkList} from "./work_list";

const REFRESH_MS = 60000;
const CALM_MS = 400;
const MESSAGE_MS = {accepted: 8000, warning: 12000};

/** The team leader's screen: draws a `LeaderDesk` and hands it what people do. */
export class TeamLeader extends Component {
    static template = "poms_orders.TeamLeader";
    static components = {
        CallsPanel,
        DispatchPanel,
        HandoverPanel,
        InboxPanel,
        InterruptPanel,
        MessageBanner,
        PeopleList,
        TimesPanel,
        WorkList,
    };
    static props = {...standardActionServiceProps};

    setup() {
        const orm = useService("orm");
        this.menu = useService("menu");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.ui = useState({isDark: isDarkPreferred(), clock: ""});
        this.desk = new LeaderDesk({
            call: (method, args, kwargs) =>
                orm.silent.call("poms.leader", method, args, kwargs),
            onMessage: (kind) => this.onMessage(kind),
        });
        this.state = useState(this.desk.state);
        // the component's own reactive view, so that changes by acts are drawn
        this.desk.state = this.state;
        const hear = () => this.refreshSoon();
        const hearCall = ({state}) => {
            // browsers give sound only to a page that somebody has touched
            const canSound = browser.navigator.userActivation?.hasBeenActive;
            if (state === "open" && canSound) {
                beep("warning");
            }
            this.refreshSoon();
        };
        onMounted(() => {
            this.bus.subscribe("poms_card", hear);
            this.bus.subscribe("poms_people", hear);
            this.bus.subscribe("poms_call", hearCall);
            this.bus.start?.();
            this.timer = browser.setInterval(() => this.desk.refresh(), REFRESH_MS);
            this.tick();
            this.clockTimer = browser.setInterval(() => this.tick(), 10000);
            this.desk.refresh();
        });
        onWillUnmount(() => {
            this.bus.unsubscribe("poms_card", hear);
            this.bus.unsubscribe("poms_people", hear);
            this.bus.unsubscribe("poms_call", hearCall);
            browser.clearInterval(this.timer);
            browser.clearInterval(this.clockTimer);
            browser.clearTimeout(this.soonTimer);
            browser.clearTimeout(this.messageTimer);
        });
    }

    tick() {
        this.ui.clock = formatTime(luxon.DateTime.now());
    }

    /** Many events in a moment are one reading. */
    refreshSoon() {
        browser.clearTimeout(this.soonTimer);
        this.soonTimer = browser.setTimeout(() => this.desk.refresh(), CALM_MS);
    }

    onMessage(kind) {
        beep(kind);
        browser.clearTimeout(this.messageTimer);
        if (MESSAGE_MS[kind]) {
            this.messageTimer = browser.setTimeout(
                () => this.desk.hush(),
                MESSAGE_MS[kind]
            );
        }
    }

    get shiftText() {
        const {team} = this.desk;
        if (!team) {
            return "";
        }
        const start = formatTime(parseDate(team.shift_start));
        return `${start} – ${formatTime(parseDate(team.shift_end))}`;
    }

    toggleTheme() {
        this.ui.isDark = !this.ui.isDark;
        setSetting("theme", this.ui.isDark ? "dark" : "light");
    }

    leave() {
        const apps = this.menu.getApps();
        const own = apps.find((app) => app.xmlid === "poms_orders.poms_menu_root");
        this.menu.selectMenu(own || apps[0]);
    }
}

registry.category("actions").add("poms_orders.team_leader", TeamLeader);
