from datetime import timedelta

from odoo import models

from .poms_change_request_lane import LOOSEST_FIRST

# What has to be done by somebody or loses something; the rest goes along by itself.
WITHOUT_LOSS = (False, "as_is", "follow", "use_up")
# What an item changes, as it was when it was asked.
BEFORE = {
    "quantity": "quantity_old",
    "cancel": "quantity_old",
    "date": "date_old",
    "product": "product_old_id",
    "document": "revision_old",
    "setting": "value_old",
}


class PomsChangeRequest(models.Model):
    """Work goes on while people decide: what was decided must be what is done."""

    _inherit = "poms.change.request"

    def _is_still_decided(self):
        """Whether this may be carried out as it was decided.

        If not, what it touches is found anew and it is handed in again: cards were
        started that nobody knew of, pieces would be given away that were not there,
        or what was to be changed has another value by now.
        """
        self.ensure_one()
        moved = self._moved_items()
        decided = self._decided()
        self._refresh_impact()
        if self.lane == "emergency":
            return True
        lane = self._choose_lane()
        reasons = [item._label() for item in moved]
        reasons += [line.name for line in self.line_ids if line._is_more_than(decided)]
        if not reasons and LOOSEST_FIRST.index(lane) <= LOOSEST_FIRST.index(self.lane):
            return True
        moved._keep_before()
        self._decide_again(reasons)
        return False

    def _moved_items(self):
        """The items whose old value is not what stands now."""
        return self.item_ids.filtered(lambda item: item._has_moved())

    def _decided(self):
        """{thing: (what was decided of it, how much of it there was)}"""
        return {
            (line.kind, line.res_model, line.res_id): (line.disposition, line.quantity)
            for line in self.line_ids
        }

    def _decide_again(self, reasons):
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.write({"state": "draft", "date_decided": False})
        self._message_log(
            body=self.env._(
                "Other than when it was decided: %s. Look at it again.",
                ", ".join(reasons) or self.env._("work has begun"),
            )
        )
        self._submit()

    def _tell_decided_again(self):
        """The notification that these are not carried out yet, and why."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Not carried out yet"),
                "message": self.env._(
                    "%s touches other things than when it was decided. They were "
                    "found anew: look at them, and decide again.",
                    ", ".join(self.mapped("name")),
                ),
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class PomsChangeItem(models.Model):
    _inherit = "poms.change.item"

    def _has_moved(self):
        """Whether what it changes has another value than when it was asked."""
        self.ensure_one()
        if self._is_redrawn():
            return True
        name, now = BEFORE.get(self.kind), self._now()
        if name not in now:
            return False
        if (self.value_with or False) != now.get("value_with", False):
            return True
        field = self._fields[name]
        kept = field.convert_to_write(self[name], self)
        if field.type == "float":
            return bool(self.order_line_id.uom_id.compare(kept, now[name]))
        return (kept or False) != (now[name] or False)

    def _is_redrawn(self):
        """Whether the drafted revision was altered after it was handed in."""
        submitted = self.request_id.date_submitted
        bom = self.new_bom_id
        drafts = (
            bom,
            bom.bom_line_ids,
            bom.byproduct_ids,
            bom.operation_ids,
            self.document_revision_id,
        )
        # the date is kept in whole seconds
        return bool(submitted) and any(
            date and date > submitted + timedelta(seconds=1)
            for records in drafts
            for date in records.mapped("write_date")
        )


class PomsChangeLine(models.Model):
    _inherit = "poms.change.line"

    def _is_more_than(self, decided):
        """Whether more would be lost or moved here than was decided."""
        self.ensure_one()
        if self.kind in ("card", "bar") or self.disposition in WITHOUT_LOSS:
            return False
        key = self.kind, self.res_model, self.res_id
        disposition, quantity = decided.get(key, (False, 0.0))
        if disposition != self.disposition:
            return True
        unit = self.uom_id
        return bool(unit) and unit.compare(self.quantity, quantity) > 0
