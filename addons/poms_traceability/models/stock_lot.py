from odoo import api, fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    poms_record_html = fields.Html(
        "Lot Record", compute="_compute_poms_record_html", sanitize=False
    )
    poms_order_code = fields.Char("Customer Order", compute="_compute_poms_head")
    poms_customer = fields.Char("Customer", compute="_compute_poms_head")
    poms_event_count = fields.Integer("Events", compute="_compute_poms_event_count")
    poms_is_held = fields.Boolean("Held", compute="_compute_poms_is_held")

    def _compute_poms_record_html(self):
        records = self.env["poms.lot.record"]
        for lot in self:
            lot.poms_record_html = self.env["ir.qweb"]._render(
                "poms_traceability.lot_record_page",
                {"record": records._get_record(lot), "local": records._local},
            )

    def _compute_poms_head(self):
        # sudo: numbers only, of lots that may be read
        productions = self.env["mrp.production"].sudo()
        found = productions.search([("lot_producing_ids", "in", self.ids)])
        for lot in self:
            orders = found.filtered(
                lambda p, one=lot: one.id in p.lot_producing_ids.ids
            ).poms_order_id
            lot.poms_order_code = ", ".join(orders.mapped("name"))
            lot.poms_customer = ", ".join(orders.partner_id.mapped("display_name"))

    def _compute_poms_event_count(self):
        counts = dict(
            self.env["poms.trace.item"]
            .sudo()
            ._read_group(
                [("lot_ref", "in", self.ids)], ["lot_ref"], ["event_id:count_distinct"]
            )
        )
        for lot in self:
            lot.poms_event_count = counts.get(lot.id, 0)

    def _compute_poms_is_held(self):
        # sudo: whether a lot is held is the same for everybody
        holds = self.env["poms.hold"].sudo()
        held = holds.search(
            [("lot_id", "in", self.ids), ("state", "=", "active")]
        ).lot_id
        for lot in self:
            lot.poms_is_held = lot.id in held.ids

    def action_poms_record(self):
        """Open the lot's record."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lot Record"),
            "res_model": "stock.lot",
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref("poms_traceability.stock_lot_view_form_record").id,
                    "form",
                )
            ],
        }

    def action_poms_events(self):
        """Open the events that name this lot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "poms_traceability.poms_trace_event_action"
        )
        action["domain"] = [("item_ids.lot_ref", "=", self.id)]
        action["context"] = {}
        return action

    def action_poms_print(self):
        """Print the record as PDF."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/poms/lot/{self.id}/record.pdf",
            "target": "new",
        }

    @api.model
    def lot_record(self, lot, product=None):
        """Return the record of a lot, for clients.

        :param lot: id, or the lot's number
        :param product: id or internal reference, where numbers repeat
        :return: ``{"status": "accepted|refused", "code", "message", "record": as
            `poms.lot.record._get_record`, date-times as naive UTC text, False where
            there is none}``
        """
        if isinstance(lot, int):
            found = self.browse(lot).exists()
        else:
            found = self.search([("name", "=", str(lot))])
        if product:
            found = found.filtered(
                lambda r: product in (r.product_id.id, r.product_id.default_code)
            )
        if len(found) != 1:
            message = (
                self.env._("Several lots have this number: name the product too.")
                if found
                else self.env._("There is no such lot.")
            )
            code = "several" if found else "unknown"
            return {"status": "refused", "code": code, "message": message}
        record = self.env["poms.lot.record"]._get_record(found)
        return {
            "status": "accepted",
            "code": "ok",
            "message": "",
            "record": self._as_text(record),
        }

    @api.model
    def _as_text(self, value):
        if isinstance(value, dict):
            return {key: self._as_text(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._as_text(item) for item in value]
        if hasattr(value, "strftime"):
            return fields.Datetime.to_string(value)
        # XML-RPC knows no null
        return False if value is None else value
