from odoo import api, fields, models

from .setting_values import X2MANY


class PomsChangeItem(models.Model):
    """A setting that is asked for, in words."""

    _inherit = "poms.change.item"

    # Sudo: who may read a change may read what it asks for, in words.
    setting_name = fields.Char(
        string="Setting of", compute="_compute_setting_name", compute_sudo=True
    )

    @api.depends_context("lang")
    @api.depends("res_model", "res_id", "field_name")
    def _compute_setting_name(self):
        for item in self:
            is_setting = item.kind == "setting"
            item.setting_name = is_setting and item._setting_label()

    def _get_record(self):
        """The record whose setting changes; None where it is gone."""
        self.ensure_one()
        if self.res_model not in self.env or not self.res_id:
            return None
        # sudo: settings are read to show what is asked, by who reads the request
        record = self.env[self.res_model].sudo().browse(self.res_id)
        return record.exists() or None

    def _setting_label(self):
        record = self._get_record()
        if record is None:
            return f"{self.res_model},{self.res_id}"
        label = record._fields[self.field_name]._description_string(self.env)
        return f"{record.display_name}: {label}"

    def _show_new_setting(self):
        """The new value, and what comes into force with it."""
        text = self._show(self.field_name, self.value_new)
        record = self._get_record()
        if record is None or not self.value_new:
            return text
        parts = [
            f"{record._fields[name]._description_string(self.env)} "
            f"{self._show(name, value)}"
            for name, value in (self.value_with or {}).items()
            if value and name in record._fields
        ]
        return f"{text} ({'; '.join(parts)})" if parts else text

    def _show(self, name, value):
        """A kept value as the screen shows it."""
        record = self._get_record()
        field = record._fields.get(name) if record is not None else None
        if field is None:
            return str(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "–")
        if field.comodel_name:
            return ", ".join(self._named(field, value).mapped("display_name")) or "–"
        if field.type == "boolean":
            return self.env._("on") if value else self.env._("off")
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _named(self, field, value):
        """The records that a kept value names."""
        ids = value if field.type in X2MANY else [value]
        # sudo: shown by name to who may read the request
        return self.env[field.comodel_name].sudo().browse([i for i in ids or () if i])
