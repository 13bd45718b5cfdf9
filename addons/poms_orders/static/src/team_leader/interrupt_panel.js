import {Component, useState} from "@odoo/owl";
import {formatQuantity} from "../shop_floor/format";
import {NumberPad} from "../shop_floor/number_pad";

const RUSHES_SHOWN = 12;
const RUSHES_HERE = 8;

/** A running card makes room: how many are done, and which card comes instead. */
export class InterruptPanel extends Component {
    static template = "poms_orders.InterruptPanel";
    static components = {NumberPad};
    static props = {desk: Object, state: Object};

    setup() {
        // one uuid for all tries, so that a lost answer is not a second report
        this.uuid = this.props.desk.newUuid();
        this.form = useState({field: "good", good: "", scrap: "", rushId: null});
    }

    get card() {
        return this.props.desk.card;
    }

    get rest() {
        const rest =
            Number(this.card.open) - Number(this.form.good) - Number(this.form.scrap);
        return Math.round(rest * 1e6) / 1e6;
    }

    get restText() {
        return formatQuantity(this.rest);
    }

    /**
     * Released cards that the rush may be: this machine's first, then those of other
     * machines, of which only some can be made here; urgent ones first in both.
     */
    get rushes() {
        const cards = this.props.state.cards
            .filter((card) => card.state === "released" && !card.is_held)
            .sort((a, b) => Number(b.priority) - Number(a.priority));
        const isHere = (card) => card.workcenter_id === this.card.workcenter_id;
        const here = cards.filter(isHere).slice(0, RUSHES_HERE);
        const elsewhere = cards.filter((card) => !isHere(card));
        return [...here, ...elsewhere.slice(0, RUSHES_SHOWN - here.length)];
    }

    setValue(value) {
        this.form[this.form.field] = value;
    }

    send() {
        const told = {good: this.form.good || "0", scrap: this.form.scrap || "0"};
        return this.props.desk.interrupt(this.uuid, this.form.rushId, told);
    }
}
