from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_report import ReportCommon

KINDS = ("report", "scrap", "split", "merge", "rework", "backorder", "change")
ACTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(1, 9)),
    min_size=3,
    max_size=7,
)
QUANTITY = 12


class RefusedError(UserError):
    """An act that is impossible now; counts as refused."""

    def __init__(self, message=""):
        super().__init__(message)


@tagged("post_install", "-at_install")
class TestQuantityProperties(ReportCommon):
    """Whatever is done to cards and orders, in any order, no piece appears or goes.

    Acts that a rule refuses change nothing; which are refused is not judged here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_up(10000)
        cls.shaft_bom.operation_ids.write({"card_split": "most", "card_quantity": 5})
        cls.done = Counter()

    def test_quantities_are_conserved(self):
        self._try()
        missing = set(KINDS) - self.done.keys()
        self.assertFalse(missing, "an act was refused each time")

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(ACTS)
    def _try(self, acts):
        first, _cards = self._create_released(QUANTITY)
        self.wanted = QUANTITY
        for kind, which, pieces in acts:
            orders = first.production_group_id.production_ids.sorted("id")
            try:
                with self.env.cr.savepoint():
                    getattr(self, f"_act_{kind}")(orders, which, pieces)
                    self.done[kind] += 1
            except UserError:
                self.env.invalidate_all()
            self._check(first.production_group_id.production_ids)

    # --- acts

    def _pick_card(self, orders, which):
        cards = orders.card_ids.filtered(
            lambda c: c.state in ("planned", "released", "running", "paused")
        ).sorted("id")
        if not cards:
            raise RefusedError
        return cards[which % len(cards)]

    def _act_report(self, orders, which, pieces, **more):
        card = self._pick_card(orders, which)
        if card.state == "planned":
            card.action_release()
        before = card.quantity_good, card.quantity_scrap
        answer = self._do(
            "report", card, **(more or {"good": str(pieces), "run_min": 1})
        )
        if answer["status"] == "refused":
            self.assertEqual((card.quantity_good, card.quantity_scrap), before)
            raise RefusedError
        self.assertEqual(
            sum((card.quantity_good, card.quantity_scrap)), sum(before) + pieces
        )

    def _act_scrap(self, orders, which, pieces):
        pieces = pieces % 3 + 1
        self._act_report(orders, which, pieces, scrap=str(pieces), run_min=1)

    def _act_split(self, orders, which, pieces):
        self._pick_card(orders, which)._split_open(pieces)

    def _act_merge(self, orders, which, pieces):
        step = self._pick_card(orders, which).workorder_id
        step.card_ids.filtered(
            lambda c: c.state in ("planned", "released", "paused", "running")
        )._merge()

    def _act_rework(self, orders, which, pieces):
        self._pick_card(orders, which)._send_to_rework(pieces % 3 + 1)

    def _act_backorder(self, orders, which, pieces):
        order = orders[which % len(orders)]
        order.workorder_ids._check_no_running_card("divide it")
        if order.product_qty <= pieces:
            raise RefusedError
        order._split_productions({order: [order.product_qty - pieces, pieces]})

    def _act_change(self, orders, which, pieces):
        order = orders[which % len(orders)]
        before = order.product_qty
        self.env["change.production.qty"].create(
            {"mo_id": order.id, "product_qty": pieces + 3}
        ).change_prod_qty()
        self.wanted += order.product_qty - before

    # --- what holds after each

    def _check(self, orders):
        self.env.flush_all()
        self.env.invalidate_all()
        orders = orders.filtered(lambda p: p.state != "cancel")
        self.assertEqual(sum(orders.mapped("product_qty")), self.wanted)
        for step in orders.workorder_ids.filtered(lambda w: w.state != "cancel"):
            cards = step.card_ids.filtered(
                lambda c: c.state != "cancelled" and not c.is_rework
            )
            planned = sum(cards.mapped("quantity"))
            self.assertEqual(planned, step._card_quantity(), step.display_name)
            self.assertEqual(sum(cards.mapped("quantity_good")), step.qty_produced)
            for card in cards:
                spent = card.quantity_good + card.quantity_scrap
                self.assertLessEqual(spent, card.quantity, card.name)
            came = step.blocked_by_workorder_ids.mapped("qty_produced")
            spent = sum(
                card.quantity_good + card.quantity_scrap for card in step.card_ids
            )
            self.assertLessEqual(spent, min([self.wanted, *came]), step.display_name)
