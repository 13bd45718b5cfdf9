from odoo import api, models

from ..reporting.report_messages import get_message

CALL_ACTS = {
    "call_andon": {"card", "workcenter", "kind_of_help", "note", "is_standing"},
    "call_come": {"call"},
    "call_close": {"call", "note", "reason"},
    "call_reopen": {"call", "note"},
}


class PomsTaskCard(models.Model):
    """Calls that waited in a tablet's outbox: nobody may be there to see a refusal."""

    _inherit = "poms.task.card"

    @api.model
    def _tell_queued_call(self, act, uuid, token, values, told):
        """Judge the identity at the time of the tap; keep what is refused.

        :param told: when it was said by the tablet's corrected clock, or False
        """
        first = self.env["poms.report"]._find_by_uuid(uuid)
        if first:
            # refused before, and its answer was lost: a leader settles it
            first._open_conflict()
            return first._get_answer(is_duplicate=True)
        employee, device, code, is_offline = self.env["poms.token"]._judge(token, told)
        cards = self.with_context(lang=self._get_lang(employee))
        common = {
            "uuid": uuid,
            "payload_hash": "call",
            "kind": "other",
            "employee_id": employee.id,
            "employee_ids": [(6, 0, employee.ids)],
            "device_id": device.id,
            "company_id": (employee.company_id or self.env.company).id,
            "identified": "offline" if is_offline else "online",
            "is_queued": True,
            "date_client": told,
        }
        if code:
            message = get_message(cards.env, code, {})
            return cards._keep_refused_call(act, values, common, code, message)
        inner = getattr(cards, f"_{act}")
        answer = inner(uuid, employee, **values, told=told, is_queued=True)
        # the client sends what is in conflict anew, with a uuid of its own
        if answer["status"] != "refused" or answer["code"] == "uuid_conflict":
            return answer
        return cards._keep_refused_call(
            act, values, common, answer["code"], answer["message"]
        )

    @api.model
    def _keep_refused_call(self, act, values, common, code, message):
        """A refused report carries it to the conflict inbox."""
        card = self._locate_card(values.get("card"))
        machine = self._locate_workcenter(
            values.get("workcenter"),
            self.env["res.company"].browse(common["company_id"]),
        )
        told = {**values, "date_client": common["date_client"] or None}
        if "kind" in told:
            # an act's own kind stands beside it in the payload
            told["kind_of_help"] = told.pop("kind")
        told.pop("card", None)
        # sudo: the person is identified; a leader settles it
        report = (
            self.env["poms.report"]
            .sudo()
            .create(
                {
                    **common,
                    "state": "refused",
                    "code": code,
                    "message": message,
                    "card_id": card.id,
                    "workorder_id": card.workorder_id.id,
                    "production_id": card.production_id.id,
                    "team_id": (card.team_id or machine.poms_team_ids[:1]).id,
                    "workcenter_id": (card.workcenter_id or machine).id,
                    "payload": self.env["poms.conflict"]._dump(
                        card.name or values.get("card"), act, told
                    ),
                }
            )
        )
        return report._get_answer()

    @api.model
    def _get_allowed(self, kind):
        if kind in CALL_ACTS:
            return CALL_ACTS[kind] | {"date_client"}
        return super()._get_allowed(kind)

    @api.model
    def _act_again(self, kind, uuid, card, person, values):
        """Settled: the call is made after all, at the time at which it was said."""
        if kind not in CALL_ACTS:
            return super()._act_again(kind, uuid, card, person, values)
        told = self._parse_datetime("date_client", values.pop("date_client", None))
        if kind == "call_andon":
            values["kind"] = values.pop("kind_of_help", None)
            values["card"] = card or values.get("card")
        inner = getattr(self, f"_{kind}")
        answer = inner(uuid, person, **values, told=told, is_queued=True)
        # not a report: the conflict cannot point at it
        return {**answer, "id": False}
