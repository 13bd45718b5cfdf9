from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestApplyCost(PlanCommon):
    """What writing a plan costs the database."""

    def _cost(self, trees):
        """(queries, batches, production orders) of applying a plan."""
        for _number in range(trees):
            self._tree()
        plan = self._inline(self._plan())
        plan.sudo().write({"state": "applying"})
        plan._take_over()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        batches = plan._waiting_batches()
        for batch in batches:
            plan._apply_batch(batch, True)
            self.env.flush_all()
        cost = self.env.cr.sql_log_count - before
        plan._finish_apply()
        return cost, len(batches), len(plan.line_ids.card_id.production_id)

    def test_cards_cost_nothing_of_their_own(self):
        """A batch has a fixed price; only Odoo's dates of a production order add."""
        for trees in (4, 8):
            cost, batches, productions = self._cost(trees)
            self.assertLess(cost, 40 * batches + 5 * productions)
