import {isExpired, savePeople, setSetting} from "../local_settings";
import {_t} from "@web/core/l10n/translation";

/** Who is at a station: badges, PINs, several people, whose turn it is. */
export const withPeople = (Base) =>
    class extends Base {
        get person() {
            return this.state.people.find(
                (person) => person.id === this.state.activeId
            );
        }

        /** @param {Object} params {badge} or {pin} or {} for one's own log-in */
        async identify(params) {
            const request = this.device ? {...params, device: this.device} : params;
            const answer = await this.server.read("identify", request);
            if (answer.status !== "accepted") {
                this.sayAnswer(answer);
                return false;
            }
            this._welcome(answer);
            return true;
        }

        /** The key that the office made for this tablet; it is kept on the tablet. */
        enrol(key) {
            this.device = key;
            setSetting("device", key);
            this.say("hello", _t("This tablet is enrolled. Scan your badge."));
        }

        _welcome(answer) {
            const {employee_id: id, name, token, expires, is_leader} = answer;
            const isProvisional = Boolean(answer.isProvisional);
            const people = this.state.people.filter((person) => person.id !== id);
            const person = {id, name, token, expires, is_leader, isProvisional};
            this.state.people = [...people, person];
            this.state.activeId = id;
            savePeople(this.state.people);
            if (!isProvisional) {
                this.server.outbox.renew(id, token);
            }
            if (this.state.screen === "identify") {
                this.state.screen = "station";
            }
            this.say("hello", _t("Hello, %(name)s.", {name}));
            return this.refresh();
        }

        switchTo(id) {
            this.state.activeId = id;
        }

        addPerson() {
            this.state.screen = "identify";
        }

        /** The active person goes; the last one out locks the screen. */
        leave() {
            this.forget(this.state.activeId);
        }

        forget(id) {
            this.state.people = this.state.people.filter((person) => person.id !== id);
            this.state.activeId = this.state.people.at(-1)?.id ?? null;
            savePeople(this.state.people);
            if (!this.state.people.length) {
                this.state.screen = "identify";
                this.state.cards = [];
                this.state.cardId = null;
            }
        }

        /** A person whose token is still good, or null and the badge is asked for. */
        _getActor() {
            const person = this.person;
            if (person && isExpired(person)) {
                this.forget(person.id);
                this.say(
                    "refused",
                    _t("Your identification is too old. Scan your badge again.")
                );
                this.state.screen = "identify";
                return null;
            }
            return person || null;
        }
    };
