import unittest

from odoo.tests import tagged

from odoo.addons.poms_orders.domain.intake_readers import read_orders, read_tables
from odoo.addons.poms_orders.domain.message_age import is_older, revision_rank

from .common_inbox import InboxCommon


class TestMessageAge(unittest.TestCase):
    """Which of two messages is the older one; a table of cases."""

    def test_revision_numbers(self):
        for text, rank in (
            ("2", (0, 2_000_000)),
            ("Rev. 02", (0, 2_000_000)),
            ("V1.3", (0, 1_000_003)),
            ("第3版", (0, 3_000_000)),
            ("B", (1, 2)),
            ("Rev.C", (1, 3)),
            ("AA", (1, 27)),
            ("", None),
            (None, None),
            ("final", None),
        ):
            self.assertEqual(revision_rank(text), rank, text)

    def test_older(self):
        def document(revision=None, day=None, kind="order"):
            return {"type": kind, "revision": revision, "document_date": day}

        for new, known, expected in (
            (document("1"), document("2"), True),
            (document("10"), document("9"), False),
            (document("A"), document("B"), True),
            (document("A"), document("2"), False),
            (document(day="2026-11-20"), document(day="2026-11-21"), True),
            (document(day="2026-11-21"), document(day="2026-11-21"), False),
            (document(day="2026-11-22"), document(day="2026-11-21"), False),
            # the number counts before the date
            (document("3", "2026-11-20"), document("2", "2026-11-21"), False),
            (document("2", "2026-11-20"), document("2", "2026-11-21"), True),
            (document(), document("2", "2026-11-21"), False),
            (document(day="soon"), document(day="2026-11-21"), False),
            (
                document(day="2026-11-20", kind="order_cancel"),
                document(day="2026-11-21"),
                False,
            ),
        ):
            self.assertEqual(is_older(new, known), expected, (new, known))

    def test_file_names_its_revision(self):
        text = "订单号：N-7,,版本：,B\n料号,数量\nA,5\n"
        (order,) = read_orders(read_tables(text.encode())).orders
        self.assertEqual(order.document["revision"], "B")


@tagged("post_install", "-at_install")
class TestLateRevision(InboxCommon):
    """A revision that was long on its way changes nothing, and is not lost."""

    def setUp(self):
        super().setUp()
        self._map()

    def _send(self, quantity, day, channel="email", **values):
        document = self._document("7", **values)
        document.update(
            document_date=day, lines=[self._line(quantity=quantity)], **values
        )
        return self._take_in(
            document, channel, original=(f"{quantity}.txt", quantity.encode())
        )

    def test_waiting_order_keeps_its_newest_revision(self):
        self._send("12", "2026-11-18")
        newest = self._send("20", "2026-11-21")[1]
        answer, order = self._send("15", "2026-11-19", "api")
        self.assertEqual((answer["status"], answer["code"]), ("duplicate", "older"))
        self.assertIn(newest.name, answer["message"])
        self.assertEqual(order, newest)
        self.assertEqual((newest.state, newest.line_ids.quantity), ("received", 20))
        copy = newest.message_copy_ids
        self.assertTrue(copy.is_older)
        self.assertEqual(copy.document["lines"][0]["quantity"], "15")
        self.assertIn("15.txt", newest.original_attachment_ids.mapped("name"))

    def test_order_in_production_asks_for_no_change(self):
        order = self._send("12", "2026-11-21")[1]
        order.action_confirm()
        answer = self._send("9", "2026-11-20", "api")[0]
        self.assertEqual(answer["code"], "older")
        self.assertFalse(order.change_request_ids)
        self.assertFalse(order.next_ids)
        again = self._send("9", "2026-11-20", "api")[0]
        self.assertEqual(again["status"], "duplicate")

    def test_customer_found_later_finds_the_older_one_too(self):
        newest = self._send("20", "2026-11-21")[1]
        late = self._send("15", "2026-11-19", sender="nobody@example.com")[1]
        self.assertNotEqual(late, newest)
        shown = late.inbox_set({"partner_id": self.partner.id})["id"]
        self.assertEqual(shown, newest.id)
        self.assertFalse(late.exists())
        self.assertEqual(newest.line_ids.quantity, 20)

    def test_revision_number_counts_before_the_date(self):
        self._send("12", "2026-11-21", revision="B")
        self.assertEqual(
            self._send("9", "2026-11-22", revision="A")[0]["code"], "older"
        )
        self.assertEqual(
            self._send("10", "2026-11-20", revision="C")[0]["status"], "accepted"
        )
