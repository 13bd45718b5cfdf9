from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from . import test_native_acts
from .common import PomsCommon


@tagged("post_install", "-at_install")
class TestNativeSeveralCards(PomsCommon):
    """Odoo's own buttons where a step has several cards: 10 pieces as 4, 4 and 2."""

    _check = test_native_acts.TestNativeActs._check

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_in_stock(cls.blank, 1000)
        cls._put_in_stock(cls.screw, 1000)
        cls.shaft_bom.operation_ids.sorted("sequence")[0].write(
            {"card_split": "most", "card_quantity": 4}
        )
        cls.production = cls._create_production(10)
        cls.turning, cls.washing = cls.production.workorder_ids.sorted("id")
        cls.cards = cls.turning.card_ids.sorted("batch")
        cls.start = fields.Datetime.now().replace(second=0, microsecond=0) + timedelta(
            days=2
        )

    def _plan_all(self):
        """One after the other, an hour each; the second card on another machine."""
        machines = (self.lathe, self.lathe_2, self.lathe)
        self.cards._write_plan(
            {
                card.id: {
                    "date_start": self.start + timedelta(hours=hour),
                    "date_finish": self.start + timedelta(hours=hour + 1),
                    "workcenter_id": machines[hour].id,
                }
                for hour, card in enumerate(self.cards)
            }
        )

    def _quantities(self, workorder=None):
        cards = (workorder or self.turning).card_ids
        return [
            card.quantity for card in cards.sorted("id") if card.state != "cancelled"
        ]

    def test_cards_of_a_step(self):
        self.assertEqual(self._quantities(), [4, 4, 2])
        self._check()

    def test_start_and_pause_touch_the_first_card_alone(self):
        self._plan_all()
        self.turning.button_start()
        self.assertEqual(self.cards.mapped("state"), ["running", "planned", "planned"])
        self.assertEqual(
            self.cards[1].leave_id.date_from, self.start + timedelta(hours=1)
        )
        self.turning.button_pending()
        self.assertEqual(self.cards.mapped("state"), ["paused", "planned", "planned"])
        self._check()

    def test_finish_ends_all(self):
        self._plan_all()
        self.turning.button_start()
        self.turning.button_finish()
        self.assertEqual(set(self.cards.mapped("state")), {"done"})
        self._check()

    def test_set_state_back_and_forth(self):
        self.turning.set_state("progress")
        self.turning.set_state("done")
        self.assertEqual(set(self.cards.mapped("state")), {"done"})
        self._check()

    def test_produce_all(self):
        self._plan_all()
        self.production.qty_producing = 10
        self.production._set_qty_producing()
        self.production.button_mark_done()
        self.assertEqual(set(self.production.card_ids.mapped("state")), {"done"})
        self._check()

    def test_backorder_divides_the_cards(self):
        """5 now: the first card and one piece of the second; 5 in new cards of 4."""
        self._plan_all()
        self.production.qty_producing = 5
        self.production._set_qty_producing()
        wizard = self.production.button_mark_done()
        Form.from_action(self.env, wizard).save().action_backorder()
        rest = self.production.production_group_id.production_ids - self.production
        self.assertEqual(self.production.state, "done")
        self.assertEqual(sum(self._quantities()), 5)
        again = rest.workorder_ids.sorted("id")[0]
        self.assertEqual(self._quantities(again), [4, 1])
        self._check(self.production | rest)

    def test_split_divides_the_cards(self):
        self._plan_all()
        wizard = Form.from_action(self.env, self.production.action_split())
        wizard.max_batch_size = 5
        wizard.save().action_split()
        parts = self.production.production_group_id.production_ids
        for part in parts:
            turning = part.workorder_ids.sorted("id")[0]
            self.assertEqual(self._quantities(turning), [4, 1])
        self._check(parts)

    def test_merge_makes_cards_by_size(self):
        other = self._create_production(5)
        self._plan_all()
        action = (self.production | other).action_merge()
        merged = self.production.browse(action["res_id"])
        turning = merged.workorder_ids.sorted("id")[0]
        self.assertEqual(self._quantities(turning), [4, 4, 4, 3])
        self.assertEqual(set(self.cards.mapped("state")), {"cancelled"})
        self.assertFalse(self.cards.leave_id)
        self._check(merged | self.production | other)

    def test_cancel_and_delete(self):
        self._plan_all()
        self.production.action_cancel()
        self.assertEqual(set(self.cards.mapped("state")), {"cancelled"})
        self.assertFalse(self.cards.leave_id)
        self._check()
        self.production.unlink()
        self.assertFalse(self.cards.exists())

    def test_cancel_and_delete_of_one_step(self):
        self._plan_all()
        self.turning.action_cancel()
        self.assertEqual(set(self.cards.mapped("state")), {"cancelled"})
        self._check()
        self.washing.unlink()
        self.assertEqual(self.production.card_ids, self.cards)

    def test_plan_unplan_replan(self):
        self.production.button_plan()
        self.assertTrue(all(self.cards.mapped("date_planned_start")))
        self.assertEqual(
            self.turning.date_start, min(self.cards.mapped("date_planned_start"))
        )
        self.assertEqual(
            self.turning.date_finished, max(self.cards.mapped("date_planned_finish"))
        )
        self.assertLessEqual(self.turning.date_finished, self.washing.date_start)
        self._check()
        self.production.button_unplan()
        self.assertFalse(self.production.card_ids.leave_id)
        self._check()
        self._plan_all()
        self.cards[1].is_pinned = True
        place = self.cards[1].date_planned_start
        self.production.with_context(force_date=True).date_start = fields.Datetime.now()
        self.turning.action_replan()
        self.assertEqual(self.cards[1].date_planned_start, place)
        self.assertLess(self.cards[0].date_planned_start, self.start)
        self._check()

    def test_change_quantity(self):
        change = self.env["change.production.qty"]
        for quantity, sizes in ((13, [4, 4, 4, 1]), (7, [4, 3]), (3, [3])):
            change.create(
                {"mo_id": self.production.id, "product_qty": quantity}
            ).change_prod_qty()
            self.assertEqual(self._quantities(), sizes)
            self._check()

    def test_update_bom(self):
        self._plan_all()
        self.shaft_bom.operation_ids = [
            Command.create(
                {
                    "name": "Grinding",
                    "workcenter_id": self.lathe_2.id,
                    "time_cycle_manual": 3,
                    "sequence": 15,
                    "card_split": "most",
                    "card_quantity": 6,
                }
            )
        ]
        self.turning.operation_id.active = False
        self.production.action_update_bom()
        grinding = self.production.workorder_ids.filtered(
            lambda w: w.operation_id.name == "Grinding"
        )
        self.assertEqual(self._quantities(grinding), [6, 4])
        self.assertFalse(self.cards.exists())
        self._check()

    def test_dates_of_the_step_leave_the_cards(self):
        """Each card has its own place; Odoo's one place for all does not move them."""
        self._plan_all()
        places = self.cards.mapped("date_planned_start")
        self.turning.write(
            {
                "date_start": self.start + timedelta(hours=5),
                "date_finished": self.start + timedelta(hours=6),
            }
        )
        self.assertEqual(self.cards.mapped("date_planned_start"), places)
        self.assertEqual(self.turning.date_start, self.start)
        self._check()

    def test_another_machine_takes_along_what_waits_on_the_old_one(self):
        self._plan_all()
        grinder = self._create_workcenter("Lathe 3")
        self.cards[0].is_pinned = True
        places = self.cards.mapped("date_planned_start")
        self.turning.workcenter_id = grinder
        self.assertEqual(
            self.cards.mapped("workcenter_id.name"), ["Lathe 1", "Lathe 2", "Lathe 3"]
        )
        self.assertEqual(self.cards.mapped("date_planned_start"), places)
        self.assertEqual(self.turning.workcenter_id, self.lathe, "the first card's")
        self._check()

    def test_unplanned_cards_go_to_another_machine(self):
        self.turning.workcenter_id = self.lathe_2
        self.assertEqual(self.cards.workcenter_id, self.lathe_2)
        self._check()

    def test_refused_while_one_of_them_runs(self):
        self.cards[1].state = "running"
        other = self._create_production(5)
        for act in (
            self.production.action_cancel,
            self.production.action_split,
            (self.production | other).action_merge,
            self.production.button_unplan,
            self.turning.action_cancel,
            self.turning.unlink,
        ):
            with self.assertRaisesRegex(UserError, "is running on Lathe 1"):
                act()
        self.cards[1].state = "paused"
        self._check()
