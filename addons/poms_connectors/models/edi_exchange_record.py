from odoo import fields, models


class EdiExchangeRecord(models.Model):
    """The file of EDI messages, as it came or went."""

    _inherit = "edi.exchange.record"

    poms_message_ids = fields.One2many("poms.edi.message", "exchange_id")

    def _poms_sync_state(self):
        """Show on a file whether one of its messages still needs a person."""
        for exchange in self.filtered("poms_message_ids"):
            bad = exchange.poms_message_ids.filtered(
                lambda m: m.state in ("error", "parked")
            )
            exchange.write(
                {
                    "edi_exchange_state": "input_processed_error"
                    if bad
                    else "input_processed",
                    "exchange_error": "\n".join(filter(None, bad.mapped("text")))
                    or False,
                }
            )

    def _job_on_fail_update(self, failed_state, **kw):
        """Let a message that could not be sent show up for people too."""
        result = super()._job_on_fail_update(failed_state, **kw)
        if failed_state == "output_error_on_send":
            self.backend_id._poms_sync_sent(self)
        return result
