from io import BytesIO

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from .common import PomsCommon

REPORTS = "poms_orders.action_report_"


@tagged("post_install", "-at_install")
class TestPrint(PomsCommon):
    """Travellers and labels: PDF without wkhtmltopdf, several at once."""

    def _print(self, name, records):
        report = self.env["ir.actions.report"]
        content, kind = report._render_qweb_pdf(REPORTS + name, records.ids)
        self.assertEqual(kind, "pdf")
        return PdfFileReader(BytesIO(content))

    def test_traveller_has_a_page_per_order(self):
        orders = self._create_production(3) | self._create_production(5)
        pdf = self._print("traveller_production", orders)
        self.assertEqual(len(pdf.pages), 2)
        text = pdf.pages[0].extract_text()
        self.assertIn(orders[0].name, text)
        for card in orders[0].card_ids:
            self.assertIn(card.name, text)

    def test_traveller_has_the_chosen_cards_only(self):
        first, second = self._create_production().card_ids.sorted("id")
        text = self._print("traveller", second).pages[0].extract_text()
        self.assertIn(second.name, text)
        self.assertNotIn(first.name, text)

    def test_traveller_names_components_and_quantity(self):
        production = self._create_production(7)
        text = self._print("traveller", production.card_ids).pages[0].extract_text()
        self.assertIn("[SCREW] Screw", text)
        self.assertIn("14 Units", text)

    def test_cancelled_cards_are_not_printed(self):
        production = self._create_production()
        keep = production.card_ids[:1]
        (production.card_ids - keep).state = "cancelled"
        pdf = self._print("card_label", production.card_ids)
        self.assertEqual(len(pdf.pages), 1)

    def test_label_per_card(self):
        production = self._create_production()
        pdf = self._print("card_label_production", production)
        self.assertEqual(len(pdf.pages), len(production.card_ids))
        self.assertIn(production.card_ids[0].name, pdf.pages[0].extract_text())

    def test_long_chinese_names_are_drawn(self):
        """Given names longer than a label, when printed, then nothing fails."""
        self.shaft.name = "行星齿轮减速器输出轴 Ø40 ≥ 42CrMo4 " * 6
        self.shaft_bom.operation_ids[0].name = "数控车削与端面加工" * 8
        production = self._create_production()
        self._print("card_label_production", production)
        self._print("traveller_production", production)

    def test_button_opens_our_print(self):
        production = self._create_production()
        action = production.card_ids.action_print_travellers()
        self.assertEqual(action["report_name"], "poms_orders.report_traveller")
        self.assertEqual(action["context"]["active_ids"], production.card_ids.ids)
