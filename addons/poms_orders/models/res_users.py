from odoo import fields, models
from odoo.exceptions import AccessDenied


class ResUsers(models.Model):
    _inherit = "res.users"

    poms_is_demo = fields.Boolean(
        string="Demo Plant User",
        groups="base.group_system",
        copy=False,
        help="Has the well-known password of the demo plant. It is refused unless the "
        "system parameter poms.demo is True. Setting a password clears this.",
    )

    def write(self, vals):
        if "password" in vals and "poms_is_demo" not in vals:
            # sudo: who sets a password may not see the flag; only the flag is written.
            self.sudo().filtered("poms_is_demo").write({"poms_is_demo": False})
        return super().write(vals)

    def _check_credentials(self, credential, env):
        result = super()._check_credentials(credential, env)
        # sudo: the user who logs in sees neither the flag nor the parameter.
        user = self.env.user.sudo()
        if user.poms_is_demo and not self.env["poms.demo"]._is_demo_plant():
            raise AccessDenied()
        return result
