import {getReasonsToWait} from "../card_facts";
import {beep} from "../feedback";
import {floorScans} from "./extensions";
import {_t} from "@web/core/l10n/translation";

const MOST_SENTENCES = 3;

/** Whatever is scanned, anywhere, opens the right thing. */
export const withScans = (Base) =>
    class extends Base {
        /**
         * Anything scanned anywhere: a card, a machine, a lot, an order, a badge. One
         * after the other, so that of two quick scans the last one is what shows.
         */
        takeScan(code) {
            const taken = this.lastScan.then(() => this._takeScan(code));
            this.lastScan = taken.catch(() => undefined);
            return taken;
        }

        async _takeScan(code) {
            // somebody else's agreement is asked for: the badge switches nobody
            if (await this.badgeTaker?.(code)) {
                return true;
            }
            if (await this.switchByBadge(code)) {
                return true;
            }
            const person = this._getActor();
            if (!person) {
                return isDeviceKey(code)
                    ? this.enrol(code)
                    : this.identify({badge: code});
            }
            const answer = await this.server.read("scan", {
                token: person.token,
                code,
                workcenter: this.state.machine?.id || null,
            });
            if (answer.status === "accepted") {
                return this._takeFound(code, answer);
            }
            if (answer.status !== "refused") {
                return this.sayAnswer(answer);
            }
            const taken = this.scanTaker?.(code, []);
            if (taken === true) {
                return beep("accepted");
            }
            if (taken) {
                // a sentence: why it was not
                return this.say("refused", String(taken));
            }
            return this._tryBadge(code, answer);
        }

        /** A code that is nothing of the plant may be somebody's badge. */
        async _tryBadge(code, refusal) {
            const request = {
                badge: code,
                ...(this.device ? {device: this.device} : {}),
            };
            const answer = await this.server.read("identify", request);
            if (answer.status === "accepted") {
                this.badges.set(code, answer.employee_id);
                return this._welcome(answer);
            }
            return this.sayAnswer(refusal);
        }

        _takeFound(code, answer) {
            const found = answer[answer.type];
            if (answer.type === "card") {
                return this._openCard(found, answer.findings);
            }
            if (answer.type === "workcenter") {
                return this._openMachine(found);
            }
            if (answer.type === "production") {
                return this._openOrder(found);
            }
            const take = floorScans.get(answer.type, null);
            if (take) {
                return take(this, code, answer);
            }
            if (
                answer.type === "lot" &&
                this.scanTaker?.(code, answer.lots || [found])
            ) {
                return beep("accepted");
            }
            return this.say(
                "warning",
                _t("%(code)s is known, but nothing is to be done with it here.", {code})
            );
        }

        _openMachine(machine) {
            const others = this.state.machines.filter((one) => one.id !== machine.id);
            this.state.machines = [...others, machine];
            beep("accepted");
            return this.setMachine(machine.id);
        }

        /** An order's paper: its card that runs, else the first that may start. */
        _openOrder(order) {
            const find = (state) => order.cards.find((card) => card.state === state);
            const card = find("running") || find("paused") || find("released");
            if (card) {
                return this._takeScan(card.name);
            }
            return this.say(
                "warning",
                _t("%(order)s has no card to work on now.", {order: order.name})
            );
        }

        /** The card shows in any case; what speaks against it is said loudly. */
        _openCard(card, findings = getLocalFindings(card)) {
            this._putCard({...card, isScanned: true});
            this.state.cardId = card.id;
            this.state.screen = "station";
            const [first] = findings;
            if (first) {
                const texts = findings.map((finding) => finding.message);
                return this.say(
                    first.level === "stop" ? "refused" : "warning",
                    texts.slice(0, MOST_SENTENCES).join(" ")
                );
            }
            this.hush();
            return beep("accepted");
        }

        _putCard(card) {
            const index = this.state.cards.findIndex((one) => one.id === card.id);
            if (index >= 0) {
                this.state.cards[index] = {...this.state.cards[index], ...card};
            } else {
                this.state.cards.unshift(card);
            }
        }
    };

/** Without the server only what the card itself tells. */
function getLocalFindings(card) {
    const [message] = getReasonsToWait(card);
    const level = card.is_held ? "stop" : "warn";
    return message && card.state !== "running" ? [{message, level}] : [];
}

/** 256 random bits in URL-safe base64: no badge looks like that. */
function isDeviceKey(code) {
    return /^[\w-]{43}$/.test(code);
}
