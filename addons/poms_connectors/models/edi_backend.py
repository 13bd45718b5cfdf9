import os

from odoo import models

# How transfer programs name files that are not complete yet.
PARTIAL_ENDINGS = (".tmp", ".part", ".filepart", ".partial", ".writing", ".swp")


class EdiBackend(models.Model):
    """Guards around edi_core_oca for POMS's partners; other back ends stay as is."""

    _inherit = "edi.backend"

    def _is_poms(self):
        kind = self.env.ref("poms_connectors.edi_backend_type_poms")
        return self.backend_type_id == kind

    def _poms_partner(self):
        return (
            self.env["poms.edi.partner"]
            .with_context(active_test=False)
            .search([("backend_id", "=", self.id)], limit=1)
        )

    def exchange_process(self, exchange_record):
        """A file counts as processed only when none of its messages is open."""
        result = super().exchange_process(exchange_record)
        if self._is_poms():
            exchange_record._poms_sync_state()
            self._poms_move_file(exchange_record)
        return result

    def exchange_send(self, exchange_record):
        """What the partner fetches is not sent by a job."""
        if self._is_poms() and self._poms_partner().way_out == "fetch":
            return self.env._("Waits to be fetched.")
        result = super().exchange_send(exchange_record)
        if self._is_poms():
            self._poms_sync_sent(exchange_record)
        return result

    def _output_pending_records_domain(self, skip_sent=True, record_ids=None):
        """The hourly job leaves alone what the partner fetches itself."""
        domain = super()._output_pending_records_domain(skip_sent, record_ids)
        if self._is_poms() and self._poms_partner().way_out == "fetch":
            return [("id", "=", 0)]
        return domain

    def _poms_sync_sent(self, exchange_record):
        """Bring the state of a sent file to its message."""
        states = {
            "output_sent": "sent",
            "output_sent_and_processed": "sent",
            "output_error_on_send": "failed",
            "output_sent_and_error": "failed",
        }
        state = states.get(exchange_record.edi_exchange_state)
        if state:
            exchange_record.poms_message_ids.write(
                {"state": state, "text": exchange_record.exchange_error or False}
            )

    # -- watched folders

    def _poms_move_file(self, exchange_record):
        """Move a file that was read from the folder in to done or errors.

        After the commit: a file stays where it is until its messages are stored.
        """
        if not exchange_record.storage_id:
            return
        if exchange_record.edi_exchange_state == "input_processed":
            self._storage_on_edi_exchange_done(exchange_record)
        else:
            self._storage_on_edi_exchange_error(exchange_record)

    def _storage_get_input_filenames(self, exchange_type):
        """Leave out folders and what is still being written."""
        names = super()._storage_get_input_filenames(exchange_type)
        if not self._is_poms():
            return names
        fs = self.storage_id.fs
        return [
            name
            for name in names
            if not os.path.basename(name).startswith(".")
            and not name.lower().endswith(PARTIAL_ENDINGS)
            and not fs.isdir(name)
        ]

    def _storage_create_record_if_missing(self, exchange_type, remote_file_name):
        """A name may come again: only a file still in work is not taken twice.

        Copies are told by their content (`poms.edi.message.key`), not by name.
        """
        if not self._is_poms():
            return super()._storage_create_record_if_missing(
                exchange_type, remote_file_name
            )
        name = os.path.basename(remote_file_name)
        domain = [
            ("exchange_filename", "=", name),
            ("storage_id", "=", self.storage_id.id),
            (
                "edi_exchange_state",
                "in",
                ("new", "input_pending", "input_received", "input_receive_error"),
            ),
        ]
        if self._find_existing_exchange_records(
            exchange_type, extra_domain=domain, count_only=True
        ):
            return None
        vals = self._storage_new_exchange_record_vals(name)
        vals["company_id"] = self.company_id.id
        return self.create_record(exchange_type.code, vals).identifier
