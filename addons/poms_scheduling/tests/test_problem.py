from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from ..engine.model import MAX_MINUTE
from .common import PlanCommon

DAY = 24 * 60


@tagged("post_install", "-at_install")
class TestProblem(PlanCommon):
    """Records in, facts out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.problem = cls.env["poms.plan.problem"]

    def _read(self, start=None, **kwargs):
        start = start or self._soon(minutes=1)
        facts, warnings = self.problem._read(self.company, "test", start, **kwargs)
        return facts, warnings

    def _shifts(self, tz, *rows, days=range(7)):
        """A calendar of (from hour, to hour) on each of `days`."""
        return self.env["resource.calendar"].create(
            {
                "name": tz,
                "tz": tz,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"{day} {start}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": "morning",
                        }
                    )
                    for day in days
                    for start, end in rows
                ],
            }
        )

    def _windows(self, workcenter, start):
        facts, _warnings = self._read(start)
        return facts.machines[workcenter.id].windows.intervals

    # --- calendars

    def test_day_and_night_has_no_gap_at_midnight(self):
        self._create_production()
        facts, _warnings = self._read()
        windows = facts.machines[self.lathe.id].windows
        self.assertEqual(windows.intervals, [(0, facts.horizon.minutes)])

    def test_night_shift_is_one_span_over_midnight(self):
        self.lathe.resource_calendar_id = self._shifts("UTC", (22, 24), (0, 6))
        self._create_production()
        spans = self._windows(self.lathe, datetime(2026, 3, 2))
        self.assertEqual(spans[:2], [(0, 360), (1320, DAY + 360)])

    def test_summer_time_moves_the_shift_by_an_hour(self):
        """Berlin goes from UTC+1 to UTC+2 on 2026-03-29: 6 h are 5 h UTC, then 4 h."""
        self.lathe.resource_calendar_id = self._shifts("Europe/Berlin", (6, 14))
        self._create_production()
        spans = self._windows(self.lathe, datetime(2026, 3, 28))
        self.assertEqual(
            spans[:3],
            [
                (5 * 60, 13 * 60),
                (DAY + 4 * 60, DAY + 12 * 60),
                (2 * DAY + 4 * 60, 2 * DAY + 12 * 60),
            ],
        )

    def test_night_of_the_clock_change_is_an_hour_shorter(self):
        self.lathe.resource_calendar_id = self._shifts(
            "Europe/Berlin", (22, 24), (0, 6)
        )
        self._create_production()
        spans = self._windows(self.lathe, datetime(2026, 3, 28, 12))
        self.assertEqual(spans[0], (9 * 60, 16 * 60))

    def test_holiday_downtime_and_break_are_taken_out(self):
        self.lathe.resource_calendar_id = self._shifts("UTC", (6, 10), (10.5, 14))
        self._create_production()
        leaves = self.env["resource.calendar.leaves"]
        leaves.create(
            {
                "name": "Holiday",
                "calendar_id": self.lathe.resource_calendar_id.id,
                "date_from": datetime(2026, 3, 3),
                "date_to": datetime(2026, 3, 4),
            }
        )
        leaves.create(
            {
                "name": "Repair",
                "calendar_id": self.lathe.resource_calendar_id.id,
                "resource_id": self.lathe.resource_id.id,
                "date_from": datetime(2026, 3, 2, 7),
                "date_to": datetime(2026, 3, 2, 8),
                "time_type": "leave",
            }
        )
        spans = self._windows(self.lathe, datetime(2026, 3, 2))
        self.assertEqual(
            spans[:4],
            [(360, 420), (480, 600), (630, 840), (2 * DAY + 360, 2 * DAY + 600)],
        )

    def test_span_that_belongs_to_no_card_is_kept_free(self):
        production = self._create_production()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Trial run",
                "calendar_id": self.lathe.resource_calendar_id.id,
                "resource_id": self.lathe.resource_id.id,
                "date_from": self._soon(),
                "date_to": self._soon(hours=5),
                "time_type": "other",
            }
        )
        plan = self._plan()
        turning = plan.line_ids.filtered(lambda line: line.workcenter_id == self.lathe)
        self.assertEqual(turning.card_id.production_id, production)
        self.assertGreaterEqual(turning.date_start, self._soon(hours=5))

    def test_machine_without_hours_is_named(self):
        self.lathe.resource_calendar_id = False
        self._create_production()
        facts, warnings = self._read()
        self.assertEqual(
            facts.machines[self.lathe.id].windows.total, facts.horizon.minutes
        )
        self.assertIn("Lathe 1", " ".join(warnings))

    # --- setup

    def test_setup_matrix_first_work_and_fallback(self):
        groups = self.env["poms.setup.group"].create(
            [{"name": name, "code": name} for name in ("Red", "Blue")]
        )
        red, blue = groups
        self.env["poms.setup.time"].create(
            [
                {
                    "workcenter_id": self.lathe.id,
                    "from_group_id": before.id,
                    "to_group_id": after.id,
                    "minutes": minutes,
                }
                for before, after, minutes in (
                    (red, blue, 30),
                    (blue, red, 45),
                    (red.browse(), red, 20),
                )
            ]
        )
        self.lathe.time_start = 12
        operations = self.shaft_bom.operation_ids
        operations[0].setup_group_id = red
        one = self._create_production()
        operations[0].setup_group_id = blue
        self.shaft_bom.operation_ids.invalidate_recordset()
        facts, _warnings = self._read()
        setup = facts.machines[self.lathe.id].setup
        self.assertEqual(setup[None, blue.id], 12)  # no row: the machine's own
        card = facts.cards[one.card_ids[0].id]
        self.assertEqual(card.group, blue.id)
        self.assertEqual(card.minutes[self.lathe.id], 60)  # setup is the engine's
        washing = facts.cards[one.card_ids[1].id]
        self.assertIsNone(washing.group)

    def test_setup_in_the_plan(self):
        """Given red, blue, red: the plan holds the setups between, line by line."""
        red, blue = self.env["poms.setup.group"].create(
            [{"name": name, "code": name} for name in ("Red", "Blue")]
        )
        self.env["poms.setup.time"].create(
            [
                {"to_group_id": group.id, "minutes": minutes}
                for group, minutes in ((red, 15), (blue, 25))
            ]
        )
        self.shaft_bom.operation_ids[0].setup_group_id = red
        self.blank_bom.operation_ids.write(
            {"setup_group_id": blue.id, "workcenter_id": self.lathe.id}
        )
        self._create_production()
        self._create_production(product=self.blank)
        plan = self._plan()
        self.assertEqual(plan.state, "solved", plan.message)
        lathe = plan.line_ids.filtered(lambda line: line.workcenter_id == self.lathe)
        self.assertEqual(sorted(lathe.mapped("setup_min")), [15, 25])
        for line in lathe:
            gap = (line.date_run - line.date_start).total_seconds() / 60
            self.assertEqual(gap, line.setup_min)
        self.assertEqual(plan.setup_after, 40)
        self._apply(plan)
        self.assertFollows(plan)
        workorder = lathe[0].card_id.workorder_id
        self.assertEqual(
            workorder.duration_expected, lathe[0].setup_min + lathe[0].run_min
        )

    # --- flow

    def test_bom_tree_and_finished_predecessor(self):
        parent, child = self._tree()
        facts, _warnings = self._read()
        turning, washing = parent.card_ids.sorted("sequence")
        sawing = child.card_ids
        self.assertEqual(facts.cards[turning.id].after, (sawing.id,))
        self.assertEqual(facts.cards[washing.id].after, (turning.id,))
        turning.state = "done"
        facts, _warnings = self._read()
        self.assertEqual(facts.cards[washing.id].after, ())

    def test_two_cards_of_one_operation_come_before_all_of_the_next(self):
        production = self._create_production()
        turning, washing = production.card_ids.sorted("sequence")
        turning.quantity = 4
        second = turning.copy({"quantity": 6})
        second.write({"run_min": 36})
        facts, _warnings = self._read()
        self.assertEqual(
            facts.cards[washing.id].after, tuple(sorted((turning | second).ids))
        )
        self.assertEqual(facts.cards[second.id].after, ())
        plan = self._plan()
        self._apply(plan)
        self.assertFollows(plan)
        workorder = turning.workorder_id
        self.assertEqual(
            workorder.date_finished,
            max((turning | second).mapped("date_planned_finish")),
        )

    def test_only_the_open_quantity_is_planned(self):
        production = self._create_production()
        turning = production.card_ids.sorted("sequence")[0]
        turning.quantity_good = 4
        facts, _warnings = self._read()
        self.assertEqual(facts.cards[turning.id].minutes[self.lathe.id], 36)

    def test_due_date_is_that_of_the_top_of_the_tree(self):
        parent, child = self._tree()
        (parent | child).card_ids.date_due = self._soon(days=2)
        parent.card_ids.priority = "2"
        facts, _warnings = self._read(self._soon())
        self.assertEqual(facts.orders[parent.id].due, 2 * DAY)
        self.assertEqual(facts.orders[parent.id].weight, 10)
        self.assertIsNone(facts.orders[child.id].due)

    def test_a_slip_in_one_date_stops_no_plan(self):
        """An order for the year 2999, or of 1700, is planned with the others."""
        for year in (1700, 2999):
            production = self._create_production()
            production.card_ids.date_due = datetime(year, 1, 1)
            facts, _warnings = self._read()
            self.assertEqual(abs(facts.orders[production.id].due), MAX_MINUTE)

    def test_pooled_part_comes_before_all_that_it_is_for(self):
        """One order of blanks for two orders of shafts, of which one is its parent."""
        self.blank.poms_is_pooled = True
        orders = self._create_order(4) | self._create_order(6, reference="PO-2")
        orders.action_confirm()
        pool = orders.production_ids.filtered(lambda p: p.product_id == self.blank)
        shafts = orders.production_ids - pool
        self.assertEqual(len(pool), 1)
        # as in a warehouse of several steps: other moves lie between the two
        pool.move_finished_ids.move_dest_ids = [Command.clear()]
        facts, _warnings = self._read(self._soon())
        for shaft in shafts:
            turning, washing = shaft.card_ids.sorted("sequence")
            self.assertEqual(facts.cards[turning.id].after, tuple(pool.card_ids.ids))
            self.assertEqual(facts.cards[washing.id].after, (turning.id,))
        self.assertIsNone(facts.orders[pool.id].due, "due is what it is made for")

    # --- alternatives

    def test_alternative_by_its_condition_reaches_the_solver(self):
        turning_step = self.shaft_bom.operation_ids.sorted("sequence")[0]
        alternative = self.env["poms.routing.alternative"].create(
            {
                "operation_id": turning_step.id,
                "workcenter_id": self.lathe_2.id,
                "condition": "quantity",
                "quantity_min": 8,
            }
        )
        small, large = (
            self._create_production(quantity).card_ids.sorted("sequence")[0]
            for quantity in (5, 10)
        )

        def machines(card):
            return set(self._read()[0].cards[card.id].minutes)

        usual, both = {self.lathe.id}, {self.lathe.id, self.lathe_2.id}
        self.assertEqual((machines(small), machines(large)), (usual, both))
        alternative.condition = "down"
        self.assertEqual((machines(small), machines(large)), (usual, usual))
        hold = self.env["poms.hold"].create(
            {"workcenter_id": self.lathe.id, "note": "spindle"}
        )
        self.assertEqual((machines(small), machines(large)), (both, both))
        hold.action_release()
        self.assertEqual(machines(small), usual)
        alternative.condition = "outside"
        self.assertEqual((machines(small), machines(large)), (both, both))
        alternative.active = False
        self.assertEqual((machines(small), machines(large)), (usual, usual))

    # --- material

    def test_receipt_releases_the_card(self):
        """Given no bar in stock and one receipt in five days, sawing waits for it."""
        production = self._create_production(product=self.blank)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        facts, warnings = self._read()
        self.assertEqual(facts.cards[production.card_ids.id].release, 0)
        self.assertIn("Bar", " ".join(warnings))
        receipt = self.env["stock.move"].create(
            {
                "product_id": self.bar.id,
                "product_uom_qty": 10,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "date": self._soon(days=5),
            }
        )
        receipt._action_confirm()
        receipt.date = self._soon(days=5)
        start = self._soon()
        facts, warnings = self._read(start)
        self.assertEqual(facts.cards[production.card_ids.id].release, 5 * DAY)
        self.assertNotIn("Bar", " ".join(warnings))
        self._put_in_stock(self.bar, 10)
        facts, _warnings = self._read(start)
        self.assertEqual(facts.cards[production.card_ids.id].release, 0)

    # --- skills

    def test_skill_limits_to_who_is_there(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Machining",
                "skill_ids": [Command.create({"name": "Turning"})],
                "skill_level_ids": [
                    Command.create({"name": name, "level_progress": level})
                    for name, level in (("Learns", 25), ("Knows", 75))
                ],
            }
        )
        skill = kind.skill_ids
        learns, knows = kind.skill_level_ids.sorted("level_progress")
        self.env["poms.skill.requirement"].create(
            {
                "operation_id": self.shaft_bom.operation_ids[0].id,
                "skill_type_id": kind.id,
                "skill_id": skill.id,
                "skill_level_id": knows.id,
            }
        )
        production = self._create_production()
        card = production.card_ids.sorted("sequence")[0]
        facts, warnings = self._read()
        self.assertFalse(facts.cards[card.id].skills)
        self.assertIn("Nobody holds Turning", " ".join(warnings))
        shift = self._shifts("UTC", (6, 14))
        for name, level in (("Ann", knows), ("Bo", knows), ("Cy", learns)):
            self.env["hr.employee"].create(
                {
                    "name": name,
                    "resource_calendar_id": shift.id,
                    "employee_skill_ids": [
                        Command.create(
                            {
                                "skill_type_id": kind.id,
                                "skill_id": skill.id,
                                "skill_level_id": level.id,
                            }
                        )
                    ],
                }
            )
        start = self._soon(days=1).replace(hour=0, minute=0)
        facts, warnings = self._read(start)
        [key] = facts.cards[card.id].skills
        self.assertEqual(facts.skills[key].capacity[0], (360, 840, 2))
        self.assertFalse([text for text in warnings if "Turning" in text])
        facts, _warnings = self._read(start, use_skills=False)
        self.assertFalse(facts.cards[card.id].skills)
        card.run_min = 9 * 60
        facts, warnings = self._read(start)
        self.assertFalse(facts.cards[card.id].skills)
        self.assertIn("nobody is there long enough", " ".join(warnings))

    # --- cost of reading

    def test_queries_do_not_grow_with_the_cards(self):
        """Reading 3 or 12 production orders takes the same number of queries."""
        counts = []
        for _round in range(2):
            for _number in range(3 if not counts else 9):
                self._tree()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._read()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1], counts)
        self.assertLess(counts[0], 70)
