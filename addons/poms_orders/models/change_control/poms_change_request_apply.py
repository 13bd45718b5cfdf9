from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...domain.change_dispositions import ProductionCase, production_steps
from .poms_change_request_impact import to_decimal
from .setting_values import kept_value, written_value

PLANNERS = "poms_orders.group_planner,poms_orders.group_plant_manager"
ENGINEERS = "poms_orders.group_process_engineer"


class PomsChangeRequest(models.Model):
    """Carrying an approved change out, in the caller's one transaction."""

    _inherit = "poms.change.request"

    def action_apply(self):
        """Carry approved changes out; all of each, or nothing.

        One that touches other things than when it was decided is decided again.

        :return: True, or an action that says which are to be decided again
        :raise UserError: not approved, or something stands in the way: what, and
            what to do
        """
        self.check_access("write")
        again = self.browse()
        for request in self:
            if request.state != "approved":
                raise UserError(
                    self.env._("%s is not approved: nothing to apply.", request.name)
                )
            roles = ENGINEERS if request.kind == "engineering" else PLANNERS
            if not self.env.user.has_groups(f"{roles},{PLANNERS}"):
                raise AccessError(
                    self.env._("Planners apply changes; engineers those of theirs.")
                )
            # sudo: an approved change is carried out through every document
            if request.sudo()._is_still_decided():
                request.sudo()._apply()
            else:
                again |= request
        return again._tell_decided_again() if again else True

    def _apply(self):
        """Carry out what was just handed in, or found to be as it was decided."""
        self.ensure_one()
        # Odoo makes no production order of its own while we change quantities
        request = self.with_company(self.company_id).with_context(poms_split=True)
        request._check_no_one_works()
        # the holds were for the time before the decision
        request._release_holds(self.env._("%s is carried out", self.name))
        productions = request.line_ids.production_id
        needs = productions._poms_open_needs()
        # Odoo forgets where a cancelled move's components came from
        brought = {
            line: line._get_record()._poms_brought()
            for line in request.line_ids
            if line.kind == "kit"
        }
        snapshot = []
        for item in request.item_ids:
            snapshot += item._apply_item()
        request._apply_kits(brought)
        request._note_leftover(needs, productions)
        self.env.flush_all()
        request.write(
            {
                "state": "applied",
                "date_applied": fields.Datetime.now(),
                "applied_user_id": self.env.uid,
                "snapshot": snapshot or False,
            }
        )
        request._after_apply()

    def _after_apply(self):
        """Tell the ledger, the customer, and who has to act now."""
        self.ensure_one()
        self._record(
            "change_applied",
            {
                "asked": [item._label() for item in self.item_ids],
                "dispositions": [
                    {"thing": line.name, "disposition": line.disposition or ""}
                    for line in self.line_ids
                    if line.kind not in ("card", "bar")
                ],
            },
        )
        if self.lane != "emergency":
            self.activity_unlink(["mail.mail_activity_data_todo"])
        self._ask_for_follow_up()
        if self.kind == "customer" and self.order_id.state in (
            "confirmed",
            "cancelled",
        ):
            self.order_id._send_answer("order_response")

    def _ask_for_follow_up(self):
        """Activities for what only a person can do: charge, cancel a purchase."""
        charged = self.line_ids.filtered(lambda line: line.disposition == "charge")
        if charged:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Charge the customer: %s", self.order_id.name),
                note=", ".join(charged.mapped("name")),
                user_id=(self.order_id.sale_order_id.user_id or self.user_id).id,
            )
        bought = self.line_ids.filtered(
            lambda line: line.kind == "purchase" and line.disposition == "return"
        )
        if bought:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Cancel or return what is on its way"),
                note=", ".join(bought.mapped("name")),
                user_id=self.user_id.id,
            )

    def _check_no_one_works(self):
        """Refuse while a touched card runs whose order would change under it."""
        lines = self._production_lines()
        changes = {p for p, line in lines.items() if line.disposition != "as_is"}
        if all(item.kind in ("date", "document", "add") for item in self.item_ids):
            return
        running = self.line_ids.card_id.filtered(
            lambda c: c.state == "running" and c.production_id in changes
        )
        if running:
            raise UserError(
                self.env._(
                    "%(cards)s run now on %(machines)s. Finish or pause them there.",
                    cards=", ".join(running.mapped("name")),
                    machines=", ".join(running.workcenter_id.mapped("name")),
                )
            )

    def action_view_running(self):
        """The touched cards that run: they have to pause before it applies."""
        action = self.action_view_cards()
        cards = self.line_ids.card_id.filtered(lambda card: card.state == "running")
        return dict(action, domain=[("id", "in", cards.ids)])

    # --- kits

    def _apply_kits(self, brought):
        """What becomes of components that are at the line or reserved.

        :param dict brought: {row: the moves that brought its components}
        """
        acts = {"return": "_poms_return_kit", "scrap": "_poms_scrap_kit"}
        for line, moves in brought.items():
            act = acts.get(line.disposition)
            move = line._get_record()
            line.result = (
                getattr(move, act)(moves, self) if act else self.env._("stays")
            )

    # --- roll-back of settings

    def action_revert(self):
        """Put the settings back to what they were before this change.

        :raise UserError: somebody changed one of them since
        """
        self.check_access("write")
        if not self.env.user.has_groups("poms_orders.group_plant_manager"):
            raise AccessError(self.env._("Plant managers roll settings back."))
        for request in self:
            if request.state != "applied" or not request.snapshot:
                raise UserError(
                    self.env._("%s has no settings to roll back.", request.name)
                )
            # sudo: guarded settings are written by change control alone
            request.sudo()._revert()
        return True

    def _revert(self):
        self.ensure_one()
        for row in reversed(self.snapshot):
            record = self.env[row["model"]].browse(row["id"]).exists()
            if not record:
                continue
            name = row["field"]
            if kept_value(record, name) != row["new"]:
                raise UserError(
                    self.env._(
                        "%(setting)s was changed again since: ask for a new change.",
                        setting=record.display_name,
                    )
                )
            record.write({name: written_value(record, name, row["old"])})
        self.write({"state": "reverted", "date_decided": fields.Datetime.now()})
        self._record("change_reverted")


