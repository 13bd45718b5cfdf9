import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...domain.intake_readers.values import read_date
from ...domain.scan_codes import document_of, gs1_facts, is_gs1, parse_code


class PomsOrder(models.Model):
    """A scanned code finds its order, or makes it."""

    _inherit = "poms.order"

    @api.model
    def scan_intake(self, code, create=False, partner_id=None):
        """Find the order that a code speaks of; with `create`, make it.

        Our own paper form makes its order at the first scan. A label or number that
        is not known answers "new", so that a person says whether an order is made.

        :param str code: as scanned or typed
        :param bool create: make the order where none is known
        :param int partner_id: its customer, where a person has said it
        :return: {"status": found|created|new|refused, "id", "ids", "name",
            "can_create", "message"}
        """
        if not self.env.user.has_group("poms_orders.group_planner"):
            raise AccessError(self.env._("Only planners scan orders in."))
        scanned = self._parse_scan(code)
        if not scanned.text:
            return self._scan_answer("refused", self.env._("Nothing was scanned."))
        if scanned.kind == "form":
            return self._scan_form(scanned)
        found = self._find_scanned(scanned)
        if found:
            return self._scan_found(found)
        if not create:
            return dict(
                self._scan_answer("new", self._scan_summary(scanned)), can_create=True
            )
        partner = self.env["res.partner"].browse(partner_id or []).exists()
        return self._scan_create(scanned, partner)

    @api.model
    def _parse_scan(self, code):
        """GS1 codes by Odoo's own nomenclature, everything else by its form."""
        text = str(code or "")[:2000]
        scanned = parse_code(text)
        if scanned.kind != "number" or not is_gs1(text):
            return scanned
        nomenclature = self.env.ref(
            "poms_orders.gs1_order_nomenclature", raise_if_not_found=False
        )
        # sudo: rules of barcodes are not everybody's to read
        parts = nomenclature and nomenclature.sudo().gs1_decompose_extended(
            text.strip()
        )
        facts = gs1_facts((p["ai"], str(p["string_value"])) for p in parts or ())
        if facts:
            scanned.kind, scanned.facts = "label", facts
        return scanned

    @api.model
    def _scan_answer(self, status, message, orders=None):
        ids = orders.ids if orders else []
        return {
            "status": status,
            "id": ids[0] if ids else False,
            "ids": ids,
            "name": ", ".join(orders.mapped("name")) if orders else "",
            "can_create": False,
            "message": message,
        }

    @api.model
    def _scan_found(self, orders):
        text = (
            self.env._("%s orders have this number.", len(orders))
            if len(orders) > 1
            else self.env._("Order %s.", orders.name)
        )
        return self._scan_answer("found", text, orders)

    @api.model
    def _find_scanned(self, scanned):
        """Orders by the label's own key, then by their number or what they became."""
        same = self.search([("uuid", "=", self._scan_uuid(scanned.text))])
        number = scanned.facts.get("order_number")
        if same or not number:
            return same
        company = Domain("company_id", "in", self.env.companies.ids)
        exact = Domain("name", "=", number) | Domain("reference", "=", number)
        living = Domain("state", "not in", ("rejected", "cancelled"))
        orders = self.search(company & exact & living, order="revision desc, id desc")
        if orders:
            # of several revisions the last one is the order
            return orders - orders.previous_id
        made = Domain("production_ids.name", "=", number)
        made |= Domain("card_ids.name", "=", number)
        made |= Domain("sale_order_id.name", "=", number)
        # sudo: planners need not be sales people to find an order by its sale
        found = self.sudo().search(company & made, limit=20)
        return self.browse(found.ids)

    @api.model
    def _scan_summary(self, scanned):
        facts = scanned.facts
        item = (
            facts.get("item_buyer") or facts.get("item_supplier") or facts.get("gtin")
        )
        if item and facts.get("quantity"):
            return self.env._(
                "Not here yet: %(quantity)s of %(item)s, order number %(number)s.",
                quantity=facts["quantity"],
                item=item,
                number=facts.get("order_number") or "—",
            )
        return self.env._(
            "No order has the number %s.", facts.get("order_number") or scanned.text
        )

    @api.model
    def _scan_uuid(self, text):
        return f"scan:{hashlib.sha256(text.encode()).hexdigest()[:32]}"

    @api.model
    def _scan_create(self, scanned, partner):
        document = document_of(scanned)
        for line in document["lines"]:
            self._read_scan_date(line["schedule"][0])
        answer = self.with_context(poms_to_type=True)._ingest_document(
            document,
            "scan",
            partner,
            [(self.env._("Scanned code.txt"), scanned.text.encode())],
            self._scan_uuid(scanned.text),
        )
        order = self.browse(answer["id"] or [])
        status = {"accepted": "created", "duplicate": "found"}
        status = status.get(answer["status"], "refused")
        return self._scan_answer(status, answer["message"], order)

    @api.model
    def _read_scan_date(self, schedule):
        """A date as people write it; one that cannot be read is asked for later."""
        if "date" not in schedule:
            return
        try:
            schedule["date"] = read_date(schedule["date"]).isoformat()
        except ValueError as error:
            # the inbox names what it cannot read
            schedule["date"] = str(error)

    @api.model
    def _scan_form(self, scanned):
        """The order of a paper form: made empty, and typed in from the paper."""
        uuid = f"form:{scanned.facts['number']}"
        known = self.search([("uuid", "=", uuid)])
        if known:
            return self._scan_found(known)
        partner = self.env["res.partner"].browse(int(scanned.facts["partner"])).exists()
        today = fields.Date.context_today(self)
        document = {
            "family": "csv",
            "type": "order",
            "order_number": scanned.facts["number"],
            "document_date": str(today),
            "lines": [],
        }
        answer = self.with_context(poms_to_type=True)._ingest_document(
            document, "scan", partner, (), uuid
        )
        order = self.browse(answer["id"] or [])
        status = "created" if answer["status"] == "accepted" else "found"
        text = self.env._("Order %s is ready: type in what the paper says.", order.name)
        return self._scan_answer(status, text, order)
