from odoo import fields, models


class PomsDevice(models.Model):
    _inherit = "poms.device"

    lock_minutes = fields.Integer(
        string="Lock After",
        help="Minutes without a touch after which people scan their badge again; work "
        "that runs goes on. 0: as the company's settings say.",
    )
    date_locked = fields.Datetime(
        string="Locked Since",
        readonly=True,
        copy=False,
        help="The tablet waits for a badge; nobody acts there.",
    )
    _lock_minutes_positive = models.Constraint(
        "CHECK(lock_minutes >= 0)", "Minutes until the lock are 0 or more."
    )

    def _get_lock_minutes(self):
        """Return the minutes until the lock of this device; 0 is never."""
        self.ensure_one()
        return self.lock_minutes or self.company_id.poms_lock_minutes

    def _note_lock(self, is_locked):
        """Note whether the tablet says that it waits for a badge."""
        self.ensure_one()
        if bool(self.date_locked) != is_locked:
            self.date_locked = fields.Datetime.now() if is_locked else False

    def _seal_people(self, public_key):
        """Tell besides which languages the shift's people read."""
        answer = super()._seal_people(public_key)
        known = dict(self.env["res.lang"].get_installed())
        langs = set(self._get_shift_people().mapped("lang")) & set(known)
        return {**answer, "languages": sorted(langs)}
