import {StationNetwork} from "./offline/station_network";
import {withActs} from "./station/acts";
import {withPeople} from "./station/people";
import {withQueue} from "./station/queue";
import {withScans} from "./station/scans";
import {StationBase} from "./station/station_base";

/**
 * A station's state and what can happen to it. No component: the screen draws
 * `state`, scans and taps come in as methods.
 */
export class FloorStation extends withActs(
    withScans(withQueue(withPeople(StationBase)))
) {
    constructor(options) {
        super(options);
        this.network = new StationNetwork(this);
    }

    async open() {
        await this.speak();
        await this.refresh();
        await this.network.confirmPeople();
    }
}
