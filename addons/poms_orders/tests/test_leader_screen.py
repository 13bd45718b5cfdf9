from odoo.tests import HttpCase, tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestLeaderScreen(PeopleCommon, HttpCase):
    """The team leader's screen in a real browser, at a tablet's size with touch."""

    browser_size = "1024x768"
    touch_enabled = True

    def test_leader_morning(self):
        """People, dispatch, interruption, approval, hand-over, time."""
        following, runs, rush, held = [self._turning_card() for _n in range(4)]
        following.name, runs.name, rush.name = "TC-NEXT", "TC-RUNS", "TC-RUSH"
        held.hold_ids.create({"card_id": held.id, "note": "crack"})
        self._ok("start", runs, self.boss)
        told = self._turning_card()
        self._ok("start", told, self.boss)
        report = self._ok("report", told, self.boss, good="4")
        self._ok("pause", told, self.boss)
        self._no("correction_right", "correct", report.id, self.colleague, good="3")
        self.start_tour(
            "/odoo/team-leader", "poms_leader_morning", login="bboss", timeout=120
        )
        self.assertEqual(following.employee_id, self.colleague)
        self.assertEqual((runs.state, runs.quantity_good), ("done", 4))
        self.assertEqual(rush.priority, "2")
        self.assertEqual(told.quantity_good, 3)
        handover = self.env["poms.handover"].search([("team_id", "=", self.team.id)])
        self.assertEqual((handover.state, handover.notes), ("written", "Coolant low"))
        presence = self.env["poms.presence"].search([])
        self.assertEqual(set(presence.mapped("kind")), {"present"})

    def test_late_entry(self):
        """Slips by keyboard: booked, refused and put right, asked about."""
        card = self._turning_card()
        card.name = "TC-PAPER"
        self.start_tour(
            "/odoo/late-entry", "poms_late_entry", login="bboss", timeout=120
        )
        reports = self.env["poms.report"].search([("card_id", "=", card.id)])
        booked = reports.filtered(lambda r: r.state == "accepted").sorted("id")
        self.assertEqual(booked.mapped("quantity_good"), [4, 5])
        self.assertEqual(booked.mapped("is_paper"), [True, True])
        self.assertEqual(booked[1].date_start, booked[0].date_end)
        self.assertEqual(card.quantity_good, 9)
