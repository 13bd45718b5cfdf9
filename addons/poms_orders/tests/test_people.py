from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestPresence(PeopleCommon):
    """Who is here: by badge, by the leader, by leave."""

    def test_badge_at_a_tablet_is_presence(self):
        tablet_user = new_test_user(
            self.env, login="people_tablet", groups="poms_orders.group_device"
        )
        device = self.env["poms.device"].create(
            {"name": "Tablet", "user_id": tablet_user.id}
        )
        cards = self.cards.with_user(tablet_user)
        self.assertEqual(self._person(self.worker)["state"], "missing")
        for _twice in range(2):
            cards._identify("BWORKER", None, device.sudo())
        row = self.env["poms.presence"].search([("employee_id", "=", self.worker.id)])
        self.assertEqual((len(row), row.source, row.device_id), (1, "badge", device))
        self.assertEqual(self._person(self.worker)["state"], "here")

    def test_own_log_in_is_no_badge(self):
        """Who looks something up at a desk has not come to work at a station."""
        self.cards._identify("BWORKER", None, self.env["poms.device"])
        self.assertFalse(
            self.env["poms.presence"].search([("employee_id", "=", self.worker.id)])
        )

    def test_several_absent_at_once_and_undone(self):
        both = (self.worker | self.colleague).ids
        desk = self._desk()
        desk.mark(both, "present")
        self.assertEqual(self._person(self.worker)["state"], "here")
        answer = desk.mark(both, "absent", absence="sick")
        rows = [self._person(p) for p in (self.worker, self.colleague)]
        self.assertEqual([row["state"] for row in rows], ["absent", "absent"])
        self.assertEqual(rows[0]["note"], "Sick")
        self.assertTrue(rows[0]["until"])
        desk.undo_mark(**answer["undo"])
        self.assertEqual(self._person(self.worker)["state"], "here")

    def test_absent_who_still_works_on_a_card_is_named(self):
        """A running clock keeps a person here: the leader has to know."""
        _production, cards = self._create_released()
        self._ok("start", cards[0])
        both = (self.worker | self.colleague).ids
        for kind in ("absent", "gone"):
            answer = self._desk().mark(both, kind)
            self.assertEqual(answer["still_here"], ["Worker"])
        self.assertEqual(self._desk().mark(both, "present")["still_here"], [])
        self._ok("pause", cards[0])
        self.assertEqual(self._desk().mark(both, "absent")["still_here"], [])

    def test_undo_is_refused_later(self):
        answer = self._desk().mark(self.worker.ids, "absent")
        row = self.env["poms.presence"].browse(answer["undo"]["created"])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE poms_presence SET create_date = create_date - interval '1 hour' "
            "WHERE id = %s",
            [row.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self._desk().undo_mark(**answer["undo"])

    def test_badge_ends_absence(self):
        self._desk().mark(self.worker.ids, "absent")
        self.env["poms.presence"]._come(self.worker)
        self.assertEqual(self._person(self.worker)["state"], "here")

    def test_leave_of_the_calendar(self):
        """Approved time off is written there by Odoo."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": self.worker.resource_id.id,
                "calendar_id": self.calendar.id,
                "time_type": "leave",
                "date_from": self._ago(60),
                "date_to": self._ago(-60),
            }
        )
        row = self._person(self.worker)
        self.assertEqual((row["state"], row["note"]), ("leave", ""))
        self.assertEqual(self._person(self.colleague)["state"], "missing")

    def test_lent_works_for_the_other_team(self):
        """Lent: the borrower's cards are refused before and taken after."""
        card = self._turning_card()
        self._no("team_wrong", "start", card, self.stranger)
        self._desk(self.other_user).mark(
            self.stranger.ids, "lent", team_id=self.team.id
        )
        row = self._person(self.stranger)
        self.assertTrue(row["is_lent_here"])
        self._ok("start", card, self.stranger)
        domain = self.cards._get_team_domain(self.stranger.sudo())
        self.assertIn(card, self.cards.search(domain))
        self._desk(self.other_user).mark(self.stranger.ids, "back")
        self.assertIsNone(self._person(self.stranger))

    def test_lent_without_a_team(self):
        with self.assertRaises(UserError):
            self._desk().mark(self.worker.ids, "lent")

    def test_nobody_is_here_twice(self):
        presence = self.env["poms.presence"]
        vals = {
            "employee_id": self.worker.id,
            "date_in": self._ago(120),
            "date_out": self._ago(60),
        }
        presence.create(vals)
        with self.assertRaises(ValidationError):
            presence.create({**vals, "date_in": self._ago(90), "date_out": False})
        presence.create({**vals, "date_in": self._ago(60), "date_out": False})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            presence.create({**vals, "date_in": self._ago(-90), "date_out": False})

    def test_going_ends_indirect_time(self):
        desk = self._desk()
        desk.start_indirect(self.worker.ids, self.reason.id)
        desk.mark(self.worker.ids, "gone")
        row = self.env["poms.indirect.time"].search([])
        self.assertTrue(row.date_end)
        self.assertEqual(self._person(self.worker)["state"], "missing")

    def test_bad_marks(self):
        desk = self._desk()
        with self.assertRaises(UserError):
            desk.mark(self.worker.ids, "flying")
        with self.assertRaises(UserError):
            desk.mark(self.worker.ids, "absent", absence="bored")
        with self.assertRaises(UserError):
            desk.mark(self.worker.ids, "absent", until="2020-01-01 00:00:00")


@tagged("post_install", "-at_install")
class TestIndirectTime(PeopleCommon):
    """Cleaning, meeting, waiting: per person, with a reason."""

    def test_another_reason_ends_the_first(self):
        desk = self._desk()
        meeting = self.reason.copy({"code": "MEET", "name": "Meeting"})
        desk.start_indirect(self.worker.ids, self.reason.id)
        desk.start_indirect(self.worker.ids, meeting.id)
        rows = self.env["poms.indirect.time"].search([], order="id")
        self.assertEqual([bool(row.date_end) for row in rows], [True, False])
        self.assertEqual(self._person(self.worker)["indirect"]["reason"], "Meeting")
        desk.stop_indirect(self.worker.ids)
        self.assertFalse(self._person(self.worker)["indirect"])

    def test_starting_a_card_ends_it(self):
        card = self._turning_card()
        self._desk().start_indirect((self.worker | self.colleague).ids, self.reason.id)
        self._ok("start", card, people=[self.colleague.id])
        self.assertFalse(self._person(self.worker)["indirect"])
        self.assertFalse(self._person(self.colleague)["indirect"])

    def test_a_reason_of_another_kind(self):
        scrap = self.reason.copy({"code": "X", "kind": "scrap"})
        with self.assertRaises(UserError):
            self._desk().start_indirect(self.worker.ids, scrap.id)

    def test_times_of_the_team(self):
        """Two hours here: one on a card, half of one cleaning, the rest idle."""
        card = self._turning_card()
        now = fields.Datetime.now()
        begin = now - timedelta(minutes=120)
        self.env["poms.presence"].create(
            {"employee_id": self.worker.id, "date_in": begin}
        )
        self._ok("start", card, date_start=begin)
        self._ok(
            "report",
            card,
            good="2",
            date_start=begin,
            date_end=begin + timedelta(minutes=60),
        )
        self._ok("pause", card, date_end=begin + timedelta(minutes=60))
        self.env["poms.indirect.time"].create(
            {
                "employee_id": self.worker.id,
                "reason_id": self.reason.id,
                "date_start": begin + timedelta(minutes=60),
                "date_end": begin + timedelta(minutes=90),
            }
        )
        windows = {"today", "yesterday"}
        rows = [
            next(
                row
                for row in self._desk().get_times(self.team.id, window)["people"]
                if row["id"] == self.worker.id
            )
            for window in sorted(windows)
        ]
        # the test may run shortly after midnight
        total = {k: rows[0][k] + rows[1][k] for k in rows[0] if k.endswith("_s")}
        self.assertEqual(total["direct_s"], 3600)
        self.assertEqual(total["indirect_s"], 1800)
        self.assertAlmostEqual(total["present_s"], 7200, delta=5)
        self.assertAlmostEqual(total["idle_s"], 1800, delta=5)
        names = {share["name"] for row in rows for share in row["shares"]}
        self.assertEqual(names, {card.name, "Cleaning"})

    def test_running_card_counts_until_now(self):
        card = self._turning_card()
        self.env["poms.presence"].create(
            {"employee_id": self.worker.id, "date_in": self._ago(30)}
        )
        self._ok("start", card, date_start=self._ago(20))
        total = sum(
            self._desk().get_times(self.team.id, window)["total"]["direct_s"]
            for window in ("today", "yesterday")
        )
        self.assertAlmostEqual(total, 20 * 60, delta=5)


@tagged("post_install", "-at_install")
class TestLeaderRights(PeopleCommon):
    """Leaders have their own teams; planners all; operators nothing of others."""

    def setUp(self):
        super().setUp()
        self.env["poms.presence"].create({"employee_id": self.worker.id})
        self.env["poms.indirect.time"].create(
            {"employee_id": self.worker.id, "reason_id": self.reason.id}
        )
        self.handover = self.env["poms.handover"].create(
            {
                "team_id": self.team.id,
                "date_shift_start": self._ago(480),
                "date_shift_end": self._ago(0),
            }
        )

    def _count(self, user):
        return [
            self.env[name].with_user(user).search_count([])
            for name in ("poms.presence", "poms.indirect.time", "poms.handover")
        ]

    def test_own_team_only(self):
        self.assertEqual(self._count(self.boss_user), [1, 1, 1])
        self.assertEqual(self._count(self.other_user), [0, 0, 0])
        names = [team["name"] for team in self._desk().overview()["teams"]]
        self.assertEqual(names, ["Turners"])
        self.assertIsNone(self._person(self.stranger))
        for call in (
            lambda desk: desk.overview([self.team.id]),
            lambda desk: desk.mark(self.worker.ids, "absent"),
            lambda desk: desk.start_indirect(self.worker.ids, self.reason.id),
            lambda desk: desk.get_times(self.team.id),
            lambda desk: desk.write_handover(self.team.id, "x"),
        ):
            with self.assertRaises(AccessError):
                call(self._desk(self.other_user))
        card = self._turning_card()
        with self.assertRaises(UserError):
            self._desk(self.other_user).dispatch(card.ids, self.stranger.id)

    def test_deputy_leads_too(self):
        self.team.deputy_ids = self.other_boss
        self.assertEqual(self._count(self.other_user), [1, 1, 1])
        self._desk(self.other_user).mark(self.worker.ids, "absent")

    def test_planner_and_manager_see_all(self):
        for group in ("group_planner", "group_plant_manager"):
            user = self._new_user(f"people_{group}", group)
            self.assertEqual(self._count(user), [1, 1, 1])
            teams = {team["id"] for team in self._desk(user).overview()["teams"]}
            self.assertLessEqual({self.team.id, self.other_team.id}, teams)

    def test_operator_sees_nothing_of_others(self):
        user = self._new_user("people_operator", "group_operator")
        for name in ("poms.presence", "poms.indirect.time", "poms.handover"):
            with self.assertRaises(AccessError):
                self.env[name].with_user(user).search_count([])
        with self.assertRaises(AccessError):
            self._desk(user).overview()
        with self.assertRaises(AccessError):
            self._desk(user).get_times(self.team.id)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._new_user("people_elsewhere", "group_plant_manager")
        user.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertEqual(self._count(user), [0, 0, 0])
        desk = self._desk(user).with_context(allowed_company_ids=company.ids)
        self.assertEqual(desk.overview()["teams"], [])

    def test_overview_costs_the_same_with_more_people(self):
        desk = self._desk()
        self.env.flush_all()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            desk.overview()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        people = self.env["hr.employee"].create(
            [
                {"name": f"Extra {n}", "resource_calendar_id": self.calendar.id}
                for n in range(15)
            ]
        )
        self.team.employee_ids |= people
        desk.mark(people.ids, "present")
        self.env.flush_all()
        self.assertLessEqual(count(), few + 3)


@tagged("post_install", "-at_install")
class TestHandover(PeopleCommon):
    """Written at the end of a shift, read at the start of the next."""

    def test_what_is_open_lists_itself(self):
        card = self._turning_card()
        self._ok("start", card)
        held = self._turning_card()
        held.hold_ids.create({"card_id": held.id, "note": "crack"})
        self._no("card_held", "start", held, queued=True, date_client=self._ago(5))
        desk = self._desk()
        draft = desk.write_handover(self.team.id, "Coolant low")
        self.assertEqual((draft["state"], draft["lines"]), ("draft", []))
        told = desk.write_handover(
            self.team.id, "Coolant low", self.other_team.id, is_final=True
        )
        self.assertEqual(told["id"], draft["id"])
        kinds = {(line["kind"], line["card"]) for line in told["lines"]}
        self.assertEqual(
            kinds,
            {("running", card.name), ("hold", held.name), ("conflict", held.name)},
        )

    def test_read_and_acknowledged_by_the_next_team(self):
        told = self._desk().write_handover(
            self.team.id, "Coolant low", self.other_team.id, is_final=True
        )
        rows = self._desk(self.other_user).overview()["handovers"]
        self.assertEqual([row["notes"] for row in rows], ["Coolant low"])
        self._desk(self.other_user).read_handover(told["id"], "Will fill")
        handover = self.env["poms.handover"].browse(told["id"])
        self.assertEqual((handover.state, handover.answer), ("read", "Will fill"))
        self.assertEqual(handover.read_by_id, self.other_user)
        with self.assertRaises(UserError):
            self._desk(self.other_user).read_handover(told["id"])
        with self.assertRaises(UserError):
            self._desk().write_handover(self.team.id, "Changed later")

    def test_not_ones_own_to_read(self):
        told = self._desk().write_handover(self.team.id, "x", is_final=True)
        with self.assertRaises(AccessError):
            self._desk(self.other_user).read_handover(told["id"])


@tagged("post_install", "-at_install")
class TestFloorTime(PeopleCommon):
    """Indirect time and leaving by a scan at the station."""

    def test_reason_scanned_starts_and_ends(self):
        found = self.cards._scan(self.worker, "CLEAN")
        self.assertEqual(
            (found["type"], found["indirect"]["code"]), ("indirect", "CLEAN")
        )
        key = self._uuid()
        answer = self.cards._indirect(key, self.worker, "CLEAN")
        self.assertEqual((answer["status"], answer["code"]), ("accepted", "started"))
        again = self.cards._indirect(key, self.worker, "CLEAN")
        self.assertEqual((again["id"], again["duplicate"]), (answer["id"], True))
        row = self.env["poms.indirect.time"].browse(answer["id"])
        self.assertFalse(row.date_end)
        self.assertEqual(self._person(self.worker)["state"], "here")
        answer = self.cards._indirect(self._uuid(), self.worker, "CLEAN")
        self.assertEqual(answer["code"], "stopped")
        self.assertTrue(row.date_end)

    def test_an_end_told_twice_begins_nothing_anew(self):
        """The first answer was lost, so the tablet sends the same act again."""
        self.cards._indirect(self._uuid(), self.worker, "CLEAN")
        key = self._uuid()
        first = self.cards._indirect(key, self.worker, "CLEAN")
        again = self.cards._indirect(key, self.worker, "CLEAN")
        self.assertEqual((first["code"], again["code"]), ("stopped", "stopped"))
        rows = self.env["poms.indirect.time"].search(
            [("employee_id", "=", self.worker.id)]
        )
        self.assertEqual(len(rows), 1)
        self.assertTrue(rows.date_end)

    def test_what_waited_counts_from_the_tablets_time(self):
        told = self._ago(45)
        act = self.cards._parse_told(
            "indirect",
            self._uuid(),
            {"queued": True, "date_client": fields.Datetime.to_string(told)},
        )
        answer = self.cards._indirect(act["uuid"], self.worker, "CLEAN", told=act)
        row = self.env["poms.indirect.time"].browse(answer["id"])
        self.assertAlmostEqual((row.date_start - told).total_seconds(), 0, delta=2)

    def test_unknown_reason_and_code(self):
        answer = self.cards._indirect(self._uuid(), self.worker, "NONE")
        self.assertEqual(answer["code"], "reason_unknown")
        self.assertEqual(self.cards._scan(self.worker, "NONE")["code"], "code_unknown")

    def test_clock_out_ends_everything_once(self):
        self.assertEqual(self.cards._scan(self.worker, "POMS-OUT")["type"], "clock_out")
        self.cards._indirect(self._uuid(), self.worker, "CLEAN")
        for code in ("gone", "not_here"):
            answer = self.cards._clock_out(self._uuid(), self.worker)
            self.assertEqual((answer["status"], answer["code"]), ("accepted", code))
        self.assertFalse(self._person(self.worker)["indirect"])
        self.assertEqual(self._person(self.worker)["state"], "missing")

    def test_needs_somebody_identified(self):
        operator = self._new_user("time_operator", "group_operator")
        cards = self.cards.with_user(operator)
        for call in (
            lambda: cards.indirect(self._uuid(), "x.y", "CLEAN"),
            lambda: cards.clock_out(self._uuid(), "x.y"),
        ):
            with self.assertRaises(AccessError):
                call()
