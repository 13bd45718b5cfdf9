import {_t} from "@web/core/l10n/translation";
import {Component, useState} from "@odoo/owl";
import {formatTime, parseDate} from "../shop_floor/format";

const KINDS = {
    running: {word: _t("Running"), icon: "fa-play"},
    paused: {word: _t("Paused"), icon: "fa-pause"},
    call: {word: _t("Call"), icon: "fa-bullhorn"},
    hold: {word: _t("On hold"), icon: "fa-hand-paper-o"},
    conflict: {word: _t("Refused"), icon: "fa-times-circle"},
    note: {word: _t("Note"), icon: "fa-pencil"},
};

/** Hand-over of the shift: what came in is read, what goes out is written. */
export class HandoverPanel extends Component {
    static template = "poms_orders.HandoverPanel";
    static props = {desk: Object, state: Object};

    kinds = KINDS;

    setup() {
        const own = this.own;
        this.form = useState({
            notes: own?.notes || "",
            toTeamId: String(own?.to_team_id || 0),
            answers: {},
        });
    }

    get team() {
        return this.props.desk.team;
    }

    /** What this team's present shift has written so far. */
    get own() {
        const {team} = this;
        return this.props.state.handovers.find(
            (one) => one.team_id === team?.id && one.shift_start === team.shift_start
        );
    }

    get unread() {
        return this.props.desk.unread;
    }

    get past() {
        return this.props.state.handovers.filter((one) => one.state === "read");
    }

    get otherTeams() {
        return this.props.state.all_teams.filter((one) => one.id !== this.team?.id);
    }

    get canWrite() {
        return this.own?.state !== "read";
    }

    shiftOf(row) {
        const start = formatTime(parseDate(row.shift_start));
        return `${start} – ${formatTime(parseDate(row.shift_end))}`;
    }

    timeOf(date) {
        return formatTime(parseDate(date));
    }

    save(isFinal) {
        const {notes, toTeamId} = this.form;
        return this.props.desk.saveHandover(
            this.team.id,
            notes,
            Number(toTeamId) || null,
            isFinal
        );
    }
}
