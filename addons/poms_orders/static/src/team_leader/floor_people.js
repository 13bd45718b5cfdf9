import {patch} from "@web/core/utils/patch";
import {FloorStation} from "../shop_floor/station";
import {makeUuid} from "../shop_floor/uuid";

/** At a station: the code of a reason starts indirect time, another one ends the day. */
patch(FloorStation.prototype, {
    _takeFound(code, answer) {
        if (answer.type === "indirect") {
            return this._tellTime("indirect", {reason: answer.indirect.id});
        }
        if (answer.type === "clock_out") {
            return this._tellTime("clock_out", {});
        }
        return super._takeFound(code, answer);
    },

    async _tellTime(method, values) {
        const {person} = this;
        const params = {uuid: makeUuid(), token: person.token, ...values};
        const answer = await this.server.read(method, params);
        this.sayAnswer(answer);
        if (method === "clock_out" && answer.status === "accepted") {
            this.forget(person.id);
        }
    },
});
