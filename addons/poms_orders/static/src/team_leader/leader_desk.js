import {_t} from "@web/core/l10n/translation";
import {makeUuid} from "../shop_floor/uuid";

export const ABSENCES = [
    {id: "sick", name: _t("Sick")},
    {id: "leave", name: _t("On leave")},
    {id: "training", name: _t("In training")},
    {id: "unexcused", name: _t("Unexcused")},
    {id: "other", name: _t("Other cause")},
];
const EMPTY = {
    now: "",
    teams: [],
    all_teams: [],
    people: [],
    cards: [],
    machines: [],
    calls: [],
    call_causes: [],
    conflicts: [],
    approvals: [],
    handovers: [],
    reasons: [],
};

/**
 * The leader's desk and what can happen to it. No component: the screen draws
 * `state`, taps come in as methods. `call(method, args, kwargs)` asks the server.
 *
 * state.panel: work | dispatch | interrupt | inbox | calls | handover | times
 * state.question: absent | lent | indirect, while the people bar asks which
 */
export class LeaderDesk {
    constructor({call, onMessage = () => {}}) {
        this.call = call;
        this.onMessage = onMessage;
        this.state = {
            ...EMPTY,
            isLoaded: false,
            isOffline: false,
            teamId: 0,
            panel: "work",
            selected: [],
            question: "",
            cardId: null,
            candidates: null,
            times: null,
            timesWindow: "today",
            busy: "",
            message: null,
        };
    }

    // -- reading ------------------------------------------------------------------

    async refresh() {
        const teamIds = this.state.teamId ? [this.state.teamId] : null;
        let answer = null;
        try {
            answer = await this.call("overview", [teamIds]);
        } catch (error) {
            this.state.isOffline = true;
            if (!this.state.isLoaded) {
                this._sayError(error);
            }
            return;
        }
        Object.assign(this.state, answer, {isLoaded: true, isOffline: false});
        const here = new Set(answer.people.map((person) => person.id));
        this.state.selected = this.state.selected.filter((id) => here.has(id));
        if (this.state.cardId && !this.card) {
            this.show("work");
        }
        if (this.state.panel === "times") {
            await this.loadTimes();
        }
    }

    async setTeam(id) {
        Object.assign(this.state, {teamId: id, selected: [], question: ""});
        this.show("work");
        await this.refresh();
    }

    get card() {
        return this.state.cards.find((card) => card.id === this.state.cardId) || null;
    }

    get team() {
        const {teams, teamId} = this.state;
        return teams.find((team) => team.id === teamId) || teams[0] || null;
    }

    /** How many things wait for the leader in the inbox. */
    get inboxCount() {
        const {calls, conflicts, approvals} = this.state;
        return calls.length + conflicts.length + approvals.length;
    }

    /**
     * Hand-overs to be read: not what one's own present shift has written, unless it
     * is for another of the chosen teams.
     */
    get unread() {
        const {handovers, teams, teamId} = this.state;
        const chosen = teams.filter((team) => !teamId || team.id === teamId);
        const isForMe = (one) =>
            one.to_team_id !== one.team_id &&
            chosen.some((team) => team.id === one.to_team_id);
        const isOwn = (one) =>
            teams.some(
                (team) =>
                    team.id === one.team_id && team.shift_start === one.shift_start
            );
        return handovers.filter(
            (one) => one.state === "written" && (isForMe(one) || !isOwn(one))
        );
    }

    get counts() {
        const {people, cards} = this.state;
        const is = (state) => people.filter((one) => one.state === state).length;
        return {
            here: is("here"),
            missing: is("missing"),
            people: people.filter((one) => one.state !== "off").length,
            idle: people.filter(
                (one) => one.state === "here" && !one.works.length && !one.indirect
            ).length,
            running: cards.filter((card) => card.state === "running").length,
            held: cards.filter((card) => card.is_held).length,
        };
    }

    cardOf(id) {
        return this.state.cards.find((card) => card.id === id);
    }

    personOf(id) {
        return this.state.people.find((person) => person.id === id);
    }

    show(panel) {
        Object.assign(this.state, {panel, cardId: null, candidates: null});
        if (panel === "times") {
            return this.loadTimes();
        }
        return undefined;
    }

    // -- people -------------------------------------------------------------------

    toggle(id) {
        const {selected} = this.state;
        this.state.question = "";
        this.state.selected = selected.includes(id)
            ? selected.filter((one) => one !== id)
            : [...selected, id];
    }

    selectWhere(isWanted) {
        this.state.selected = this.state.people.filter(isWanted).map((one) => one.id);
    }

    clear() {
        Object.assign(this.state, {selected: [], question: ""});
    }

    ask(question) {
        this.state.question = this.state.question === question ? "" : question;
    }

    mark(kind, values = {}) {
        const ids = this.state.selected;
        return this._act("mark", async () => {
            const answer = await this.call("mark", [ids, kind], values);
            const {undo, still_here: stillHere} = answer;
            this.clear();
            this.say(
                stillHere?.length ? "warning" : "accepted",
                `${this._markWords(kind, ids.length)} ${this._stillWords(stillHere)}`,
                () =>
                    this._act("undo", () =>
                        this.call("undo_mark", [undo.created, undo.ended])
                    )
            );
        });
    }

