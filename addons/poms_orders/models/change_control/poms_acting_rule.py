from odoo import api, models


class PomsActingRule(models.AbstractModel):
    """A rule by which the system acts alone: guarded while it is on.

    One that is off may be prepared and deleted freely; switching it on, and what it
    may do while it is on, changes by a request where the company guards its settings.
    """

    _name = "poms.acting.rule"
    _description = "Rule That Acts Alone"
    _inherit = ["poms.guarded"]

    _poms_switch = "active"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._check_guard(any(rules.mapped(self._poms_switch)))
        return rules

    def _is_guarded_now(self, name):
        return name == self._poms_switch or self[self._poms_switch]

    def _guarded_with(self, name):
        """Who lets a rule be switched on, signs what it will do."""
        if name != self._poms_switch:
            return ()
        return tuple(f for f in self._poms_guarded_fields if f != name)
