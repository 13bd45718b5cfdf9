from odoo import api, fields, models
from odoo.tools import ormcache

from ...domain.call_escalation import Fit, Level, pick_rule
from .poms_call import CALL_KINDS


class PomsCallRule(models.Model):
    """Who is told of a call, and whom it goes to when nobody comes."""

    _name = "poms.call.rule"
    _description = "Escalation Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        CALL_KINDS, string="Kind of Help", help="Empty: every kind of help."
    )
    team_id = fields.Many2one(
        "poms.team", ondelete="cascade", help="Empty: every team."
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index=True,
        help="Empty: all companies.",
    )
    level_ids = fields.One2many("poms.call.level", "rule_id", copy=True)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @ormcache()
    def _get_fits(self):
        """What each active rule is for, as a tuple of `Fit`, in their order."""
        # sudo: whom a call goes to does not depend on who calls
        return tuple(
            Fit(
                rule.id,
                rule.kind or None,
                rule.team_id.id or None,
                rule.company_id.id or None,
            )
            for rule in self.sudo().search([])
        )

    @api.model
    def _pick(self, kind, team, company):
        """Return the rule (superuser) for a call, or none."""
        key = pick_rule(list(self._get_fits()), kind, team.id or None, company.id)
        return self.sudo().browse(key or [])

    def _get_levels(self):
        """The rule's levels as the pure functions take them."""
        return [
            Level(number, level.minutes, level.stops_on == "closed")
            for number, level in enumerate(self.level_ids, 1)
        ]
