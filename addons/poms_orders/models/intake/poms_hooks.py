from odoo import api, models


class PomsHooks(models.AbstractModel):
    _inherit = "poms.hooks"

    @api.model
    def _read_order_file(self, name, content):
        """Read a file of a format that orders does not know (EDI).

        :param str name: the file's name
        :param bytes content: its bytes
        :return: None where it is nobody's format, else {"documents": [neutral
            document], "errors": [sentence]}
        """
        return None
