import unittest
from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.poms_orders.domain.scan_codes import document_of, is_gs1, parse_code

from .common import PomsCommon

MH10 = "[)>\x1e06\x1dK4500001\x1dPSHAFT\x1dQ12\x1d4K10\x1e\x04"


class TestScanCodes(unittest.TestCase):
    """Codes of labels without a database."""

    def test_codes(self):
        cases = {
            "POMS-FORM:7:F26-00001": ("form", {"partner": "7", "number": "F26-00001"}),
            MH10: (
                "label",
                {"order_number": "4500001", "item_buyer": "SHAFT", "quantity": "12",
                 "line": "10"},
            ),
            "(01)04006381333931(37)12(400)PO-7": (
                "label",
                {"gtin": "04006381333931", "quantity": "12", "order_number": "PO-7"},
            ),
            '{"PO": "A-1", "PN": "SHAFT", "Qty": 5}': (
                "label",
                {"order_number": "A-1", "item_buyer": "SHAFT", "quantity": "5"},
            ),
            "订单号:A-1;料号:SHAFT;数量:5件": (
                "label",
                {"order_number": "A-1", "item_buyer": "SHAFT", "quantity": "5",
                 "unit": "件"},
            ),
            "4500001": ("number", {"order_number": "4500001"}),
            "{broken": ("number", {"order_number": "{broken"}),
            "http://a.example/x?y=1": ("number", {"order_number": "http://a.example/x?y=1"}),
            "": ("number", {"order_number": ""}),
        }  # fmt: skip
        for text, (kind, facts) in cases.items():
            with self.subTest(text):
                scanned = parse_code(text)
                self.assertEqual((scanned.kind, scanned.facts), (kind, facts))

    def test_gs1_is_known_by_its_marks(self):
        self.assertTrue(is_gs1("]C10104006381333931"))
        self.assertTrue(is_gs1("400PO-7\x1d0104006381333931"))
        self.assertFalse(is_gs1("4500001"))

    def test_label_becomes_a_document(self):
        document = document_of(parse_code(MH10))
        self.assertEqual(document["order_number"], "4500001")
        self.assertEqual(document["lines"][0]["item"]["buyer"], "SHAFT")


@tagged("post_install", "-at_install")
class TestIntakeScan(PomsCommon):
    """A scan finds the order or makes it."""

    def _scan(self, code, **kwargs):
        return self.env["poms.order"].scan_intake(code, **kwargs)

    def test_order_is_found_by_every_number(self):
        order = self._create_order()
        order.action_confirm()
        numbers = [order.name, "PO-1", order.sale_order_id.name]
        numbers += [order.production_ids[0].name, order.card_ids[0].name]
        for number in numbers:
            answer = self._scan(number)
            self.assertEqual((answer["status"], answer["ids"]), ("found", order.ids))

    def test_unknown_number_is_asked_then_made(self):
        answer = self._scan("NEW-1")
        self.assertEqual((answer["status"], answer["can_create"]), ("new", True))
        made = self._scan("NEW-1", create=True, partner_id=self.partner.id)
        self.assertEqual(made["status"], "created")
        order = self.env["poms.order"].browse(made["id"])
        self.assertEqual(
            (order.reference, order.channel, order.partner_id),
            ("NEW-1", "scan", self.partner),
        )
        self.assertEqual(self._scan("NEW-1")["ids"], order.ids)

    def test_label_makes_an_order_with_its_line_once(self):
        made = self._scan(MH10, create=True)
        order = self.env["poms.order"].browse(made["id"])
        self.assertEqual(order.line_ids.product_id, self.shaft)
        self.assertEqual(order.line_ids.quantity, 12)
        self.assertIn("4500001", order.original_text)
        self.assertEqual(self._scan(MH10, create=True)["ids"], order.ids)

    def test_gs1_code_by_odoos_nomenclature(self):
        self.blank.barcode = "4006381333931"
        code = "]C10104006381333931" + "3712\x1d" + "400PO-7"
        made = self._scan(code, create=True)
        order = self.env["poms.order"].browse(made["id"])
        self.assertEqual(order.reference, "PO-7")
        self.assertEqual(order.line_ids.product_id, self.blank)
        self.assertEqual(order.line_ids.quantity, 12)

    def test_paper_form_makes_its_order_once(self):
        report = self.env["ir.actions.report"]
        content, kind = report._render_qweb_pdf(
            "poms_orders.action_report_order_form_blank", self.partner.ids
        )
        self.assertEqual(kind, "pdf")
        text = PdfFileReader(BytesIO(content)).pages[0].extract_text()
        self.assertIn("Customer", text)
        made = self._scan(f"POMS-FORM:{self.partner.id}:F26-99999")
        order = self.env["poms.order"].browse(made["id"])
        self.assertEqual((made["status"], order.partner_id), ("created", self.partner))
        again = self._scan(f"POMS-FORM:{self.partner.id}:F26-99999")
        self.assertEqual((again["status"], again["id"]), ("found", order.id))

    def test_every_printed_form_has_a_number_of_its_own(self):
        report = self.env["ir.actions.report"]
        partners = self.partner | self.env["res.partner"].create({"name": "Other"})
        content, _kind = report._render_qweb_pdf(
            "poms_orders.action_report_order_form_blank", partners.ids
        )
        pages = [page.extract_text() for page in PdfFileReader(BytesIO(content)).pages]
        self.assertEqual(len(set(pages)), 2)

    def test_order_on_paper_carries_its_number(self):
        order = self._create_order()
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "poms_orders.action_report_order_form", order.ids
        )
        text = PdfFileReader(BytesIO(content)).pages[0].extract_text()
        self.assertIn(order.name, text)
        self.assertIn("SHAFT", text)

    def test_only_planners_scan_orders(self):
        operator = self._new_user("op_scan", "group_operator")
        with self.assertRaises(AccessError):
            self.env["poms.order"].with_user(operator).scan_intake("X")
        planner = self._new_user("pl_scan", "group_planner")
        orders = self.env["poms.order"].with_user(planner)
        self.assertEqual(orders.scan_intake("N-2", create=True)["status"], "created")
