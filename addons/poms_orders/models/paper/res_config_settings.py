from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    poms_paper_folder = fields.Char(
        string="Paper Folder",
        config_parameter="poms_orders.paper_folder",
        help="A folder of the server, best a mounted share of another machine.",
    )
    poms_paper_storage = fields.Char(
        string="Paper Storage",
        config_parameter="poms_orders.paper_storage",
        help="Code of a storage of the module fs_storage.",
    )
    poms_paper_email = fields.Char(
        string="Paper Mailbox",
        config_parameter="poms_orders.paper_email",
        help="A mailbox that can be read when this server is off.",
    )
    poms_paper_keep_days = fields.Integer(
        string="Keep Papers (days)",
        config_parameter="poms_orders.paper_keep_days",
        default=7,
    )
