from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMastersImport(TransactionCase):
    """Master data come in by Odoo's own import, by the codes that people know."""

    def _load(self, model, fields, rows):
        answer = self.env[model].load(fields, rows)
        self.assertFalse(answer["messages"], answer["messages"])
        return self.env[model].browse(answer["ids"])

    def _groups(self):
        return self._load(
            "poms.setup.group",
            ["code", "name"],
            [["IB20", "Import bar 20"], ["IB30", "Import bar 30"]],
        )

    def test_reasons(self):
        reasons = self._load(
            "poms.reason",
            ["kind", "code", "name"],
            [["scrap", "IS1", "Tool mark"], ["Pause", "IP1", "No material"]],
        )
        self.assertEqual(reasons.mapped("kind"), ["scrap", "pause"])

    def test_setup_matrix_by_codes(self):
        groups = self._groups()
        line = self.env["poms.workcenter.group"].create(
            {"name": "Import line", "code": "IL1"}
        )
        cells = self._load(
            "poms.setup.time",
            ["workcenter_group_id", "from_group_id", "to_group_id", "minutes"],
            [["IL1", "IB20", "IB30", "25"], ["Import line", "", "IB20", "15"]],
        )
        self.assertEqual(cells.workcenter_group_id, line)
        self.assertEqual(cells.to_group_id, groups)
        self.assertEqual(cells.mapped("minutes"), [25, 15])

    def test_wrong_row_is_named_and_nothing_is_half_done(self):
        self._groups()
        # Odoo tries each row, and the database refuses one: that is its own log
        with mute_logger("odoo.sql_db"):
            answer = self.env["poms.setup.time"].load(
                ["from_group_id", "to_group_id", "minutes"],
                [["IB20", "IB30", "25"], ["IB20", "NOWHERE", "5"]],
            )
        self.assertFalse(answer["ids"])
        messages = answer["messages"]
        self.assertEqual({message["record"] for message in messages}, {1})
        self.assertIn("NOWHERE", messages[0]["message"])

    def test_item_and_unit_mappings(self):
        customer = self.env["res.partner"].create({"name": "Import Customer"})
        product = self.env["product.product"].create(
            {"name": "Import bracket", "default_code": "IMP-1"}
        )
        mapping = self._load(
            "poms.item.mapping",
            ["partner_id", "kind", "code", "product_id"],
            [["Import Customer", "buyer", "C-77", "IMP-1"]],
        )
        self.assertEqual((mapping.partner_id, mapping.product_id), (customer, product))
        unit = self._load(
            "poms.unit.mapping",
            ["code", "partner_id", "uom_id"],
            [["KISTE", "Import Customer", "Units"]],
        )
        self.assertEqual(unit.uom_id, self.env.ref("uom.product_uom_unit"))

    def test_column_mappings(self):
        self.env["res.partner"].create({"name": "Import Customer"})
        column = self._load(
            "poms.column.mapping",
            ["partner_id", "title", "field"],
            [["Import Customer", "Abruf", "Quantity"]],
        )
        self.assertEqual((column.field, column.key), ("quantity", "abruf"))
