import {setSetting} from "../local_settings";
import {_t} from "@web/core/l10n/translation";

const ALL_MACHINES = {id: 0, name: _t("All my machines"), code: "•••"};

/** What is to be done at a station, and which machine it is. */
export const withQueue = (Base) =>
    class extends Base {
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

        /** Who is here now sees the own work, whatever the one before looked at. */
        showOwn() {
            const own = this._findOwn(this.state.cards);
            if (own && this.state.screen === "station") {
                this.state.cardId = own.id;
            }
        }

        _findOwn(cards) {
            const {activeId} = this.state;
            return cards.find(
                ({state, people}) =>
                    state === "running" &&
                    (people || []).some((one) => one.employee_id === activeId)
            );
        }

        /** What one has begun, what runs here, else the next that may be done. */
        _chooseCard(cards) {
            const first =
                this._findOwn(cards) ||
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
    };
