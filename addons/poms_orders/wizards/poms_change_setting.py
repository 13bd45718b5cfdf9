from odoo import api, fields, models
from odoo.exceptions import UserError


class PomsChangeSetting(models.TransientModel):
    """Asks for another value of a guarded setting, by a change request."""

    _name = "poms.change.setting"
    _description = "Change a Guarded Setting"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    record_name = fields.Char(string="Setting of", compute="_compute_record_name")
    field_name = fields.Selection("_get_fields", string="What", required=True)
    value_old = fields.Char(string="Value Now", compute="_compute_value_old")
    value_number = fields.Float(string="New Number", digits=(16, 4))
    value_bool = fields.Boolean(string="Switched On")
    value_choice = fields.Selection("_get_choices", string="New Choice")
    field_type = fields.Char(compute="_compute_value_old")
    description = fields.Text(string="Why", required=True)
    is_emergency = fields.Boolean(string="Emergency")

    @api.model
    def _guarded_model(self):
        name = self.env.context.get("default_res_model")
        return self.env[name] if name in self.env else None

    @api.model
    def _simple_fields(self, model):
        kinds = ("selection", "float", "integer", "monetary", "boolean")
        return [
            name
            for name in getattr(model, "_poms_guarded_fields", ())
            if model._fields[name].type in kinds
        ]

    @api.model
    def _get_fields(self):
        model = self._guarded_model()
        names = self._simple_fields(model) if model is not None else []
        return [(n, model._fields[n]._description_string(self.env)) for n in names]

    @api.model
    def _get_choices(self):
        model = self._guarded_model()
        names = self._simple_fields(model) if model is not None else []
        return [
            choice
            for name in names
            if model._fields[name].type == "selection"
            for choice in model._fields[name]._description_selection(self.env)
        ]

    @api.model
    def default_get(self, names):
        values = super().default_get(names)
        options = self._get_fields()
        if options:
            values.setdefault("field_name", options[0][0])
        return values

    def _record(self):
        self.ensure_one()
        model = self.env[self.res_model]
        if "_poms_guarded_fields" not in dir(model):
            raise UserError(self.env._("This is no guarded setting."))
        return model.browse(self.res_id)

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for wizard in self:
            wizard.record_name = wizard._record().display_name

    @api.depends("field_name")
    def _compute_value_old(self):
        for wizard in self:
            record, name = wizard._record(), wizard.field_name
            field = record._fields.get(name)
            wizard.field_type = field.type if field is not None else False
            value = record[name] if field is not None else False
            if wizard.field_type == "selection":
                value = dict(field._description_selection(self.env)).get(value, "")
            wizard.value_old = str(value)

    def action_ask(self):
        """Make the request and hand it in."""
        self.ensure_one()
        values = {
            "selection": self.value_choice,
            "boolean": self.value_bool,
            "integer": int(self.value_number),
        }
        value = values.get(self.field_type, self.value_number)
        request = self._record()._request_setting(
            {self.field_name: value}, description=self.description
        )
        request.is_emergency = self.is_emergency
        request.action_submit()
        return request._get_records_action()
