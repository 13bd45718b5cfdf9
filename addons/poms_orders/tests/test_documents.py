import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PomsCommon

PDF = base64.b64encode(b"%PDF-1.4 sheet")


@tagged("post_install", "-at_install")
class TestDocuments(PomsCommon):
    """The register says by which sheet a card is made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls._create_production(10)
        cls.turning, cls.washing = cls.production.card_ids.sorted("sequence")
        cls.document = cls.env["poms.document"].create(
            {
                "name": "Shaft",
                "drawing_number": "SH-1",
                "product_tmpl_id": cls.shaft.product_tmpl_id.id,
            }
        )

    def _revision(self, name, document=None, **vals):
        return self.env["poms.document.revision"].create(
            {
                "document_id": (document or self.document).id,
                "revision": name,
                "file": PDF,
                "file_name": f"{name}.pdf",
                **vals,
            }
        )

    def _valid(self, card, date=None):
        return self.env["poms.document"]._valid_for(card, date).mapped("revision")

    def test_the_next_revision_ends_the_one_before(self):
        first = self._revision("A")
        self.assertEqual(self._valid(self.turning), [])
        first.action_validate()
        self.assertEqual(self._valid(self.turning), ["A"])
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        self._revision("B", date_valid_from=tomorrow).action_validate()
        self.assertEqual(self._valid(self.turning), ["A"])
        self.assertEqual(first.date_valid_to, tomorrow)
        self.assertEqual(self._valid(self.turning, tomorrow), ["B"])
        self.assertEqual(self.document.current_revision_id, first)

    def test_an_operations_sheet_is_for_that_operation(self):
        sheet = self.env["poms.document"].create(
            {
                "name": "How to turn",
                "kind": "sop",
                "operation_id": self.turning.operation_id.id,
            }
        )
        self._revision("1", sheet).action_validate()
        self.assertEqual(self._valid(self.turning), ["1"])
        self.assertEqual(self._valid(self.washing), [])
        other = self._create_production(5, self.blank).card_ids
        self.assertEqual(self._valid(other), [])

    def test_withdraw_and_back(self):
        revision = self._revision("A")
        revision.action_validate()
        revision.action_withdraw()
        self.assertEqual(self._valid(self.turning), [])
        revision.action_reinstate()
        self.assertEqual(self._valid(self.turning), ["A"])
        revision.action_withdraw()
        self._revision("B").action_validate()
        with self.assertRaisesRegex(UserError, "counts now"):
            revision.action_reinstate()

    def test_a_sheet_in_force_is_never_exchanged(self):
        revision = self._revision("A")
        revision.action_validate()
        with self.assertRaisesRegex(UserError, "next revision"):
            revision.file = base64.b64encode(b"other")
        with self.assertRaisesRegex(UserError, "stays in the register"):
            revision.unlink()
        with self.assertRaisesRegex(ValidationError, "no file"):
            self._revision("X", file=False).action_validate()

    def test_the_floor_hears_of_a_change(self):
        heard = []
        hooks = self.env.registry["poms.hooks"]

        def hear(_self, revision, cards):
            heard.append((revision.revision, cards))

        self.patch(hooks, "_document_changed", hear)
        revision = self._revision("A")
        revision.action_validate()
        self.assertEqual(heard, [("A", self.turning | self.washing)])

    def test_many_cards_two_queries(self):
        self._revision("A").action_validate()
        cards = self.turning | self.washing
        for _index in range(8):
            cards |= self._create_production(10).card_ids
        self.env.flush_all()
        self.env.invalidate_all()
        cards.mapped("product_id.product_tmpl_id.id")
        cards.mapped("operation_id.id")
        with self.assertQueryCount(4):
            self.env["poms.document"]._valid_for_cards(cards)

    def test_mass_upload_matches_by_drawing_number(self):
        files = self.env["poms.document.file"]._take(
            [("SH-1_C.pdf", b"c"), ("scan007.pdf", b"?"), ("SH-1.pdf", b"n")]
        )
        matched, unknown, nameless = files
        self.assertEqual((matched.document_id, matched.revision), (self.document, "C"))
        self.assertFalse(matched.problem)
        self.assertIn("No drawing number", unknown.problem)
        self.assertIn("No revision", nameless.problem)
        files.action_file_valid()
        self.assertEqual(files.mapped("state"), ["filed", "open", "open"])
        self.assertEqual(self._valid(self.turning), ["C"])
        self.assertEqual(matched.revision_id.file, base64.b64encode(b"c"))
        with self.assertRaisesRegex(UserError, "Nothing can be filed"):
            (unknown | nameless).action_file()
        unknown.write({"document_id": self.document.id, "revision": "C"})
        self.assertIn("already", unknown.problem)
        unknown.revision = "D"
        unknown.action_file()
        self.assertEqual(unknown.revision_id.state, "draft")

    def test_a_number_that_was_added_later_is_found(self):
        file = self.env["poms.document.file"]._take([("W-9_A.pdf", b"w")])
        self.assertFalse(file.document_id)
        self.env["poms.document"].create({"name": "Washer", "drawing_number": "W-9"})
        file.action_match()
        self.assertEqual((file.document_id.name, file.revision), ("Washer", "A"))

    def test_search_by_what_is_in_force(self):
        documents = self.env["poms.document"]
        without = [("current_revision_id", "=", False), ("id", "=", self.document.id)]
        self.assertTrue(documents.search(without))
        self._revision("A").action_validate()
        self.assertFalse(documents.search(without))

    def test_who_may(self):
        leader = self._new_user("leader-doc", "group_team_leader")
        self.document.with_user(leader).read(["name"])
        with self.assertRaises(AccessError):
            self._revision("A").with_user(leader).action_validate()
