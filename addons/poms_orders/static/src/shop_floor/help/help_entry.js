import {_t} from "@web/core/l10n/translation";
import {
    floorCardButtons,
    floorPanels,
    floorStationButtons,
} from "../station/extensions";
import {HelpPanel} from "./help_panel";

floorPanels.add("help", {
    Component: HelpPanel,
    getProps: (station) => ({
        station,
        card:
            station.state.cards.find(
                (card) => card.id === station.state.payload?.cardId
            ) || null,
    }),
});
floorCardButtons.add(
    "help",
    {
        icon: "fa-bullhorn",
        label: _t("Help"),
        onPress: (station, card) => station.show("help", {cardId: card.id}),
    },
    {sequence: 10}
);
floorStationButtons.add(
    "help",
    {
        icon: "fa-bullhorn",
        label: _t("Call for help"),
        onPress: (station) => station.show("help"),
    },
    {sequence: 10}
);
