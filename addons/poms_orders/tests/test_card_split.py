from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestCardSplit(ReportCommon):
    """Cards are divided, merged, reassigned and renumbered without losing anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_up(1000)

    def _sum(self, workorder):
        cards = workorder.card_ids.filtered(
            lambda c: c.state != "cancelled" and not c.is_rework
        )
        return sum(cards.mapped("quantity"))

    def test_cards_by_the_operations_largest_quantity(self):
        turning = self.shaft_bom.operation_ids[0]
        turning.write({"card_split": "most", "card_quantity": 40})
        production = self._create_production(100)
        cards = production.workorder_ids[0].card_ids
        self.assertEqual(cards.mapped("quantity"), [40, 40, 20])
        self.assertEqual(cards.mapped("batch"), [1, 2, 3])
        self.assertEqual(len(production.workorder_ids[1].card_ids), 1)

    def test_more_quantity_fills_the_last_card_first(self):
        turning = self.shaft_bom.operation_ids[0]
        turning.write({"card_split": "most", "card_quantity": 40})
        production = self._create_production(100)
        wizard = self.env["change.production.qty"].create(
            {"mo_id": production.id, "product_qty": 150}
        )
        wizard.change_prod_qty()
        cards = production.workorder_ids[0].card_ids
        self.assertEqual(sorted(cards.mapped("quantity")), [30, 40, 40, 40])
        wizard.create({"mo_id": production.id, "product_qty": 70}).change_prod_qty()
        self.assertEqual(self._sum(production.workorder_ids[0]), 70)

    def test_transfer_batches_wait_for_their_batch_only(self):
        for operation in self.shaft_bom.operation_ids:
            operation.write({"card_split": "batch", "card_quantity": 20})
        production = self._create_production(50)
        turning, washing = production.workorder_ids.sorted("id")
        before = [card.previous_card_ids for card in washing.card_ids.sorted("batch")]
        self.assertEqual(before, list(turning.card_ids.sorted("batch")))
        after = [card.next_card_ids for card in turning.card_ids.sorted("batch")]
        self.assertEqual(after, list(washing.card_ids.sorted("batch")))

    def test_next_step_starts_on_a_part_and_never_gets_more(self):
        _production, (turning, washing) = self._create_released(10)
        self._ok("start", turning)
        self._ok("report", turning, good="4", run_min=1)
        self._no("previous_short", "report", washing, good="5", run_min=1)
        self._ok("report", washing, good="4", run_min=1)
        self._no("previous_short", "report", washing, good="1", run_min=1)

    def test_split_of_a_waiting_card(self):
        production, (turning, _washing) = self._create_released(10)
        new = turning._split_open(4)
        self.assertEqual((turning.quantity, new.quantity), (6, 4))
        self.assertEqual((turning.state, new.state), ("released", "released"))
        self.assertEqual(new.split_from_id, turning)
        self.assertEqual(self._sum(production.workorder_ids[0]), 10)
        for bad in (0.001, 6, 7, -1):
            with self.assertRaises(UserError):
                turning._split_open(bad)

    def test_split_of_a_running_card_leaves_what_was_reported(self):
        production, (turning, _washing) = self._create_released(10)
        self._ok("start", turning)
        self._ok("report", turning, good="3", scrap="1", run_min=1)
        new = turning._split_open(4)
        self.assertEqual((turning.quantity, turning.quantity_open), (6, 2))
        self.assertEqual((new.state, new.quantity_open), ("released", 4))
        with self.assertRaisesRegex(UserError, "Pause it first"):
            turning._split_open()
        self._ok("pause", turning)
        rest = turning._split_open()
        self.assertEqual(turning.state, "done")
        self.assertEqual(self._sum(production.workorder_ids[0]), 10)
        for card in (new, rest):
            self._ok("start", card)
            self._ok("report", card, good=str(card.quantity_open), run_min=1)
        self.assertEqual(production.workorder_ids[0].state, "done")
        self.assertEqual(production.workorder_ids[0].qty_produced, 9)

    def test_nothing_reported_cannot_all_be_given_away(self):
        _production, (turning, _washing) = self._create_released(10)
        self._ok("start", turning)
        self._ok("pause", turning)
        with self.assertRaisesRegex(UserError, "reassign it instead"):
            turning._split_open()

    def test_merge_and_undo(self):
        production, (turning, _washing) = self._create_released(10)
        new = turning._split_open(4)
        kept = (turning | new)._merge("one machine is enough")
        self.assertEqual(kept, turning)
        self.assertEqual((kept.quantity, new.state), (10, "cancelled"))
        act = kept.act_ids.filtered(lambda a: a.kind == "merge")
        act.action_undo()
        self.assertEqual((turning.quantity, new.quantity), (6, 4))
        self.assertEqual(new.state, "released")
        with self.assertRaisesRegex(UserError, "undone already"):
            act.action_undo()
        self.assertEqual(self._sum(production.workorder_ids[0]), 10)

    def test_undo_is_refused_once_somebody_worked(self):
        _production, (turning, _washing) = self._create_released(10)
        turning._split_open(4)
        act = turning.act_ids
        self._ok("start", turning)
        self._ok("report", turning, good="1", run_min=1)
        with self.assertRaisesRegex(UserError, "changed since"):
            act.action_undo()

    def test_undo_of_a_split(self):
        production, (turning, _washing) = self._create_released(10)
        new = turning._split_open(4)
        turning.act_ids.action_undo()
        self.assertEqual((turning.quantity, new.state), (10, "cancelled"))
        self.assertEqual(self.cards._locate_card(new.name), turning)
        self.assertEqual(self._sum(production.workorder_ids[0]), 10)

    def test_a_merged_cards_paper_leads_to_the_card_that_counts(self):
        _production, (turning, _washing) = self._create_released(10)
        new = turning._split_open(4)
        (turning | new)._merge()
        self._ok("start", turning)
        answer = self.cards._scan_card(new.name, self.company)
        self.assertEqual(answer["card"]["id"], turning.id)

    def test_only_cards_of_one_step_merge(self):
        _production, (turning, washing) = self._create_released(10)
        with self.assertRaisesRegex(UserError, "same step"):
            (turning | washing)._merge()
        part = turning._split_open(4)
        part.action_unrelease()
        with self.assertRaisesRegex(UserError, "Release all"):
            (turning | part)._merge()
        with self.assertRaisesRegex(UserError, "two or more"):
            turning._merge()

    def test_reassign(self):
        _production, (turning, _washing) = self._create_released(10)
        with self.assertRaisesRegex(UserError, "no machine for"):
            turning._reassign({"workcenter_id": self.washer.id})
        self.lathe.alternative_workcenter_ids = self.lathe_2
        turning._reassign({"workcenter_id": self.lathe_2.id}, "crane is free")
        self.assertEqual(turning.workcenter_id, self.lathe_2)
        self._ok("start", turning)
        with self.assertRaisesRegex(UserError, "Split its rest off"):
            turning._reassign({"workcenter_id": self.lathe.id})

    def test_renumber_keeps_the_old_number(self):
        _production, (turning, washing) = self._create_released(10)
        old = turning.name
        turning._renumber(["X-1"])
        self.assertEqual(self.cards._locate_card(old), turning)
        with self.assertRaisesRegex(UserError, "number of another card"):
            washing._renumber([old])
        with self.assertRaisesRegex(UserError, "number of another card"):
            washing._renumber(["X-1"])
        (turning | washing)._renumber([washing.name, "X-1"])
        self.assertEqual(washing.name, "X-1")
        self.assertEqual(self.cards._locate_card("X-1"), washing)

    def test_who_may(self):
        _production, (turning, _washing) = self._create_released(10)
        inspector = self._new_user("inspector-split", "group_quality_inspector")
        with self.assertRaises(AccessError):
            turning.with_user(inspector)._split_open(4)
        leader = self._new_user("leader-split", "group_team_leader")
        new = turning.with_user(leader)._split_open(4)
        self.assertEqual(new.act_ids.user_id, leader)

    def test_dialogs(self):
        _production, (turning, _washing) = self._create_released(10)
        context = {"active_model": "poms.task.card", "active_ids": turning.ids}
        form = Form(self.env["poms.card.split"].with_context(**context))
        self.assertEqual(form.quantity, 5)
        form.mode = "equal"
        form.parts = 3
        form.save().action_split()
        cards = turning.workorder_id.card_ids
        self.assertEqual(sorted(cards.mapped("quantity")), [3.33, 3.33, 3.34])
        context["active_ids"] = cards.ids
        form = Form(self.env["poms.card.merge"].with_context(**context))
        self.assertEqual(form.quantity, 10)
        form.save().action_merge()
        self.assertEqual(turning.quantity, 10)
        context["active_ids"] = turning.ids
        form = Form(self.env["poms.card.reassign"].with_context(**context))
        form.is_forced = True
        form.workcenter_id = self.lathe_2
        form.save().action_reassign()
        self.assertEqual(turning.workcenter_id, self.lathe_2)
        form = Form(self.env["poms.card.renumber"].with_context(**context))
        form.prefix = "SH-"
        self.assertIn("SH-001", form.preview)
        form.save().action_renumber()
        self.assertEqual(turning.name, "SH-001")