class PomsChangeItem(models.Model):
    """Carrying one item out."""

    _inherit = "poms.change.item"

    def _apply_item(self):
        """Do what is asked; return what a roll-back needs: [{model, id, field, …}]."""
        self.ensure_one()
        if self.kind == "setting":
            return self._apply_setting()
        if self.kind == "bom":
            self.bom_id._poms_take_over(self.new_bom_id, self.request_id)
        elif self.kind == "document":
            sheet, now = self.document_revision_id, fields.Datetime.now()
            sheet.date_valid_from = max(self.request_id.date_effective or now, now)
            sheet.action_validate()
        wanted = self._wanted_quantities()
        if self.order_line_id:
            self._apply_to_productions(wanted)
            self.order_line_id._apply_change(self)
        elif self.kind == "add":
            self.request_id.order_id._apply_new_line(self)
        else:
            self._apply_to_productions(wanted)
        return []

    def _apply_to_productions(self, wanted):
        """Each production order by its disposition; parents first."""
        rows = self.request_id._production_lines()
        pieces = self.request_id._production_lines("pieces")
        depth = self.env["mrp.production"].concat(*wanted)._poms_depths()
        for production in sorted(wanted, key=lambda p: (depth[p], p.id)):
            row, piece = rows.get(production), pieces.get(production)
            if not row:
                continue
            case = ProductionCase(
                ask=self.kind,
                own=row.disposition or row.proposal,
                pieces=(piece.disposition if piece else "") or "",
                state=production.state,
                quantity=to_decimal(production.product_qty),
                made=to_decimal(production._poms_made()),
                wanted=wanted[production],
            )
            steps = production_steps(case)
            target = row.target_line_id or (piece and piece.target_line_id)
            results = [production._poms_do_step(step, self, target) for step in steps]
            text = "; ".join(r for r in results if r)
            row.result = text or self.env._("stays as it is")
            if piece:
                piece.result = row.result

    def _apply_setting(self):
        record = self._get_record()
        if record is None:
            raise UserError(
                self.env._("%s is not there any more.", self._setting_label())
            )
        name = self.field_name
        old = kept_value(record, name)
        record.write({name: written_value(record, name, self.value_new)})
        return [
            {
                "model": record._name,
                "id": record.id,
                "field": name,
                "old": old,
                "new": kept_value(record, name),
            }
        ]
