import hashlib

from odoo import models
from odoo.modules import Manifest


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the floor which version of itself it is."""
        info = super().session_info()
        info["poms_floor_version"] = self._get_floor_version()
        return info

    def _get_floor_version(self):
        """Version of the floor's app: it changes with every file a tablet keeps."""
        qweb = self.env["ir.qweb"]
        links = qweb._get_asset_links("web.assets_web", css=True, js=True, debug="")
        mark = hashlib.sha256("\n".join(links).encode()).hexdigest()[:8]
        return f"{Manifest.for_addon('poms_orders')['version']}-{mark}"
