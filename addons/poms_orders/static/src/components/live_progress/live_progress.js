import {browser} from "@web/core/browser/browser";
import {Component, onMounted, onWillUnmount} from "@odoo/owl";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const INTERVAL_MS = 2000;

/**
 * A field that shows how far long work is: the record is read anew while it runs.
 * Whoever extends it names the states that mean work.
 */
export class LiveProgress extends Component {
    static props = {...standardFieldProps};
    static busyStates = ["running"];

    setup() {
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refresh(), INTERVAL_MS);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get percent() {
        return Math.round(this.props.record.data[this.props.name] || 0);
    }

    get isBusy() {
        return this.constructor.busyStates.includes(this.props.record.data.state);
    }

    async refresh() {
        const {record} = this.props;
        if (this.loading || !this.isBusy || !record.resId || (await record.isDirty())) {
            return;
        }
        this.loading = true;
        try {
            await record.load();
        } catch {
            // The connection is the web client's matter; the next tick tries again.
        } finally {
            this.loading = false;
        }
    }
}
