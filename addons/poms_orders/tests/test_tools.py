from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestTools(ReportCommon):
    """Tools and moulds wear by reports and are reset with their history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_up(1000)
        cls.group = cls.env["poms.tool.group"].create({"name": "Inserts"})
        cls.tool = cls._create_tool("T-1")
        cls.operation = cls.shaft_bom.operation_ids[0]
        cls.env["poms.tool.requirement"].create(
            {"operation_id": cls.operation.id, "group_id": cls.group.id}
        )

    @classmethod
    def _create_tool(cls, code, **vals):
        return cls.env["poms.tool"].create(
            {
                "name": "Insert",
                "code": code,
                "group_id": cls.group.id,
                "life_limit": 10,
                **vals,
            }
        )

    def test_reports_wear_the_tool(self):
        _production, (turning, _washing) = self._create_released(20)
        self._ok("start", turning)
        report = self._ok("report", turning, good="3", scrap="1", run_min=1)
        self.assertEqual(self.tool.life_used, 4)
        self.assertEqual(self.tool.life_state, "good")
        self._ok("report", turning, good="5", run_min=1)
        self.assertEqual((self.tool.life_used, self.tool.life_state), (9, "due"))
        due = self.env["poms.tool"].search([("life_state", "in", ["due", "worn"])])
        self.assertEqual(due, self.tool)
        self._ok("correct", report.uuid, good="1", scrap="1")
        self.assertEqual(self.tool.life_used, 7)

    def test_a_mould_wears_once_per_stroke(self):
        self.tool.pieces_per_stroke = 4
        _production, (turning, _washing) = self._create_released(20)
        self._ok("start", turning)
        self._ok("report", turning, good="9", run_min=1)
        self.assertEqual(self.tool.life_used, 3)

    def test_the_tool_on_the_machine_comes_first(self):
        mounted = self._create_tool("T-2", workcenter_id=self.lathe.id)
        _production, (turning, _washing) = self._create_released(20)
        self.assertEqual(turning.tool_ids, mounted)
        mounted.workcenter_id = self.lathe_2
        turning.invalidate_recordset(["tool_ids"])
        self.assertEqual(turning.tool_ids, self.tool)

    def test_maintenance_resets_and_keeps_history(self):
        _production, (turning, _washing) = self._create_released(20)
        self._ok("start", turning)
        self._ok("report", turning, good="12", run_min=1)
        self.assertEqual(self.tool.life_state, "worn")
        self.tool.action_maintenance()
        wizard = self.env["poms.tool.reset"].create(
            {"tool_ids": self.tool.ids, "note": "new insert"}
        )
        wizard.action_reset()
        self.assertEqual((self.tool.life_used, self.tool.state), (0, "ready"))
        kinds = self.tool.event_ids.mapped(lambda e: (e.kind, e.strokes))
        self.assertEqual(sorted(kinds), [("maintenance", -12), ("use", 12)])

    def test_retired_tool(self):
        self.tool.action_retire()
        with self.assertRaisesRegex(UserError, "retired"):
            self.tool.action_maintenance()

    @mute_logger("odoo.sql_db")
    def test_a_requirement_names_one_thing(self):
        with self.assertRaises(Exception) as caught:
            self.env["poms.tool.requirement"].create(
                {
                    "operation_id": self.operation.id,
                    "group_id": self.group.id,
                    "tool_id": self.tool.id,
                }
            )
        self.assertIn("one_target", str(caught.exception))

    def test_who_may(self):
        operator = self._new_user("operator-tool", "group_operator")
        with self.assertRaises(AccessError):
            self.tool.with_user(operator)._reset_life("no")
        leader = self._new_user("leader-tool", "group_team_leader")
        self.tool.with_user(leader)._reset_life("reground")
        with self.assertRaises(AccessError):
            self.tool.event_ids.with_user(leader).unlink()

    def _set_mode(self, check, mode):
        self.env["ir.config_parameter"].set_param(f"poms_orders.check_{check}", mode)

    def test_warning_before_and_stop_at_the_limit(self):
        _production, (turning, _washing) = self._create_released(20)
        start = self._ok("start", turning)
        self.assertFalse(start.warning_codes)
        self._ok("report", turning, good="9", run_min=1)
        self._ok("pause", turning)
        self.assertEqual(self._ok("resume", turning).warning_codes, "tool_due")
        self._ok("report", turning, good="1", run_min=1)
        self._ok("pause", turning)
        self._set_mode("tool", "block")
        refused = self._no("tool_worn", "resume", turning)
        self.assertIn("T-1", refused.message)
        self.tool._reset_life("new insert")
        self._ok("resume", turning)

    def test_pieces_that_are_made_count_whatever_the_tool(self):
        self._set_mode("tool", "block")
        _production, (turning, _washing) = self._create_released(20)
        self._ok("start", turning)
        self._ok("report", turning, good="12", run_min=1)
        self._ok("report", turning, good="1", run_min=1)
        self.assertEqual(self.tool.life_used, 13)
