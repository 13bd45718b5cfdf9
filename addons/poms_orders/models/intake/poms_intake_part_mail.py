from odoo import models
from odoo.tools import html2plaintext

# Logos and lines of a signature are smaller than any picture of an order.
SMALL_PICTURE = 12_000
# How Odoo calls a part without a file name; it does not tell which picture it is.
NAMELESS = "attachment"


class PomsIntakePart(models.Model):
    """What of a mail is only its dress, and when a file is done."""

    _inherit = "poms.intake.part"

    def _drop_decoration(self, message):
        """Set the pictures of a signature aside: small, and shown in the text."""
        body = str(message.body or "")
        small = self.filtered(
            lambda p: (
                p.kind == "picture"
                and p.attachment_id.file_size < SMALL_PICTURE
                and (
                    f"/web/image/{p.attachment_id.id}" in body
                    or (p.name == NAMELESS and "cid:" in body)
                )
            )
        )
        small._set_ignored()
        empty = self.filtered(lambda p: p.is_body and not html2plaintext(body).strip())
        if empty and self - empty:
            empty._set_ignored()

    def _after_rows(self):
        """A file whose rows are all answered is done."""
        for part in self.filtered(lambda p: p.state in ("partial", "done", "ignored")):
            if part.open_row_count:
                part.state = "partial"
            elif part.state == "partial":
                part.state = "done" if part.order_ids else "ignored"
