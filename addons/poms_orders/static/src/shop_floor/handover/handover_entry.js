import {_t} from "@web/core/l10n/translation";
import {floorPanels, floorStationButtons} from "../station/extensions";
import {StationHandover} from "./handover_panel";

floorPanels.add("handover", {
    Component: StationHandover,
    getProps: (station) => ({station, onCancel: () => station.back()}),
});
floorStationButtons.add(
    "handover",
    {
        icon: "fa-exchange",
        label: _t("Hand-over"),
        onPress: (station) => station.show("handover"),
    },
    {sequence: 40}
);
