from odoo import fields, models
from odoo.exceptions import UserError

from ..poms_booking_context import booking_context, is_booking


class MrpWorkorder(models.Model):
    """Work orders with reports: the reports lead, Odoo's buttons follow.

    Odoo writes a work order's quantity through to the whole order: the smallest
    quantity of all steps becomes "quantity producing", cuts the reservations and
    the expected times, and picks components. Under our context none of it happens.
    """

    _inherit = "mrp.workorder"

    report_ids = fields.One2many("poms.report", "workorder_id", readonly=True)

    def write(self, vals):
        if is_booking(self.env) and "qty_produced" in vals:
            # past `mrp.workorder.write`; its own checks are repeated by the rules
            return models.BaseModel.write(self, vals)
        return super().write(vals)

    def _set_qty_producing(self):
        if not is_booking(self.env):
            return super()._set_qty_producing()
        return None

    def _should_start_timer(self):
        if is_booking(self.env):
            return False
        return super()._should_start_timer()

    def _has_reports(self):
        """Those of orders on which something was reported."""
        reported = self.production_id._with_reports()
        return self.filtered(lambda w: w.production_id in reported)

    def button_start(self, raise_on_invalid_state=False):
        """On an order with reports: without touching its quantities and picks."""
        if is_booking(self.env):
            return self._keeping_durations(raise_on_invalid_state)
        reported = self._has_reports()
        if reported:
            reported.with_context(
                **booking_context(), force_date=True
            )._keeping_durations(raise_on_invalid_state)
            reported._start_cards()
        return super(MrpWorkorder, self - reported).button_start(raise_on_invalid_state)

    def _keeping_durations(self, raise_on_invalid_state):
        """Odoo's start, without the expected time of the remaining pieces only."""
        expected = [self._fields["duration_expected"]]
        with self.env.protecting(expected, self):
            return super().button_start(raise_on_invalid_state)

    def button_finish(self):
        """On an order with reports: as our own finish; nothing is picked."""
        if is_booking(self.env):
            # inside our close: nothing may be picked
            self._poms_finish()
            return True
        reported = self._has_reports()
        reported.with_context(**booking_context())._poms_finish()
        reported._sync_cards()
        return super(MrpWorkorder, self - reported).button_finish()

    def action_cancel(self):
        # sudo: whoever may cancel it; reports are asked for only
        reported = self.sudo().filtered(
            lambda w: (
                w.report_ids.filtered(lambda r: r.state == "accepted")
                and any(card._has_output() for card in w.card_ids)
            )
        )
        if reported and not is_booking(self.env):
            raise UserError(
                self.env._(
                    "%(name)s has reports. Correct them first, or finish it.",
                    name=reported[0].display_name,
                )
            )
        return super().action_cancel()

    def _poms_finish(self):
        """Finish work orders without picking and posting anything."""
        now = fields.Datetime.now()
        todo = self.filtered(lambda w: w.state not in ("done", "cancel"))
        todo.end_all()
        for workorder in todo.with_context(bypass_duration_calculation=True):
            vals = {
                "state": "done",
                "date_finished": now,
                "costs_hour": workorder.workcenter_id.costs_hour,
            }
            if not workorder.date_start or now < workorder.date_start:
                vals["date_start"] = now
            workorder.write(vals)
