import {isTaken} from "./answers";
import {floorRefusals} from "./extensions";
import {describeAct} from "./told";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";

/** After this the pad closes and the act goes on in the outbox. */
const PATIENCE_MS = 3000;

/** What people do with the card in hand. */
export const withActs = (Base) =>
    class extends Base {
        /** What a button of the card means: an act, or a question first. */
        async press(act) {
            if (act === "report" || act === "finish") {
                await this._openPad();
            } else if (act === "join") {
                await this.act("start", {});
            } else if (act === "setup") {
                // the minutes until now were set-up
                await this.act("report", {is_setup: true});
            } else if (act === "pause" && this.reasonsOf("pause").length) {
                this.state.screen = "pause";
            } else {
                await this.act(act, {});
            }
        }

        /** The pad wants to know what this step asks for; without it, it still counts. */
        async _openPad() {
            const person = this._getActor();
            if (!person) {
                return;
            }
            if (!this.card.parameters) {
                this.state.busyAct = "report";
                const code = this.card.name;
                const answer = await this.server.read("scan", {
                    token: person.token,
                    code,
                });
                this.state.busyAct = "";
                if (answer.type === "card") {
                    this._putCard(answer.card);
                }
            }
            this.state.screen = "report";
        }

        reasonsOf(kind) {
            return this.state.reasons.filter((reason) => reason.kind === kind);
        }

        async act(method, {blobs, ...values}) {
            const person = this._getActor();
            const card = this.card;
            if (!person || !card || this.state.busyAct) {
                return;
            }
            this.state.busyAct = method;
            const params = {card: card.name, token: person.token, ...values};
            if (method === "start" && this.state.machine) {
                params.workcenter = this.state.machine.id;
            }
            const turn = {isLate: false};
            const told = describeAct(method, params, card, person.id);
            const answered = this.server
                .act(method, params, person.id, {
                    blobs,
                    personName: person.name,
                    isProvisional: person.isProvisional,
                })
                .then((answer) => this._takeAnswer(card, answer, turn, person, told));
            turn.isLate = await Promise.race([answered.then(() => false), runOut()]);
            this.state.busyAct = "";
            if (turn.isLate) {
                this._closePad(card, person, {isLate: false});
                this.say(
                    "waiting",
                    _t("The server does not answer yet. It is sent by itself.")
                );
            }
        }

        /** An answer that came late is told, but moves nobody away from what they do. */
        async _takeAnswer(card, answer, turn, person, told) {
            this.sayAnswer({told, ...answer});
            if (answer.status === "refused" && !turn.isLate) {
                floorRefusals.get(answer.code, null)?.(this, card, answer);
            }
            if (answer.card && typeof answer.card === "object") {
                this._putCard(answer.card);
            }
            if (isTaken(answer)) {
                this._closePad(card, person, turn);
                if (this.state.cardId === card.id && this.card?.state === "done") {
                    this.state.cardId = null;
                }
            }
            await this.refresh();
        }

        /** Nobody is moved away from a card that was opened, or a turn taken, meanwhile. */
        _closePad(card, person, {isLate}) {
            const isOpen =
                this.state.activeId === person.id && this.state.cardId === card.id;
            if (isOpen && !isLate) {
                this.back();
            } else {
                this.kept.get(person.id)?.delete(`report:${card.id}`);
            }
        }
    };

function runOut() {
    return new Promise((resolve) =>
        browser.setTimeout(() => resolve(true), PATIENCE_MS)
    );
}
