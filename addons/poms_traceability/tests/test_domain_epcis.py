from datetime import date, datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..domain.epcis import (
    ACTIONS,
    EVENT_TYPES,
    WORDINGS,
    chain_hash,
    content_hash,
    plain,
    wording,
)
from ..models.poms_trace_event import EVENT_KINDS


@tagged("post_install", "-at_install")
class TestEpcis(BaseCase):
    def test_every_kind_is_worded(self):
        kinds = {kind for kind, _label in EVENT_KINDS} - {"other"}
        self.assertEqual(set(WORDINGS), kinds)
        for kind, said in WORDINGS.items():
            with self.subTest(kind=kind):
                self.assertIn(said.event_type, EVENT_TYPES)
                # EPCIS: a transformation has no action, every other event has one
                is_transformation = said.event_type == "transformation"
                self.assertEqual(said.action is None, is_transformation)
                self.assertIn(said.action, (*ACTIONS, None))

    def test_failed_inspection_is_non_conformant(self):
        for result, expected in [
            ("passed", "conformant"),
            ("failed", "non_conformant"),
            ("released", "conformant"),
        ]:
            said = wording("inspection_done", {"result": result})
            self.assertEqual(said.disposition, expected)

    def test_hash_ignores_order_and_sees_content(self):
        one = content_hash({"a": 1, "b": ["x", {"c": None}]})
        self.assertEqual(one, content_hash({"b": ["x", {"c": None}], "a": 1}))
        self.assertNotEqual(one, content_hash({"a": 2, "b": ["x", {"c": None}]}))
        self.assertNotEqual(one, content_hash({"a": "1", "b": ["x", {"c": None}]}))

    def test_plain(self):
        for value, expected in [
            (0.1, "0.1"),
            (Decimal("2.50"), "2.50"),
            (datetime(2026, 1, 2, 3, 4, 5, 999), "2026-01-02 03:04:05"),
            (date(2026, 1, 2), "2026-01-02"),
            ({1: (True, None)}, {"1": [True, None]}),
        ]:
            self.assertEqual(plain(value), expected)

    def test_chain_depends_on_all_before(self):
        first = chain_hash("", 1, 7, "aa")
        self.assertNotEqual(chain_hash(first, 2, 8, "bb"), chain_hash("", 2, 8, "bb"))
