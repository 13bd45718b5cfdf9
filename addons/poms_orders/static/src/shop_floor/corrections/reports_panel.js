import {_t} from "@web/core/l10n/translation";
import {Component, useState} from "@odoo/owl";
import {useDebounced} from "@web/core/utils/timing";
import {QUANTITY_KINDS} from "../card_facts";
import {formatQuantity, formatTime, parseDate} from "../format";
import {
    floorCardButtons,
    floorPanels,
    floorStationButtons,
} from "../station/extensions";
import {CorrectionForm} from "./correction_form";

const SEARCH_WAIT_MS = 300;
const COUNTS = {
    good: (count) => _t("%(count)s good", {count}),
    scrap: (count) => _t("%(count)s scrap", {count}),
    rework: (count) => _t("%(count)s rework", {count}),
    material_fault: (count) => _t("%(count)s material fault", {count}),
};

/** What was reported, today and before: look at it again, correct it. */
export class ReportsPanel extends Component {
    static template = "poms_orders.ReportsPanel";
    static components = {CorrectionForm};
    static props = {
        station: Object,
        /** Number of a card: everybody's reports on it; else one's own. */
        card: {type: String, optional: true},
    };

    setup() {
        this.state = useState({
            reports: [],
            search: "",
            chosen: null,
            error: "",
            isLoading: true,
        });
        this.searchSoon = useDebounced(() => this.load(), SEARCH_WAIT_MS);
        this.load();
    }

    async load() {
        const {station, card} = this.props;
        const answer = await station.server.read("my_reports", {
            token: station.person?.token,
            ...(card ? {card} : {}),
            ...(this.state.search ? {search: this.state.search} : {}),
        });
        this.state.isLoading = false;
        const isRead = answer.status === "accepted";
        this.state.reports = isRead ? answer.reports : [];
        this.state.error = isRead
            ? ""
            : _t("Reports are on the server: look at them when the network is back.");
    }

    get title() {
        const {card} = this.props;
        return card ? _t("Reports on %(card)s", {card}) : _t("My reports");
    }

    get chosenTitle() {
        const {card, operation, product} = this.state.chosen;
        return [card, operation, product].join(" · ");
    }

    countsOf(report) {
        const parts = QUANTITY_KINDS.filter((kind) => Number(report[kind])).map(
            (kind) => COUNTS[kind](formatQuantity(report[kind]))
        );
        return parts.join(" · ") || _t("no pieces");
    }

    timeOf(report) {
        const date = parseDate(report.date);
        const isOld = date && date.diffNow("days").days < -6;
        return isOld ? date.toFormat("dd.MM. HH:mm") : formatTime(date);
    }

    choose(report) {
        this.state.chosen = report;
        this.props.station.hush();
    }

    back() {
        if (this.state.chosen) {
            this.state.chosen = null;
        } else {
            this.props.station.back();
        }
    }

    async done() {
        this.state.chosen = null;
        await Promise.all([this.load(), this.props.station.refresh()]);
    }
}

floorPanels.add("reports", {
    Component: ReportsPanel,
    getProps: (station) => ({
        station,
        ...(station.state.payload ? {card: station.state.payload} : {}),
    }),
});
floorCardButtons.add(
    "reports",
    {
        icon: "fa-history",
        label: _t("Past reports"),
        isVisible: (card) => !card.state || card.state !== "released",
        onPress: (station, card) => station.show("reports", card.name),
    },
    {sequence: 80}
);
floorStationButtons.add(
    "reports",
    {
        icon: "fa-history",
        label: _t("My reports"),
        isVisible: (station) => Boolean(station.person),
        onPress: (station) => station.show("reports"),
    },
    {sequence: 80}
);
