import {_t} from "@web/core/l10n/translation";
import {ChoicePanel} from "../choice_panel";
import {isAtWork} from "../card_facts";
import {floorPanels, floorScans, floorStationButtons} from "../station/extensions";
import {tell} from "../station/tell";

// What people do beside their cards: cleaning, a meeting, going home.

const PAUSE_ALL = 1;
const LET_RUN = 2;

const laneOf = (station) => `time:${station.state.activeId}`;

async function tellIndirect(station, reason) {
    if (await tell(station, "indirect", {reason}, {lane: laneOf(station)})) {
        station.back();
    }
}

/** Running cards of who acts, on what this station shows. */
function getOwnRunning(station) {
    const {cards, activeId} = station.state;
    return cards.filter(
        (card) =>
            card.state === "running" && card.people?.length && isAtWork(card, activeId)
    );
}

/** The code at the gate is meant; whose work still runs is asked all the same. */
function goHome(station) {
    return getOwnRunning(station).length ? station.show("clock_out") : leave(station);
}

/** A forgotten timer is no work: what becomes of what runs is asked. */
function getWaysHome(station) {
    return getOwnRunning(station).length
        ? [
              {id: PAUSE_ALL, code: "", name: _t("Pause it and go")},
              {id: LET_RUN, code: "", name: _t("It goes on without me")},
          ]
        : [{id: LET_RUN, code: "", name: _t("Goodbye")}];
}

async function leave(station) {
    const {activeId} = station.state;
    if (await tell(station, "clock_out", {}, {lane: laneOf(station)})) {
        station.forget(activeId);
    }
}

async function pauseAndLeave(station) {
    for (const card of getOwnRunning(station)) {
        const way = {lane: card.name};
        if (!(await tell(station, "pause", {card: card.name}, way))) {
            return;
        }
    }
    await leave(station);
}

floorScans.add("indirect", (station, _code, {indirect}) =>
    tellIndirect(station, indirect.code)
);
floorScans.add("clock_out", (station) => goHome(station));

floorPanels.add("indirect", {
    Component: ChoicePanel,
    getProps: (station) => ({
        title: _t("What else do you do?"),
        hint: _t("The same again, or a card, ends it."),
        choices: station.reasonsOf("indirect"),
        onChoose: (reason) => tellIndirect(station, reason),
        onCancel: () => station.back(),
    }),
});
floorPanels.add("clock_out", {
    Component: ChoicePanel,
    getProps: (station) => ({
        title: getOwnRunning(station).length
            ? _t("Your work still runs")
            : _t("You go home?"),
        hint: getOwnRunning(station)
            .map((card) => `${card.name} ${card.operation}`)
            .join(" · "),
        choices: getWaysHome(station),
        onChoose: (id) => (id === PAUSE_ALL ? pauseAndLeave(station) : leave(station)),
        onCancel: () => station.back(),
    }),
});

floorStationButtons.add(
    "indirect",
    {
        icon: "fa-clock-o",
        label: _t("Other work"),
        isVisible: (station) => station.reasonsOf("indirect").length > 0,
        onPress: (station) => station.show("indirect"),
    },
    {sequence: 30}
);
floorStationButtons.add(
    "clock_out",
    {
        icon: "fa-home",
        label: _t("I go home"),
        // a finger may slip: the button asks
        onPress: (station) => station.show("clock_out"),
    },
    {sequence: 90}
);
