from odoo import api, fields, models

# Wrong tries that a device (or, without one, a log-in) may make in the window.
WINDOW_MIN = 15
MAX_WRONG = {"pin": 5, "badge": 20}


class PomsIdentification(models.Model):
    """One try to identify oneself: what the rate limit counts."""

    _name = "poms.identification"
    _description = "Identification"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.uid,
    )
    device_id = fields.Many2one(
        "poms.device", index="btree_not_null", ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="cascade"
    )
    kind = fields.Selection(
        [("badge", "Badge"), ("pin", "PIN"), ("login", "Own log-in")], required=True
    )
    is_accepted = fields.Boolean()

    @api.model
    def _is_throttled(self, kind, device):
        """True when too many tries were wrong lately at this device or log-in."""
        if kind not in MAX_WRONG:
            return False
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=WINDOW_MIN)
        place = (
            ("device_id", "=", device.id) if device else ("user_id", "=", self.env.uid)
        )
        wrong = self.sudo().search_count(
            [
                place,
                ("kind", "=", kind),
                ("is_accepted", "=", False),
                ("date", ">=", since),
            ],
            limit=MAX_WRONG[kind],
        )
        return wrong >= MAX_WRONG[kind]

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=90)
        self.sudo().search([("date", "<", limit)], limit=10000).unlink()
