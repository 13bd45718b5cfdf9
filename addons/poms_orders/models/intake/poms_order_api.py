from odoo import api, models
from odoo.exceptions import ValidationError

from ...domain.document_shape import shape_errors
from ..states import ORDER_CHANNELS


class PomsOrder(models.Model):
    """What the public door refuses before it looks at an order."""

    _inherit = "poms.order"

    @api.model
    def _check_ingest(self, document, channel, uuid):
        """Raise `ValidationError` naming every place that has the wrong shape."""
        if not isinstance(document, dict):
            raise ValidationError(self.env._("The document must be a JSON object."))
        errors = shape_errors(document)[:20]
        if errors:
            raise ValidationError(
                self.env._(
                    "The document has the wrong shape: %s",
                    "; ".join(f"{path}: {expected}" for path, expected in errors),
                )
            )
        channels = [code for code, _label in ORDER_CHANNELS]
        if channel not in channels:
            raise ValidationError(
                self.env._(
                    "channel must be one of %s.",
                    ", ".join(channels),
                )
            )
        if uuid is not None and uuid is not False and not isinstance(uuid, str):
            raise ValidationError(self.env._("uuid must be a text."))

    @api.model
    def _ingest_partner(self, partner_id):
        """The customer that the caller names; one that is not here is refused."""
        if not partner_id:
            return self.env["res.partner"]
        if isinstance(partner_id, bool) or not isinstance(partner_id, int):
            raise ValidationError(self.env._("partner_id must be a number."))
        # sudo: a bot may name a customer that it cannot read
        partner = self.env["res.partner"].sudo().browse(partner_id).exists()
        if not partner:
            raise ValidationError(
                self.env._("There is no customer with the id %s.", partner_id)
            )
        return partner
