from pathlib import PurePath

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError

from odoo.addons.queue_job.exception import RetryableJobError


class PomsEdiHandler(models.AbstractModel):
    """What edi_core_oca calls for POMS's two exchange types.

    Reading is part of processing: edi_core_oca validates only files that it fetched
    itself, never those pushed to it.
    """

    _name = "poms.edi.handler"
    _inherit = ["edi.oca.storage.handler", "edi.oca.handler.process"]
    _description = "Handler of POMS's EDI Messages"

    def process(self, exchange_record):
        partner = exchange_record.backend_id._poms_partner()
        if not partner:
            raise UserError(
                self.env._("No EDI partner belongs to this back end any more.")
            )
        partner = partner.with_company(partner.company_id)
        try:
            return partner._process_exchange(exchange_record)
        except ConcurrencyError as error:
            # Jobs are tried again only for this one; requests for the other.
            if self.env.context.get("job_uuid"):
                raise RetryableJobError(str(error), seconds=5) from error
            raise

    def send(self, exchange_record):
        """Write the file under a temporary name, then rename it: readers of the
        folder never see half of it."""
        backend = exchange_record.backend_id
        if not (backend.storage_id and backend.output_dir_pending):
            raise UserError(
                self.env._("The partner has no folder for outgoing messages.")
            )
        fs = backend.storage_id.fs
        folder = PurePath(backend.output_dir_pending.strip().rstrip("/"))
        path = folder / exchange_record.exchange_filename
        fs.makedirs(folder.as_posix(), exist_ok=True)
        partial = f"{path.as_posix()}.part"
        with fs.open(partial, "wb") as file:
            file.write(exchange_record._get_file_content(as_bytes=True))
        fs.mv(partial, path.as_posix())
        return True

    def check(self, exchange_record):
        return True
