from odoo import fields, models

LINE_KINDS = [
    ("running", "Running card"),
    ("paused", "Paused card"),
    ("call", "Open call"),
    ("hold", "Hold"),
    ("conflict", "Refused report"),
    ("note", "Note of the floor"),
]


class PomsHandoverLine(models.Model):
    """One open thing as it stood when the shift was handed over."""

    _name = "poms.handover.line"
    _description = "Line of a Shift Hand-over"
    _order = "handover_id, kind, id"

    handover_id = fields.Many2one(
        "poms.handover", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(LINE_KINDS, required=True)
    card_id = fields.Many2one(
        "poms.task.card", index="btree_not_null", ondelete="set null"
    )
    text = fields.Char()
    uuid = fields.Char(readonly=True, copy=False, help="Made by the client, once.")
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    workcenter_id = fields.Many2one(
        "mrp.workcenter", string="Machine", readonly=True, ondelete="set null"
    )
    date = fields.Datetime(readonly=True)

    _uuid_unique = models.UniqueIndex(
        "(uuid) WHERE uuid IS NOT NULL", "This note is written already."
    )
