from odoo import api, models


class PomsHooks(models.AbstractModel):
    """The doors through which other addons hear of orders and answer it.

    Every method does nothing here; an addon that fills one inherits this model.
    Orders calls them always, so that it never asks which addons are installed.
    """

    _name = "poms.hooks"
    _description = "Hooks of the Production Order System"

    @api.model
    def _record_event(self, kind, record, values):
        """Note one act in the ledger, in the transaction of the act itself.

        :param str kind: order_received, order_confirmed, card_released,
            card_started, card_paused, card_reported, card_finished,
            component_consumed, lot_received, inspection_done, hold_set,
            hold_released, shipped, document_sent, card_split, card_merged,
            card_changed, card_reworked, document_validated,
            document_withdrawn, tool_reset, gate_overridden, process_changed,
            outside_sent, outside_received
        :param record: the record that the act is about (one record)
        :param dict values: JSON-able facts; quantities as strings
        """
        return self._record_events([(kind, record, values)])

    @api.model
    def _record_events(self, acts):
        """Note many acts at once; each as `_record_event` takes it.

        :param list acts: (kind, record, values)
        """

    @api.model
    def _inspection_request(self, card, trigger):
        """Ask for the inspections of `card` that `trigger` calls for.

        :return: the inspections as a recordset, or None without a quality system
        """
        return None

    @api.model
    def _inspection_result(self, inspection, values):
        """Take the result of an inspection that another system made."""
        return None

    @api.model
    def _quality_released_qty(self, card):
        """Return the quantity of `card` that quality lets go on; None: no limit."""
        return None

    @api.model
    def _ingest_machine_data(self, values_list):
        """Take measured values and states of machines."""
        return None

    @api.model
    def _promise_date(self, lines):
        """Return {order line id: datetime} that can be promised; {} if unknown."""
        return {}

    @api.model
    def _plan_figures(self):
        """Return the figures of the plan in force as a dict; {} without one."""
        return {}

    @api.model
    def _send_document(self, document, partner, records):
        """Send a neutral document to `partner`; `records` are what it tells of.

        :return: the outgoing message, or None where nothing sends
        """
        return None

    @api.model
    def _document_changed(self, revision, cards):
        """Hear that a document came into force or was withdrawn.

        :param revision: one record of poms.document.revision; its state says which
        :param cards: open cards that are made by the document, also running ones
        """

    @api.model
    def _is_confirmed(self, reports):
        """Return whether another system was told of one of these reports."""
        return False

    @api.model
    def _report_corrected(self, report, original):
        """Tell other systems of a counter-entry, in its transaction.

        :param report: the counter-entry; its quantities are differences
        :param original: the report that it corrects
        """
