from odoo import models


class PomsOperationParameter(models.Model):
    _inherit = "poms.operation.parameter"

    def _get_limit_text(self):
        """Return name and limits as one line for paper, with room for the value."""
        self.ensure_one()
        if self.kind == "photo":
            # paper takes none: somebody adds it later
            return self.env._("%s (photo)", self.name)
        limits = ""
        if self.kind == "number" and (self.value_min or self.value_max):
            limits = f"{self.value_min:g} – {self.value_max:g} {self.unit or ''}"
            if not self.value_max and self.value_min > 0:
                limits = f"≥ {self.value_min:g} {self.unit or ''}"
        return f"{self.name} {limits}".strip() + "  ____________"
