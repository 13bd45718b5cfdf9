from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlan(PlanCommon):
    """From open cards to a plan version, into force, and back."""

    def test_plan_follows_tree_and_is_applied_to_the_minute(self):
        """Given a shaft with its blanks, the blanks are sawn before turning starts."""
        parent, child = self._tree()
        plan = self._plan()
        self.assertEqual(plan.state, "solved", plan.message)
        line = {line.card_id.workorder_id.name: line for line in plan.line_ids}
        self.assertEqual(set(line), {"Sawing", "Turning", "Washing"})
        self.assertGreaterEqual(line["Turning"].date_run, line["Sawing"].date_finish)
        self.assertGreaterEqual(line["Washing"].date_run, line["Turning"].date_finish)
        self.assertFalse(parent.card_ids.filtered("date_planned_start"))

        self._apply(plan)
        self.assertEqual(plan.state, "applied")
        self.assertTrue(plan.is_current)
        self.assertEqual(set(plan.line_ids.mapped("state")), {"applied"})
        self.assertFollows(plan)
        self.assertEqual((parent | child).mapped("is_planned"), [True, True])

    def test_alternative_takes_the_second_order(self):
        """Two orders on one lathe: the alternative takes one, at its own speed."""
        self.lathe.alternative_workcenter_ids = self.lathe_2
        self.lathe_2.time_efficiency = 50
        self._create_production()
        self._create_production()
        plan = self._plan()
        turning = plan.line_ids.filtered(
            lambda line: line.card_id.workorder_id.name == "Turning"
        )
        self.assertEqual(turning.workcenter_id, self.lathe)  # 2 x 60 before 120
        self.lathe_2.time_efficiency = 80
        plan = self._plan()
        turning = plan.line_ids.filtered(
            lambda line: line.card_id.workorder_id.name == "Turning"
        )
        self.assertEqual(turning.workcenter_id, self.lathe | self.lathe_2)
        moved = turning.filtered(lambda line: line.workcenter_id == self.lathe_2)
        self.assertEqual(moved.run_min, 75)
        self._apply(plan)
        self.assertFollows(plan)
        self.assertEqual(moved.card_id.workorder_id.duration_expected, 75)
        again = self._plan()
        line = again.line_ids.filtered(lambda line: line.card_id == moved.card_id)
        minutes = 60 if line.workcenter_id == self.lathe else 75
        self.assertEqual(line.run_min, minutes)

    def test_running_and_pinned_cards_stay(self):
        production = self._create_production()
        other = self._create_production()
        running = production.card_ids.filtered(
            lambda card: card.workorder_id.name == "Turning"
        )
        running.write({"state": "running"})
        pinned = other.card_ids.filtered(
            lambda card: card.workorder_id.name == "Turning"
        )
        place = (self._soon(days=3), self._soon(days=3, hours=1))
        pinned._write_plan(
            {pinned.id: {"date_start": place[0], "date_finish": place[1]}}
        )
        pinned.is_pinned = True
        plan = self._plan()
        self.assertEqual(plan.state, "solved", plan.message)
        line = {line.card_id: line for line in plan.line_ids}
        self.assertTrue(line[running].is_fixed)
        self.assertTrue(line[pinned].is_fixed)
        washing = other.card_ids - pinned
        self.assertGreaterEqual(line[washing].date_run, place[1])
        before = (running.date_planned_start, running.leave_id.date_to)
        self._apply(plan)
        self.assertEqual(line[running].keep_reason, "started")
        self.assertEqual(line[pinned].keep_reason, "pinned")
        self.assertEqual((pinned.date_planned_start, pinned.date_planned_finish), place)
        self.assertEqual(before, (running.date_planned_start, running.leave_id.date_to))
        self.assertFollows(plan)

    def test_card_started_after_planning_keeps_its_place(self):
        """Given a plan that is decided later, what started meanwhile is listed."""
        production = self._create_production()
        plan = self._plan()
        card = production.card_ids[:1]
        card.state = "running"
        start = card.leave_id.date_from
        self._apply(plan)
        line = plan.line_ids.filtered(lambda line: line.card_id == card)
        self.assertEqual((line.state, line.keep_reason), ("kept", "started"))
        self.assertEqual(card.leave_id.date_from, start)
        self.assertIn("1", plan.message)
        self.assertEqual(plan.kept_count, 1)

    def test_undo_brings_back_the_version_before(self):
        production = self._create_production()
        card = production.card_ids[:1]
        first = self._plan()
        self._apply(first)
        place = (card.date_planned_start, card.date_planned_finish)
        late = self._create_production()
        self.lathe.alternative_workcenter_ids = self.lathe_2
        self.lathe_2.time_efficiency = 200
        second = self._plan()
        self._apply(second)
        self.assertEqual(first.state, "superseded")
        self.assertEqual(card.workcenter_id, self.lathe_2)
        self.assertEqual(second.previous_plan_id, first)

        self._inline(second.with_user(self.planner)).action_undo()
        self.assertEqual((first.state, second.state), ("applied", "superseded"))
        self.assertEqual(self.company.poms_plan_id, first)
        self.assertEqual(card.workcenter_id, self.lathe)
        self.assertEqual((card.date_planned_start, card.date_planned_finish), place)
        self.assertFollows(first)
        # the order that the first version did not know has no place in it
        self.assertFalse(any(late.card_ids.mapped("date_planned_start")))
        self.assertFalse(late.card_ids.leave_id)

        self._inline(first.with_user(self.planner)).action_undo()
        baseline = first.previous_plan_id
        self.assertEqual(baseline.state, "applied")
        self.assertFalse(any(production.card_ids.mapped("date_planned_start")))

    def test_apply_goes_on_where_it_was_killed(self):
        """Given a plan half written, the job started again writes the rest."""
        self._create_production()
        self._create_production()
        plan = self._plan()
        plan.sudo().write({"state": "applying"})
        inline = self._inline(plan)
        inline._take_over()
        first = inline._waiting_batches()[0][:2]
        inline._apply_batch(first, False)
        self.assertEqual(
            plan.line_ids.filtered(lambda li: li.state == "applied"), first
        )
        inline._job_apply()
        self.assertEqual(plan.state, "applied")
        self.assertEqual(set(plan.line_ids.mapped("state")), {"applied"})
        self.assertFollows(plan)

    def test_no_open_card_says_so(self):
        plan = self._plan()
        self.assertEqual(plan.state, "failed")
        self.assertIn("No card is open", plan.message)

    def test_figures_compare_before_and_after(self):
        production = self._create_production()
        production.card_ids.date_due = self._soon(days=-1)
        plan = self._plan()
        self.assertEqual(plan.late_after, 1)
        self.assertGreater(plan.tardiness_after, 24)
        self.assertEqual(plan.unplanned_before, len(production.card_ids))
        self.assertEqual(plan.date_makespan, max(plan.line_ids.mapped("date_finish")))
        self.assertTrue(all(plan.line_ids.mapped("tardiness_min")))
        self._apply(plan)
        figures = self.env["poms.hooks"]._plan_figures()
        self.assertEqual(figures["plan"], plan.name)

    def test_native_plan_button_leaves_planned_cards_where_they_are(self):
        production = self._create_production()
        plan = self._plan()
        self._apply(plan)
        production.button_plan()
        self.assertFollows(plan)

    def test_unplanned_order_gets_its_place_from_the_next_plan(self):
        production = self._create_production()
        self._apply(self._plan())
        production.button_unplan()
        self.assertFalse(production.card_ids.leave_id)
        plan = self._plan()
        self.assertEqual(plan.unplanned_before, 2)
        self._apply(plan)
        self.assertFollows(plan)

    def test_old_versions_go_but_not_what_an_undo_needs(self):
        self._create_production()
        plans = self.env["poms.plan"]
        for _number in range(3):
            plans |= self._plan()
            self._apply(plans[-1])
        self.env.flush_all()
        self.env.cr.execute("UPDATE poms_plan SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.env["poms.plan"]._gc_old()
        self.assertEqual(plans.exists(), plans[1:])

    def test_replan_button_of_odoo_is_refused_while_a_plan_is_in_force(self):
        production = self._create_production()
        self._apply(self._plan())
        with self.assertRaisesRegex(Exception, "is in force"):
            production.workorder_ids[0].action_replan()
        new = self._create_production()
        new.button_plan()
        spans = sorted(
            (card.date_planned_start, card.date_planned_finish)
            for card in (production | new).card_ids
            if card.workcenter_id == self.lathe
        )
        self.assertLessEqual(spans[0][1], spans[1][0])
