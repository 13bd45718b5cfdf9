from odoo import api, fields, models
from odoo.exceptions import UserError

HANDOVER_STATES = [
    ("draft", "Draft"),
    ("written", "Handed over"),
    ("read", "Read"),
]


class PomsHandover(models.Model):
    """What a shift tells the next one: notes, and what was open by itself."""

    _name = "poms.handover"
    _description = "Shift Hand-over"
    _order = "date_shift_start desc, id desc"
    _rec_name = "team_id"

    team_id = fields.Many2one(
        "poms.team", required=True, index=True, ondelete="restrict"
    )
    to_team_id = fields.Many2one(
        "poms.team",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: to the same team's next shift.",
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    date_shift_start = fields.Datetime(string="Shift From", required=True)
    date_shift_end = fields.Datetime(string="Shift Until", required=True)
    notes = fields.Text()
    line_ids = fields.One2many("poms.handover.line", "handover_id", readonly=True)
    state = fields.Selection(
        HANDOVER_STATES, default="draft", required=True, readonly=True, index=True
    )
    written_by_id = fields.Many2one("res.users", readonly=True)
    date_written = fields.Datetime(string="Written on", readonly=True)
    read_by_id = fields.Many2one("res.users", readonly=True)
    date_read = fields.Datetime(string="Read on", readonly=True)
    answer = fields.Text(help="What the next shift says to it.")

    _shift_unique = models.Constraint(
        "UNIQUE(team_id, date_shift_start)", "This shift has a hand-over already."
    )

    @api.depends("team_id.name", "date_shift_start")
    def _compute_display_name(self):
        for handover in self:
            moment = fields.Datetime.context_timestamp(
                handover, handover.date_shift_start or fields.Datetime.now()
            )
            name = handover.team_id.name or ""
            handover.display_name = f"{name} {moment:%Y-%m-%d %H:%M}"

    def write(self, vals):
        """What was read stays as it was read."""
        if set(vals) & {"notes", "to_team_id"} and "read" in self.mapped("state"):
            raise UserError(
                self.env._("This hand-over was read already. Write into the next one.")
            )
        result = super().write(vals)
        (self.team_id | self.to_team_id)._notify_people()
        return result

    def action_hand_over(self):
        """Hand over: list what is open now; again before it is read, list anew."""
        for handover in self:
            if handover.state == "read":
                raise UserError(self.env._("This hand-over was read already."))
            lines = handover._collect_lines()
            # sudo: written by this method only; what people noted stays
            old = handover.line_ids.filtered(lambda line: line.kind != "note")
            old.sudo().unlink()
            handover.line_ids.sudo().create(
                [{**line, "handover_id": handover.id} for line in lines]
            )
            handover.write(
                {
                    "state": "written",
                    "written_by_id": self.env.uid,
                    "date_written": fields.Datetime.now(),
                }
            )
        return True

    def action_read(self, answer=None):
        """Acknowledge it at the start of the next shift."""
        for handover in self:
            if handover.state != "written":
                raise UserError(self.env._("There is nothing new to be read in it."))
        vals = {
            "state": "read",
            "read_by_id": self.env.uid,
            "date_read": fields.Datetime.now(),
        }
        if answer:
            vals["answer"] = answer
        return self.write(vals)

    def _collect_lines(self):
        """Values of a line for each thing that is open in the team now."""
        self.ensure_one()
        leader = self.env["poms.leader"]
        cards = leader._get_cards(self.team_id)
        started = cards.filtered(lambda card: card.state in ("running", "paused"))
        lines = [
            {
                "kind": card.state,
                "card_id": card.id,
                "text": self.env._(
                    "%(machine)s: %(operation)s, %(done)g of %(all)g %(unit)s done",
                    machine=card.workcenter_id.name,
                    operation=card.step_name,
                    done=card.quantity - card.quantity_open,
                    all=card.quantity,
                    unit=card.uom_id.name,
                ),
            }
            for card in started
        ]
        lines += [
            {"kind": "hold", "card_id": card.id, "text": card.hold_reason or ""}
            for card in cards.filtered("is_held")
        ]
        for kind in ("call", "conflict"):
            rows = getattr(leader, f"_get_{kind}s")(self.team_id)
            lines += [
                {
                    "kind": kind,
                    "card_id": row.get("card_id") or False,
                    "text": row["text"],
                }
                for row in rows
            ]
        return lines
