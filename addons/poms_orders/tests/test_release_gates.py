import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.poms_orders.domain.gates import GATES, CardFacts, outcomes, pick_modes

from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestReleaseGates(PomsCommon):
    """Gates are shown one by one, per line and operation, and override is a right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_in_stock(cls.blank, 1000)
        cls._put_in_stock(cls.screw, 1000)
        cls.production = cls._create_production(10)
        cls.production.action_assign()
        cls.turning, cls.washing = cls.production.card_ids.sorted("sequence")
        cls.operation = cls.turning.operation_id

    def _set_gate(self, code, mode, **vals):
        return self.env["poms.gate"].create({"code": code, "mode": mode, **vals})

    def _result(self, card, gate):
        card.invalidate_recordset(["gate_results"])
        shown = {row["gate"]: row for row in card.gate_results}
        return shown[gate]["result"], shown[gate]["detail"]

    def test_the_most_exact_mode_counts(self):
        rows = [("kit", "block", 0), ("kit", "off", 4), ("kit", "warn", 1)]
        self.assertEqual(pick_modes(rows)["kit"], "off")
        self.assertEqual(pick_modes(rows[:1] + rows[2:])["kit"], "warn")
        equal = [("tool", "warn", 2), ("tool", "block", 2)]
        self.assertEqual(pick_modes(equal)["tool"], "block")
        self.assertEqual(pick_modes([])["hold"], "block")

    def test_every_gate_is_shown(self):
        shown = outcomes(CardFacts(tools=("T1",)), {"kit": "off", "tool": "block"})
        self.assertEqual([row.gate for row in shown], list(GATES))
        by_gate = {row.gate: row.result for row in shown}
        self.assertEqual(by_gate["kit"], "off")
        self.assertEqual(by_gate["tool"], "block")
        self.assertEqual(by_gate["skill"], "passed")
        self.assertEqual(len(self.turning.gate_results), len(GATES))

    def test_document_gate(self):
        self.assertEqual(self._result(self.turning, "document"), ("passed", ""))
        self.operation.is_document_required = True
        self.assertIn("no document for", self._result(self.turning, "document")[1])
        document = self.env["poms.document"].create(
            {
                "name": "Shaft",
                "drawing_number": "SH-1",
                "operation_id": self.operation.id,
            }
        )
        result, detail = self._result(self.turning, "document")
        self.assertEqual(result, "warn")
        self.assertIn("SH-1", detail)
        self.env["poms.document.revision"].create(
            {
                "document_id": document.id,
                "revision": "A",
                "file": base64.b64encode(b"x"),
            }
        ).action_validate()
        self.assertEqual(self._result(self.turning, "document")[0], "passed")

    def test_tool_gate(self):
        tool = self.env["poms.tool"].create({"name": "Mould", "code": "M1"})
        self.env["poms.tool.requirement"].create(
            {"operation_id": self.operation.id, "tool_id": tool.id}
        )
        self.assertEqual(self._result(self.turning, "tool")[0], "passed")
        tool.action_maintenance()
        self.assertIn("M1", self._result(self.turning, "tool")[1])
        self.assertEqual(self._result(self.washing, "tool")[0], "passed")

    def test_skill_gate_asks_for_one_who_can(self):
        kind = self.env["hr.skill.type"].create({"name": "Machining"})
        skill = self.env["hr.skill"].create({"name": "Turn", "skill_type_id": kind.id})
        level = self.env["hr.skill.level"].create(
            {"name": "Good", "skill_type_id": kind.id, "level_progress": 50}
        )
        self.env["poms.skill.requirement"].create(
            {
                "operation_id": self.operation.id,
                "skill_type_id": kind.id,
                "skill_id": skill.id,
                "skill_level_id": level.id,
            }
        )
        self.assertEqual(self._result(self.turning, "skill")[0], "passed")
        people = self.env["hr.employee"].create([{"name": "Ann"}, {"name": "Ben"}])
        self.turning.team_id = self.env["poms.team"].create(
            {"name": "Lathes", "employee_ids": people.ids}
        )
        self.assertIn("Turn", self._result(self.turning, "skill")[1])
        self.env["hr.employee.skill"].create(
            {
                "employee_id": people[1].id,
                "skill_type_id": kind.id,
                "skill_id": skill.id,
                "skill_level_id": level.id,
            }
        )
        self.assertEqual(self._result(self.turning, "skill")[0], "passed")
        self.turning.employee_id = people[0]
        self.assertEqual(self._result(self.turning, "skill")[0], "warn")

    def test_modes_per_line_and_operation(self):
        group = self.env["poms.workcenter.group"].create({"name": "L", "code": "L"})
        self.lathe.poms_group_id = group
        self._set_gate("schedule", "block", workcenter_group_id=group.id)
        self.assertEqual(self._result(self.turning, "schedule")[0], "block")
        self.assertEqual(self._result(self.washing, "schedule")[0], "warn")
        self._set_gate("schedule", "off", operation_id=self.operation.id)
        self.assertEqual(self._result(self.turning, "schedule")[0], "off")

    def test_bulk_release_lets_the_passing_go(self):
        self._set_gate("schedule", "block", operation_id=self.operation.id)
        cards = self.production.card_ids
        action = cards.action_release_checked()
        self.assertEqual(action["res_model"], "poms.card.release")
        wizard = Form(
            self.env["poms.card.release"].with_context(**action["context"])
        ).save()
        self.assertEqual((wizard.passing_count, wizard.blocked_count), (1, 1))
        self.assertIn("block", wizard.line_ids.mapped("mode"))
        wizard.action_release_passing()
        self.assertEqual(self.turning.state, "planned")
        self.assertEqual(self.washing.state, "released")
        with self.assertRaisesRegex(UserError, "stops each"):
            self.env["poms.card.release"].create(
                {"card_ids": self.turning.ids}
            ).action_release_passing()

    def test_override_is_a_right_needs_a_reason_and_is_logged(self):
        self._set_gate("schedule", "block")
        planner = self._new_user("planner-gate", "group_planner")
        with self.assertRaises(AccessError):
            self.turning.with_user(planner)._release_overridden("urgent")
        manager = self._new_user("manager-gate", "group_plant_manager")
        card = self.turning.with_user(manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            card._release_overridden(" ")
        card._release_overridden("customer waits")
        self.assertEqual(self.turning.state, "released")
        row = self.turning.gate_finding_ids.filtered(lambda f: f.gate == "schedule")
        self.assertEqual(
            (row.outcome, row.reason, row.user_id),
            ("overridden", "customer waits", manager),
        )
        self.assertIn("customer waits", self.turning.message_ids[0].body)

    def test_a_hold_is_not_overridden(self):
        self.env["poms.hold"].create({"card_id": self.turning.id, "note": "crack"})
        with self.assertRaisesRegex(UserError, "crack"):
            self.turning._release_overridden("urgent")

    def test_warnings_are_counted(self):
        self.turning.action_release()
        gates = self.turning.gate_finding_ids.mapped("gate")
        self.assertEqual(gates, ["schedule"])
        self.assertEqual(self.turning.gate_finding_ids.outcome, "warned")

    def test_rule_is_off_and_takes_only_what_it_may(self):
        rule = self.env["poms.intake.rule"].create(
            {"name": "Lathes", "kind": "release"}
        )
        self.assertFalse(rule.is_on)
        start = fields.Datetime.now() + timedelta(hours=2)
        self.turning._write_plan(
            {
                self.turning.id: {
                    "date_start": start,
                    "date_finish": start + timedelta(hours=1),
                }
            }
        )
        self._set_gate("document", "block", operation_id=self.operation.id)
        self.operation.is_document_required = True
        self.assertFalse(rule._release())
        self.operation.is_document_required = False
        self.assertEqual(rule._release(), self.turning)
        self.assertEqual(self.turning.release_rule_id, rule)
        self.assertEqual(rule.log_ids.card_ids, self.turning)
        self.assertIn("Lathes", self.turning.message_ids[0].body)
        self.turning.action_unrelease()
        self.assertFalse(self.turning.release_rule_id)
        self.assertFalse(rule._release(), "what is taken back stays so")
        self.turning.action_release()
        self.turning.action_unrelease()
        self.assertEqual(rule._release(), self.turning, "taken back from a person")
        rule.log_ids.filtered(lambda log: log.state == "applied")[0].action_undo()
        self.assertEqual(self.turning.state, "planned")
        self.turning.sudo().is_taken_back = False
        rule.horizon_hours = 1
        self.assertFalse(rule._release())

    def test_no_query_per_card(self):
        """Looking at the gates costs the same for 4 as for 40 cards."""
        tool = self.env["poms.tool"].create({"name": "Mould", "code": "M1"})
        self.env["poms.tool.requirement"].create(
            {"operation_id": self.operation.id, "tool_id": tool.id}
        )
        orders = [self._create_production(10) for _index in range(20)]
        counts = []
        for some in (orders[:2], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            cards = self.env["poms.task.card"].browse(
                [card.id for order in some for card in order.card_ids]
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards._gate_findings()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    def test_release_of_a_thousand_cards(self):
        """From 40 to 1,000 cards no query comes per card, only one per batch.

        Odoo reads and writes at most 1,000 rows at once, and messages by hundreds.
        """
        self.shaft_bom.operation_ids.write({"card_split": "most", "card_quantity": 1})
        self._put_in_stock(self.blank, 5000)
        self._put_in_stock(self.screw, 5000)
        few = self._create_production(20).card_ids
        many = self.env["mrp.production"].concat(
            *[self._create_production(180) for _index in range(3)]
        )
        many = many.card_ids[:1000]
        self.assertEqual((len(few), len(many)), (40, 1000))
        counts = []
        for cards in (self.production.card_ids, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards.action_release()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(set(many.mapped("state")), {"released"})
        self.assertLess(counts[2] - counts[1], 60, counts)

    def test_change_gate(self):
        def waits(cards):
            return {self.turning: ["CR1 other steel"]}

        self.patch(self.env.registry["poms.task.card"], "_open_change_reasons", waits)
        self.assertIn("CR1", self._result(self.turning, "change")[1])
        self.assertEqual(self._result(self.washing, "change")[0], "passed")
