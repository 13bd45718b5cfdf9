import {beep} from "../feedback";
import {getSetting, loadPeople, loadPlace, savePlace} from "../local_settings";
import {getActive} from "./people";
import {isTaken} from "./answers";
import {_t} from "@web/core/l10n/translation";

const SOUND_OF = {waiting: "warning", hello: "accepted"};

/**
 * What every part of a station stands on: its state, which panel shows, what is said.
 *
 * state.screen: identify | station | report | pause | machines | outbox | menu, or the
 * name of a panel of `poms_floor_panels`; state.payload: what that panel was opened with.
 */
export class StationBase {
    constructor({server, device = null, languages = null, onMessage = () => {}}) {
        this.server = server;
        this.device = device;
        // speaks as who acts does; null: only the log-in's language
        this.languages = languages;
        this.onMessage = onMessage;
        this.scanTaker = null;
        this.lastScan = Promise.resolve();
        // person -> what that one is entering
        this.kept = new Map();
        this.badgeTaker = null;
        const people = loadPeople();
        const place = loadPlace();
        const active = getActive(people, place);
        this.state = {
            payload: null,
            screen: active ? "station" : "identify",
            people,
            activeId: active?.id ?? null,
            machine: getSetting("station"),
            machines: [],
            cards: [],
            reasons: [],
            cardId: (active && place.cardId) || null,
            isLoading: false,
            busyAct: "",
            message: null,
            // milliseconds: what is shown was true then; null: it is true now
            shownSince: null,
        };
    }

    /** The screen calls it when another one acts or another card is looked at. */
    keepPlace() {
        const {activeId, cardId} = this.state;
        savePlace({activeId, cardId});
    }

    select(cardId) {
        this.state.cardId = cardId;
        this.state.screen = "station";
    }

    /** Open a panel; what it is about goes along. */
    show(screen, payload = null) {
        this.state.payload = payload;
        this.state.screen = screen;
    }

    /**
     * What the one who acts is entering, by name: it outlives the screen's being drawn
     * anew in another language, the lock, and a colleague's turn; gone when its panel is
     * closed.
     */
    keep(name, make) {
        const {activeId} = this.state;
        if (!this.kept.has(activeId)) {
            this.kept.set(activeId, new Map());
        }
        const own = this.kept.get(activeId);
        if (!own.has(name)) {
            own.set(name, make());
        }
        return own.get(name);
    }

    back() {
        this.kept.delete(this.state.activeId);
        this.state.payload = null;
        this.state.screen = this.person ? "station" : "identify";
    }

    /** Say what came of it: a refusal loudly, a warning beside what was taken. */
    sayAnswer(answer) {
        if (answer.status === "queued") {
            return this.say("waiting", answer.message);
        }
        if (isTaken(answer)) {
            const isWarned = (answer.warnings || []).length > 0;
            return isWarned
                ? this.say(
                      "warning",
                      _t("Taken. %(warning)s", {warning: answer.message})
                  )
                : this.say("accepted", answer.message || answer.told);
        }
        if (answer.status === "auth") {
            return this._sayAuth(answer);
        }
        if (answer.status === "unreachable") {
            return this.say(
                "refused",
                _t("The server does not answer. Try again in a moment.")
            );
        }
        return this.say(
            "refused",
            answer.message || _t("The server could not take this.")
        );
    }

    _sayAuth(answer) {
        if (answer.isPerson && this.state.people.length) {
            this.forget(this.state.activeId);
        }
        this.say(
            "refused",
            answer.message || _t("This tablet is logged out. Log in again to go on.")
        );
    }

    say(kind, text) {
        this.state.message = {kind, text: text || ""};
        beep(SOUND_OF[kind] || kind);
        this.onMessage(kind);
    }

    hush() {
        this.state.message = null;
    }
}
