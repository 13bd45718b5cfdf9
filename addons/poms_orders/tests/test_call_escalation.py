from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestCallEscalation(PeopleCommon):
    """Nobody comes: the next level hears of it, once, and it stands on the call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner_user = cls._new_user("call_planner", "group_planner")
        cls.env["poms.call.rule"].search([]).active = False
        cls.rule = cls.env["poms.call.rule"].create(
            {
                "name": "Turners",
                "team_id": cls.team.id,
                "level_ids": [
                    (0, 0, {"minutes": 0}),
                    (
                        0,
                        0,
                        {
                            "minutes": 10,
                            "to_leader": False,
                            "user_ids": [(6, 0, cls.planner_user.ids)],
                            "has_activity": True,
                            "has_mail": True,
                            "stops_on": "closed",
                        },
                    ),
                ],
            }
        )

    def _call(self, minutes=0, **values):
        values = {"kind": "machine", "workcenter": self.lathe.id, **values}
        answer = self.cards._call_andon(
            str(uuid4()), self.worker, told=self._ago(minutes), **values
        )
        self.assertEqual(answer["status"], "accepted", answer)
        return self.env["poms.call"].browse(answer["id"])

    def _run(self, minutes=0):
        later = fields.Datetime.now() + timedelta(minutes=minutes)
        with (
            patch.object(fields.Datetime, "now", lambda: later),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", _count),
        ):
            self.env["poms.call"]._cron_escalate()

    def _levels(self, call):
        steps = call.step_ids.filtered(lambda step: step.kind == "level")
        return [(step.level, step.user_ids) for step in steps]

    def test_first_level_at_once_second_in_time_each_once(self):
        call = self._call()
        self.assertEqual(self._levels(call), [(1, self.boss_user)])
        self._run(5)
        self.assertEqual(call.level, 1)
        for _twice in range(2):
            self._run(11)
        self.assertEqual(
            self._levels(call), [(1, self.boss_user), (2, self.planner_user)]
        )
        self.assertEqual(call.activity_ids.user_id, self.planner_user)
        self.assertFalse(call.date_next_level)

    def test_a_downtime_is_caught_up(self):
        call = self._call(minutes=300)
        self.assertEqual(call.level, 1)
        self._run()
        steps = call.step_ids.filtered(lambda step: step.kind == "level")
        self.assertEqual(steps.mapped("level"), [1, 2])
        late = steps[1].date - steps[1].date_due
        self.assertGreater(late, timedelta(minutes=280))

    def test_who_comes_stops_what_stops_on_coming(self):
        self.rule.level_ids[1].stops_on = "come"
        call = self._call()
        self.cards._call_come(str(uuid4()), self.colleague, call.id)
        self.assertFalse(call.date_next_level)
        self._run(60)
        self.assertEqual(call.level, 1)

    def test_closing_ends_levels_and_activities(self):
        call = self._call(minutes=20)
        self._run()
        self.assertTrue(call.activity_ids)
        self.cards._call_close(str(uuid4()), self.boss, call.id, "done")
        self.assertFalse(call.activity_ids)
        self._run(60)
        self.assertEqual(len(self._levels(call)), 2)

    def test_reopening_begins_anew(self):
        call = self._call(minutes=5)
        self.cards._call_close(str(uuid4()), self.boss, call.id)
        uuid = str(uuid4())
        for duplicate in (False, True):
            answer = self.cards._call_reopen(uuid, self.worker, call.id, "again")
            self.assertEqual(
                (answer["code"], answer["duplicate"]), ("reopened", duplicate)
            )
        self.assertEqual((call.state, call.reopen_count, call.level), ("open", 1, 1))
        self.assertEqual(call.solve_min, 0)
        refused = self.cards._call_reopen(str(uuid4()), self.worker, call.id)
        self.assertEqual(refused["code"], "call_open")

    def test_minutes_until_somebody_came_and_solved_it(self):
        call = self._call(minutes=30)
        self.cards._call_come(str(uuid4()), self.boss, call.id, told=self._ago(20))
        self.cards._call_close(str(uuid4()), self.boss, call.id, told=self._ago(5))
        self.assertAlmostEqual(call.response_min, 10, delta=0.1)
        self.assertAlmostEqual(call.solve_min, 25, delta=0.1)

    def test_averages_leave_out_whom_nobody_came_to(self):
        calls = self._call(minutes=30) | self._call()
        self.cards._call_come(str(uuid4()), self.boss, calls[0].id, told=self._ago(20))
        domain = [("id", "in", calls.ids)]
        [[average]] = calls._read_group(domain, [], ["response_min:avg"])
        self.assertAlmostEqual(average, 10, delta=0.1)

    def test_closing_with_a_cause(self):
        cause = self.env["poms.reason"].create(
            {"name": "Chips", "code": "CH", "kind": "call_cause"}
        )
        call = self._call()
        wrong = self.cards._call_close(str(uuid4()), self.boss, call.id, None, "NO")
        self.assertEqual(wrong["code"], "reason_unknown")
        self.cards._call_close(str(uuid4()), self.boss, call.id, "swept", "CH")
        self.assertEqual((call.reason_id, call.resolution), (cause, "swept"))

    def test_a_stranger_comes_before_closing(self):
        call = self._call()
        refused = self.cards._call_close(str(uuid4()), self.stranger, call.id)
        self.assertEqual(refused["code"], "call_right")
        self.cards._call_come(str(uuid4()), self.stranger, call.id)
        closed = self.cards._call_close(str(uuid4()), self.stranger, call.id)
        self.assertEqual(closed["code"], "closed")

    def test_a_standing_machine_is_blocked_until_the_last_call_is_solved(self):
        first, second = self._call(8, is_standing=True), self._call(is_standing=True)
        self.assertEqual(self.lathe.working_state, "blocked")
        self.assertEqual(first.loss_line_id, second.loss_line_id)
        self.assertEqual(first.loss_line_id.loss_type, "availability")
        self.cards._call_close(str(uuid4()), self.boss, first.id)
        self.assertEqual(self.lathe.working_state, "blocked")
        self.cards._call_close(str(uuid4()), self.boss, second.id)
        self.assertEqual(self.lathe.working_state, "normal")
        self.assertAlmostEqual(first.loss_line_id.duration, 8, delta=0.5)

    def test_unblocked_by_hand_stays_so(self):
        call = self._call(is_standing=True)
        self.lathe.unblock()
        end = call.loss_line_id.date_end
        self.cards._call_close(str(uuid4()), self.boss, call.id)
        self.assertEqual(call.loss_line_id.date_end, end)

    def test_cards_and_machines_show_it(self):
        card = self._turning_card()
        call = self._call(card=card.name, workcenter=None)
        self.assertEqual((card.open_call_count, self.lathe.open_call_count), (1, 1))
        found = self.env["poms.task.card"].search([("open_call_count", ">", 0)])
        self.assertEqual(found, card)
        rows = card._get_cards_data()
        self.assertEqual([row["id"] for row in rows[0]["calls"]], [call.id])
        self.cards._call_close(str(uuid4()), self.boss, call.id)
        self.env.invalidate_all()
        self.assertEqual((card.open_call_count, self.lathe.open_call_count), (0, 0))

    def test_a_long_queue_costs_no_more(self):
        cards = self._turning_card() | self._turning_card()
        for card in cards:
            self._call(card=card.name, workcenter=None)
        counts = []
        for found in (cards[:1], cards):
            self.env.flush_all()
            self.env.invalidate_all()
            found.mapped("name")
            before = self.env.cr.sql_log_count
            rows = found._get_open_calls()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual([len(rows[card.id]) for card in found], [1] * len(found))
        self.assertEqual(counts[0], counts[1])

    def test_office_acts_as_the_own_person(self):
        call = self._call().with_user(self.boss_user)
        call.action_come()
        self.assertEqual(call.come_employee_id, self.boss)
        wizard = self.env["poms.call.close"].with_user(self.boss_user)
        wizard.create({"call_id": call.id, "note": "oiled"}).action_close()
        self.assertEqual((call.state, call.resolution), ("closed", "oiled"))
        call.action_reopen()
        self.assertEqual(call.state, "open")
        with self.assertRaises(UserError):
            call.action_reopen()
        with self.assertRaises(UserError):
            call.with_user(self.planner_user).action_come()

    def test_leader_comes_and_closes_on_the_own_screen(self):
        call = self._call(note="jammed")
        desk = self._desk()
        row = desk.overview()["calls"][0]
        self.assertEqual(
            (row["kind"], row["level"], row["note"]), ("machine", 1, "jammed")
        )
        self.assertEqual(desk.come_call(str(uuid4()), call.id)["code"], "come")
        self.assertEqual(desk.close_call(str(uuid4()), call.id)["code"], "closed")
        with self.assertRaises(UserError):
            self._desk(self.other_user).come_call(str(uuid4()), call.id)

    def test_rules_belong_to_the_plant_manager(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.boss_user).name = "mine"
        manager = self._new_user("call_manager", "group_plant_manager")
        self.rule.with_user(manager).level_ids[1].minutes = 20
        with self.assertRaises(AccessError):
            self.env["poms.call.step"].with_user(manager).create({})

    def test_steps_stay(self):
        with self.assertRaises(UserError):
            self._call().step_ids.unlink()


def _count(_crons, processed=0, **_kwargs):
    return processed
