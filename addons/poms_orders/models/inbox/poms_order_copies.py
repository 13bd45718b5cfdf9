from odoo import Command, api, fields, models


class PomsOrder(models.Model):
    """An order keeps every copy of itself."""

    _inherit = "poms.order"

    message_copy_ids = fields.One2many(
        "poms.order.message", "order_id", string="Further Copies", readonly=True
    )

    @api.model
    def _find_by_uuid(self, uuid):
        """(order, document) that came under the sender's key `uuid`, or empty."""
        if not uuid:
            return self.browse(), {}
        order = self.search([("uuid", "=", uuid)], limit=1)
        if order:
            return order, order.document or {}
        copy = self.env["poms.order.message"].search([("uuid", "=", uuid)], limit=1)
        return copy.order_id, copy.document or {}

    def _keep_copy(self, document, channel, attachments, uuid, is_older=False):
        """Keep a further copy; a plain repetition (known key) leaves no trace.

        :param bool is_older: it was written before what is here, and is ignored
        """
        self.ensure_one()
        if uuid and self._find_by_uuid(uuid)[0]:
            return
        if is_older and document in self.message_copy_ids.mapped("document"):
            return
        new = self._store_attachments(attachments)
        if channel == self.channel and not new and not is_older:
            return
        self.env["poms.order.message"].create(
            {
                "order_id": self.id,
                "channel": channel,
                "uuid": uuid or False,
                "reference": document.get("order_number") or False,
                "document": document,
                "is_older": is_older,
                "attachment_ids": [Command.set(new.ids)],
            }
        )
        self._message_log(body=self._copy_sentence(document, channel, is_older))

    def _copy_sentence(self, document, channel, is_older):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        values = {
            "channel": channels[channel],
            "reference": document.get("order_number") or self.reference or "",
        }
        if not is_older:
            return self.env._(
                "The same order came again (%(channel)s, %(reference)s); it stays one.",
                **values,
            )
        return self.env._(
            "An older message came late (%(channel)s, %(reference)s, %(written)s); it "
            "is kept with the originals and changes nothing.",
            written=document.get("revision") or document.get("document_date") or "",
            **values,
        )

    def _store_attachments(self, attachments):
        """Keep originals that are not here yet; returns the new ones."""
        self.ensure_one()
        model = self.env["ir.attachment"]
        known = set(self.original_attachment_ids.mapped("checksum"))
        records, new = model.browse(), []
        for attachment in attachments:
            if isinstance(attachment, models.BaseModel):
                records |= attachment
            elif model._compute_checksum(attachment[1]) not in known:
                name, content = attachment
                new.append(
                    {
                        "name": name,
                        "raw": content,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                )
        records |= model.create(new)
        records -= self.original_attachment_ids
        self.original_attachment_ids = [Command.link(i) for i in records.ids]
        return records
