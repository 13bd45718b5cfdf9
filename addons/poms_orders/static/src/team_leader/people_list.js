import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {StateMark} from "../components/state_mark/state_mark";
import {formatTime, formatWhen, getInitials, parseDate} from "../shop_floor/format";
import {ABSENCES} from "./leader_desk";

const WORKS_SHOWN = 3;

/** Who is here and on what; several are chosen and marked at once. */
export class PeopleList extends Component {
    static template = "poms_orders.PeopleList";
    static components = {StateMark};
    static props = {desk: Object, state: Object, shiftText: String};

    absences = ABSENCES;

    initialsOf(person) {
        return getInitials(person.name);
    }

    isSelected(person) {
        return this.props.state.selected.includes(person.id);
    }

    markOf(person) {
        if (person.state !== "here") {
            return person.state;
        }
        if (person.works.length) {
            return "running";
        }
        return person.indirect ? "indirect" : "here";
    }

    /** What the person does, in one line. */
    factsOf(person) {
        const {desk} = this.props;
        if (person.works.length) {
            const facts = person.works.slice(0, WORKS_SHOWN).map((work) => {
                const card = desk.cardOf(work.card_id);
                const when = formatWhen(parseDate(work.since));
                return card ? `${card.workcenter}: ${card.operation}, ${when}` : when;
            });
            const count = person.works.length - facts.length;
            return [
                ...facts,
                ...(count ? [_t("and %(count)s more", {count})] : []),
            ].join("; ");
        }
        if (person.indirect) {
            const {reason, since} = person.indirect;
            return `${reason}, ${formatWhen(parseDate(since))}`;
        }
        return this._whereOf(person);
    }

    _whereOf(person) {
        const since = person.since && formatTime(parseDate(person.since));
        const until = person.until && formatTime(parseDate(person.until));
        const facts = [];
        if (person.state === "here") {
            facts.push(_t("nothing started, here since %(since)s", {since}));
        }
        if (person.note) {
            facts.push(person.note);
        }
        if (until) {
            facts.push(_t("until %(until)s", {until}));
        }
        return facts.join(", ");
    }

    lentTextOf(person) {
        if (person.is_lent_here) {
            return _t("lent by %(team)s", {team: person.team || _t("another team")});
        }
        return person.lent_to
            ? _t("lent to %(team)s", {team: person.lent_to_name})
            : "";
    }

    get lendTeams() {
        const {state} = this.props;
        const people = state.people.filter((one) => this.isSelected(one));
        return state.all_teams.filter(
            (team) => !people.every((one) => one.team_ids.includes(team.id))
        );
    }

    get canGoBack() {
        return this.props.state.people.some(
            (one) =>
                this.isSelected(one) &&
                (one.state === "absent" || one.lent_to || one.is_lent_here)
        );
    }

    get hasIndirect() {
        return this.props.state.people.some(
            (one) => this.isSelected(one) && one.indirect
        );
    }
}
