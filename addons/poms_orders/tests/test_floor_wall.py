from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestFloorWall(PeopleCommon):
    """The screen on the wall: a station's work without anybody's name."""

    def setUp(self):
        super().setUp()
        self.card = self._turning_card()
        self.tablet_user = self._new_user("wall_tablet", "group_device")
        self.device = self.env["poms.device"].create(
            {
                "name": "Wall of lathes",
                "user_id": self.tablet_user.id,
                "workcenter_ids": [(6, 0, self.lathe.ids)],
            }
        )
        self.key = self.device.action_enrol()["key"]

    def _wall(self, user=None, device=None):
        self.env.flush_all()
        self.env.invalidate_all()
        cards = self.cards.with_user(user or self.tablet_user)
        return cards.station_wall(device=device or self.key)

    def test_machine_with_its_running_card(self):
        tile = self._wall()["machines"][0]
        self.assertEqual((tile["mark"], tile["card"]), ("idle", False))
        self._ok("start", self.card)
        self._ok("report", self.card, good="3")
        wall = self._wall()
        self.assertEqual(wall["name"], "Wall of lathes")
        (tile,) = wall["machines"]
        self.assertEqual(tile["mark"], "running")
        self.assertEqual(tile["card"]["spent"], "3")
        self.assertEqual(wall["today"]["good"], "3")

    def test_nobody_is_named(self):
        self._ok("start", self.card)
        self.cards._call_andon(
            self._uuid(), self.worker, kind="machine", card=self.card.name
        )
        text = str(self._wall())
        for person in self.worker | self.colleague:
            self.assertNotIn(person.name, text)

    def test_late_held_and_next(self):
        now = fields.Datetime.now()
        self._plan(self.card, now + timedelta(minutes=20), now + timedelta(hours=2))
        wall = self._wall()
        self.assertEqual([row["id"] for row in wall["next"]], self.card.ids)
        self.assertEqual((wall["late_count"], wall["stops"]), (0, []))
        self.card.with_context(poms_plan=True).date_due = now + timedelta(hours=1)
        self.env["poms.hold"].create({"card_id": self.card.id, "note": "crack found"})
        wall = self._wall()
        self.assertEqual([row["id"] for row in wall["late"]], self.card.ids)
        (stop,) = wall["stops"]
        self.assertEqual(stop["kind"], "hold")
        self.assertIn("crack found", stop["text"])

    def _plan(self, card, start, finish):
        card.with_context(poms_plan=True).write(
            {"date_planned_start": start, "date_planned_finish": finish}
        )

    def test_only_with_the_tablet_s_key_or_as_a_leader(self):
        for device in ("wrong", None):
            with self.assertRaises(AccessError):
                self.cards.with_user(self.tablet_user).station_wall(device=device)
        operator = self._new_user("wall_operator", "group_operator")
        with self.assertRaises(AccessError):
            self.cards.with_user(operator).station_wall()
        own = self.cards.with_user(self.boss_user).station_wall()
        self.assertIn(self.team.name, own["name"])
        self.device.action_revoke()
        with self.assertRaises(AccessError):
            self._wall()

    def test_costs_the_same_with_more_machines(self):
        counts = []
        for _more in range(2):
            self._wall()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._wall()
            counts.append(self.env.cr.sql_log_count - before)
            machines = [self._create_workcenter(f"Lathe {n}") for n in range(8)]
            self.device.workcenter_ids = self.lathe.concat(*machines)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
