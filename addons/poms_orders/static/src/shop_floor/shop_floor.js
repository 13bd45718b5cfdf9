import {isBarcodeScannerSupported} from "@web/core/barcode/barcode_video_scanner";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {
    Component,
    onMounted,
    onWillUnmount,
    useComponent,
    useExternalListener,
    useState,
} from "@odoo/owl";
import {scanByCamera} from "../components/code_camera/code_camera";
import {FloorScreen} from "./floor_screen";
import {FieldScans} from "./field_scans";
import {FloorLanguages} from "./languages";
import {getSetting, isDarkPreferred, setSetting} from "./local_settings";
import {FloorStation} from "./station";

const FLASH_MS = 600;
const MESSAGE_MS = {hello: 3000, accepted: 5000, warning: 9000, waiting: 9000};
const REFRESH_MS = 30000;
const IDLE_CHECK_MS = 5000;
/** Tablets of a hall that hear the same do not ask in the same moment. */
const CALM_MS = 700;

/** The floor's client action: its station, its clock, its scanner, its language. */
export class ShopFloor extends Component {
    static template = "poms_orders.ShopFloor";
    static components = {FloorScreen};
    static props = {...standardActionServiceProps};

    setup() {
        this.menu = useService("menu");
        const floor = useService("poms_shop_floor");
        this.ui = useState({isDark: isDarkPreferred(), flash: ""});
        this.languages = this._makeLanguages(floor.server);
        this.words = useState(this.languages.state);
        // who comes while there is no network reads the own language, too
        floor.server.onLanguages = (langs) => this.languages.keep(langs);
        this.station = new FloorStation({
            server: floor.server,
            device: getSetting("device"),
            languages: this.languages,
            onMessage: (kind) => this.flash(kind),
        });
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) => this.onScan(ev.detail.barcode));
        const fields = new FieldScans((code) => this.onScan(code));
        useExternalListener(window, "keydown", (ev) => fields.take(ev), true);
        for (const sign of ["pointerdown", "keydown"]) {
            useExternalListener(window, sign, () => this.station.touch(), true);
        }
        const bus = useService("bus_service");
        const hear = (event) => this.hear(event);
        const hearCall = (event) => this.hearCall(event);
        onMounted(async () => {
            floor.open();
            bus.subscribe("poms_card", hear);
            bus.subscribe("poms_call", hearCall);
            bus.start?.();
            this.timers = [
                browser.setInterval(() => this.station.refresh(), REFRESH_MS),
                browser.setInterval(() => this.station.checkIdle(), IDLE_CHECK_MS),
            ];
            await this.station.open();
        });
        onWillUnmount(() => {
            bus.unsubscribe("poms_card", hear);
            bus.unsubscribe("poms_call", hearCall);
            browser.clearTimeout(this.soonTimer);
            this.timers.forEach((timer) => browser.clearInterval(timer));
            browser.clearTimeout(this.flashTimer);
            browser.clearTimeout(this.messageTimer);
            this.languages.use();
        });
    }

    /** Compiled templates hold words: those drawn from now on are compiled anew. */
    _makeLanguages(server) {
        const {app} = useComponent().__owl__;
        return new FloorLanguages({
            getFacts: () => server.ready.then(() => server.facts),
            onChange: () => {
                for (const name of Object.keys(app.templates)) {
                    delete app.templates[name];
                }
            },
        });
    }

    /** A card of this queue was stopped, begun or changed elsewhere; counts wait. */
    hear({kind, card_id}) {
        const isHere = this.station.state.cards.some((card) => card.id === card_id);
        if (isHere && kind !== "report") {
            this.refreshSoon();
        }
    }

    /** Help was called here, has come or is done: the cards say so. */
    hearCall({call_id, card_id, workcenter_id}) {
        const isHere = this.station.state.cards.some(
            (card) =>
                card.id === card_id ||
                card.workcenter?.id === workcenter_id ||
                card.calls?.some((call) => call.id === call_id)
        );
        if (isHere) {
            this.refreshSoon();
        }
    }

    refreshSoon() {
        browser.clearTimeout(this.soonTimer);
        const waitMs = CALM_MS * (1 + Math.random());
        this.soonTimer = browser.setTimeout(() => {
            // an act that is on its way shows its own answer, and reads then
            if (!this.station.state.busyAct) {
                this.station.refresh();
            }
        }, waitMs);
    }

    get cameraHandler() {
        return isBarcodeScannerSupported() ? () => this.scanByCamera() : undefined;
    }

    onScan(code) {
        this.station.touch();
        return this.station.takeScan(code);
    }

    async scanByCamera() {
        const code = await scanByCamera(this.env);
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
        if (this.languages.isTouched) {
            // the office was drawn in somebody else's language meanwhile
            browser.location.assign("/odoo");
            return;
        }
        const apps = this.menu.getApps();
        const own = apps.find((app) => app.xmlid === "poms_orders.poms_menu_root");
        this.menu.selectMenu(own || apps[0]);
    }
}

registry.category("actions").add("poms_orders.shop_floor", ShopFloor);
