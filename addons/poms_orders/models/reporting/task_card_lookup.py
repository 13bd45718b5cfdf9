from odoo import api, models

from ...domain.plain_input import to_id


class PomsTaskCard(models.Model):
    """From what clients name to records. All as superuser: rights are checked by
    `_perform` on what was found, and nothing found is told without a token."""

    _inherit = "poms.task.card"

    @api.model
    def _locate(self, kind, card, act):
        """Return the card of an act as superuser; empty when it does not exist."""
        if kind == "correction":
            report = self._locate_report(act.get("report"))
            return report.card_id
        return self._locate_card(card)

    @api.model
    def _locate_card(self, card):
        cards = self.sudo().browse()
        if isinstance(card, str) and card.strip():
            found = cards.search([("name", "=", card.strip())], limit=1)
            if found:
                return found
        return cards.browse(to_id(card) or []).exists()

    @api.model
    def _locate_report(self, report):
        reports = self.env["poms.report"].sudo().browse()
        if isinstance(report, int) or (isinstance(report, str) and report.isdigit()):
            return reports.browse(to_id(report) or []).exists()
        return reports._find_by_uuid(self._parse_uuid(report))

    @api.model
    def _locate_workcenter(self, workcenter, company):
        """Find a machine by id, barcode or code within `company`."""
        machines = self.env["mrp.workcenter"].sudo().browse()
        if isinstance(workcenter, int):
            found = machines.browse(to_id(workcenter) or []).exists()
            return found.filtered(lambda m: m.company_id == company)
        if not isinstance(workcenter, str) or not workcenter.strip():
            return machines
        text = workcenter.strip()
        found = machines.search(
            [
                ("company_id", "=", company.id),
                "|",
                ("barcode", "=", text),
                ("code", "=", text),
            ]
        )
        return found.filtered(lambda m: m.barcode == text)[:1] or found[:1]

    @api.model
    def _locate_reason(self, reason, company, kinds):
        reasons = self.env["poms.reason"].sudo().browse()
        if not reason:
            return reasons
        if isinstance(reason, int):
            domain = [("id", "=", to_id(reason))]
        else:
            domain = [("code", "=", str(reason))]
        domain += [("company_id", "in", [False, company.id]), ("kind", "in", kinds)]
        return reasons.search(domain, order="company_id, id", limit=1)

    @api.model
    def _locate_people(self, ids, company):
        """Find further employees by id within `company`."""
        people = self.env["hr.employee"].sudo().browse()
        ids = [number for number in map(to_id, ids) if number]
        if not ids:
            return people
        return people.search([("id", "in", ids), ("company_id", "=", company.id)])

    @api.model
    def _locate_product(self, product, among):
        """Find a product by id, reference or barcode within the recordset `among`."""
        text = str(product or "").strip()
        return among.filtered(
            lambda p: (
                text in (str(p.id), p.default_code or "", p.barcode or "")
                and bool(text)
            )
        )[:1]
