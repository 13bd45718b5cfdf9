from odoo import api, models
from odoo.tools import str2bool

from ..tools import demo_history, demo_orders, demo_plant


class PomsDemo(models.AbstractModel):
    """Door of the demo data to its loaders in `tools/`; does nothing else."""

    _name = "poms.demo"
    _description = "Demo Plant"

    @api.model
    def _is_demo_plant(self):
        """Whether this database is the demo plant, where demo passwords count."""
        value = self.env["ir.config_parameter"].sudo().get_param("poms.demo")
        return str2bool(value or "", default=False)

    @api.model
    def _load_settings(self):
        demo_plant.load_settings(self.env)

    @api.model
    def _load_plant(self):
        demo_plant.load_plant(self.env)

    @api.model
    def _load_orders(self):
        # The installer of the demo plant loads the demo data of the other addons
        # first, so that orders meet their quality points and partners.
        if not self.env.context.get("poms_demo_defer"):
            demo_orders.load_orders(self.env)
            self._job_load_history()

    @api.model
    def _hand_in_edi(self, document, partner):
        """Hand in an order as an EDI message of the partner, where something reads it.

        :param dict document: the neutral document
        :return: the order, or None without the partner's connector
        """
        return None

    @api.model
    def _after_orders(self):
        """What other addons add once the orders stand; nothing here."""

    @api.model
    def _job_load_history(self):
        """Two months of past production; also runs as a job of the queue."""
        demo_history.load_history(self.env)
