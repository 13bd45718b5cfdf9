from odoo.tests import tagged
from odoo.tools import SQL

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

    def test_as_many_queries_after_two_hundred_reports(self):
        """Reports, minutes and posted parts of a long life, on all three steps."""
        self._create_gear()
        _production, cards = self._create_released(1000, self.gear)
        self._put_in_stock(self.ring, 2000)
        self._put_in_stock(self.paste, 2000, self.lot_2)
        rows = [{"lot": "B2", "quantity": "2"}]
        more = ({}, {"components": rows}, {})
        for card in cards:
            self._count(card, good="100", run_min=1)
        before = [
            self._count(card, good="1", run_min=1, **values)
            for card, values in zip(cards, more, strict=True)
        ]
        self._multiply("poms_report", "card_id", 200)
        self._multiply("mrp_workcenter_productivity", "report_id", 20)
        self._multiply("stock_move", "poms_split_from_id", 200)
        after = [
            self._count(card, good="1", run_min=1, **values)
            for card, values in zip(cards, more, strict=True)
        ]
        for first, second in zip(before, after, strict=True):
            # a few more fetch what does not fit into one of Odoo's portions
            self.assertLessEqual(second, first + 8, (before, after))

    def test_many_components_are_posted_together(self):
        """Seven queries more for each further component, eight for a serial number:
        Odoo locks the quant for each of its own acts (give back what was reserved,
        reserve the rest, reserve what is taken, free that, out, in) and looks for a
        push rule of each move; a serial number makes a quant of its own.
        """
        for tracking, limit in (("none", 7), ("lot", 7), ("serial", 8)):
            counts = [self._count_with_components(n, tracking) for n in (1, 3, 10)]
            one, three, ten = counts
            # a few more write what a single one has not
            self.assertLessEqual(three - one, 2 * limit + 4, (tracking, counts))
            self.assertLessEqual(ten - three, 7 * limit + 2, (tracking, counts))

    def _count_with_components(self, count, tracking):
        """Queries of the second report on a step that takes so many components."""
        name = f"{count} by {tracking}"
        parts, lots = [], []
        for n in range(count):
            part = self._create_product(f"Part {n} of {name}", tracking=tracking)
            parts.append(part)
            if tracking == "none":
                self._put_in_stock(part, 100)
                continue
            numbers = 3 if tracking == "serial" else 1
            quantity = 1 if tracking == "serial" else 100
            lots.append(
                [
                    self._create_lot(part, f"{name} {n} {number}", quantity)
                    for number in range(numbers)
                ]
            )
        product = self._create_product(f"Of {name}")
        machine = self._create_workcenter(f"Machine of {name}")
        self._create_bom(product, dict.fromkeys(parts, 1), [("Join", machine, 1)])
        _production, cards = self._create_released(3, product)
        told = [
            {"components": [{"lot": one[at].name, "quantity": "1"} for one in lots]}
            for at in ((0, 1) if tracking == "serial" else (0, 0))
        ]
        self._count(cards, good="1", run_min=1, **told[0])
        return self._count(cards, good="1", run_min=1, **told[1])

    def _multiply(self, table, per, times):
        """Copy the newest row for each `per`; posted quantities do not count again."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND column_name NOT IN ('id', 'uuid')
            """,
            (table,),
        )
        columns = [name for (name,) in self.env.cr.fetchall()]
        values = ["0" if name == "quantity" else f'"{name}"' for name in columns]
        if table == "poms_report":
            columns.append("uuid")
            values.append("gen_random_uuid()::text")
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s)"
                " WHERE id IN (SELECT max(id) FROM %s WHERE %s IS NOT NULL"
                " GROUP BY %s)",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(map(SQL, values)),
                SQL.identifier(table),
                times,
                SQL.identifier(table),
                SQL.identifier(per),
                SQL.identifier(per),
            )
        )
        self.env.invalidate_all()
