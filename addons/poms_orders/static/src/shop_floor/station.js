import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {beep} from "./feedback";
import {
    getSetting,
    isExpired,
    loadPeople,
    savePeople,
    setSetting,
} from "./local_settings";
import {StationNetwork} from "./offline/station_network";

const SOUND_OF = {waiting: "warning", hello: "accepted"};
/** After this the pad closes and the act goes on in the outbox. */
const PATIENCE_MS = 3000;
const ALL_MACHINES = {id: 0, name: _t("All my machines"), code: "•••"};

/**
 * A station's state and what can happen to it. No component: the screen draws
 * `state`, scans and taps come in as methods.
 *
 * state.screen: identify | station | report | pause | machines | outbox
 */
export class FloorStation {
    constructor({server, device = null, onMessage = () => {}}) {
        this.server = server;
        this.device = device;
        this.onMessage = onMessage;
        this.scanTaker = null;
        const people = loadPeople();
        this.state = {
            screen: people.length ? "station" : "identify",
            people,
            activeId: people.at(-1)?.id ?? null,
            machine: getSetting("station"),
            machines: [],
            cards: [],
            reasons: [],
            cardId: null,
            isLoading: false,
            busyAct: "",
            message: null,
            // milliseconds: what is shown was true then; null: it is true now
            shownSince: null,
        };
        this.network = new StationNetwork(this);
    }

    async open() {
        await this.refresh();
        await this.network.confirmPeople();
    }

    // -- who ----------------------------------------------------------------------

