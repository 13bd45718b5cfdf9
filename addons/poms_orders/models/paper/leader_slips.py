from odoo import api, models
from odoo.exceptions import ValidationError

from ...domain.report_rules import PARTS, QUANTITIES
from ..people.desk_input import desk_input
from ..poms_door import LOCK_PRODUCTION
from ..reporting.report_messages import get_message
from ..reporting.task_card_data import quantity_text

SLIP_FIELDS = {"card", "person", "start", "end", "reason", "note", "lot", "serials"}
SLIP_FIELDS |= {"finish", *QUANTITIES, *PARTS}


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    def _get_slip_needs(self):
        """Which numbers a slip of this card must tell: "", "lot" or "serial"."""
        self.ensure_one()
        tracking = self.product_id.tracking
        if tracking == "none" or not self._is_receiving():
            return ""
        if tracking == "lot" and self.production_id.lot_producing_ids:
            return ""
        return tracking


class PomsLeader(models.AbstractModel):
    """Late entry (补录): slips of paper through the same method and rules."""

    _inherit = "poms.leader"

    @api.model
    @desk_input
    def read_slip(self, card=None, person=None):
        """Say what a slip's card and person are, while it is typed.

        :param str card: number of a card, as scanned or typed
        :param str person: badge or name
        :return: ``{"card": {"name", "text", "state", "open", "uom", "needs": "" |
            "lot" | "serial"} | False,
            "person": {"id", "name"} | False, "kinds", "messages": {"card",
            "person"}}``; kinds: the quantities that the caller's teams count
        """
        self._check_leader()
        answer = {"card": False, "person": False, "messages": {}}
        answer["kinds"] = self._get_slip_kinds()
        if card:
            found, message = self._find_slip_card(card)
            if message:
                answer["messages"]["card"] = message
            else:
                answer["card"] = {
                    "name": found.name,
                    "text": f"{found.step_name} · {found.product_id.display_name}",
                    "state": found.state,
                    "open": quantity_text(found.quantity_open),
                    "uom": found.uom_id.name,
                    "needs": found._get_slip_needs(),
                }
        if person:
            found, message = self._find_slip_person(person)
            if message:
                answer["messages"]["person"] = message
            else:
                answer["person"] = {"id": found.id, "name": found.name}
        return answer

    @api.model
    def _get_slip_kinds(self):
        """Six where any company of the caller's teams counts six."""
        companies = self._get_teams().company_id or self.env.company
        return max((c._get_quantity_kinds() for c in companies), key=len)

    @api.model
    @desk_input
    def enter_slip(self, uuid, slip, confirm=False):
        """Book one slip as a report from paper, at its true times.

        :param str uuid: made once by the client, kept over resends
        :param dict slip: ``card, person`` (badge or name)``, start, end`` (UTC),
            ``good, concession, scrap, rework, material_fault, to_inspect, reason``
            (code), ``note, lot, serials, finish``
        :param bool confirm: book it although it looks like one that is there
        :return: the answer of `poms.task.card.report`; or ``{"status": "ask", "code":
            "double", "message", "doubles": [{"id", "text"}]}``: nothing is kept; or
            refused with ``card_unknown`` or ``person_unknown``
        :raise ValidationError: malformed, nothing is kept
        """
        self._check_leader()
        unknown = sorted(set(slip) - SLIP_FIELDS)
        if unknown:
            raise ValidationError(
                self.env._("A slip has no field %s.", ", ".join(unknown))
            )
        card, message = self._find_slip_card(slip.get("card"))
        if message:
            return self._refuse_slip(uuid, "card_unknown", message)
        person, message = self._find_slip_person(slip.get("person"))
        if message:
            return self._refuse_slip(uuid, "person_unknown", message)
        card_id, person_id = card.id, person.id
        return self.env["poms.door"]._serial(
            card.production_id.ids,
            lambda: self._enter_slip(uuid, card_id, person_id, slip, confirm),
            namespace=LOCK_PRODUCTION,
            shared=lambda: self.env["poms.task.card"]._get_stocked_products(card_id),
        )

    @api.model
    def _enter_slip(self, uuid, card_id, person_id, slip, confirm):
        """Inner `enter_slip`, behind the door."""
        # sudo: both were checked; the rules of the report judge the rest
        card = self.env["poms.task.card"].sudo().browse(card_id)
        person = self.env["hr.employee"].sudo().browse(person_id)
        values = {
            name: slip[name]
            for name in SLIP_FIELDS - {"card", "person", "start", "end", "finish"}
            if slip.get(name) not in (None, "")
        }
        values |= {
            "date_start": slip.get("start"),
            "date_end": slip.get("end"),
            "is_paper": True,
        }
        if card.product_id.tracking == "serial" and values.get("lot"):
            # a single number, typed before the screen knew the product
            values.setdefault("serials", [values.pop("lot")])
        kind = "finish" if slip.get("finish") else "report"
        known = self.env["poms.report"]._find_by_uuid(card._parse_uuid(uuid))
        if not confirm and not known:
            act = card._parse_act(kind, uuid, values)
            doubles = card._find_doubles(act, person)
            if doubles:
                return self._ask_double(uuid, card, doubles)
        cards = self.env["poms.task.card"]
        return cards._act_inside(kind, uuid, card_id, person, values)

    @api.model
    def _ask_double(self, uuid, card, doubles):
        rows = [
            {
                "id": report.id,
                "text": self.env._(
                    "%(person)s, %(good)s good, until %(date)s (%(way)s)",
                    person=", ".join(report.employee_ids.mapped("name")),
                    good=quantity_text(report.quantity_good),
                    date=card._say_when(report),
                    way=self.env._("from paper")
                    if report.is_paper
                    else self.env._("from a tablet"),
                ),
            }
            for report in doubles
        ]
        return {
            "status": "ask",
            "code": "double",
            "message": self.env._("This looks like a report that is booked already."),
            "uuid": uuid,
            "doubles": rows,
        }

    @api.model
    def _refuse_slip(self, uuid, code, message):
        return {"status": "refused", "code": code, "message": message, "uuid": uuid}

    @api.model
    def _find_slip_card(self, text):
        """Return (card as superuser, message); one of them is empty."""
        text = str(text or "").strip()
        cards = self.env["poms.task.card"]
        found = cards._locate_card(text) or cards._locate_card(text.upper())
        if text.isdigit() and found.name != text:
            found = found.browse()  # a typed number is no id
        # sudo: only a card of the caller's teams is told of
        domain = [("id", "in", found.ids), *self._get_card_domain(self._get_teams())]
        found = cards.sudo().search(domain)
        if not found:
            return found, get_message(self.env, "card_unknown", {"card": text})
        return found, ""

    @api.model
    def _find_slip_person(self, text):
        """Return (employee as superuser, message); one of them is empty.

        By badge or by name; a name may be short as long as it fits one person.
        """
        text = str(text or "").strip()
        # sudo: badges are private; only who it is goes out, to a leader
        people = self.env["hr.employee"].sudo()
        companies = self._get_teams().company_id
        domain = [("company_id", "in", companies.ids)]
        found = people
        if text:
            found = people.search([("barcode", "=", text), *domain], limit=1)
            members = self._get_members(self._get_teams())
            found = found or members.filtered(lambda p: p.name == text)
            lower = text.lower()
            found = found or members.filtered(lambda p: lower in p.name.lower())
        if len(found) == 1:
            return found, ""
        if found:
            names = ", ".join(found[:4].mapped("name"))
            return people, self.env._("Several people fit: %s.", names)
        return people, self.env._(
            '"%s" is no badge and no name in your teams.', text or "–"
        )