    _markWords(kind, count) {
        const words = {
            present: _t("%(count)s marked as here.", {count}),
            gone: _t("%(count)s marked as gone.", {count}),
            absent: _t("%(count)s marked as absent.", {count}),
            lent: _t("%(count)s lent.", {count}),
            back: _t("%(count)s back in the own team.", {count}),
        };
        return words[kind];
    }

    _stillWords(names) {
        return names?.length
            ? _t(
                  "Still here, because of a running card or attendance: %(names)s. End that too.",
                  {names: names.join(", ")}
              )
            : "";
    }

    startIndirect(reasonId) {
        return this._act("indirect", async () => {
            await this.call("start_indirect", [this.state.selected, reasonId]);
            this.clear();
        });
    }

    stopIndirect() {
        return this._act("indirect", async () => {
            await this.call("stop_indirect", [this.state.selected]);
            this.clear();
        });
    }

    // -- cards --------------------------------------------------------------------

    /** First tap of a dispatch: the card; the second one is who or what gets it. */
    async open(cardId) {
        Object.assign(this.state, {panel: "dispatch", cardId, candidates: null});
        await this._act(
            "candidates",
            async () => {
                this.state.candidates = await this.call("get_candidates", [cardId]);
            },
            {isQuiet: true}
        );
    }

    dispatch({employeeId = null, workcenterId = null}) {
        const {card} = this;
        return this._act("dispatch", async () => {
            const answer = await this.call("dispatch", [
                [card.id],
                employeeId,
                workcenterId,
            ]);
            if (answer.status === "refused") {
                this.say("refused", answer.message);
                return;
            }
            const warning = answer.warnings.map((one) => one.message).join(" ");
            const text =
                employeeId === false
                    ? _t("%(card)s is free again.", {card: card.name})
                    : _t("%(card)s is dispatched.", {card: card.name});
            this.show("work");
            this.say(warning ? "warning" : "accepted", `${text} ${warning}`, () =>
                this._act("undo", () => this.call("undo_dispatch", [answer.undo]))
            );
        });
    }

    askInterrupt() {
        this.state.panel = "interrupt";
    }

    /** The uuid is made by the panel, so that a second try is the same act. */
    interrupt(uuid, rushId, told) {
        const {card} = this;
        return this._act("interrupt", async () => {
            const answer = await this.call("interrupt", [uuid, card.id, rushId], told);
            if (answer.status === "refused") {
                this.say("refused", answer.message);
                return;
            }
            this.show("work");
            const values = {card: card.name, rest: answer.rest_card || ""};
            this.say(
                "accepted",
                answer.is_paused
                    ? _t("%(card)s is paused.", values)
                    : _t("%(card)s is reported; %(rest)s has the rest.", values)
            );
        });
    }

    newUuid() {
        return makeUuid();
    }

    // -- calls ----------------------------------------------------------------------

    comeToHelp(call) {
        const args = [makeUuid(), call.id];
        return this.settle("come_call", args, _t("Noted: you have come to help."));
    }

    solveCall(call, {reason, note}) {
        const args = [makeUuid(), call.id, reason, note || null];
        return this.settle("close_call", args, _t("The call is solved."));
    }

    // -- inbox, hand-over, times ----------------------------------------------------

    settle(method, args, text) {
        return this._act(method, async () => {
            const answer = await this.call(method, args);
            if (answer?.status === "refused") {
                this.say("refused", answer.message);
                return;
            }
            this.say("accepted", text);
        });
    }

    /** What a correction would do; null when the server does not say. */
    async previewCorrection(reportId) {
        let answer = null;
        const ask = async () => {
            answer = await this.call("preview_correction", [reportId]);
        };
        await this._act("preview", ask, {isQuiet: true});
        return answer;
    }

    saveHandover(teamId, notes, toTeamId, isFinal) {
        return this._act("handover", async () => {
            await this.call("write_handover", [teamId, notes, toTeamId, isFinal]);
            this.say(
                "accepted",
                isFinal ? _t("The shift is handed over.") : _t("The notes are kept.")
            );
        });
    }

    readHandover(id, answer) {
        return this.settle(
            "read_handover",
            [id, answer || null],
            _t("Read and acknowledged.")
        );
    }

    async loadTimes(window = this.state.timesWindow) {
        this.state.timesWindow = window;
        if (!this.team) {
            return;
        }
        await this._act(
            "times",
            async () => {
                this.state.times = await this.call("get_times", [this.team.id, window]);
            },
            {isQuiet: true}
        );
    }

    // -- words ----------------------------------------------------------------------

    /** One act at a time; then the desk is read anew. */
    async _act(name, act, {isQuiet = false} = {}) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = name;
        let isDone = false;
        try {
            await act();
            isDone = true;
        } catch (error) {
            this._sayError(error);
        } finally {
            this.state.busy = "";
        }
        if (isDone && !isQuiet) {
            await this.refresh();
        }
    }

    _sayError(error) {
        const text = error?.data?.message || "";
        this.say(
            "refused",
            text || _t("The server does not answer. Try again in a moment.")
        );
    }

    say(kind, text, undo = null) {
        this.state.message = {kind, text: text.trim(), undo};
        this.onMessage(kind);
    }

    hush() {
        this.state.message = null;
    }

    undo() {
        const {undo} = this.state.message || {};
        this.hush();
        return undo?.();
    }
}
