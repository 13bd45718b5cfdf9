from odoo.tests import HttpCase, new_test_user, tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestHelpScreen(PeopleCommon, HttpCase):
    """Call for help at a tablet; somebody comes and solves it there."""

    browser_size = "1024x768"
    touch_enabled = True

    def test_call_come_solve(self):
        new_test_user(
            self.env, login="help_operator", groups="poms_orders.group_operator"
        )
        cause = self.env["poms.reason"].create(
            {"name": "Chips", "code": "TOUR-CAUSE", "kind": "call_cause"}
        )
        card = self._turning_card()
        card.name = "TC-HELP"
        self.start_tour(
            "/odoo/floor", "poms_help_call", login="help_operator", timeout=90
        )
        call = self.env["poms.call"].search([("card_id", "=", card.id)])
        self.assertEqual((call.kind, call.state), ("machine", "closed"))
        self.assertEqual(
            call.employee_id | call.come_employee_id, self.worker | self.boss
        )
        self.assertEqual(call.reason_id, cause)
        self.assertEqual(call.step_ids.mapped("kind")[0], "called")
        self.assertTrue(call.loss_line_id.date_end)
        self.assertEqual(self.lathe.working_state, "normal")
