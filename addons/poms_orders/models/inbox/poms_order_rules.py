from odoo import api, models
from odoo.exceptions import UserError

from ...domain.intake_rules import (
    CardState,
    OrderFacts,
    may_accept,
    may_apply,
)


class PomsOrder(models.Model):
    """Accept and apply by rules that a person switched on."""

    _inherit = "poms.order"

    def _run_intake_rules(self):
        """Let the rules act on orders that have just come in."""
        for order in self.filtered(lambda order: order.state == "received"):
            order = order.with_company(order.company_id)
            if order._awaits_change():
                order._auto_apply()
            else:
                order._auto_accept()

    def _auto_accept(self):
        """Confirm the order by the first rule that may; a failure leaves it here."""
        self.ensure_one()
        rules = self.env["poms.intake.rule"]._switched_on("accept", self.company_id)
        if not rules:
            return
        facts = self._rule_facts()
        rule = next((r for r in rules if not may_accept(r._limits(), facts)), None)
        if not rule:
            return
        try:
            with self.env.cr.savepoint():
                self.action_confirm()
                rule._log(self)
        except UserError as error:
            self._message_log(
                body=self.env._(
                    "The rule “%(rule)s” could not accept it: %(reason)s",
                    rule=rule.name,
                    reason=str(error),
                )
            )

    def _auto_apply(self):
        """Apply a customer's change by rule, where no released card is touched."""
        self.ensure_one()
        base = self.previous_id
        rules = self.env["poms.intake.rule"]._switched_on("apply", self.company_id)
        if not rules:
            return
        facts = self._rule_facts()
        cards = [
            CardState(card.state, is_pinned=card.is_pinned)
            for card in base._cards_touched_by(self)
        ]
        rule = next(
            (r for r in rules if not may_apply(r._limits(), facts, cards)), None
        )
        if not rule:
            return
        try:
            with self.env.cr.savepoint():
                before = base._neutral_document()
                base._apply_revision(self)
                rule._log(base, revision=self).before = before
        except UserError as error:
            self._message_log(
                body=self.env._(
                    "The rule “%(rule)s” could not apply it: %(reason)s",
                    rule=rule.name,
                    reason=str(error),
                )
            )

    def _apply_revision(self, revision):
        """Carry a customer's change of this confirmed order out, without a board.

        :raise UserError: it needs one, or something stands in the way
        """
        self.ensure_one()
        self._carry_out(revision.document or {}, revision.original_attachment_ids)
        revision._close_as_replaced(self)

    def _carry_out(self, document, attachments=()):
        """Request, decide and apply what `document` changes, where that is allowed."""
        request = self._request_change(document, attachments)
        if not request:
            raise UserError(
                self.env._("Nothing in it changes production; settle it by hand.")
            )
        request.action_submit()
        if request.state != "approved":
            raise UserError(
                self.env._("%s needs a signature or the board.", request.name)
            )
        # sudo: a rule that a manager switched on acts for whoever handed it in
        request.sudo()._apply()

    def _neutral_document(self):
        """The order as it stands, as a document: what an undo goes back to."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state != "cancelled")
        return {
            "type": "order",
            "order_number": self.reference or self.name,
            "lines": [line._neutral_line() for line in lines],
        }

    def _cards_touched_by(self, revision):
        """The cards of all lines that the revision changes or removes."""
        changed = [
            change.before.key
            for change in revision._compare_with_previous()
            if change.before and change.kind != "same"
        ]
        return self.card_ids.filtered(lambda card: card.order_line_id.id in changed)

    # --- facts

    def _rule_facts(self):
        self.ensure_one()
        partner = self.partner_id
        machines = self._machines_needed()
        return OrderFacts(
            confidence=self.confidence,
            has_question=self.has_issue,
            value=self._value(),
            quantities=tuple(line._quantity_or_zero() for line in self.line_ids),
            partners=frozenset((partner | partner.commercial_partner_id).ids),
            lines=self._made_on(machines),
            teams=machines._team_sets(),
            customer_class=self.customer_class or "",
            is_revision=self.is_cancellation,
        )

    def _value(self):
        """What the order is worth, in the company's currency."""
        self.ensure_one()
        value = sum(line._value() for line in self.line_ids)
        company = self.company_id
        if not self.currency_id or self.currency_id == company.currency_id:
            return value
        return self.currency_id._convert(value, company.currency_id, company)

    def _machines_needed(self):
        """The machines that its routings name, down every level."""
        boms = self.env["mrp.bom"]
        products = seen = self.line_ids.product_id
        found = boms
        while products:
            by_product = boms._bom_find(products, company_id=self.company_id.id)
            new = boms.union(*by_product.values()) - found
            found |= new
            products = new.bom_line_ids.product_id - seen
            seen |= products
        return found.operation_ids.workcenter_id

    @api.model
    def _made_on(self, machines):
        """Ids of the work-center groups; None where a machine is of no group."""
        if any(not machine.poms_group_id for machine in machines):
            return None
        return frozenset(machines.poms_group_id.ids)

    def _rule_notes(self):
        """What rules did to this order, for the inbox."""
        model = self.env["poms.intake.rule.log"]
        if not model.has_access("read"):
            return []
        logs = model.search(
            ["|", ("order_id", "=", self.id), ("revision_id", "=", self.id)]
        )
        return [
            {"id": log.id, "rule": log.rule_id.name, "state": log.state} for log in logs
        ]
