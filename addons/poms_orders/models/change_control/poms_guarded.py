from odoo import api, models
from odoo.exceptions import UserError

from .setting_values import asked_value, kept_value


class PomsGuarded(models.AbstractModel):
    """Settings that change only by a change request, where the company wants that.

    A model inherits this and names its fields in `_poms_guarded_fields`. A person who
    writes one of them is told to ask for it; the request goes the lanes of all
    changes, keeps before and after, and can be rolled back.
    """

    _name = "poms.guarded"
    _description = "Guarded Setting"

    _poms_guarded_fields = ()

    def _guarded_company(self):
        """The company whose guard counts for these records."""
        name = "company_id" if "company_id" in self._fields else None
        return (self[name] if name else self.env.company) or self.env.company

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # of its own company, which the caller need not have chosen
        records._check_guarded_table(records._guarded_company())
        return records

    def write(self, vals):
        changed = set(self._poms_guarded_fields) & vals.keys()
        if changed:
            self._check_guard(
                any(
                    kept_value(record, name) != asked_value(record, name, vals[name])
                    for record in self
                    for name in changed
                    if record._is_guarded_now(name)
                )
            )
        return super().write(vals)

    def unlink(self):
        self._check_guarded_table(self._guarded_company())
        return super().unlink()

    def _is_guarded_now(self, name):
        """Hook: whether a write of `name` counts in the record's present state."""
        self.ensure_one()
        return True

    def _guarded_with(self, name):
        """Hook: the fields that a new value of `name` brings into force with it."""
        return ()

    def _check_guarded_table(self, companies):
        """Refuse new and deleted rows where these are settings themselves."""
        if self._guards_rows() and self._is_guarded(companies):
            raise UserError(
                self.env._(
                    "These settings are guarded. Switch the guard off in the "
                    "settings to add or remove rows, or change an existing one by "
                    "a change request."
                )
            )

    def _guards_rows(self):
        """Whether adding and deleting rows is a change of settings too."""
        return self._name in (
            "poms.gate",
            "poms.change.rule",
            "poms.change.board",
            "poms.change.board.member",
        )

    def _is_guarded(self, companies):
        # a request applies as superuser; so do installs and upgrades
        return not self.env.su and any(companies.mapped("poms_guard_settings"))

    def _check_guard(self, is_changed):
        if is_changed and self._is_guarded(self._guarded_company()):
            raise UserError(
                self.env._(
                    "%(record)s is guarded: ask for the change by the button Change "
                    "Setting. It goes to whoever has to sign, and can be rolled back.",
                    record=self[:1].display_name,
                )
            )

    def action_request_setting(self):
        """Open the wizard that asks for another value."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "poms.change.setting",
            "name": self.env._("Change Setting"),
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    def _request_setting(self, vals, subject=None, description=None):
        """Ask for `vals` on these records; goes the lanes of all changes.

        :param dict vals: {field name: new value as for `write`, or ids}
        :return: the request, in draft
        :raise UserError: a field that is not guarded here
        """
        unknown = vals.keys() - set(self._poms_guarded_fields)
        if unknown:
            raise UserError(
                self.env._("%s is no guarded setting.", ", ".join(sorted(unknown)))
            )
        items = [
            {
                "kind": "setting",
                "res_model": record._name,
                "res_id": record.id,
                "field_name": name,
                "value_new": asked_value(record, name, value),
            }
            for record in self
            for name, value in vals.items()
        ]
        return self.env["poms.change.request"].create(
            {
                "kind": "setting",
                "subject": subject
                or self.env._("Setting of %s", self[:1].display_name),
                "description": description or False,
                "company_id": self._guarded_company()[:1].id,
                "item_ids": [(0, 0, item) for item in items],
            }
        )
