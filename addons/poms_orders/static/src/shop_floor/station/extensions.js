import {registry} from "@web/core/registry";

/**
 * Where other parts join the floor; each is looked up by name.
 *
 * - panels: `{Component, getProps(station)}`, shown while `state.screen` is its name;
 *   opened by `station.show(name, payload)`, closed by `station.back()`.
 * - card buttons: `{icon, label, isVisible(card, station), isUrgent(station, card),
 *   onPress(station, card)}`; label may be a function `(station, card)`.
 * - station buttons: the same without a card; they stand in the header's menu.
 * - scans: `(station, code, answer) => …` by the type of what was scanned.
 * - refusals: `(station, card, answer) => …` by the code of a refused act.
 */
export const floorPanels = registry.category("poms_floor_panels");
export const floorCardButtons = registry.category("poms_floor_card_buttons");
export const floorStationButtons = registry.category("poms_floor_station_buttons");
export const floorScans = registry.category("poms_floor_scans");
export const floorRefusals = registry.category("poms_floor_refusals");

/** The panel that shows now, with its props; null for the floor's own screens. */
export function getPanel(station) {
    const panel = floorPanels.get(station.state.screen, null);
    return panel && {Component: panel.Component, props: panel.getProps(station)};
}

/** @returns {Object[]} `{name, icon, label, isUrgent, press()}` in their order */
export function getCardButtons(station) {
    const {card} = station;
    return card
        ? collect(floorCardButtons, [station, card], (button) =>
              button.isVisible?.(card, station)
          )
        : [];
}

/** @returns {Object[]} `{name, icon, label, isUrgent, press()}` in their order */
export function getStationButtons(station) {
    return collect(floorStationButtons, [station], (button) =>
        button.isVisible?.(station)
    );
}

function collect(buttons, args, isVisible) {
    return buttons
        .getEntries()
        .filter(([, button]) => isVisible(button) ?? true)
        .map(([name, button]) => ({
            name,
            icon: button.icon,
            label:
                typeof button.label === "function"
                    ? button.label(...args)
                    : button.label,
            isUrgent: Boolean(button.isUrgent?.(...args)),
            press: () => button.onPress(...args),
        }));
}
