from odoo import api, models

from ..reporting.floor_input import floor_input
from ..reporting.task_card_data import date_text

STATION_LIMIT = 40


class PomsTaskCard(models.Model):
    """What the floor's screens are told of calls."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def station_calls(self, token, workcenter=None):
        """Return the open calls of a machine, or of the person's teams and machines.

        :param workcenter: id, code or barcode of a machine; None: as `station_queue`
        :return: ``{"status": "accepted", "code": "ok", "calls": [call]}``, the oldest
            first, at most 40; shape: readme/API.md
        :raise AccessError: nobody identified
        """
        self._check_caller()
        employee, device, cards = self._open_reading(token)
        company = cards.env.company
        machines = cards._locate_workcenter(workcenter, company)
        machines = machines or device.workcenter_ids
        domain = [("company_id", "=", company.id), ("state", "!=", "closed")]
        if machines:
            domain += [("workcenter_id", "in", machines.ids)]
        elif not self._is_leader(employee):
            teams = employee.poms_team_ids.ids
            domain += [
                "|",
                "|",
                ("employee_id", "=", employee.id),
                ("team_id", "in", teams),
                ("workcenter_id.poms_team_ids", "in", teams),
            ]
        # sudo of `cards`: only calls of this company and station are told
        calls = cards.env["poms.call"].search(
            domain, order="date_called, id", limit=STATION_LIMIT
        )
        is_leader = self._is_leader(employee)
        rows = [
            {
                **call._get_call_data(),
                "may_come": call.state == "open" and employee != call.employee_id,
                "may_close": is_leader or cards._may_close_call(employee, call),
            }
            for call in calls
        ]
        return {"status": "accepted", "code": "ok", "calls": rows}

    def _get_cards_data(self, is_full=False):
        """Each card with the open calls at it and at its machine."""
        rows = super()._get_cards_data(is_full)
        calls = self._get_open_calls()
        for row in rows:
            row["calls"] = calls[row["id"]]
        return rows

    def _get_open_calls(self):
        """Return {card id: [call]} of these cards and their machines: one query."""
        calls = self.env["poms.call"].search(
            [
                ("state", "!=", "closed"),
                "|",
                ("card_id", "in", self.ids),
                ("workcenter_id", "in", self.workcenter_id.ids),
            ],
            order="date_called, id",
        )
        return {
            card.id: [
                call._get_call_brief()
                for call in calls
                if call.card_id == card
                or (not call.card_id and call.workcenter_id == card.workcenter_id)
            ]
            for card in self
        }

    def _get_reasons(self, company):
        """Also phrases of calls and their causes, for the help panel."""
        rows = super()._get_reasons(company)
        reasons = self.env["poms.reason"].search(
            [
                ("company_id", "in", [False, company.id]),
                ("kind", "in", ("call", "call_cause")),
            ]
        )
        return rows + [
            {
                "id": reason.id,
                "code": reason.code,
                "name": reason.name,
                "kind": reason.kind,
                "call_kind": reason.call_kind or "",
                "picture": "",
            }
            for reason in reasons
        ]


class PomsCall(models.Model):
    _inherit = "poms.call"

    def _get_call_brief(self):
        """What a card's mark says of a call."""
        self.ensure_one()
        return {
            "id": self.id,
            "uuid": self.uuid,
            "kind": self.kind,
            "state": self.state,
            "level": self.level,
            "is_standing": self.is_standing,
            "since": date_text(self.date_called),
        }

    def _get_call_data(self):
        """What a list of calls says of one; no value is None."""
        self.ensure_one()
        return {
            **self._get_call_brief(),
            "note": self.name or "",
            "card_id": self.card_id.id or False,
            "card": self.card_id.name or "",
            "workcenter": self.workcenter_id.name or "",
            "person": self.employee_id.name or "",
            "come_person": self.come_employee_id.name or "",
            "date_come": date_text(self.date_come),
            "next_level": date_text(self.date_next_level),
            "photos": [
                f"/web/image/poms.photo/{photo_id}/image/480x360"
                for photo_id in self.photo_ids.ids
            ],
        }
