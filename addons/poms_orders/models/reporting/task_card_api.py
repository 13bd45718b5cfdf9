from odoo import api, models
from odoo.exceptions import AccessError

from ..poms_door import LOCK_IDENTIFY, LOCK_PRODUCTION, LOCK_UUID
from .floor_input import floor_input

# Who may call the floor's methods at all. A shared tablet and a bot act for the
# person in the token only.
CALLER_GROUPS = (
    "poms_orders.group_operator",
    "poms_orders.group_warehouse_keeper",
    "poms_orders.group_quality_inspector",
    "poms_orders.group_device",
    "poms_orders.group_connector",
)


class PomsTaskCard(models.Model):
    """The public methods of the floor: same for tablet, XML-RPC, JSON-RPC, JSON-2.

    Every act takes a client-made `uuid`: the same one twice is one act and gets the
    same answer. Quantities are decimal strings in the card's unit, minutes are
    numbers, times are `YYYY-MM-DD HH:MM:SS` or ISO 8601 (UTC without a zone).
    Errors and answers: readme/API.md.
    """

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def identify(self, badge=None, pin=None, device=None):
        """Say who acts, by badge or PIN, or by one's own log-in with neither.

        :param str badge: text of the employee's badge
        :param str pin: the person's PIN; with a badge both must fit
        :param str device: key of the enrolled tablet; a device user must give it
        :return: ``{"status": "accepted", "token", "employee_id", "name", "lang",
            "expires", "is_leader"}`` or ``{"status": "refused", "code":
            "person_unknown" | "identify_wait", "message"}``; who works here is
            never told
        :raise AccessError: the log-in may not identify people, unknown device
        """
        self._check_caller()
        found = self.env["poms.device"]
        if device or self.env.user.has_group("poms_orders.group_device"):
            found = found._find_by_key(device)
        return self.env["poms.door"]._serial(
            [found.id or -self.env.uid],
            lambda: self._identify(badge, pin, found),
            namespace=LOCK_IDENTIFY,
        )

    @api.model
    @floor_input
    def station_queue(self, token, workcenter=None):
        """Return the open cards of a machine, or of the person's teams.

        :param workcenter: id, code or barcode of a machine; None: all machines of
            the tablet, or else all cards of the person's teams
        :return: ``{"status": "accepted", "cards": [card], "reasons": [reason]}``;
            cards in the order of the plan, at most 80; shapes: readme/API.md
        :raise AccessError: nobody identified
        """
        self._check_caller()
        return self._station_queue(token, workcenter)

    @api.model
    @floor_input
    def scan(self, token, code, workcenter=None):
        """Say what a scanned text is.

        :param str code: of a card, a machine, a lot or an order
        :param workcenter: id, code or barcode of the machine where it is scanned
        :return: ``{"status": "accepted", "type": "card" | "workcenter" | "lot" |
            "production", …}`` with the thing under its type's name, with a card also
            ``"findings": [{"code", "message", "level": "stop" | "warn"}]``: what speaks
            against this person starting it here; or
            ``{"status": "refused", "code": "code_unknown", "message"}``
        :raise AccessError: nobody identified
        """
        self._check_caller()
        return self._scan(token, code, workcenter)

    @api.model
    @floor_input
    def start(self, uuid, card, token, workcenter=None, date=None, **kwargs):
        """Start work on a card; a second person may join a running one.

        :param str uuid: made once by the client, kept over resends
        :param card: the card's number (its barcode) or id
        :param str token: from `identify`
        :param workcenter: id, code or barcode of the machine if not the planned one
        :param date: when it started, if not now
        :return: the answer, see the class; further arguments: readme/API.md
        """
        values = {"workcenter": workcenter, "date_start": date, **kwargs}
        return self._act("start", uuid, card, token, values)

    @api.model
    @floor_input
    def pause(self, uuid, card, token, reason=None, **kwargs):
        """Pause a running card; the minutes since its start are booked.

        :param reason: code or id of a reason of the kind pause
        """
        return self._act("pause", uuid, card, token, {"reason": reason, **kwargs})

    @api.model
    @floor_input
    def resume(self, uuid, card, token, **kwargs):
        """Go on with a paused card."""
        return self._act("resume", uuid, card, token, kwargs)

    @api.model
    @floor_input
    def report(
        self,
        uuid,
        card,
        token,
        good="0",
        scrap="0",
        rework="0",
        material_fault="0",
        **kwargs,
    ):
        """Report pieces and time of a card; as many partial reports as wanted.

        A report that completes the card's quantity finishes the card.

        :param str good, scrap, rework, material_fault: pieces, decimal strings;
            good + scrap + material_fault may not exceed what is open
        :param reason: code or id; kind scrap, rework or material_fault
        :param parameters: ``{parameter id or name: value}``
        :param components: ``[{"product": id, reference or barcode, "lot": name,
            "quantity": str}]``; product may be left out where the lot says it
        :param byproducts: ``[{"product", "lot", "quantity"}]``
        :param str lot: lot of the good pieces, made when it does not exist
        :param list serials: serial numbers of the good pieces, one each
        :param float setup_min, run_min: minutes; None: from the card's own clock
        :param date_start, date_end: when, if not until now
        :param people: ids of further employees who worked on it
        :param str note: free text
        :param date_client: the client's clock at the act
        :param bool queued: it waited in an outbox, nobody is there to see the answer
        :param bool is_paper: entered later from paper
        :param str identified: online, offline or api
        """
        values = {
            "good": good,
            "scrap": scrap,
            "rework": rework,
            "material_fault": material_fault,
            **kwargs,
        }
        return self._act("report", uuid, card, token, values)

    @api.model
    @floor_input
    def finish(self, uuid, card, token, **kwargs):
        """Finish a card, with a last report or without; arguments as in `report`.

        The last card of a step finishes its work order, the last step closes the
        production order: good pieces are received, unused components given back.

        :param bool backorder: make an order of the missing pieces (team leader)
        """
        return self._act("finish", uuid, card, token, kwargs)

    @api.model
    @floor_input
    def correct(self, uuid, report, token, **kwargs):
        """Correct an accepted report by a counter-entry.

        :param report: id or uuid of the report
        :param str good, scrap, rework, material_fault: the true quantities of that
            report; one that is left out stays
        :param reason: code or id of a reason of the kind correction
        :param str lot: the lot that is taken back; left out: that of the report
        :param list serials: serial numbers that are taken back
        :param list components: as in `report`: what that report truly took of the
            components that are named; others stay, see readme/API.md
        :param str note: free text
        """
        return self._act("correction", uuid, False, token, {"report": report, **kwargs})

    # -- the door ---------------------------------------------------------------

    @api.model
    def _act(self, kind, uuid, card, token, values):
        """Take one act through the door and answer it."""
        self._check_caller()
        act = self._parse_act(kind, uuid, values)
        act["payload"] = self.env["poms.conflict"]._dump(card, kind, values)
        found = self._locate(kind, card, act)
        if found:
            keys, namespace = found.sudo().production_id.ids, LOCK_PRODUCTION
        else:
            keys, namespace = [int(act["uuid"][:7], 16)], LOCK_UUID
        # only ids into the body: it may run again after a rollback
        card_id = found.id
        return self.env["poms.door"]._serial(
            keys,
            lambda: self._perform(act, card_id, card, token),
            namespace=namespace,
            shared=lambda: self._get_stocked_products(card_id),
        )

    @api.model
    def _get_stocked_products(self, card_id):
        """Ids of the products whose stock an act on the card may change."""
        # sudo: only locks are made of them
        production = self.sudo().browse(card_id or []).production_id
        products = production.move_raw_ids.product_id | production.product_id
        return products.ids

    @api.model
    def _check_caller(self):
        """Refuse a log-in that has no business on the floor."""
        if not self.env.su and not any(map(self.env.user.has_group, CALLER_GROUPS)):
            raise AccessError(
                self.env._("Your log-in has no role on the shop floor. Ask a manager.")
            )

    # -- the same inside a larger transaction: no lock, no rollback -------------

    @api.model
    def _start(self, uuid, card, token, **values):
        return self._act_inside("start", uuid, card, token, values)

    @api.model
    def _pause(self, uuid, card, token, **values):
        return self._act_inside("pause", uuid, card, token, values)

    @api.model
    def _resume(self, uuid, card, token, **values):
        return self._act_inside("resume", uuid, card, token, values)

    @api.model
    def _report(self, uuid, card, token, **values):
        return self._act_inside("report", uuid, card, token, values)

    @api.model
    def _finish(self, uuid, card, token, **values):
        return self._act_inside("finish", uuid, card, token, values)

    @api.model
    def _correct(self, uuid, report, token, **values):
        values = {"report": report, **values}
        return self._act_inside("correction", uuid, False, token, values)

    @api.model
    def _act_inside(self, kind, uuid, card, token, values):
        """As `_act`, for imports, crons and tests.

        :param token: a token, or the `hr.employee` record of the person: code that
            runs in this process has checked who acts
        """
        if isinstance(card, models.BaseModel):
            card = card.id
        act = self._parse_act(kind, uuid, values)
        act["payload"] = self.env["poms.conflict"]._dump(card, kind, values)
        found = self._locate(kind, card, act)
        return self._perform(act, found.id, card, token)
