from datetime import timedelta

from odoo import fields

from odoo.addons.poms_orders.hooks import uninstall_hook

from .common import PomsCommon


class TestCardCapacity(PomsCommon):
    """Cards own their machine's time; the work order takes over from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls._create_production(10)
        cls.turning, cls.washing = cls.production.workorder_ids.sorted("id")
        cls.start = fields.Datetime.now().replace(second=0, microsecond=0) + timedelta(
            days=2
        )

    def _hours(self, first, last):
        return {
            "date_start": self.start + timedelta(hours=first),
            "date_finish": self.start + timedelta(hours=last),
        }

    def _two_cards(self):
        """Half of the turning on each lathe, at overlapping times."""
        first = self.turning.card_ids
        second = first._split_off(5)
        kept = (first | second)[0]._write_plan(
            {
                first.id: self._hours(0, 1),
                second.id: dict(self._hours(0, 4), workcenter_id=self.lathe_2.id),
            }
        )
        self.assertFalse(kept)
        return first, second

    def _leaves(self, workcenter):
        return self.env["resource.calendar.leaves"].search(
            [("resource_id", "=", workcenter.resource_id.id)]
        )

    def test_confirm_makes_a_card_per_operation(self):
        cards = self.production.card_ids
        self.assertEqual(len(cards), 2)
        self.assertEqual(cards.workorder_id, self.production.workorder_ids)
        self.assertEqual(set(cards.mapped("quantity")), {10})
        self.assertEqual(len(set(cards.mapped("name"))), 2)
        self.assertEqual(self.turning.card_ids.run_min, 60)
        self.assertEqual(self.washing.card_ids.previous_card_ids, self.turning.card_ids)
        self.assertEqual(self.turning.card_ids.next_card_ids, self.washing.card_ids)

    def test_two_cards_occupy_both_machines_and_nothing_else(self):
        first, second = self._two_cards()
        self.assertEqual(first.quantity + second.quantity, 10)
        for card, workcenter, hours in (
            (first, self.lathe, 1),
            (second, self.lathe_2, 4),
        ):
            leave = self._leaves(workcenter)
            self.assertEqual(leave, card.leave_id)
            self.assertEqual(leave.calendar_id, self.calendar)
            self.assertEqual(leave.date_to - leave.date_from, timedelta(hours=hours))
            slot, _end = workcenter._get_first_available_slot(self.start, 30)
            self.assertEqual(slot, self.start + timedelta(hours=hours))
        self.assertFalse(self._leaves(self.saw) | self._leaves(self.washer))
        self.assertEqual(self.turning.leave_id, first.leave_id)
        self.assertEqual(self.turning.date_start, self.start)
        self.assertEqual(self.turning.date_finished, self.start + timedelta(hours=4))
        self.assertEqual(self.production.date_start, self.start)
        self.assertEqual(self.production.date_finished, self.start + timedelta(hours=4))

    def test_native_write_of_the_end_does_not_stretch_a_leave(self):
        first, second = self._two_cards()
        self.turning.write({"date_finished": self.start + timedelta(hours=9)})
        self.env.flush_all()
        self.assertEqual(first.leave_id.date_to, self.start + timedelta(hours=1))
        self.assertEqual(second.leave_id.date_to, self.start + timedelta(hours=4))
        self.assertEqual(self.turning.date_finished, self.start + timedelta(hours=4))

    def test_plan_is_to_the_minute(self):
        """The end stays the scheduler's, not a calendar estimate."""
        card = self.washing.card_ids
        finish = self.start + timedelta(hours=7, minutes=13)
        card._write_plan(
            {
                card.id: {
                    "date_start": self.start,
                    "date_finish": finish,
                    "setup_min": 3,
                    "run_min": 10,
                }
            }
        )
        self.env.invalidate_all()
        self.assertEqual(self.washing.date_finished, finish)
        self.assertEqual(card.leave_id.date_to, finish)
        self.assertEqual(self.washing.leave_id, card.leave_id)
        self.assertEqual(self.washing.duration_expected, 13)
        self.assertEqual(self.production.date_finished, finish)

    def test_machine_change_moves_the_leave(self):
        card = self.turning.card_ids
        card._write_plan({card.id: self._hours(0, 1)})
        leave = card.leave_id
        card._write_plan(
            {card.id: dict(self._hours(2, 3), workcenter_id=self.lathe_2.id)}
        )
        self.assertEqual(card.leave_id, leave)
        self.assertEqual(leave.resource_id, self.lathe_2.resource_id)
        self.assertFalse(self._leaves(self.lathe))
        self.assertEqual(self.turning.workcenter_id, self.lathe_2)
        self.assertEqual(self.turning.date_start, self.start + timedelta(hours=2))

    def test_machine_written_directly_moves_the_leave(self):
        card = self.turning.card_ids
        card._write_plan({card.id: self._hours(0, 1)})
        card.workcenter_id = self.lathe_2
        self.assertEqual(card.leave_id.resource_id, self.lathe_2.resource_id)
        self.assertEqual(self.turning.workcenter_id, self.lathe_2)
        card.write({"state": "running", "workcenter_id": self.lathe.id})
        self.assertEqual(card.leave_id.resource_id, self.lathe.resource_id)
        card.workcenter_id = self.lathe_2
        self.assertEqual(self._leaves(self.lathe_2), card.leave_id)
        self.assertFalse(self._leaves(self.lathe))

    def test_started_and_pinned_cards_keep_their_place(self):
        turning, washing = self.turning.card_ids, self.washing.card_ids
        turning.state = "running"
        washing.is_pinned = True
        cards = turning | washing
        kept = cards._write_plan({card.id: self._hours(0, 1) for card in cards})
        self.assertEqual(kept, cards)
        self.assertFalse(washing.leave_id)

    def test_leave_follows_the_state(self):
        card = self.turning.card_ids
        card._write_plan({card.id: self._hours(0, 2)})
        card.state = "running"
        length = card.leave_id.date_to - card.leave_id.date_from
        self.assertLess(card.leave_id.date_from, self.start)
        self.assertEqual(length, timedelta(hours=2))
        self.assertEqual(card.date_planned_start, self.start)
        card.state = "done"
        self.assertLess(card.leave_id.date_to, self.start)
        washing = self.washing.card_ids
        washing._write_plan({washing.id: self._hours(0, 2)})
        washing.state = "cancelled"
        self.assertFalse(washing.leave_id | self._leaves(self.washer))

    def test_uninstalling_leaves_no_card_leaves(self):
        first, second = self._two_cards()
        uninstall_hook(self.env)
        self.assertTrue(first.leave_id.exists())
        self.assertFalse(self._leaves(self.lathe_2))

    def test_conflicts_go_by_card(self):
        """Only the machine that two orders really share is a conflict."""
        first, second = self._two_cards()
        other = self._create_production(10)
        turning = other.workorder_ids.sorted("id")[0]
        card = turning.card_ids
        card._write_plan({card.id: self._hours(2, 3)})
        both = turning | self.turning
        self.assertFalse(both._get_conflicted_workorder_ids())
        card._write_plan(
            {card.id: dict(self._hours(2, 3), workcenter_id=self.lathe_2.id)}
        )
        self.assertEqual(
            both._get_conflicted_workorder_ids(),
            {turning.id: [self.turning.id], self.turning.id: [turning.id]},
        )

    def test_each_machine_costs_its_own_rate(self):
        """One hour at 60 and one at 240, the second with two people: 300."""
        first, second = self._two_cards()
        loss = self.env["mrp.workcenter.productivity.loss"].search(
            [("loss_type", "=", "productive")], limit=1
        )
        people = self.env["hr.employee"].create([{"name": "Ann"}, {"name": "Bo"}])
        lines = self.env["mrp.workcenter.productivity"].create(
            [
                {
                    "card_id": card.id,
                    "employee_id": person.id,
                    "loss_id": loss.id,
                    "date_start": self.start,
                    "date_end": self.start + timedelta(hours=1),
                }
                for card, person in (
                    (first, people[0]),
                    (second, people[0]),
                    (second, people[1]),
                )
            ]
        )
        self.assertEqual(lines[1].workcenter_id, self.lathe_2)
        self.assertEqual(lines.workorder_id, self.turning)
        self.assertEqual(self.turning._cal_cost(), 300)
        self.lathe_2.costs_hour = 1000
        self.assertEqual(self.turning._cal_cost(), 300, "the rate of the day stays")

    def test_plan_is_written_in_batch(self):
        """A constant number of queries, apart from the production orders' dates."""
        productions = self.env["mrp.production"].create(
            [{"product_id": self.shaft.id, "product_qty": 1} for _ in range(10)]
        )
        productions.action_confirm()
        cards = productions.card_ids

        def plan(cards, day):
            return {
                card.id: {
                    "date_start": self.start + timedelta(days=day, minutes=10 * index),
                    "date_finish": self.start
                    + timedelta(days=day, minutes=10 * index + 10),
                }
                for index, card in enumerate(cards)
            }

        cards._write_plan(plan(cards, 1))
        counts = []
        for some in (productions[:2].card_ids, cards):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(400):
                before = self.env.cr.sql_log_count
                some._write_plan(plan(some, 5))
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        per_order = (counts[1] - counts[0]) / 8
        self.assertLessEqual(per_order, 12, counts)
