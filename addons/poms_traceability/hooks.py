import base64
import gzip
import json

from odoo import fields

from .models.poms_append_only import drop_triggers


def uninstall_hook(env):
    """Keep the ledger as a file, then let its tables go.

    The tables are dropped right after this hook; the function that guarded them
    belongs to no table, so it is dropped here.
    """
    _export_ledger(env)
    drop_triggers(env.cr)


def _export_ledger(env):
    """Store all events as one attachment, a JSON object a line (gzip)."""
    events = env["poms.trace.event"].sudo().search([], order="id")
    if not events:
        return
    lines = (json.dumps(event._get_content(), sort_keys=True) for event in events)
    packed = gzip.compress("\n".join(lines).encode())
    stamp = fields.Datetime.now().strftime("%Y%m%d-%H%M%S")
    env["ir.attachment"].sudo().create(
        {
            "name": f"poms-ledger-{stamp}.jsonl.gz",
            "datas": base64.b64encode(packed),
            "mimetype": "application/gzip",
        }
    )
