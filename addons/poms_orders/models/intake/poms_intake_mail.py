from odoo import api, models
from odoo.tools import email_normalize

from ...domain.intake_readers.labels import number_in
from .poms_intake import OPEN_STATES

# A mail's own order of trust: what a program wrote before what people did.
# Codes of a table that a person has to look at before it becomes an order.
UNCLEAR = ("columns_unclear", "no_rows")
KIND_ORDER = {"edi": 0, "xlsx": 1, "xls": 1, "csv": 1, "pdf": 2, "html": 3}


class PomsIntake(models.Model):
    """Mails of the alias: each is stored, then read."""

    _inherit = "poms.intake"

    def message_new(self, msg_dict, custom_values=None):
        subject = msg_dict.get("subject") or self.env._("(no subject)")
        vals = {"name": subject, "channel": "email", **(custom_values or {})}
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        if not self._is_ours(author):
            vals["sender"] = email_normalize(msg_dict.get("email_from") or "")
            mapping = self.env["poms.sender.mapping"]
            known = author or mapping._find_customer([vals["sender"]])
            vals.setdefault("partner_id", known.id)
        return super().message_new(msg_dict, vals)

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """A customer may send any number of orders; what is none may be a loop."""
        domain = super()._detect_loop_sender_domain(email_from_normalized)
        return [*domain, ("part_ids.order_ids", "=", False)]

    def _is_ours(self, partner):
        """Whoever forwards a mail is not the customer."""
        return any(not user.share for user in partner.user_ids)

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email":
            self._read_message(message)
        return result

    def _read_message(self, message):
        """Read body and attachments; a further mail of the thread adds to it."""
        self.ensure_one()
        before = self.part_ids
        # sudo: the mail gateway's user reads the files of the mail it has just posted
        attachments = message.sudo().attachment_ids
        orders = before.order_ids
        if before and orders:
            orders[:1].message_post(
                body=message.body,
                subject=message.subject,
                author_id=message.author_id.id,
                email_from=message.email_from,
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )
        body = self._keep_body(message)
        number = self._number_of_mail(message.subject, attachments, orders)
        self._add_parts(attachments, order_number=number)
        self._add_parts(body, is_body=True, order_number=number)
        new = self.part_ids - before
        if self.env.context.get("poms_automatic_answer"):
            new._set_ignored()
            self._message_log(
                body=self.env._("An automatic answer: nobody wrote it, it is no order.")
            )
            return
        new._drop_decoration(message)
        self._after_mail(new)

    def _number_of_mail(self, subject, attachments, orders):
        """The order that a mail is about, for files that name none themselves."""
        if orders:
            return orders.reference if len(orders) == 1 else False
        papers = attachments.filtered(
            lambda a: not (a.mimetype or "").startswith("image/")
        )
        # several files may be several orders
        return number_in(subject) if len(papers) < 2 else False

    def _keep_body(self, message):
        return self.env["ir.attachment"].create(
            {
                "name": self.env._("Mail.html"),
                "raw": str(message.body or "").encode(),
                "mimetype": "text/html",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _after_mail(self, parts=None):
        """Take in what is clear; the rest of the mail waits for a person."""
        parts = self.part_ids if parts is None else parts
        clear = parts.filtered(
            lambda p: p.state == "check" and p.code not in UNCLEAR
        ).sorted(lambda p: (KIND_ORDER.get(p.kind, 9), p.id))
        taken, first_kind = set(), None
        for part in clear:
            rank = KIND_ORDER.get(part.kind, 9)
            if taken and rank >= 2 and rank > first_kind:
                # the same order once more, as paper or in words
                part._set_ignored()
                continue
            part._take_in()
            if part.order_ids or part.row_ids:
                first_kind = rank if first_kind is None else first_kind
                taken |= {order.reference for order in part.order_ids} or {False}
        self._settle_rest(parts, bool(taken))

    def _settle_rest(self, parts, has_orders):
        """Pictures of a known customer are an order to type in; else a person looks."""
        rest = parts.filtered(lambda p: p.state in OPEN_STATES and not p.row_ids)
        words = rest.filtered(lambda p: p.is_body)
        if has_orders:
            kept = rest.filtered(lambda p: p.state == "type")
            kept._set_ignored()
            self.part_ids._attach_to_orders()
            return
        papers = rest.filtered(lambda p: p.state == "type") - words
        if papers and self.partner_id:
            papers._type_in()
            words._set_ignored()
        elif words and rest - words:
            words._set_ignored()

    def _find_customer(self, orders):
        """The customer that the file itself names."""
        if not self.partner_id and len(orders.partner_id) == 1:
            self.partner_id = orders.partner_id
