from odoo.tests import tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestReportQueries(ReportCommon):
    """A report costs the same however many were booked before."""

    def _count(self, card, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = self.cards._report(self._uuid(), card, self.worker, **values)
        self.env.flush_all()
        self.assertEqual(answer["status"], "accepted", answer)
        return self.env.cr.sql_log_count - before

    def test_query_count_is_flat(self):
        self._create_gear()
        _production, cards = self._create_released(100, self.gear)
        self._put_in_stock(self.ring, 200)
        self._put_in_stock(self.paste, 500, self.lot_1)
        rows = [{"lot": "B1", "quantity": "2"}]
        counts = {"cut": [], "bond": [], "test": []}
        for card in cards:
            self._count(card, good="1", run_min=1)
        for _cycle in range(12):
            counts["cut"].append(self._count(cards[0], good="1", run_min=1))
            counts["bond"].append(
                self._count(cards[1], good="1", run_min=1, components=rows)
            )
            counts["test"].append(self._count(cards[2], good="1", run_min=1))
        for name, numbers in counts.items():
            spread = max(numbers[1:]) - min(numbers[1:])
            self.assertLessEqual(spread, 3, f"{name}: {numbers}")
            self.assertLess(numbers[-1], 260, f"{name}: {numbers}")