    get person() {
        return this.state.people.find((person) => person.id === this.state.activeId);
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

    // -- what is here -------------------------------------------------------------

    get card() {
        const {cards, cardId} = this.state;
        return cards.find((card) => card.id === cardId) || null;
    }

    async refresh() {
        const person = this.person;
        if (!person || this.state.isLoading) {
            return;
        }
        this.state.isLoading = true;
        try {
            const answer = await this.server.read("station_queue", {
                token: person.token,
                workcenter: this.state.machine?.id || null,
            });
            this._takeQueue(answer);
        } finally {
            this.state.isLoading = false;
        }
    }

    _takeQueue(answer) {
        if (answer.status !== "accepted") {
            if (answer.status !== "unreachable") {
                this.sayAnswer(answer);
            }
            return;
        }
        this.state.shownSince = answer.isOffline ? answer.since : null;
        const opened = this.card;
        // lots and parameters came with the opened card only: keep them
        this.state.cards = answer.cards.map((card) =>
            card.id === opened?.id ? {...opened, ...card} : card
        );
        this.state.reasons = answer.reasons || this.state.reasons;
        this.state.machines = this._collectMachines(answer);
        if (opened && !this.card && opened.isScanned) {
            this.state.cards = [opened, ...this.state.cards];
        }
        if (!this.card) {
            this.state.cardId = this._chooseCard(answer.cards);
        }
    }

    /** What runs here, else the next in the plan that may be done. */
    _chooseCard(cards) {
        const first =
            cards.find((card) => card.state === "running") ||
            cards.find((card) => !card.is_held) ||
            cards[0];
        return first?.id ?? null;
    }

    _collectMachines(answer) {
        const known = new Map(
            this.state.machines.map((machine) => [machine.id, machine])
        );
        for (const machine of answer.workcenters || []) {
            known.set(machine.id, machine);
        }
        for (const {workcenter} of answer.cards) {
            if (workcenter && !known.has(workcenter.id)) {
                known.set(workcenter.id, workcenter);
            }
        }
        return [...known.values()];
    }

    get machineChoices() {
        return [
            ALL_MACHINES,
            ...this.state.machines.map((one) => ({code: "", ...one})),
        ];
    }

    async setMachine(id) {
        const machine = this.state.machines.find((one) => one.id === id) || null;
        this.state.machine = machine && {id: machine.id, name: machine.name};
        setSetting("station", this.state.machine);
        this.state.cardId = null;
        this.state.cards = [];
        this.state.screen = "station";
        await this.refresh();
    }

    select(cardId) {
        this.state.cardId = cardId;
        this.state.screen = "station";
    }

    show(screen) {
        this.state.screen = screen;
    }

    back() {
        this.state.screen = this.state.people.length ? "station" : "identify";
    }

    // -- scans --------------------------------------------------------------------

    /** Anything scanned anywhere: a card, a machine, a lot, an order, a badge. */
    async takeScan(code) {
        const person = this._getActor();
        if (!person) {
            return isDeviceKey(code) ? this.enrol(code) : this.identify({badge: code});
        }
        const answer = await this.server.read("scan", {token: person.token, code});
        if (answer.status === "accepted") {
            return this._takeFound(code, answer);
        }
        if (answer.status !== "refused") {
            return this.sayAnswer(answer);
        }
        if (this.scanTaker?.(code, [])) {
            return beep("accepted");
        }
        return this._tryBadge(code, answer);
    }

    /** A code that is nothing of the plant may be somebody's badge. */
    async _tryBadge(code, refusal) {
        const request = {badge: code, ...(this.device ? {device: this.device} : {})};
        const answer = await this.server.read("identify", request);
        if (answer.status === "accepted") {
            return this._welcome(answer);
        }
        return this.sayAnswer(refusal);
    }

    _takeFound(code, answer) {
        const found = answer[answer.type];
        if (answer.type === "card") {
            return this._openCard(found);
        }
        if (answer.type === "workcenter") {
            return this._openMachine(found);
        }
        if (answer.type === "production") {
            return this._openOrder(found);
        }
        if (answer.type === "lot" && this.scanTaker?.(code, answer.lots || [found])) {
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
            return this.takeScan(card.name);
        }
        return this.say(
            "warning",
            _t("%(order)s has no card to work on now.", {order: order.name})
        );
    }

    _openCard(card) {
        this._putCard({...card, isScanned: true});
        this.state.cardId = card.id;
        this.state.screen = "station";
        this.hush();
        beep("accepted");
    }

    _putCard(card) {
        const index = this.state.cards.findIndex((one) => one.id === card.id);
        if (index >= 0) {
            this.state.cards[index] = {...this.state.cards[index], ...card};
        } else {
            this.state.cards.unshift(card);
        }
    }

    // -- acts ---------------------------------------------------------------------

    /** What a button of the card means: an act, or a question first. */
    async press(act) {
        if (act === "report" || act === "finish") {
            await this._openPad();
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
            const answer = await this.server.read("scan", {token: person.token, code});
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
        const answered = this.server
            .act(method, params, person.id, {
                blobs,
                personName: person.name,
                isProvisional: person.isProvisional,
            })
            .then((answer) => this._takeAnswer(card, answer, turn));
        turn.isLate = await Promise.race([answered.then(() => false), runOut()]);
        this.state.busyAct = "";
        if (turn.isLate) {
            this.back();
            this.say(
                "waiting",
                _t("The server does not answer yet. It is sent by itself.")
            );
        }
    }

    /** An answer that came late is told, but moves nobody away from what they do. */
    async _takeAnswer(card, answer, turn) {
        this.sayAnswer(answer);
        if (answer.card && typeof answer.card === "object") {
            this._putCard(answer.card);
        }
        if (isTaken(answer)) {
            if (!turn.isLate) {
                this.back();
            }
            if (this.state.cardId === card.id && this.card?.state === "done") {
                this.state.cardId = null;
            }
        }
        await this.refresh();
    }

    // -- words --------------------------------------------------------------------

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
                : this.say("accepted", answer.message);
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

function runOut() {
    return new Promise((resolve) =>
        browser.setTimeout(() => resolve(true), PATIENCE_MS)
    );
}

/** 256 random bits in URL-safe base64: no badge looks like that. */
function isDeviceKey(code) {
    return /^[\w-]{43}$/.test(code);
}

/**
 * A resend of what was taken is taken; a resend of a refusal says refused. What is
 * queued is kept on the tablet: the person goes on.
 */
function isTaken(answer) {
    return ["accepted", "duplicate", "queued"].includes(answer.status);
}
