import {getSetting, isExpired, savePeople, setSetting} from "../local_settings";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";

const MINUTE_MS = 60000;
const WORDS_MS = 1500;

/** Who acted before the page was loaded anew, else who came last. */
export function getActive(people, {activeId}) {
    const before = people.find(({id, isLocked}) => id === activeId && !isLocked);
    return before || getLast(people);
}

/** Who acts when nobody else was chosen: who came last and has not been locked out. */
export function getLast(people) {
    return people.filter((person) => !person.isLocked).at(-1) || null;
}

/** Who is at a station: badges, PINs, several people, whose turn it is. */
export const withPeople = (Base) =>
    class extends Base {
        constructor(options) {
            super(options);
            // badge -> person: one scan switches. Never kept: it is what lets people in
            this.badges = new Map();
            this.touch();
        }

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
            if (params.badge && !params.pin) {
                this.badges.set(params.badge, answer.employee_id);
            }
            await this._welcome(answer);
            return true;
        }

        /** The key that the office made for this tablet; it is kept on the tablet. */
        enrol(key) {
            this.device = key;
            setSetting("device", key);
            this.say("hello", _t("This tablet is enrolled. Scan your badge."));
        }

        async _welcome(answer) {
            const {employee_id: id, name, token, expires, is_leader, lang} = answer;
            const isProvisional = Boolean(answer.isProvisional);
            const people = this.state.people.filter((person) => person.id !== id);
            const lock_min = this._learnLock(answer);
            const person = {
                id,
                name,
                token,
                expires,
                is_leader,
                lang,
                lock_min,
                isProvisional,
            };
            this.state.people = [...people, person];
            this.state.activeId = id;
            this.server.isLocked = false;
            savePeople(this.state.people);
            if (!isProvisional) {
                this.server.outbox.renew(id, token);
            }
            this._openFor(id);
            await this._greet();
            return this.refresh();
        }

        /** Who comes back after the lock finds the panel that was open. */
        _openFor(id) {
            const left = this.left?.id === id ? this.left : null;
            this.left = null;
            if (left) {
                this.state.cardId = left.cardId;
                this.show(left.screen, left.payload);
            } else if (this.state.screen === "identify") {
                this.state.screen = "station";
            }
            if (!left) {
                this.showOwn();
            }
        }

        async _greet() {
            await this.speak();
            this.say("hello", _t("Hello, %(name)s.", {name: this.person.name}));
        }

        /** The screen's words follow who acts; with nobody here, the tablet's log-in. */
        async speak() {
            const spoken = this.languages?.use(this.person?.lang);
            await Promise.race([spoken, runOut()]);
        }

        /** Another one who is here acts from now on; who was locked out scans again. */
        async switchTo(id) {
            const person = this.state.people.find((one) => one.id === id);
            if (person.isLocked) {
                this.state.screen = "identify";
                this.say(
                    "warning",
                    _t("%(name)s: scan your badge to go on.", {name: person.name})
                );
                return;
            }
            this.state.activeId = id;
            this.showOwn();
            await this.speak();
            await this.refresh();
        }

        /** A badge of somebody who is here and identified: no question to the server. */
        async switchByBadge(code) {
            const id = this.badges.get(code);
            const person = this.state.people.find((one) => one.id === id);
            if (!person || person.isLocked || isExpired(person)) {
                return false;
            }
            this.state.activeId = id;
            if (this.state.screen === "identify") {
                this.state.screen = "station";
            }
            this.showOwn();
            await this._greet();
            await this.refresh();
            return true;
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
            this._dropBadges(id);
            this.kept.delete(id);
            this.state.activeId = getLast(this.state.people)?.id ?? null;
            savePeople(this.state.people);
            if (!this.person) {
                this.show("identify");
            }
            if (!this.state.people.length) {
                this.state.cards = [];
                this.state.cardId = null;
            }
            this.speak();
        }

        _dropBadges(id) {
            for (const [badge, owner] of this.badges) {
                if (owner === id) {
                    this.badges.delete(badge);
                }
            }
        }

        // -- the automatic lock ---------------------------------------------------

        /** Somebody does something here. */
        touch() {
            this.touchedAt = Date.now();
        }

        /** Minutes without a touch after which people scan again; 0: never. */
        get lockMin() {
            const given = this.state.people.map((person) => person.lock_min || 0);
            return Math.min(...given.filter(Boolean), Infinity);
        }

        /** Without the network the last setting holds. */
        _learnLock({lock_min}) {
            if (lock_min === undefined) {
                return getSetting("lockMin") || 0;
            }
            setSetting("lockMin", lock_min);
            return lock_min;
        }

        checkIdle(now = Date.now()) {
            const isIdle = now - this.touchedAt >= this.lockMin * MINUTE_MS;
            if (this.person && isIdle && !this.state.busyAct) {
                this.lock();
            }
        }

        /**
         * Nobody acts before a badge; work goes on as it was told. Who is here stays
         * shown, without what would let somebody act as them.
         */
        lock() {
            this.state.people = this.state.people
                .filter((person) => !isExpired(person))
                .map((person) => ({...person, token: "", isLocked: true}));
            const {activeId: id, cardId, payload, screen} = this.state;
            this.left = {id, cardId, payload, screen};
            this.state.activeId = null;
            this.badges.clear();
            savePeople(this.state.people);
            this.server.isLocked = true;
            this.show("identify");
            this.hush();
            this.speak();
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

/** Words that come later than this are spoken when they are there. */
function runOut() {
    return new Promise((resolve) => browser.setTimeout(resolve, WORDS_MS));
}
