from datetime import timedelta

from odoo import api, fields, models

from ..reporting.floor_input import floor_input
from .task_card_presence import LOCK_PERSON

NOTE_LENGTH = 500
# A note of the day before yesterday is no hand-over any more.
SHOWN_HOURS = 24


class PomsTaskCard(models.Model):
    """Hand-over at the station (交接班): what a shift notes, and the next one reads."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def station_handover(self, token):
        """Return what the shifts before have handed over, and this shift's notes.

        :return: ``{"status": "accepted", "code": "ok", "handovers": [handover]}``, the
            own shift's with ``is_own``; readme/API.md
        :raise AccessError: nobody identified
        """
        self._check_caller()
        employee, _device, cards = self._open_reading(token)
        found = cards._find_handovers(employee)
        leader = self.env["poms.leader"].with_env(cards.env)
        own = cards._find_own_handovers(employee)
        rows = [
            {**leader._get_handover_data(one), "is_own": one in own} for one in found
        ]
        return {"status": "accepted", "code": "ok", "handovers": rows}

    @api.model
    @floor_input
    def handover_note(self, uuid, token, text, workcenter=None, card=None, **told):
        """Leave a note for the next shift; it goes with the team's hand-over.

        :param str text: at most 500 characters
        :param workcenter: id, code or barcode of the machine that it is about
        :param card: number or id of the card that it is about
        :param told: as in `indirect`
        :return: ``{"status": "accepted" | "duplicate" | "refused", "code": "ok" |
            "note_empty" | "team_missing", "message", "id", "uuid"}``
        :raise AccessError: nobody identified
        """
        self._check_caller()
        act = self._parse_told("handover_note", uuid, told)
        about = {"workcenter": workcenter, "card": card}
        return self.env["poms.door"]._serial(
            [int(act["uuid"][:7], 16)],
            lambda: self._handover_note(act, token, text, about),
            namespace=LOCK_PERSON,
        )

    @api.model
    def _handover_note(self, act, token, text, about):
        """Inner `handover_note`, behind the door."""
        employee, cards, moment, code = self._open_told(act, token)
        if code:
            return cards._refuse_told(act, code, {"person": employee.name or ""})
        # sudo: the person is identified and writes for the own team
        lines = cards.env["poms.handover.line"].sudo()
        known = lines.search([("uuid", "=", act["uuid"])], limit=1)
        if known:
            return cards._answer_note(act, "duplicate", "ok", "", known)
        text = str(text or "").strip()[:NOTE_LENGTH]
        team = employee.poms_team_ids[:1]
        if not text:
            message = cards.env._("Write what the next shift must know.")
            return cards._answer_note(act, "refused", "note_empty", message)
        if not team:
            message = cards.env._("You are in no team, so nobody would read it.")
            return cards._answer_note(act, "refused", "team_missing", message)
        company = team.company_id
        moment = moment or fields.Datetime.now()
        line = lines.create(
            {
                "handover_id": cards._open_handover(team, moment).id,
                "kind": "note",
                "text": text,
                "uuid": act["uuid"],
                "employee_id": employee.id,
                "date": moment,
                "workcenter_id": cards._locate_workcenter(
                    about["workcenter"], company
                ).id,
                "card_id": cards._locate_card(about["card"]).id,
            }
        )
        team.sudo()._notify_people()  # sudo: only that there is news
        message = cards.env._("Noted for the next shift.")
        return cards._answer_note(act, "accepted", "ok", message, line)

    @api.model
    def _open_handover(self, team, moment):
        """The hand-over of the team's shift at `moment`, made where there is none."""
        # sudo: as above
        handovers = self.env["poms.handover"].sudo()
        shift = team.sudo()._get_shift(moment)
        found = handovers.search(
            [("team_id", "=", team.id), ("date_shift_start", "=", shift.start)]
        )
        return found or handovers.create(
            {
                "team_id": team.id,
                "date_shift_start": shift.start,
                "date_shift_end": shift.end,
            }
        )

    @api.model
    def _find_own_handovers(self, employee):
        """The hand-over that the person's present shift writes."""
        # sudo: of the person's own teams
        now = fields.Datetime.now()
        return (
            self.env["poms.handover"]
            .sudo()
            .search(
                [
                    ("team_id", "in", employee.poms_team_ids.ids),
                    ("date_shift_start", "<=", now),
                    ("date_shift_end", ">", now),
                ]
            )
        )

    @api.model
    def _find_handovers(self, employee):
        """What the person's teams got within a day, and what they write now."""
        # sudo: addressed to the person's teams
        handovers = self.env["poms.handover"].sudo()
        teams = employee.poms_team_ids
        # sudo: which teams work on the same machines
        machines = self.env["mrp.workcenter"].sudo()
        machines = machines.search([("poms_team_ids", "in", teams.ids)])
        neighbours = machines.poms_team_ids
        told = handovers.search(
            [
                "|",
                ("to_team_id", "in", teams.ids),
                "&",
                ("to_team_id", "=", False),
                ("team_id", "in", (teams | neighbours).ids),
                ("date_shift_end", ">=", self._get_handover_limit()),
            ],
            limit=6,
        )
        return self._find_own_handovers(employee) | told

    @api.model
    def _get_handover_limit(self):
        return fields.Datetime.now() - timedelta(hours=SHOWN_HOURS)

    @api.model
    def _answer_note(self, act, status, code, message, line=None):
        answer = self._answer_time(act["uuid"], status, code, message)
        return {
            **answer,
            "id": line.id if line else 0,
            "duplicate": status == "duplicate",
            "settled": status == "refused",
        }
