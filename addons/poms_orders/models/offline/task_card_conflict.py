from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

from ...domain.plain_input import to_id
from ...domain.report_rules import DEFAULT_MODES
from ..poms_door import LOCK_PRODUCTION, LOCK_UUID
from ..reporting.floor_input import floor_input
from ..reporting.report_messages import get_message
from ..reporting.task_card_parse import ALLOWED
from .poms_conflict import TRUSTED

CONFLICT_LIMIT = 200


class PomsTaskCard(models.Model):
    """What becomes of acts that were refused when nobody was there to see it."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def conflicts(self, token):
        """Return the open conflicts that this team leader may settle, oldest first.

        :return: ``{"status": "accepted", "code": "ok", "conflicts": [conflict]}``, at
            most 200; shape: readme/API.md. Who leads no team gets those of own acts.
        :raise AccessError: nobody identified
        """
        self._check_caller()
        employee, _device, cards = self._open_reading(token)
        domain = [
            ("state", "=", "open"),
            ("company_id", "in", [cards.env.company.id, False]),
        ]
        if not self._is_leader(employee):
            domain.append(("employee_id", "=", employee.id))
        found = cards.env["poms.conflict"].search(domain, limit=CONFLICT_LIMIT)
        return {"status": "accepted", "code": "ok", "conflicts": found._get_data()}

    @api.model
    @floor_input
    def settle(self, uuid, conflict, token, resolution, values=None, note=None):
        """Settle a conflict as a team leader.

        :param str uuid: made once by the client, kept over resends
        :param conflict: id, or the uuid of the refused report
        :param str token: a team leader's, not one identified offline
        :param str resolution: ``book`` (checks that block only warn; sums still
            hold), ``resend`` (the usual rules) or ``discard``
        :param dict values: arguments of the act that replace what it said
        :param str note: the reason; required to discard
        :return: ``{"status", "code", "message", "id", "uuid", "duplicate",
            "conflict"}``; refused with ``settle_right``, ``settle_reason``,
            ``conflict_unknown``, ``conflict_settled`` or the code of the act's own
            refusal, which leaves the conflict open
        :raise AccessError: nobody identified
        """
        self._check_caller()
        return self._settle_behind_door(uuid, conflict, token, resolution, values, note)

    @api.model
    def _settle_from_office(self, uuid, conflict, person, resolution, values, note):
        """`settle` by a log-in of the role team leader, as its own person or none.

        :raise AccessError: the log-in has not the role
        """
        if not self.env.user.has_group("poms_orders.group_team_leader"):
            raise AccessError(self.env._("Only a team leader settles this."))
        cards = self.with_context(poms_may_settle=TRUSTED)
        return cards._settle_behind_door(
            uuid, conflict, person, resolution, values, note
        )

    @api.model
    def _settle_behind_door(self, uuid, conflict, token, resolution, values, note):
        """Settle in a fresh snapshot, alone on the order."""
        uuid = self._parse_uuid(uuid)
        if isinstance(token, models.BaseModel):
            # the door drops the cache and with it what hangs on the record
            token = token.with_env(self.env)
        if values is not None and not isinstance(values, dict):
            raise ValidationError(self.env._("values is an object."))
        found = self._locate_conflict(conflict)
        keys, namespace = found.card_id.production_id.ids, LOCK_PRODUCTION
        if not keys:
            keys, namespace = [int(uuid[:7], 16)], LOCK_UUID
        conflict_id, card_id = found.id, found.card_id.id
        return self.env["poms.door"]._serial(
            keys,
            lambda: self._settle(uuid, conflict_id, token, resolution, values, note),
            namespace=namespace,
            shared=lambda: self._get_stocked_products(card_id),
        )

    @api.model
    def _settle(self, uuid, conflict_id, token, resolution, values=None, note=None):
        """Inner `settle`, see there; `token` may be the leader's `hr.employee`."""
        leader, _device = self._get_actor(token)
        # sudo: whoever settles is judged right below
        found = self.env["poms.conflict"].sudo().browse(conflict_id or []).exists()
        companies = leader.company_id or self.env.companies
        if found and found.company_id and found.company_id not in companies:
            raise AccessError(self.env._("This card belongs to another company."))
        is_leader = self._is_trusted("poms_may_settle") or self._is_leader(leader)
        # a correction says itself whose agreement it needs, when it is booked
        is_leader |= (
            resolution == "book" and bool(found) and found.report_id._is_approvable()
        )
        code = "" if is_leader else "settle_right"
        code = code if found else "conflict_unknown"
        if code:
            return {
                "status": "refused",
                "code": code,
                "message": get_message(self.env, code, {}),
                "id": found.id or 0,
                "uuid": uuid,
                "duplicate": False,
                "warnings": [],
            }
        found = found.with_context(lang=self._get_lang(leader))
        return found._settle(uuid, leader, resolution, values, note)

    @api.model
    def _locate_conflict(self, conflict):
        # sudo: only ids and locks are made of it
        conflicts = self.env["poms.conflict"].sudo()
        is_text = isinstance(conflict, str)
        if isinstance(conflict, int) or (is_text and conflict.isdigit()):
            return conflicts.browse(to_id(conflict) or []).exists()
        report = self.env["poms.report"]._find_by_uuid(self._parse_uuid(conflict))
        return report._open_conflict() if report.state == "refused" else conflicts

    @api.model
    @floor_input
    def park(self, uuid, method, values=None, message=None, token=None, **kwargs):
        """Keep an act that no method takes as it is, as a refused report to settle.

        For clients: what was answered "malformed" or "uuid_conflict" is not thrown
        away, a team leader settles it.

        :param str uuid: the act's; when another act was booked with it, a new one
        :param str method: what it was meant to be
        :param dict values: its arguments, as it was sent
        :param str message: what the server said to it
        :param str token: of the person, valid or not
        :return: the answer of a refused act, code ``malformed``
        """
        self._check_caller()
        uuid = self._parse_uuid(uuid)
        values = values if isinstance(values, dict) else {"values": values}
        values = {**values, **kwargs}
        return self.env["poms.door"]._serial(
            [int(uuid[:7], 16)],
            lambda: self._park(uuid, method, values, message, token),
            namespace=LOCK_UUID,
        )

    @api.model
    def _park(self, uuid, method, values, message, token):
        reports = self.env["poms.report"]
        first = reports._find_by_uuid(uuid)
        if first:
            return first._get_answer(is_duplicate=True)
        told = {k: v for k, v in values.items() if k not in ("token", "uuid")}
        card = self._locate_card(told.pop("card", None))
        employee, device = self.env["poms.token"]._read_actor(token)
        kind = "correction" if method == "correct" else str(method)
        vals = {
            "uuid": uuid,
            "payload_hash": "parked",
            "kind": kind if kind in ALLOWED else "other",
            "employee_id": employee.id,
            "employee_ids": [(6, 0, employee.ids)],
            "device_id": device.id,
            "is_queued": True,
            "payload": self.env["poms.conflict"]._dump(
                card.name or values.get("card"), kind, told
            ),
            "card_id": card.id,
            "workorder_id": card.workorder_id.id,
            "production_id": card.production_id.id,
            "company_id": card.company_id.id or device.company_id.id,
            "team_id": card.team_id.id,
            "workcenter_id": card.workcenter_id.id,
            "identified": told.get("identified") == "offline" and "offline" or "online",
        }
        text = str(message or "")[:500]
        return card._refuse(vals, "malformed", {"reason": text})

    @api.model
    def _get_allowed(self, kind):
        """Names of the arguments that an act of this kind may carry."""
        return ALLOWED.get(kind, ())

    @api.model
    def _act_again(self, kind, uuid, card, person, values):
        """Perform a settled conflict's act, inside the settling's transaction."""
        if kind not in ALLOWED:
            raise ValidationError(
                self.env._("This act cannot be booked. Discard it with a reason.")
            )
        return self._act_inside(kind, uuid, card, person, values)

    @api.model
    def _is_trusted(self, name):
        """True when code of this process has set the context's key, not a client."""
        return self.env.context.get(name) is TRUSTED

    @api.model
    def _get_check_modes(self):
        """Booked anyway: a team leader has decided, what would block only warns."""
        modes = super()._get_check_modes()
        if not self._is_trusted("poms_book_anyway"):
            return modes
        return {
            check: "off" if modes.get(check) == "off" else "warn"
            for check in DEFAULT_MODES
        }
