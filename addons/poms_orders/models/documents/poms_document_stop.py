from uuid import NAMESPACE_OID, uuid5

from odoo import api, fields, models


class PomsDocumentStop(models.Model):
    """A document that changed while a card was under way: what everybody on that card
    has to read, or to wait for, before the work goes on.
    """

    _name = "poms.document.stop"
    _description = "Card Stopped by a Document"
    _order = "id desc"
    _rec_name = "revision_id"

    card_id = fields.Many2one(
        "poms.task.card", required=True, index=True, readonly=True, ondelete="cascade"
    )
    revision_id = fields.Many2one(
        "poms.document.revision",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    date = fields.Datetime(
        string="Counts from", required=True, readonly=True, help="Acts before it stand."
    )
    company_id = fields.Many2one(related="card_id.company_id", store=True, index=True)

    _card_revision_unique = models.UniqueIndex(
        "(card_id, revision_id)", "The card was stopped for this revision already."
    )

    @api.model
    def _stop(self, revision, cards):
        """Stop the started cards among `cards` from now on, and their clocks.

        :param revision: one record of poms.document.revision, just validated or
            withdrawn
        """
        now = fields.Datetime.now()
        known = self.search(
            [("revision_id", "=", revision.id), ("card_id", "in", cards.ids)]
        )
        stops = known | self.create(
            [
                {"card_id": card.id, "revision_id": revision.id, "date": now}
                for card in cards - known.card_id
            ]
        )
        starts = max(now, revision.date_valid_from)
        stops.date = now if revision.state == "withdrawn" else starts
        for stop in stops:
            stop.with_delay(
                eta=stop.date if stop.date > now else None,
                identity_key=f"poms_document_stop_{stop.id}_{stop.date}",
                description=self.env._("Stop %s", stop.card_id.name),
            )._job_pause()
        return stops

    def _job_pause(self):
        """End the running time of everybody on the card; the same one twice is one."""
        self.ensure_one()
        card = self.card_id
        if card.state != "running":
            return
        note = self.env._("Stopped: %s", self.revision_id.display_name)
        ids = [row["employee_id"] for row in card._get_people()[card.id]]
        people = self.env["hr.employee"].browse(ids)
        moment = max(fields.Datetime.now(), self.date)
        if not any(self._judge(card, people, moment)):
            # an older revision came late, or everybody has read this one already
            return
        for employee in people:
            name = f"poms.document.stop,{self.id},{self.date},{employee.id}"
            values = {"note": note, "identified": "api"}
            act = str(uuid5(NAMESPACE_OID, name))
            card._act_inside("pause", act, card.id, employee, values)
            if card.state != "running":
                break

    @api.model
    def _judge(self, card, people, moment):
        """Return (unread, withdrawn): names of what changed on the card by `moment`.

        One query where nothing changed, four where something did.

        :param people: everybody who acts
        :param moment: naive UTC datetime of the act
        """
        # sudo: what has changed on a card is the same for everybody
        stops = self.sudo().search([("card_id", "=", card.id), ("date", "<=", moment)])
        if not stops:
            return (), ()
        documents = stops.revision_id.document_id
        valid = documents._get_valid_revisions(moment)
        asked = stops.revision_id.filtered(
            lambda revision: valid.get(revision.document_id.id) == revision
        )
        readers = asked._get_readers()
        unread = asked.filtered(lambda revision: people - readers[revision])
        gone = documents.filtered(lambda document: document.id not in valid)
        return tuple(unread.mapped("display_name")), tuple(gone.mapped("display_name"))
