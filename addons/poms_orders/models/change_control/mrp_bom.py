from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...domain.change_revision import next_revision


class MrpBom(models.Model):
    """Bills of material with their routing, in revisions that follow each other."""

    _inherit = "mrp.bom"

    poms_revision = fields.Char(string="Revision", copy=False)
    poms_revision_name = fields.Char(
        string="Revision Name", compute="_compute_poms_revision_name"
    )
    poms_date_from = fields.Datetime(
        string="Valid from", copy=False, help="Empty: from the beginning."
    )
    poms_date_to = fields.Datetime(
        string="Valid until", copy=False, help="Empty: until the next revision."
    )
    poms_previous_id = fields.Many2one(
        "mrp.bom",
        string="Previous Revision",
        copy=False,
        readonly=True,
        index="btree_not_null",
        context={"active_test": False},
    )
    poms_next_ids = fields.One2many(
        "mrp.bom",
        "poms_previous_id",
        string="Later Revisions",
        context={"active_test": False},
    )
    poms_change_id = fields.Many2one(
        "poms.change.request",
        string="Made by Change",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )
    poms_is_draft = fields.Boolean(
        string="Draft Revision",
        copy=False,
        readonly=True,
        help="Not used until its change is applied.",
    )

    @api.depends("poms_revision")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for bom in self.filtered("poms_revision"):
            # a revision is a copy: it has the code of the one before
            bom.display_name = self.env._(
                "%(bom)s, revision %(revision)s",
                bom=bom.display_name,
                revision=bom.poms_revision,
            )
        return result

    @api.depends("poms_revision", "product_tmpl_id.default_code", "code")
    def _compute_poms_revision_name(self):
        for bom in self:
            name = bom.code or bom.product_tmpl_id.default_code
            name = name or bom.product_tmpl_id.name or ""
            bom.poms_revision_name = f"{name} {bom.poms_revision or 'A'}".strip()

    @api.model
    def _bom_find_domain(
        self, products, picking_type=None, company_id=False, bom_type=False
    ):
        """Only what is valid now (or at `poms_bom_date` of the context)."""
        domain = super()._bom_find_domain(products, picking_type, company_id, bom_type)
        at = self.env.context.get("poms_bom_date") or fields.Datetime.now()
        valid = [
            "&",
            "|",
            ("poms_date_from", "=", False),
            ("poms_date_from", "<=", at),
            "|",
            ("poms_date_to", "=", False),
            ("poms_date_to", ">", at),
        ]
        return domain & fields.Domain(valid)

    @api.constrains("active")
    def _check_draft_revision(self):
        for bom in self:
            if bom.active and bom.poms_is_draft:
                raise UserError(
                    self.env._(
                        "%s is a draft revision: it is used when its change is "
                        "applied.",
                        bom.poms_revision_name,
                    )
                )

    def action_new_revision(self):
        """Copy into the next revision and open the change that brings it in."""
        self.ensure_one()
        self.check_access("write")
        if not self.poms_revision:
            self.poms_revision = "A"
        new = self._poms_copy_revision()
        request = self.env["poms.change.request"].create(
            {
                "kind": "engineering",
                "subject": self.env._(
                    "%(bom)s becomes revision %(revision)s",
                    bom=self.product_tmpl_id.display_name,
                    revision=new.poms_revision,
                ),
                "company_id": (self.company_id or self.env.company).id,
                "item_ids": [
                    Command.create(
                        {"kind": "bom", "bom_id": self.id, "new_bom_id": new.id}
                    )
                ],
            }
        )
        new.poms_change_id = request
        return request._get_records_action()

    def _poms_copy_revision(self):
        """The next revision as a draft that nothing uses yet."""
        self.ensure_one()
        drafts = self.with_context(active_test=False).poms_next_ids
        last = (self | drafts).sorted("id")[-1:]
        new = self.copy(
            {
                "active": False,
                "poms_is_draft": True,
                "poms_revision": next_revision(last.poms_revision),
                "poms_previous_id": self.id,
            }
        )
        copies = new.operation_ids.sorted()  # in Odoo's order of copying
        for step, copy in zip(self.operation_ids, copies, strict=True):
            copy.poms_origin_id = step
        return new

    def _poms_take_over(self, new, request):
        """`new` is used from its date on; this one ends then and is kept."""
        self.ensure_one()
        now = fields.Datetime.now()
        start = max(request.date_effective or now, now)
        if self.poms_date_to and self.poms_date_to <= start:
            raise UserError(
                self.env._(
                    "%(old)s has ended already: make the new revision from the one "
                    "in use.",
                    old=self.poms_revision_name,
                )
            )
        new.write({"poms_is_draft": False})
        new.write(
            {
                "active": True,
                "poms_date_from": start,
                "sequence": self.sequence,
                "poms_change_id": request.id,
            }
        )
        self.poms_date_to = start
        if start <= now:
            self.active = False
        # a copy loses what hangs on the operations of the old revision
        self._poms_copy_masters(new)

    def _poms_copy_masters(self, new):
        """Hook: what other records say of the old operations, for the new ones.

        What is a part of the operation (tools, skills, parameters, alternatives) was
        copied with it. `poms_origin_id` of a new operation names the old one; an
        operation that was added to the revision has none.
        """

    @api.model
    def _cron_archive_revisions(self):
        """Archive revisions that have ended; running orders keep them."""
        ended = self.search([("poms_date_to", "<=", fields.Datetime.now())])
        ended.action_archive()


class MrpRoutingWorkcenter(models.Model):
    _inherit = "mrp.routing.workcenter"

    poms_origin_id = fields.Many2one(
        "mrp.routing.workcenter",
        string="Same Step of the Previous Revision",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
