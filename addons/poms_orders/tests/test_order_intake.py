import base64

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestOrderIntake(PomsCommon):
    """A neutral document becomes one order, whatever comes twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.ref = "CUST-1"
        cls.orders = cls.env["poms.order"]

    def _document(self, **vals):
        return {
            "family": "idoc",
            "type": "order",
            "sender": "CUST-1",
            "order_number": "4500000001",
            "document_date": "2026-11-22",
            "requested_date": "2026-12-24",
            "currency": self.company.currency_id.name,
            "lines": [
                {
                    "line": "000010",
                    "item": {"buyer": "0000004711", "supplier": "", "gtin": ""},
                    "quantity": "12.000",
                    "unit": "PCE",
                    "price": "150.00",
                    "price_per": "100",
                }
            ],
            **vals,
        }

    def _map(self, code="4711", kind="buyer", product=None):
        return self.env["poms.item.mapping"].create(
            {
                "partner_id": self.partner.id,
                "kind": kind,
                "code": code,
                "product_id": (product or self.shaft).id,
            }
        )

    def _ingest(self, **vals):
        partner = vals.pop("partner", self.partner)
        uuid = vals.pop("uuid", None)
        return self.orders._ingest_document(
            self._document(**vals), "edi", partner, (), uuid
        )

    def _order(self, answer):
        return self.orders.browse(answer["id"])

    def test_document_becomes_an_order(self):
        self._map()
        answer = self.orders.ingest_document(
            self._document(),
            "edi",
            self.partner.id,
            "orders.idoc",
            base64.b64encode("EDI_DC40 原文".encode("gb18030")).decode(),
            "u-1",
        )
        self.assertEqual((answer["status"], answer["code"]), ("accepted", "received"))
        order = self._order(answer)
        self.assertEqual(order.reference, "4500000001")
        self.assertFalse(order.issue_text)
        line = order.line_ids
        self.assertEqual(line.product_id, self.shaft)
        self.assertEqual(line.uom_id, self.env.ref("uom.product_uom_unit"))
        self.assertEqual((line.line, line.quantity), ("000010", 12))
        self.assertEqual(line.price_unit, 1.5)
        self.assertEqual(str(order.date_due.date()), "2026-12-24")
        self.assertEqual(order.original_attachment_ids.name, "orders.idoc")
        self.assertIn("原文", order.original_text)
        order.action_confirm()
        self.assertTrue(order.card_ids)

    def test_quantities_that_nobody_can_make_are_asked_about(self):
        """Half a piece with a serial number, or a slip of many noughts."""
        self._map()
        for quantity, tracking, asked in (
            ("6.500", "lot", False),
            ("6.500", "serial", True),
            ("6.000", "serial", False),
            ("99999999999999999", "lot", True),
        ):
            with self.subTest(quantity=quantity, tracking=tracking):
                self.shaft.tracking = tracking
                lines = self._document()["lines"]
                lines[0]["quantity"] = quantity
                number = f"{quantity}-{tracking}"
                order = self._order(self._ingest(order_number=number, lines=lines))
                self.assertEqual(order.has_issue, asked, order.issue_text)
                if asked:
                    with self.assertRaisesRegex(UserError, "Before confirming"):
                        order.action_confirm()

    def test_more_than_can_be_planned_is_refused_with_a_sentence(self):
        self._map()
        lines = self._document()["lines"]
        lines[0]["quantity"] = "900000000"
        order = self._order(self._ingest(lines=lines))
        with self.assertRaisesRegex(UserError, "Check the quantities"):
            order.action_confirm()

    def test_partner_is_found_by_number_never_by_name(self):
        self._map()
        self.assertEqual(
            self._order(self._ingest(partner=None)).partner_id, self.partner
        )
        other = self._order(
            self._ingest(partner=None, sender="Customer", order_number="2")
        )
        self.assertFalse(other.partner_id)
        self.assertTrue(other.has_issue)

    def test_same_message_twice_is_one_order(self):
        first = self._ingest(uuid="u-1")
        again = self._ingest(uuid="u-1")
        self.assertEqual((again["status"], again["id"]), ("duplicate", first["id"]))
        other_way = self._ingest(uuid="u-2")
        self.assertEqual(other_way["status"], "duplicate")
        self.assertEqual(other_way["id"], first["id"])

    def test_two_at_the_same_moment_are_one(self):
        """The one that comes second is asked to try again; it then finds the first."""
        self._ingest(uuid="u-1")
        self.patch(type(self.orders), "_find_known", lambda *args: None)
        self.patch(type(self.orders), "_find_latest", lambda orders, *args: orders)
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self._ingest(uuid="u-1", order_number="2")
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self._ingest()

    def test_inbox_of_many_orders_is_few_queries(self):
        orders = self.orders.create(
            [
                {
                    "partner_id": self.partner.id,
                    "reference": f"N{number}",
                    "line_ids": [Command.create({"item_buyer": f"X{number}"})],
                }
                for number in range(100)
            ]
        )
        view = self.env.ref("poms_orders.poms_order_view_list")
        names = etree.fromstring(view.arch).xpath("//list/field/@name")
        specification = {name: {} for name in names}
        specification["partner_id"] = {"fields": {"display_name": {}}}
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            found = self.orders.web_search_read(
                [("id", "in", orders.ids)], specification, limit=80
            )
        self.assertEqual(len(found["records"]), 80)

    def test_same_key_with_other_content_is_a_conflict(self):
        self._ingest(uuid="u-1")
        answer = self._ingest(uuid="u-1", requested_date="2027-01-01")
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "uuid_conflict")
        )

    def test_changed_order_is_a_revision(self):
        self._map()
        first = self._order(self._ingest())
        changed = self._order(self._ingest(requested_date="2027-01-01"))
        self.assertEqual((changed.revision, changed.previous_id), (1, first))
        self.assertIn("2026-12-24 → 2027-01-01", changed.message_ids[0].body)
        changed.action_confirm()
        self.assertEqual(first.state, "cancelled")

    def test_change_before_its_order_is_refused(self):
        answer = self._ingest(type="order_change")
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "unknown_order")
        )

    def test_several_dates_give_several_lines(self):
        line = dict(
            self._document()["lines"][0],
            schedule=[
                {"quantity": "5", "date": "2026-12-01"},
                {"quantity": "7", "date": "2026-12-08"},
            ],
        )
        order = self._order(self._ingest(lines=[line]))
        self.assertEqual(order.line_ids.mapped("quantity"), [5, 7])
        self.assertEqual(set(order.line_ids.mapped("line")), {"000010"})

    def test_issues_are_named_by_line_and_fixed(self):
        line = dict(self._document()["lines"][0], unit="XYZ")
        order = self._order(self._ingest(lines=[line]))
        self.assertRegex(order.issue_text, "Line 000010: .*0000004711.*XYZ")
        line = order.line_ids
        line.write(
            {
                "product_id": self.shaft.id,
                "uom_id": self.env.ref("uom.product_uom_unit").id,
            }
        )
        self.assertFalse(order.has_issue)
        line.action_remember()
        self.assertEqual(
            self.env["poms.item.mapping"].search([("code", "=", "4711")]).product_id,
            self.shaft,
        )
        other = self._order(
            self._ingest(
                order_number="2", lines=[dict(self._document()["lines"][0], unit="XYZ")]
            )
        )
        self.assertFalse(other.has_issue, other.issue_text)

    def test_unreadable_values_are_shown_not_guessed(self):
        line = dict(self._document()["lines"][0], quantity="12,5 pcs")
        order = self._order(self._ingest(lines=[line]))
        self.assertIn("12,5 pcs", order.issue_text)
        order.line_ids.quantity = 12.5
        self.assertNotIn("12,5 pcs", order.issue_text)

    def test_unknown_currency_is_asked_not_guessed(self):
        currency = self.env["res.currency"].search([("active", "=", False)], limit=1)
        self._map()
        order = self._order(self._ingest(currency=currency.name))
        self.assertIn(currency.name, order.issue_text)
        currency.active = True
        order.action_match()
        self.assertFalse(order.has_issue)
        order.action_confirm()
        self.assertEqual(order.sale_order_id.currency_id, currency)

    def test_missing_date_is_asked(self):
        self._map()
        order = self._order(self._ingest(requested_date=None))
        self.assertIn("no date", order.issue_text)
        order.date_due = "2026-12-24 16:00:00"
        self.assertFalse(order.has_issue)

    def test_own_codes_and_barcodes_match(self):
        self.blank.barcode = "4006381333931"
        base = self._document()["lines"][0]
        order = self._order(
            self._ingest(
                lines=[
                    dict(base, line="1", item={"supplier": "SHAFT"}),
                    dict(base, line="2", item={"gtin": "4006381333931"}),
                    dict(base, line="3", item={"buyer": "SHAFT"}),
                    dict(base, line="4", item={"description": "Shaft"}),
                ]
            )
        )
        products = [line.product_id for line in order.line_ids]
        self.assertEqual(products[:3], [self.shaft, self.blank, self.shaft])
        self.assertFalse(products[3])
        self.assertEqual(
            order.line_ids.mapped("is_doubtful"), [False, False, True, False]
        )

    def test_only_planners_and_connectors_hand_in(self):
        nobody = new_test_user(self.env, "nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.orders.with_user(nobody).ingest_document(self._document())
        bot = self._new_user("bot", "group_connector")
        answer = self.orders.with_user(bot).ingest_document(self._document())
        self.assertEqual(answer["status"], "accepted")
        with self.assertRaises(AccessError):
            self.orders.with_user(bot).browse(answer["id"]).read(["name"])

    def test_other_documents_are_refused(self):
        answer = self._ingest(type="stock")
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "not_an_order")
        )

    def test_intake_needs_no_query_per_line(self):
        base = self._document()["lines"][0]

        def count(lines, number):
            document = self._document(
                order_number=number,
                lines=[dict(base, line=str(i)) for i in range(lines)],
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.orders._ingest_document(document, "edi", self.partner)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._map()
        count(1, "0")
        few, many = count(2, "1"), count(42, "2")
        self.assertLessEqual(many - few, 8, (few, many))
