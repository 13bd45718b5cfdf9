import {registry} from "@web/core/registry";

/**
 * Where other parts join the floor; each is looked up by name.
 *
 * - panels: `{Component, getProps(station)}`, shown while `state.screen` is its name;
 *   opened by `station.show(name, payload)`, closed by `station.back()`.
 * - card buttons: `{icon, label, isVisible(card, station), onPress(station, card)}`.
 * - station buttons: the same without a card; they stand in the header's menu.
 * - scans: `(station, code, answer) => …` by the type of what was scanned.
 */
export const floorPanels = registry.category("poms_floor_panels");
export const floorCardButtons = registry.category("poms_floor_card_buttons");
export const floorStationButtons = registry.category("poms_floor_station_buttons");
export const floorScans = registry.category("poms_floor_scans");

/** The panel that shows now, with its props; null for the floor's own screens. */
export function getPanel(station) {
    const panel = floorPanels.get(station.state.screen, null);
    return panel && {Component: panel.Component, props: panel.getProps(station)};
}

/** @returns {Object[]} `{name, icon, label, press()}` in their order */
export function getCardButtons(station) {
    const {card} = station;
    return collect(
        floorCardButtons,
        (button) => button.isVisible?.(card, station) ?? true,
        (button) => button.onPress(station, card)
    );
}

/** @returns {Object[]} `{name, icon, label, press()}` in their order */
export function getStationButtons(station) {
    return collect(
        floorStationButtons,
        (button) => button.isVisible?.(station) ?? true,
        (button) => button.onPress(station)
    );
}

function collect(buttons, isVisible, press) {
    return buttons
        .getEntries()
        .filter(([, button]) => isVisible(button))
        .map(([name, button]) => ({
            name,
            icon: button.icon,
            label: button.label,
            press: () => press(button),
        }));
}
