import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.epcis import chain_hash

_logger = logging.getLogger(__name__)

SEAL_LOCK = 0x504F4D54
BATCH = 2000
# No transaction lives that long: lower ids cannot appear later than this.
LATE_DAYS = 1


class PomsTraceSeal(models.Model):
    """A link of a company's chain: it fixes one event and the seal before it.

    Events are written by many transactions at once and take no common lock; the
    sealer chains what is committed, seconds later, in its own transaction. An event
    with a lower id that commits late is sealed late, never skipped.
    """

    _name = "poms.trace.seal"
    _inherit = ["poms.append.only"]
    _description = "Seal of a Trace Event"
    _order = "company_id, sequence"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(required=True, readonly=True, aggregator=None)
    event_ref = fields.Integer("Event", required=True, readonly=True, aggregator=None)
    event_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, index=True)

    _sequence_unique = models.UniqueIndex(
        "(company_id, sequence)", "A chain has one seal at each place."
    )
    _event_unique = models.UniqueIndex("(event_ref)", "An event is sealed once.")

    @api.model
    def _cron_seal(self):
        """Seal what was committed since, company by company, in batches."""
        for company in self.env["res.company"].sudo().search([]):
            while True:
                count = self._seal(company)
                if not self.env["ir.cron"]._commit_progress(count):
                    return
                if count < BATCH:
                    break

    @api.model
    def _seal(self, company, limit=BATCH):
        """Chain up to `limit` unsealed events of `company`; return their number.

        Only one transaction seals a company at a time; another one leaves at once.
        """
        cr = self.env.cr
        cr.execute(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", SEAL_LOCK, company.id)
        )
        if not cr.fetchone()[0]:
            return 0
        last = self.sudo().search(
            [("company_id", "=", company.id)], order="sequence desc", limit=1
        )
        sequence, previous = last.sequence or 0, last.hash or ""
        now, vals_list = fields.Datetime.now(), []
        for event_id, event_hash in self._get_unsealed(company, limit):
            sequence += 1
            previous = chain_hash(previous, sequence, event_id, event_hash)
            vals_list.append(
                {
                    "company_id": company.id,
                    "sequence": sequence,
                    "event_ref": event_id,
                    "event_hash": event_hash,
                    "hash": previous,
                    "date": now,
                }
            )
        self.sudo().create(vals_list)
        return len(vals_list)

    def _get_unsealed(self, company, limit, is_all=False):
        """Return [(event id, content hash)] of committed events without a seal."""
        self.env["poms.trace.event"].flush_model()
        self.flush_model()
        floor = 0
        if not is_all:
            before = fields.Datetime.subtract(fields.Datetime.now(), days=LATE_DAYS)
            old = self.sudo().search(
                [("company_id", "=", company.id), ("date", "<", before)],
                order="sequence desc",
                limit=1,
            )
            floor = old.event_ref
        self.env.cr.execute(
            SQL(
                """
                SELECT event.id, event.content_hash
                FROM poms_trace_event event
                WHERE event.company_id = %s AND event.id > %s AND NOT EXISTS (
                    SELECT 1 FROM poms_trace_seal seal WHERE seal.event_ref = event.id)
                ORDER BY event.id LIMIT %s
                """,
                company.id,
                floor,
                limit,
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def check_ledger(self, company=None):
        """Check the whole ledger of a company.

        :return: ``{"events", "seals": int, "altered", "missing", "unsealed": [event
            ids], "broken": [seal sequences], "ok": bool}``; unsealed alone is no
            fault, the sealer comes after the act
        """
        self.check_access("read")
        company = company or self.env.company
        seals = self.search([("company_id", "=", company.id)], order="sequence")
        events = self.env["poms.trace.event"].sudo()
        result = {"events": 0, "seals": len(seals), "altered": [], "missing": []}
        result["broken"], sealed = self._check_chain(seals)
        seen = set()
        last_id = 0
        while batch := events.search(
            [("company_id", "=", company.id), ("id", ">", last_id)],
            order="id",
            limit=BATCH,
        ):
            last_id = batch[-1].id
            seen.update(batch.ids)
            result["events"] += len(batch)
            result["altered"] += [
                event.id
                for event in batch
                if not event._is_genuine()
                or sealed.get(event.id, event.content_hash) != event.content_hash
            ]
            self.env.invalidate_all()
        result["missing"] = sorted(set(sealed) - seen)
        result["unsealed"] = sorted(seen - set(sealed))
        faults = ("altered", "missing", "broken")
        result["ok"] = not any(result[fault] for fault in faults)
        return result

    @staticmethod
    def _check_chain(seals):
        """Return ([sequences that do not fit], {event id: sealed hash})."""
        broken, sealed, previous, place = [], {}, "", 0
        for seal in seals:
            place += 1
            expected = chain_hash(
                previous, seal.sequence, seal.event_ref, seal.event_hash
            )
            if seal.sequence != place or seal.hash != expected:
                broken.append(seal.sequence)
                place = seal.sequence
            previous = seal.hash
            sealed[seal.event_ref] = seal.event_hash
        return broken, sealed
