"""The rules' own cron, which a running plant may have re-timed, runs them all."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref("poms_orders.ir_cron_auto_release", raise_if_not_found=False)
    if cron:
        cron.write(
            {
                "model_id": env["ir.model"]._get_id("poms.intake.rule"),
                "code": "model._cron_release()",
            }
        )
