from odoo.tests import tagged

from .common import FILES, EdiCommon


@tagged("post_install", "-at_install")
class TestOrderFile(EdiCommon):
    """EDI that a customer sends by mail or somebody uploads as an order."""

    def _intake(self, name, content):
        partner = self.partners["edifact"].partner_id
        return self.env["poms.intake"]._take_files([(name, content)], partner)

    def test_attached_message_becomes_an_order(self):
        for family, number in {"edifact": "PO-26-0815", "idoc": "4500000815"}.items():
            with self.subTest(family):
                intake = self._intake(FILES[family], self._bytes(family))
                part = intake.part_ids
                self.assertEqual((part.kind, part.state), ("edi", "check"))
                part.action_take_in()
                self.assertEqual(part.order_ids.reference, number)
                self.assertEqual(part.state, "done")

    def test_broken_message_says_why(self):
        part = self._intake("bad.edi", self._bytes("edifact")[:200]).part_ids
        part.action_take_in()
        self.assertEqual((part.state, part.code), ("failed", "edi"))
        self.assertTrue(part.reason)
        self.assertFalse(part.order_ids)

    def test_other_files_are_not_ours(self):
        hooks = self.env["poms.hooks"]
        self.assertIsNone(hooks._read_order_file("a.csv", b"Part No,Qty\nA,1\n"))
