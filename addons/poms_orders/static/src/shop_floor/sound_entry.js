import {_t} from "@web/core/l10n/translation";
import {getSound, turnSound} from "./feedback";
import {floorStationButtons} from "./station/extensions";

const ICONS = {normal: "fa-volume-down", loud: "fa-volume-up", off: "fa-volume-off"};

function getText() {
    return {
        normal: _t("Sound: normal"),
        loud: _t("Sound: loud"),
        off: _t("Sound: off"),
    }[getSound()];
}

floorStationButtons.add(
    "sound",
    {
        get icon() {
            return ICONS[getSound()];
        },
        label: getText,
        onPress: (station) => {
            turnSound();
            // heard as loud as it is now
            station.say("accepted", getText());
        },
    },
    {sequence: 90}
);
