from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.demo_simulation import Item, Machine, Simulation, Step, occupy

DAY = datetime(2026, 3, 2)


def shifts(days=40):
    """Two shifts a day, 6 to 14 and 15 to 22."""
    return tuple(
        (DAY + timedelta(days=d, hours=a), DAY + timedelta(days=d, hours=b))
        for d in range(days)
        for a, b in ((6, 14), (15, 22))
    )


@tagged("post_install", "-at_install")
class TestOccupy(BaseCase):
    def test_work_goes_on_after_a_break(self):
        start = DAY + timedelta(hours=13)
        self.assertEqual(
            occupy(shifts(), start, 120),
            [
                (start, DAY + timedelta(hours=14)),
                (DAY + timedelta(hours=15), DAY + timedelta(hours=16)),
            ],
        )

    def test_waits_for_the_first_shift(self):
        segments = occupy(shifts(), DAY, 30)
        self.assertEqual(segments[0][0], DAY + timedelta(hours=6))

    def test_none_when_time_runs_out(self):
        self.assertIsNone(occupy(shifts(1), DAY, 16 * 60))
        self.assertIsNone(occupy((), DAY, 1))


@tagged("post_install", "-at_install")
class TestSimulation(BaseCase):
    def _simulate(self, seed=1, trees=12):
        machines = {
            key: Machine(key, shifts(), speed, 20, 1)
            for key, speed in ((1, 1.0), (2, 0.8), (3, 1.2))
        }
        part = Item(10, (Step(100, (1, 2), 12, 1), Step(101, (3,), 6, 2)), (), True)
        product = Item(20, (Step(200, (3,), 20, 3),), ((10, 2.0),), False)
        end = DAY + timedelta(days=30)
        simulation = Simulation({10: part, 20: product}, machines, end, seed)
        for tree in range(trees):
            simulation.add_tree(tree, 20, 8, DAY + timedelta(days=tree))
        return simulation.orders

    def test_same_seed_same_past(self):
        self.assertEqual(self._simulate(), self._simulate())
        self.assertNotEqual(self._simulate(), self._simulate(seed=2))

    def test_no_machine_twice_and_parts_first(self):
        orders = self._simulate()
        busy = sorted(
            (run.machine, *segment)
            for order in orders
            for run in order.runs
            for segment in run.segments
        )
        for before, after in zip(busy, busy[1:], strict=False):
            if before[0] == after[0]:
                self.assertLessEqual(before[2], after[1])
        for order in orders:
            if order.parent is not None:
                self.assertLessEqual(order.finish, orders[order.parent].start)

    def test_pieces_are_conserved(self):
        """What a step spoils the next one lacks; a parent gets just what it needs."""
        orders = self._simulate()
        self.assertTrue(any(run.scrap for order in orders for run in order.runs))
        for order in orders:
            pieces = order.planned
            for run in order.runs:
                self.assertEqual(run.good + run.scrap, pieces)
                pieces = run.good
            self.assertEqual(pieces, order.good)
            if order.parent is not None:
                self.assertEqual(order.good, 2 * orders[order.parent].planned)

    def test_a_tree_too_late_leaves_nothing(self):
        orders = self._simulate(trees=35)
        self.assertLess(max(order.tree for order in orders), 31)
        self.assertLessEqual(
            max(order.finish for order in orders), DAY + timedelta(days=30)
        )
