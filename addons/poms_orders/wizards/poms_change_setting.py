from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.change_control.setting_values import kept_value

NUMBERS = ("float", "integer", "monetary")
SIMPLE = (*NUMBERS, "selection", "boolean")
# Where records are chosen from, by what a setting holds.
PICKERS = {
    "res.users": "value_user_ids",
    "res.partner": "value_partner_ids",
    "poms.team": "value_team_ids",
    "poms.workcenter.group": "value_group_ids",
}


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
    value_user_ids = fields.Many2many(
        "res.users",
        string="New Persons",
        compute="_compute_value_records",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
    )
    value_partner_ids = fields.Many2many(
        "res.partner",
        string="New Customers",
        compute="_compute_value_records",
        store=True,
        readonly=False,
    )
    value_team_ids = fields.Many2many(
        "poms.team",
        string="New Teams",
        compute="_compute_value_records",
        store=True,
        readonly=False,
    )
    value_group_ids = fields.Many2many(
        "poms.workcenter.group",
        string="New Production Lines",
        compute="_compute_value_records",
        store=True,
        readonly=False,
    )
    field_type = fields.Char(compute="_compute_value_old")
    field_name_options = fields.Char(compute="_compute_options")
    value_choice_options = fields.Char(compute="_compute_options")
    picker = fields.Char(compute="_compute_value_old")
    description = fields.Text(string="Why", required=True)
    is_emergency = fields.Boolean(string="Emergency")

    @api.model
    def _guarded_models(self):
        """The record's model, which comes first, and all others that are guarded.

        A browser asks for the options without context; its widget shows those of the
        record (`field_name_options`, `value_choice_options`).
        """
        own = self.env.context.get("default_res_model")
        names = sorted(
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_poms_guarded_fields", ()) and not model._abstract
        )
        return [self.env[n] for n in sorted(names, key=lambda name: name != own)]

    @api.model
    def _asked_fields(self, model):
        """The guarded fields of `model` that can be asked for here."""
        fields_of = {
            name: model._fields[name]
            for name in getattr(model, "_poms_guarded_fields", ())
        }
        return [
            name
            for name, field in fields_of.items()
            if field.type in SIMPLE
            or (field.type != "one2many" and field.comodel_name in PICKERS)
        ]

    @api.model
    def _get_fields(self):
        options = {}
        for model in self._guarded_models():
            for name in self._asked_fields(model):
                label = model._fields[name]._description_string(self.env)
                options.setdefault(name, label)
        return list(options.items())

    @api.model
    def _get_choices(self):
        options = {}
        for model in self._guarded_models():
            for name in self._asked_fields(model):
                field = model._fields[name]
                if field.type == "selection":
                    for key, label in field._description_selection(self.env):
                        options.setdefault(key, label)
        return list(options.items())

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

    @api.depends("res_model", "field_name")
    def _compute_options(self):
        for wizard in self:
            record = wizard._record()
            field = record._fields.get(wizard.field_name)
            wizard.field_name_options = ",".join(self._asked_fields(record))
            is_choice = field is not None and field.type == "selection"
            keys = field.get_values(self.env) if is_choice else []
            wizard.value_choice_options = ",".join(keys)

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for wizard in self:
            wizard.record_name = wizard._record().display_name

    @api.depends("field_name")
    def _compute_value_old(self):
        for wizard in self:
            field = wizard._record()._fields.get(wizard.field_name)
            wizard.field_type = field.type if field is not None else False
            comodel = field.comodel_name if field is not None else None
            wizard.picker = PICKERS.get(comodel, False)
            wizard.value_old = wizard._shown() if field is not None else False

    def _shown(self):
        """The value now, as a change request would show it."""
        record, name = self._record(), self.field_name
        item = self.env["poms.change.item"].new(
            {"res_model": record._name, "res_id": record.id, "field_name": name}
        )
        return item._show(name, kept_value(record, name))

    @api.depends("field_name")
    def _compute_value_records(self):
        for wizard in self:
            record, name = wizard._record(), wizard.field_name
            for comodel, picker in PICKERS.items():
                field = record._fields.get(name)
                is_of = field is not None and field.comodel_name == comodel
                wizard[picker] = record[name] if is_of else False

    def action_ask(self):
        """Make the request and hand it in."""
        self.ensure_one()
        request = self._record()._request_setting(
            {self.field_name: self._asked()}, description=self.description
        )
        request.is_emergency = self.is_emergency
        request.action_submit()
        return request._get_records_action()

    def _asked(self):
        """The new value as `write` takes it."""
        if not self.picker:
            values = {
                "selection": self.value_choice,
                "boolean": self.value_bool,
                "integer": int(self.value_number),
            }
            return values.get(self.field_type, self.value_number)
        chosen = self[self.picker]
        if self.field_type == "many2many":
            return chosen.ids
        if len(chosen) > 1:
            raise UserError(self.env._("Choose one: this setting holds no more."))
        return chosen.id
