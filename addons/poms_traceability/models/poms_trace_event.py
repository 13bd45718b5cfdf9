import uuid

from odoo import api, fields, models

from ..domain.epcis import content_hash, plain, wording

EVENT_KINDS = [
    ("order_received", "Order received"),
    ("order_confirmed", "Order confirmed"),
    ("card_released", "Card released"),
    ("card_started", "Card started"),
    ("card_paused", "Card paused"),
    ("card_reported", "Work reported"),
    ("card_finished", "Card finished"),
    ("component_consumed", "Component consumed"),
    ("lot_received", "Lot received"),
    ("inspection_done", "Inspection done"),
    ("hold_set", "Hold set"),
    ("hold_released", "Hold released"),
    ("shipped", "Shipped"),
    ("document_sent", "Document sent"),
    ("other", "Other"),
]
EVENT_TYPES = [
    ("object", "ObjectEvent"),
    ("aggregation", "AggregationEvent"),
    ("transaction", "TransactionEvent"),
    ("transformation", "TransformationEvent"),
    ("association", "AssociationEvent"),
]
ACTIONS = [("add", "ADD"), ("observe", "OBSERVE"), ("delete", "DELETE")]

# What the content hash covers; another set of fields is another HASH_VERSION.
HASH_VERSION = 1
HASHED_FIELDS = (
    "uuid",
    "kind",
    "event_type",
    "action",
    "biz_step",
    "disposition",
    "date",
    "date_recorded",
    "company_id",
    "source_model",
    "source_ref",
    "source_code",
    "order_ref",
    "order_code",
    "production_ref",
    "production_code",
    "card_ref",
    "card_code",
    "operation_name",
    "workcenter_ref",
    "workcenter_code",
    "partner_code",
    "persons",
    "data",
)
HASHED_ITEM_FIELDS = (
    "role",
    "product_ref",
    "product_code",
    "product_name",
    "lot_ref",
    "lot_code",
    "quantity",
    "uom",
)


def hashable(values, names):
    """Return the named values in the one form that is hashed; empty is None."""
    content = {}
    for name in names:
        content[name] = plain(values.get(name)) or None
    return content


