import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {CardPanel} from "./card_panel";
import {ChoicePanel} from "./choice_panel";
import {IdentifyPanel} from "./identify_panel";
import {MenuPanel} from "./menu_panel";
import {MessageBanner} from "./message_banner";
import {OutboxPanel} from "./outbox_panel";
import {QueueList} from "./queue_list";
import {ReportPad} from "./report_pad";
import {ScanBar} from "./scan_bar";
import {StationHeader} from "./station_header";
import {formatTime} from "./format";
import {getCardButtons, getPanel, getStationButtons} from "./station/extensions";

const {DateTime} = luxon;

/**
 * Draws a `FloorStation` and hands it what people do. It is made anew when the language
 * changes: what must outlive that is kept by the station.
 */
export class FloorScreen extends Component {
    static template = "poms_orders.FloorScreen";
    static components = {
        CardPanel,
        ChoicePanel,
        IdentifyPanel,
        MenuPanel,
        MessageBanner,
        OutboxPanel,
        QueueList,
        ReportPad,
        ScanBar,
        StationHeader,
    };
    static props = {
        station: Object,
        // {isDark, flash}
        ui: Object,
        lang: String,
        onCamera: {type: Function, optional: true},
        onTheme: Function,
        onExit: Function,
    };

    setup() {
        this.station = this.props.station;
        this.server = this.station.server;
        this.ui = useState(this.props.ui);
        this.net = useState(this.server.state);
        this.outbox = useState(this.server.outbox.state);
        this.state = useState(this.station.state);
        // the component's own reactive view, so that changes by acts are drawn
        this.station.state = this.state;
        useEffect(
            () => this.station.keepPlace(),
            () => [this.state.activeId, this.state.cardId]
        );
        // what was chosen below is shown above
        const main = useRef("main");
        useEffect(
            () => {
                main.el.scrollTop = 0;
            },
            () => [this.state.screen, this.state.cardId]
        );
    }

    get htmlLang() {
        return this.props.lang.replace("_", "-");
    }

    get waiting() {
        return this.outbox.items.filter((item) => !isStuck(item));
    }

    /** What somebody must look at: refused, or not taken at all. */
    get attention() {
        return this.outbox.items.filter(isStuck);
    }

    get shownSinceText() {
        const time = formatTime(DateTime.fromMillis(this.state.shownSince));
        return _t("No network. What you see is of %(time)s; go on working.", {time});
    }

    get stationKind() {
        if (!this.state.machine) {
            return undefined;
        }
        return this.state.cards.some((card) => card.state === "running")
            ? "running"
            : "idle";
    }

    get panel() {
        return getPanel(this.station);
    }

    get cardButtons() {
        return getCardButtons(this.station);
    }

    get stationButtons() {
        return getStationButtons(this.station);
    }

    get canUseLogin() {
        return !this.station.device;
    }

    onScan(code) {
        return this.station.takeScan(code);
    }

    reloadPage() {
        browser.location.reload();
    }
}

function isStuck(item) {
    return item.fate === "attention" || item.fate === "refused";
}
