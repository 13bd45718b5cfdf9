from odoo import models


class ResourceCalendarLeaves(models.Model):
    """What occupies machines, searched by machine and time."""

    _inherit = "resource.calendar.leaves"

    # one row a card, kept after it is done: no index of Odoo's has the time
    _poms_slot = models.Index("(resource_id, date_from)")