class PomsTraceEvent(models.Model):
    """One line of the ledger: who did what, where, when, why, with which values.

    Worded as EPCIS 2.0 says it. What it tells of is kept as plain id and code
    (`*_ref`, `*_code`), so that it stands when the record is gone or renamed.
    """

    _name = "poms.trace.event"
    _inherit = ["poms.append.only"]
    _description = "Trace Event"
    _order = "date desc, id desc"
    _log_access = False

    uuid = fields.Char("Event ID", required=True, readonly=True)
    kind = fields.Selection(EVENT_KINDS, required=True, readonly=True)
    event_type = fields.Selection(EVENT_TYPES, required=True, readonly=True)
    action = fields.Selection(ACTIONS, readonly=True)
    biz_step = fields.Char("Business Step", readonly=True)
    disposition = fields.Char(readonly=True)
    date = fields.Datetime("Happened", required=True, readonly=True, index=True)
    date_recorded = fields.Datetime("Recorded", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )

    source_model = fields.Char(readonly=True)
    source_ref = fields.Many2oneReference(
        "Source", model_field="source_model", readonly=True
    )
    source_code = fields.Char("Source Document", readonly=True)
    order_ref = fields.Integer("Order ID", readonly=True, aggregator=None)
    order_code = fields.Char("Order", readonly=True)
    production_ref = fields.Integer(
        "Production Order ID", readonly=True, aggregator=None
    )
    production_code = fields.Char("Production Order", readonly=True)
    card_ref = fields.Integer("Card ID", readonly=True, aggregator=None)
    card_code = fields.Char("Card", readonly=True, index="btree_not_null")
    operation_name = fields.Char("Operation", readonly=True)
    workcenter_ref = fields.Integer("Machine ID", readonly=True, aggregator=None)
    workcenter_code = fields.Char("Machine", readonly=True)
    partner_code = fields.Char("Partner", readonly=True)
    persons = fields.Char(
        "Pseudonyms", readonly=True, help="Separated by spaces; names stand elsewhere."
    )
    person_names = fields.Char("People", compute="_compute_person_names")
    item_ids = fields.One2many("poms.trace.item", "event_id", readonly=True)
    data = fields.Json(readonly=True, help="Quantities, parameters, reasons, notes.")
    data_text = fields.Text("Values", compute="_compute_data_text")
    content_hash = fields.Char(required=True, readonly=True)

    _uuid_unique = models.UniqueIndex("(uuid)", "This event is recorded already.")
    _production_index = models.Index("(production_ref, id) WHERE production_ref > 0")
    _card_index = models.Index("(card_ref, id) WHERE card_ref > 0")
    _order_index = models.Index("(order_ref, id) WHERE order_ref > 0")

    @api.depends("kind", "source_code")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = (
                f"{kinds[event.kind]} {event.source_code or ''}".strip()
            )

    @api.depends("persons")
    def _compute_person_names(self):
        split = {event: (event.persons or "").split() for event in self}
        names = self.env["poms.trace.person"]._get_names(
            {one for people in split.values() for one in people}
        )
        for event in self:
            event.person_names = ", ".join(names[one] for one in split[event])

    @api.depends("data")
    def _compute_data_text(self):
        for event in self:
            rows = (event.data or {}).items()
            event.data_text = "\n".join(
                f"{key}: {self._say(value)}" for key, value in rows if value
            )

    @api.model
    def _say(self, value):
        """Nested values on one line, for people."""
        if isinstance(value, dict):
            return ", ".join(f"{k} {self._say(v)}" for k, v in value.items() if v)
        if isinstance(value, list):
            return "; ".join(self._say(item) for item in value)
        return str(value)

    @api.model
    def _record(self, kind, record, values):
        """Write one event about `record`; see `poms.hooks._record_event`.

        :return: the event, as superuser
        """
        return self._record_many([(kind, record, values)])

    @api.model
    def _record_many(self, acts):
        """Write events in two inserts, whatever their number.

        :param acts: list of (kind, record, values)
        """
        now = fields.Datetime.now()
        known = dict(EVENT_KINDS)
        vals_list, items_list = [], []
        taker = self.env["poms.trace.snapshot"].with_context(poms_pseudonyms={})
        for kind, record, values in acts:
            snapshot = taker._take(record, values or {})
            items = snapshot.pop("items")
            said = wording(kind, values or {})
            vals = {
                "uuid": str(uuid.uuid4()),
                "kind": kind if kind in known else "other",
                **said._asdict(),
                "date": now,
                "date_recorded": now,
                **snapshot,
            }
            if kind not in known:
                vals["data"]["kind"] = kind
            vals["content_hash"] = self._hash(vals, items)
            vals_list.append(vals)
            items_list.append(items)
        # sudo: nobody may write events by hand; whoever acts leaves one
        events = self.sudo().create(vals_list)
        self.env["poms.trace.item"].sudo().create(
            [
                {**item, "event_id": event.id, "company_id": event.company_id.id}
                for event, items in zip(events, items_list, strict=True)
                for item in items
            ]
        )
        return events

    @api.model
    def _hash(self, vals, items):
        content = hashable(vals, HASHED_FIELDS)
        content["items"] = [hashable(item, HASHED_ITEM_FIELDS) for item in items]
        content["version"] = HASH_VERSION
        return content_hash(content)

    def _get_content(self):
        """Return all that the event's hash covers, with the hash, JSON-able."""
        self.ensure_one()
        vals = {name: self[name] for name in HASHED_FIELDS}
        vals["company_id"] = self.company_id.id
        content = hashable(vals, HASHED_FIELDS)
        content["items"] = [
            hashable(
                {name: item[name] for name in HASHED_ITEM_FIELDS}, HASHED_ITEM_FIELDS
            )
            for item in self.item_ids.sorted("id")
        ]
        content["content_hash"] = self.content_hash
        return content

    def _is_genuine(self):
        """True when the content still has the hash that it was recorded with."""
        content = self._get_content()
        known = content.pop("content_hash")
        content["version"] = HASH_VERSION
        return content_hash(content) == known

    def action_open_source(self):
        """Open the record that the event tells of, if it is still there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.source_model,
            "res_id": self.source_ref,
            "view_mode": "form",
        }
