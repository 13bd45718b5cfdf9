from odoo import api, models
from odoo.exceptions import AccessError


class PomsActFields(models.AbstractModel):
    """Fields that only a record's own acts write, never a form or a call from outside.

    A model inherits this and names them in `_poms_act_fields`; its acts check who may
    do them and then write with sudo. So the state of a card cannot be set past its
    release gates, nor a quantity past its reports.
    """

    _name = "poms.act.fields"
    _description = "Fields Written by Acts Only"

    _poms_act_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_act_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_act_fields(vals)
        return super().write(vals)

    def _check_act_fields(self, vals):
        """:raise AccessError: a person writes what only acts write"""
        found = [] if self.env.su else sorted(self._poms_act_fields & vals.keys())
        if found:
            raise AccessError(
                self.env._(
                    "“%(field)s” of %(record)s is not written by hand: use the "
                    "buttons, which also keep the history.",
                    field=self._fields[found[0]]._description_string(self.env),
                    record=self[:1].display_name
                    or self.env["ir.model"]._get(self._name).name,
                )
            )
