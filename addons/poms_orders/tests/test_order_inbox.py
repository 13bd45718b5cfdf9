from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_inbox import InboxCommon


@tagged("post_install", "-at_install")
class TestInbox(InboxCommon):
    """What the planner sees and does."""

    def test_confidence_and_missing_are_shown(self):
        _answer, order = self._take_in(
            lines=[self._line(item="X-1", unit="ZZZ", price=None)]
        )
        row = self.orders.inbox_queue()["orders"][0]
        self.assertEqual(row["id"], order.id)
        self.assertEqual((row["confidence"], row["missing"]), (0, ["product", "unit"]))
        self._map()
        _answer, sure = self._take_in(number="2")
        self.assertGreaterEqual(sure.confidence, 90)
        counts = self.orders.inbox_queue()["counts"]
        self.assertEqual(counts, {"all": 2, "ready": 1, "questions": 1, "changes": 0})
        only = self.orders.inbox_queue(only="ready")["orders"]
        self.assertEqual([row["id"] for row in only], sure.ids)
        found = self.orders.inbox_queue(search="X-1")["orders"]
        self.assertEqual([row["id"] for row in found], order.ids)

    def test_one_answer_is_remembered_for_all_that_waits(self):
        orders = self.orders
        for number in ("1", "2", "3"):
            orders |= self._take_in(
                number=number, lines=[self._line(item="X-1", unit="ZZZ")]
            )[1]
        first = orders[0]
        line = first.line_ids
        answer = first.inbox_set({"product_id": self.shaft.id}, line.id, True)
        self.assertEqual(answer["resolved"], 2)
        self.assertEqual(orders.line_ids.product_id, self.shaft)
        first.inbox_set({"uom_id": self.unit.id}, line.id, True)
        self.assertFalse(any(orders.mapped("has_issue")))
        later = self._take_in(number="4", lines=[self._line(item="X-1", unit="ZZZ")])[1]
        self.assertFalse(later.has_issue)
        self.assertEqual(later.line_ids.product_source, "mapping")

    def test_answer_without_remembering_stays_with_its_order(self):
        first = self._take_in(number="1", lines=[self._line(item="X-1")])[1]
        second = self._take_in(number="2", lines=[self._line(item="X-1")])[1]
        first.inbox_set({"product_id": self.shaft.id}, first.line_ids.id)
        self.assertFalse(second.line_ids.product_id)
        self.assertFalse(self.env["poms.item.mapping"].search([("code", "=", "X-1")]))

    def test_sender_is_remembered(self):
        self._map()
        waiting = [
            self._take_in(self._document(number, sender="buyer@example.com"), "email")[
                1
            ]
            for number in ("1", "2")
        ]
        answer = waiting[0].inbox_set({"partner_id": self.partner.id}, remember=True)
        self.assertEqual(answer["resolved"], 1)
        self.assertEqual(waiting[1].partner_id, self.partner)
        self.assertFalse(waiting[1].has_issue, waiting[1].issue_text)
        later = self._take_in(self._document("3", sender="Buyer@Example.com"))[1]
        self.assertEqual(later.partner_id, self.partner)

    def test_doubtful_product_is_confirmed_by_one_tick(self):
        order = self._take_in(lines=[self._line(item="SHAFT")])[1]
        line = order.line_ids
        self.assertEqual((line.product_id, line.confidence), (self.shaft, 50))
        order.inbox_set({"product_id": self.shaft.id}, line.id, True)
        self.assertFalse(order.has_issue)
        self.assertEqual((line.product_source, order.confidence), ("person", 95))

    def test_unit_that_was_not_sent_is_the_products_and_no_sure_thing(self):
        self._map()
        order = self._take_in(lines=[self._line(unit=None)])[1]
        line = order.line_ids
        self.assertEqual((line.uom_id, line.unit_source), (self.unit, "product"))
        self.assertFalse(order.has_issue)
        self.assertLess(order.confidence, 90)

    def test_all_doubtful_products_are_confirmed_by_one_tick(self):
        """For a customer who writes our numbers: remembered for what comes."""
        lines = [self._line("10", "SHAFT", unit=None), self._line("20", "BLANK")]
        order = self._take_in(number="1", lines=lines)[1]
        other = self._take_in(number="2", lines=[self._line(item="BLANK")])[1]
        self.assertTrue(all(order.line_ids.mapped("is_doubtful")))
        order.inbox_accept_products()
        self.assertFalse(order.has_issue, order.issue_text)
        later = self._take_in(number="3", lines=[self._line(item="BLANK")])[1]
        self.assertEqual(later.line_ids.product_source, "mapping")
        self.assertFalse(other.has_issue, "what waits is answered, too")

    def test_accept_reject_and_undo(self):
        self._map()
        planner = self._new_user("inbox_planner", "group_planner")
        order = self._take_in()[1].with_user(planner)
        self.assertEqual(order.inbox_accept()["status"], "accepted")
        self.assertEqual(order.state, "confirmed")
        with self.assertRaises(UserError):
            order.inbox_accept()
        order.inbox_undo()
        self.assertEqual((order.state, order.line_ids.state), ("received", "open"))
        self.assertEqual(set(order.card_ids.mapped("state")), {"cancelled"})
        with self.assertRaises(UserError):
            order.inbox_reject("  ")
        order.inbox_reject("No capacity")
        self.assertEqual(
            (order.state, order.reject_reason), ("rejected", "No capacity")
        )
        order.inbox_undo()
        self.assertEqual(order.state, "received")
        order.inbox_accept()
        self.assertEqual(order.state, "confirmed")
        open_ = order.production_ids.filtered(lambda p: p.state != "cancel")
        self.assertEqual(sum(open_.mapped("product_qty")), 24, "shaft and blank, once")

    def test_accept_says_what_is_missing_and_changes_nothing(self):
        order = self._take_in()[1]
        answer = order.inbox_accept()
        self.assertEqual(answer["status"], "refused")
        self.assertIn("4711", answer["message"])
        self.assertFalse(order.production_ids)

    def test_undo_is_refused_once_work_has_begun(self):
        self._map()
        order = self._take_in()[1]
        order.inbox_accept()
        order.card_ids.write({"state": "running"})
        with self.assertRaisesRegex(UserError, "started"):
            order.inbox_undo()
        self.assertEqual(order.state, "confirmed")

    def test_merge_and_take_out_again(self):
        self._map()
        first = self._take_in(number="A1", original=("a.txt", b"a"))[1]
        second = self._take_in(number="B2", original=("b.txt", b"b"))[1]
        kept = self.orders.browse(second.inbox_order()["siblings"][0]["id"])
        self.assertEqual(kept, first)
        target = self.orders.browse((first | second).inbox_merge())
        other = (first | second) - target
        self.assertEqual(len(target.line_ids), 2)
        self.assertEqual(len(target.original_attachment_ids), 2)
        self.assertEqual(other.state, "cancelled")
        again = self._take_in(number=other.reference, channel="api")
        self.assertEqual(again[0]["status"], "duplicate", "it is not lost by merging")
        other.action_unmerge()
        self.assertEqual((other.state, len(other.line_ids)), ("received", 1))
        self.assertEqual(len(target.line_ids), 1)

    def test_change_of_a_merged_order_takes_it_out(self):
        self._map()
        first = self._take_in(number="A1")[1]
        second = self._take_in(number="B2")[1]
        target = (first | second).action_merge()
        other = (first | second) - target
        changed = self._take_in(
            number=other.reference, lines=[self._line(quantity="99")]
        )[1]
        self.assertEqual(changed.line_ids.quantity, 99)
        self.assertEqual(changed.previous_id, other)
        self.assertEqual(target.line_ids.quantity, 12)

    def test_change_of_a_merged_confirmed_order_shows_its_own_lines(self):
        self._map()
        first = self._take_in(number="A1")[1]
        second = self._take_in(number="B2", lines=[self._line(quantity="30")])[1]
        target = (first | second).action_merge()
        target.action_confirm()
        other = (first | second) - target
        old = 30 if other == second else 12
        changed = self._take_in(
            number=other.reference, lines=[self._line(quantity="99")]
        )[1]
        self.assertEqual(changed.previous_id, target)
        rows = changed.inbox_order()["difference"]
        self.assertEqual([row["kind"] for row in rows], ["changed"])
        self.assertEqual(rows[0]["fields"][0]["before"], f"{old} Units")

    def test_only_orders_of_one_customer_merge(self):
        self._map()
        other = self.env["res.partner"].create({"name": "Other", "ref": "CUST-2"})
        orders = (
            self._take_in(number="A1")[1]
            | self._take_in(number="B2", sender=other.ref)[1]
        )
        with self.assertRaisesRegex(UserError, "one customer"):
            orders.inbox_merge()

    def test_split_by_lines_and_back(self):
        self._map()
        order = self._take_in(lines=[self._line("10"), self._line("20")])[1]
        part = self.orders.browse(order.inbox_split([order.line_ids[1].id]))
        self.assertEqual((order.line_ids.line, part.line_ids.line), ("10", "20"))
        self.assertEqual((part.reference, part.part), (order.reference, 1))
        again = self._take_in(
            lines=[self._line("10"), self._line("20")], channel="api"
        )[0]
        self.assertEqual(again["status"], "duplicate", "both parts are one order")
        part.inbox_accept()
        order.inbox_accept()
        self.assertEqual((order | part).mapped("state"), ["confirmed"] * 2)

    def test_split_by_date(self):
        self._map()
        lines = [
            self._line(
                schedule=[
                    {"quantity": "5", "date": "2027-03-01"},
                    {"quantity": "7", "date": "2027-02-01"},
                ]
            )
        ]
        order = self._take_in(lines=lines)[1]
        parts = self.orders.browse(order.inbox_split())
        self.assertEqual((order.line_ids.quantity, parts.line_ids.quantity), (7, 5))
        with self.assertRaisesRegex(UserError, "nothing to split"):
            order.inbox_split()
        merged = (order | parts).action_merge()
        self.assertEqual(sum(merged.line_ids.mapped("quantity")), 12)

    def test_originals_are_readable(self):
        _answer, order = self._take_in(
            original=("o.csv", "物料;数量\n4711;12\n".encode("gb18030"))
        )
        self.assertEqual(order.inbox_order()["original_count"], 1)
        (part,) = order.read_originals()
        self.assertEqual(part["kind"], "table")
        self.assertEqual(
            part["tables"],
            [
                {
                    "name": "",
                    "first_row": 1,
                    "rows": [["物料", "数量"], ["4711", "12"]],
                    "more": 0,
                }
            ],
        )
        _answer, order = self._take_in(
            number="2", original=("o.xml", b"<a><b>4711</b></a>")
        )
        (part,) = order.read_originals()
        self.assertEqual((part["kind"], part["text"].count("\n")), ("text", 3))

    def test_body_of_a_mail_is_a_page(self):
        body = b"<p>Dear all, please send</p><table><tr><td>4711</td></tr></table>"
        _answer, order = self._take_in(original=("Mail.html", body))
        (part,) = order.read_originals()
        self.assertEqual((part["kind"], part["text"]), ("html", body.decode()))

    def test_messages_of_programs_are_laid_out(self):
        for number, (name, content, lines) in enumerate(
            [
                ("o.edi", b"UNB+UNOC:3+A+B'UNH+1+ORDERS'FTX+it?'s'UNT+2+1'", 4),
                ("o.json", b'{"a": [1, 2], "b": "x, y"}', 7),
                ("o.x12", b"ISA*00*" + b" " * 98 + b"~ST*850*1~SE*2*1~", 3),
                ("o.txt", b"Please send, as agreed:\n12 pcs of 4711\n", 2),
            ]
        ):
            _answer, order = self._take_in(number=str(number), original=(name, content))
            (part,) = order.read_originals()
            self.assertEqual(part["kind"], "text", name)
            self.assertEqual(len(part["text"].strip().split("\n")), lines, part["text"])

    def test_make_to_stock_needs_no_customer_and_ignores_stock(self):
        self.company.poms_use_stock = True
        self._put_in_stock(self.shaft, 100)
        order = self._create_order(4, partner_id=False, make_to_stock=True)
        self.assertFalse(order.has_issue, order.issue_text)
        order.action_confirm()
        self.assertFalse(order.sale_order_id)
        top = order.production_ids.filtered(lambda p: p.product_id == self.shaft)
        self.assertEqual(top.product_qty, 4)

    def test_partial_deliveries(self):
        order = self._create_order(10)
        order.action_confirm()
        self._put_in_stock(self.shaft, 10)
        picking = order.picking_ids
        picking.move_ids._do_unreserve()
        picking.move_ids.write({"quantity": 4, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        line = order.line_ids
        self.assertEqual((line.state, line.quantity_delivered), ("confirmed", 4))
        self.assertEqual(order.state, "confirmed")
        rest = order.picking_ids - picking
        rest.move_ids.write({"quantity": 6, "picked": True})
        rest.button_validate()
        self.assertEqual((line.state, line.quantity_delivered), ("delivered", 10))
        self.assertEqual(order.state, "done")

    def test_promised_date_comes_through_the_hook(self):
        order = self._create_order(4)
        self.assertEqual(order.inbox_promise()["promised"], "")
        date = fields.Datetime.now().replace(microsecond=0) + timedelta(days=9)
        self.patch(
            type(self.env["poms.hooks"]),
            "_promise_date",
            lambda hooks, lines: dict.fromkeys(lines.ids, date),
        )
        self.assertEqual(
            order.inbox_promise()["promised"], fields.Datetime.to_string(date)
        )
        self.assertEqual(order.date_promised, date)

    def test_five_hundred_orders_open_with_few_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(25)]
        )
        orders = self.orders.create(
            [
                {
                    "partner_id": partners[number % 25].id,
                    "reference": f"N{number}",
                    "date_due": "2027-01-01 12:00:00",
                    "line_ids": [
                        Command.create(
                            {
                                "line": str(line),
                                "item_buyer": f"X{number}",
                                "uom_code": "ZZZ",
                                "quantity": 5,
                            }
                        )
                        for line in (10, 20)
                    ],
                }
                for number in range(500)
            ]
        )
        planner = self._new_user("inbox_planner", "group_planner")
        orders = self.orders.with_user(planner)
        orders.inbox_queue(limit=1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            answer = orders.inbox_queue(limit=500)
            first = orders.browse(answer["orders"][0]["id"]).inbox_order()
        self.assertEqual((len(answer["orders"]), answer["total"]), (500, 500))
        self.assertEqual(first["missing"], ["product", "unit"])

    def test_an_order_of_very_many_lines_opens_with_few_queries(self):
        """Questions come first; what is not shown is counted."""
        lines = [self._line(str(n), f"UNKNOWN-{n}") for n in range(150)]
        lines += [self._line("999", "X-1", unit="ZZZ")]
        self._map("X-1")
        for line in lines[:120]:
            line["item"] = {"supplier": "SHAFT"}
        order = self._take_in(lines=lines)[1]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            shown = order.inbox_order()
        self.assertEqual((len(shown["lines"]), shown["more_lines"]), (100, 51))
        self.assertEqual(shown["lines"][-1]["line"], "999")
        asked = [
            line for line in shown["lines"] if not line["fields"]["product_id"]["value"]
        ]
        self.assertEqual(len(asked), 30)

    def test_only_planners_act(self):
        order = self._take_in()[1]
        keeper = self._new_user("inbox_keeper", "group_warehouse_keeper")
        shown = order.with_user(keeper).inbox_order()
        self.assertEqual((shown["name"], shown["notes"]), (order.name, []))
        with self.assertRaises(AccessError):
            order.with_user(keeper).inbox_set({"reference": "X"})
        with self.assertRaises(AccessError):
            order.with_user(keeper).inbox_accept()
        planner = self._new_user("inbox_planner", "group_planner")
        order.with_user(planner).inbox_set({"reference": "X"})
        self.assertEqual(order.reference, "X")
