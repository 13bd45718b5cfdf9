import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .poms_inspection import DISPOSITIONS

INSPECTOR = "poms_orders.group_quality_inspector"
OPERATOR = "poms_orders.group_operator"


class PomsInspection(models.Model):
    """The acts on an inspection: by buttons, by tablets, by other systems."""

    _inherit = "poms.inspection"

    # --- buttons

    def action_pass(self):
        """Record that it is good (a measure: the typed value within its limits)."""
        return self._press(True)

    def action_fail(self):
        """Record that it is not good; the card is held."""
        return self._press(False)

    def action_measure(self):
        """Record the typed value; its limits decide."""
        return self._press(None)

    def _press(self, passed):
        self.ensure_one()
        employee = self._check_may_record(None)
        answer = self._serve(
            lambda: self._record({"value": self.value, "passed": passed}, employee)
        )
        return self._show(answer)

    def action_release(self):
        """Release a failed inspection by the chosen disposition and reason."""
        self.ensure_one()
        employee = self._check_is_inspector(None)
        answer = self._serve(
            lambda: self._release(self.disposition, self.release_reason, employee)
        )
        return self._show(answer)

    @api.model
    def _show(self, answer):
        if answer["status"] == "refused":
            raise UserError(answer["message"])
        return True

    def action_open_card(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "poms.task.card",
            "res_id": self.card_id.id,
            "view_mode": "form",
        }

    # --- public methods, the same over XML-RPC, JSON-RPC and JSON-2

    @api.model
    def record_result(
        self,
        uuid,
        inspection,
        value=None,
        passed=None,
        note=None,
        photo=None,
        token=None,
    ):
        """Record the result of an inspection, once.

        :param str uuid: the client's key of this act; the same one twice is one
        :param inspection: number (INS…) or id
        :param str value: the measured value as typed
        :param bool passed: for pass or fail; False also refuses a measured value
        :param str photo: base64
        :param str token: who acts, from `poms.task.card.identify`; without one the
            log-in's own person
        :return: ``{"status": "accepted|refused|duplicate", "code", "message", "id",
            "state", "card", "is_held"}``
        :raise AccessError: nobody identified, or this person may not inspect
        """
        self._check_uuid(uuid)
        found = self._locate(inspection)
        if not found:
            return self._refuse("unknown", self.env._("No such inspection."))
        employee = found._check_may_record(token)
        result = {"value": value, "passed": passed, "note": note, "photo": photo}
        result["hash"] = self._hash_result(found, result)
        result["uuid"] = uuid
        return found._serve(lambda: found._record(result, employee))

    @api.model
    def release(self, inspection, disposition, reason, token=None):
        """Release a failed inspection; a repeated release is answered as duplicate.

        :param inspection: number or id
        :param str disposition: use_as_is | rework | scrap | retest
        :param str reason: why, required
        :return: as `record_result`
        """
        found = self._locate(inspection)
        if not found:
            return self._refuse("unknown", self.env._("No such inspection."))
        employee = found._check_is_inspector(token)
        return found._serve(lambda: found._release(disposition, reason, employee))

    @api.model
    def open_inspections(self, card=None, token=None):
        """Return what is to inspect, of one card or of all, oldest first.

        :param card: number or id of a card
        :return: ``{"status", "inspections": [{"id", "name", "title", "instruction",
            "kind", "unit", "value_min", "value_max", "who", "card", "product",
            "operation", "machine", "state"}]}``; at most 200; False: no limit
        """
        self._get_actor(token)
        domain = [
            ("state", "in", ("todo", "failed")),
            ("company_id", "in", self.env.companies.ids),
        ]
        if card:
            by_id = isinstance(card, int) or str(card).isdigit()
            domain.append(
                ("card_id", "=", int(card)) if by_id else ("card_id.name", "=", card)
            )
        # sudo: whoever was identified may see what is to inspect
        found = self.sudo().search(domain, order="id", limit=200)
        return {"status": "accepted", "inspections": [i._tell() for i in found]}

    def _tell(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "title": self.title,
            "instruction": self.instruction or "",
            "kind": self.kind,
            "unit": self.unit or "",
            "value_min": f"{self.value_min:g}" if self.has_minimum else False,
            "value_max": f"{self.value_max:g}" if self.has_maximum else False,
            "who": self.who,
            "card": self.card_id.name,
            "product": self.product_id.display_name,
            "operation": self.operation_name or "",
            "machine": self.workcenter_id.name or "",
        }

    # --- inner methods: no lock of their own, usable in a larger transaction

    def _record(self, result, employee):
        """Record a result once; return the answer."""
        self.ensure_one()
        known = self.sudo()  # sudo: the act's rights were checked before
        if result.get("uuid"):
            first = known.search([("result_uuid", "=", result["uuid"])], limit=1)
            if first:
                return self._answer_again(first, result)
        if known.state != "todo":
            message = self.env._("%s has its result already.", known.name)
            return self._refuse("already_done", message, known)
        try:
            self._set_result(result, employee)
        except UserError as exc:
            return self._refuse("no_value", exc.args[0], known)
        # its pieces may have been all that the order waited for
        known.production_id._close_if_ready()
        return known._answer("accepted")

    def _answer_again(self, first, result):
        if first != self or first.result_hash != result.get("hash"):
            message = self.env._("Another result was recorded under this key.")
            return self._refuse("uuid_conflict", message, first)
        return first._answer("duplicate")

    def _release(self, disposition, reason, employee):
        """Take the hold off, say what becomes of the pieces; return the answer."""
        self.ensure_one()
        known = self.sudo()  # sudo: the act's rights were checked before
        reason = (reason or "").strip()
        if known.state == "released" and known.disposition == disposition:
            return known._answer("duplicate")
        if known.state != "failed":
            message = self.env._("Only a failed inspection is released.")
            return self._refuse("not_failed", message, known)
        if disposition not in dict(DISPOSITIONS) or not reason:
            message = self.env._("Say what becomes of the pieces, and why.")
            return self._refuse("reason_missing", message, known)
        known.write(
            {
                "state": "released",
                "disposition": disposition,
                "release_reason": reason,
                "released_user_id": self.env.uid,
                "date_released": fields.Datetime.now(),
            }
        )
        if disposition == "retest":
            known._ask_again()
        known.hold_ids.filtered(lambda h: h.state == "active").action_release(reason)
        known.production_id._close_if_ready()
        label = dict(self._fields["disposition"]._description_selection(self.env))
        known._record_result_event(
            {
                "decision": label[disposition],
                "reason": reason,
                "employee_ids": employee.ids,
                "date": known.date_released,
            }
        )
        return known._answer("accepted")

    def _ask_again(self):
        """Make the same inspection once more; its pieces wait for it."""
        return self.create(
            {
                **self.copy_data()[0],
                "name": "/",
                "retest_of_id": self.id,
                "holds_pieces": True,
                "quantity_before": self.quantity_before,
                "quantity_after": self.quantity_after,
            }
        )

    @api.model
    def _take_result(self, inspection, values):
        """Record a result that another system made, in the caller's transaction."""
        found = inspection
        if not isinstance(inspection, models.BaseModel):
            found = self._locate(inspection)
        if not found:
            return self._refuse("unknown", self.env._("No such inspection."))
        result = {k: values.get(k) for k in ("value", "passed", "note", "photo")}
        result["hash"] = self._hash_result(found, result)
        result["uuid"] = values.get("uuid")
        return found._record(result, self.env["hr.employee"])

    # --- answers

    def _answer(self, status):
        self.ensure_one()
        return {
            "status": status,
            "duplicate": status == "duplicate",
            "code": "ok",
            "message": "",
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "card": self.card_id.name,
            "is_held": self.card_id.is_held,
        }

    @api.model
    def _refuse(self, code, message, inspection=None):
        answer = inspection._answer("refused") if inspection else {"id": False}
        return {**answer, "status": "refused", "code": code, "message": message}

    # --- who and what

    @api.model
    def _locate(self, reference):
        # sudo: found by its number; what the caller may do is checked after
        mine = self.sudo()
        if isinstance(reference, int) or str(reference).isdigit():
            found = mine.browse(int(reference)).exists()
        else:
            found = mine.search([("name", "=", str(reference))], limit=1)
        found = found.filtered(lambda i: i.company_id in self.env.user.company_ids)
        return self.browse(found.ids)

    @api.model
    def _check_uuid(self, uuid):
        if not isinstance(uuid, str) or not uuid.strip():
            raise UserError(self.env._("A result needs the client's uuid."))

    @api.model
    def _hash_result(self, inspection, result):
        text = json.dumps([inspection.id, result], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _get_actor(self, token):
        """Return (employee, log-in whose roles count) of this call.

        :raise AccessError: no token, and the log-in itself has no role
        """
        if token:
            employee, _device = self.env["poms.token"]._verify(token)
            return employee, employee.user_id
        # sudo: one's own employee record
        employee = self.env.user.sudo().employee_id
        if not self.env.user.has_groups(f"{INSPECTOR},{OPERATOR}") and not self.env.su:
            raise AccessError(
                self.env._("Nobody is identified here. Scan your badge first.")
            )
        return employee, self.env.user

    def _check_may_record(self, token):
        """Return who records this inspection; inspections of inspectors need one."""
        self.ensure_one()
        employee, user = self._get_actor(token)
        # sudo: only to know who shall inspect
        is_free = self.sudo().who == "operator"
        if is_free or self.env.su or self._is_inspector(user):
            return employee
        raise AccessError(
            self.env._("%s is for an inspector. Call one.", self.sudo().name)
        )

    def _check_is_inspector(self, token):
        employee, user = self._get_actor(token)
        if not self.env.su and not self._is_inspector(user):
            raise AccessError(self.env._("Only an inspector releases what failed."))
        return employee

    @api.model
    def _is_inspector(self, user):
        return bool(user) and user.has_group(INSPECTOR)

    def _serve(self, body):
        """Run an act alone among all acts on the same production order.

        A hold that comes between the check and the booking of a report would be
        seen too late; the door makes them follow each other.
        """
        if "poms.door" not in self.env:
            return body()
        keys = self.sudo().card_id.production_id.ids
        return self.env["poms.door"]._serial(keys, body)
