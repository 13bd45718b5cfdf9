import {scanBarcode} from "@web/core/barcode/barcode_dialog";
import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {
    Component,
    onMounted,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
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
import {getSetting, isDarkPreferred, setSetting} from "./local_settings";
import {FloorStation} from "./station";
import {getCardButtons, getPanel, getStationButtons} from "./station/extensions";

const {DateTime} = luxon;
const FLASH_MS = 600;
const MESSAGE_MS = {hello: 3000, accepted: 5000, warning: 9000, waiting: 9000};
const REFRESH_MS = 30000;

/** The station screen: draws a `FloorStation` and hands it what people do. */
export class ShopFloor extends Component {
    static template = "poms_orders.ShopFloor";
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
    static props = {...standardActionServiceProps};

    setup() {
        this.menu = useService("menu");
        const floor = useService("poms_shop_floor");
        this.server = floor.server;
        this.net = useState(floor.server.state);
        this.outbox = useState(floor.server.outbox.state);
        this.ui = useState({isDark: isDarkPreferred(), flash: ""});
        this.station = new FloorStation({
            server: floor.server,
            device: getSetting("device"),
            onMessage: (kind) => this.flash(kind),
        });
        this.state = useState(this.station.state);
        // the component's own reactive view, so that changes by acts are drawn
        this.station.state = this.state;
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) => this.onScan(ev.detail.barcode));
        // what was chosen below is shown above
        const main = useRef("main");
        useEffect(
            () => {
                main.el.scrollTop = 0;
            },
            () => [this.state.screen, this.state.cardId]
        );
        onMounted(async () => {
            floor.open();
            this.timer = browser.setInterval(() => this.station.refresh(), REFRESH_MS);
            await this.station.open();
        });
        onWillUnmount(() => {
            browser.clearInterval(this.timer);
            browser.clearTimeout(this.flashTimer);
            browser.clearTimeout(this.messageTimer);
        });
    }

    get hasCamera() {
        return isBarcodeScannerSupported();
    }

    get cameraHandler() {
        return this.hasCamera ? () => this.scanByCamera() : undefined;
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

    async scanByCamera() {
        let code = "";
        try {
            code = await scanBarcode(this.env, "environment");
        } catch (error) {
            this.station.say(
                "refused",
                error.message || _t("The camera is not available.")
            );
            return;
        }
        if (code) {
            browser.navigator.vibrate?.(100);
            await this.onScan(code);
        }
    }

    /** The screen flashes once; a refusal stays until somebody has read it. */
    flash(kind) {
        browser.clearTimeout(this.flashTimer);
        browser.clearTimeout(this.messageTimer);
        this.ui.flash = kind;
        this.flashTimer = browser.setTimeout(() => (this.ui.flash = ""), FLASH_MS);
        if (MESSAGE_MS[kind]) {
            this.messageTimer = browser.setTimeout(
                () => this.station.hush(),
                MESSAGE_MS[kind]
            );
        }
    }

    toggleTheme() {
        this.ui.isDark = !this.ui.isDark;
        setSetting("theme", this.ui.isDark ? "dark" : "light");
    }

    leaveFloor() {
        const apps = this.menu.getApps();
        const own = apps.find((app) => app.xmlid === "poms_orders.poms_menu_root");
        this.menu.selectMenu(own || apps[0]);
    }

    reloadPage() {
        browser.location.reload();
    }
}

function isStuck(item) {
    return item.fate === "attention" || item.fate === "refused";
}

registry.category("actions").add("poms_orders.shop_floor", ShopFloor);
