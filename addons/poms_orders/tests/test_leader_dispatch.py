from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestDispatch(PeopleCommon):
    """A card goes to a person and a machine in two taps, or says why not."""

    def setUp(self):
        super().setUp()
        self.card = self._turning_card()
        self._desk().mark((self.worker | self.colleague).ids, "present")

    def test_undo_gives_a_card_to_nobody_of_elsewhere(self):
        """The rows come from a client: they name people and machines of here only."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._create_person("Foreign", "BFOREIGN")
        foreign.company_id = company
        for person in (foreign.id, 10**8):
            with self.assertRaises(UserError):
                self._desk().undo_dispatch([[self.card.id, person, self.lathe.id]])
        self.assertFalse(self.card.employee_id)

    def test_wrong_arguments_are_named(self):
        """By every protocol a sentence, never an error of ours."""
        desk, card, people = self._desk(), self.card.id, self.worker.ids
        wrong = (
            ("mark", {"employee_ids": "x", "kind": "present"}),
            ("mark", {"employee_ids": [None], "kind": "present"}),
            ("mark", {"employee_ids": people, "kind": []}),
            ("mark", {"employee_ids": people, "kind": "absent", "until": "soon"}),
            ("mark", {"employee_ids": people}),
            ("mark", {"employee_ids": people, "kind": "present", "colour": 1}),
            ("undo_mark", {"created": [], "ended": [[1, "soon"]]}),
            ("dispatch", {"card_ids": [10**20]}),
            ("dispatch", {"card_ids": [card], "employee_id": "x"}),
            ("undo_dispatch", {"rows": [[card]]}),
            ("get_candidates", {"card_id": {}}),
            ("overview", {"team_ids": 5}),
            ("enter_slip", {"uuid": self._uuid(), "slip": []}),
            ("settle_conflict", {"uuid": 5, "conflict_id": 1, "resolution": []}),
        )
        for method, values in wrong:
            with self.subTest(method=method, values=values):
                with self.assertRaises(UserError):
                    getattr(desk, method)(**values)

    def test_unknown_records_are_named(self):
        desk = self._desk()
        with self.assertRaises(UserError):
            desk.read_handover(10**8)
        with self.assertRaises(UserError):
            desk.preview_correction(10**8)
        with self.assertRaises(UserError):
            desk.come_call(self._uuid(), 10**8)

    def _require_skill(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Machining",
                "skill_ids": [Command.create({"name": "CNC"})],
                "skill_level_ids": [
                    Command.create(
                        {"name": "Can", "level_progress": 50, "default_level": True}
                    )
                ],
            }
        )
        self.env["poms.skill.requirement"].create(
            {
                "operation_id": self.card.operation_id.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": kind.skill_level_ids.id,
            }
        )
        self.env["hr.employee.skill"].create(
            {
                "employee_id": self.worker.id,
                "skill_type_id": kind.id,
                "skill_id": kind.skill_ids.id,
                "skill_level_id": kind.skill_level_ids.id,
            }
        )

    def test_person_and_machine_and_undo(self):
        answer = self._desk().dispatch(self.card.ids, self.worker.id, self.lathe_2.id)
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(self.card.employee_id, self.worker)
        self.assertEqual(self.card.workcenter_id, self.lathe_2)
        self._desk().undo_dispatch(answer["undo"])
        self.assertFalse(self.card.employee_id)
        self.assertEqual(self.card.workcenter_id, self.lathe)

    def test_candidates_fit_first(self):
        self._require_skill()
        rows = self._desk().get_candidates(self.card.id)["people"]
        self.assertEqual(rows[0]["id"], self.worker.id)
        last = next(row for row in rows if row["id"] == self.colleague.id)
        self.assertEqual([f["code"] for f in last["findings"]], ["dispatch_skill"])
        self.assertIn("CNC", last["findings"][0]["message"])
        names = {
            m["name"] for m in self._desk().get_candidates(self.card.id)["machines"]
        }
        self.assertEqual(names, {"Lathe 1", "Lathe 2"})

    def test_skill_refused_where_the_plant_blocks(self):
        self._require_skill()
        answer = self._desk().dispatch(self.card.ids, self.colleague.id)
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual([w["code"] for w in answer["warnings"]], ["dispatch_skill"])
        self.env["ir.config_parameter"].set_param("poms_orders.check_skill", "block")
        self.card.employee_id = False
        answer = self._desk().dispatch(self.card.ids, self.colleague.id)
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "dispatch_skill")
        )
        self.assertFalse(self.card.employee_id)

    def test_hold_and_absence_are_refused(self):
        self._desk().mark(self.colleague.ids, "absent")
        answer = self._desk().dispatch(self.card.ids, self.colleague.id)
        self.assertEqual(answer["code"], "dispatch_absent")
        self.card.hold_ids.create({"card_id": self.card.id, "note": "crack"})
        answer = self._desk().dispatch(self.card.ids, self.worker.id)
        self.assertEqual(answer["code"], "dispatch_held")
        self.assertIn("crack", answer["message"])

    def test_several_cards_all_or_none(self):
        other = self._turning_card()
        other.hold_ids.create({"card_id": other.id, "note": "crack"})
        answer = self._desk().dispatch((self.card | other).ids, self.worker.id)
        self.assertEqual((answer["status"], answer["card"]), ("refused", other.name))
        self.assertFalse(self.card.employee_id)

    def test_running_card_changes_hands_but_not_machines(self):
        self._ok("start", self.card)
        answer = self._desk().dispatch(self.card.ids, self.colleague.id)
        self.assertEqual(answer["status"], "accepted")
        answer = self._desk().dispatch(self.card.ids, None, self.lathe_2.id)
        self.assertEqual(answer["code"], "dispatch_running")

    def test_taken_off(self):
        self._desk().dispatch(self.card.ids, self.worker.id)
        self._desk().dispatch(self.card.ids, False)
        self.assertFalse(self.card.employee_id)

    def test_who_is_on_what_since_when(self):
        self._ok("start", self.card, date_start=self._ago(30))
        self._ok("report", self.card, good="2")
        (work,) = self._person(self.worker)["works"]
        self.assertEqual(work["card_id"], self.card.id)
        started = self.env["poms.report"].search(
            [("card_id", "=", self.card.id), ("kind", "=", "start")]
        )
        self.assertEqual(work["since"], str(started.date_start))
        self._ok("pause", self.card)
        self.assertEqual(self._person(self.worker)["works"], [])


@tagged("post_install", "-at_install")
class TestInterrupt(PeopleCommon):
    """A running card is interrupted for a rush one."""

    def setUp(self):
        super().setUp()
        self.card = self._turning_card()
        self.rush = self._turning_card(3)
        self._ok("start", self.card)

    def _interrupt(self, **told):
        answer = self._desk().interrupt(
            self._uuid(), self.card.id, self.rush.id, **told
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return answer

    def test_part_is_reported_rest_is_a_card(self):
        answer = self._interrupt(good="4")
        self.assertEqual(answer["status"], "accepted", answer)
        rest = self.cards.browse(answer["rest_card_id"])
        self.assertEqual((self.card.state, self.card.quantity), ("done", 4))
        self.assertEqual((rest.state, rest.quantity), ("released", 6))
        self.assertEqual(rest.workorder_id, self.card.workorder_id)
        self.assertEqual(self.card.workorder_id.qty_produced, 4)
        self.assertNotEqual(self.card.workorder_id.state, "done")
        self.assertEqual(self.rush.employee_id, self.worker)
        self.assertEqual(self.rush.priority, "2")
        self.assertGreaterEqual(rest.date_planned_start, self.rush.date_planned_finish)
        self._ok("start", self.rush)
        self._ok("report", self.rush, good="3")
        self._ok("report", rest, good="6")
        self.assertEqual(self.card.workorder_id.state, "done")

    def test_rush_stands_before_what_is_overdue(self):
        """A card that should have begun yesterday does not come before the rush."""
        late, later = self._turning_card(2), self._turning_card(2)
        late.date_planned_start = self._ago(1440)
        later.date_planned_start = self._ago(-60)
        answer = self._interrupt(good="4")
        queue = self.cards._station_queue(self.worker, self.lathe.id)["cards"]
        order = [card["id"] for card in queue]
        self.assertEqual(order[:2], [self.rush.id, late.id])
        rows = self._desk().overview()["cards"]
        shown = [row["id"] for row in rows if row["id"] in order]
        self.assertEqual(shown, order)
        self.assertLess(order.index(late.id), order.index(answer["rest_card_id"]))

    def test_the_same_twice_is_once(self):
        key = self._uuid()
        first = self._desk().interrupt(key, self.card.id, self.rush.id, good="4")
        again = self._desk().interrupt(key, self.card.id, self.rush.id, good="4")
        self.assertEqual(again["report_id"], first["report_id"])
        self.assertEqual(len(self.card.workorder_id.card_ids), 2)

    def test_nothing_made_yet_only_pauses(self):
        answer = self._interrupt()
        self.assertTrue(answer["is_paused"])
        self.assertEqual((self.card.state, self.card.quantity), ("paused", 10))
        self.assertEqual(len(self.card.workorder_id.card_ids), 1)

    def test_reported_before_and_nothing_since(self):
        self._ok("report", self.card, good="4")
        answer = self._interrupt()
        rest = self.cards.browse(answer["rest_card_id"])
        self.assertEqual((self.card.state, self.card.quantity), ("done", 4))
        self.assertEqual(rest.quantity, 6)

    def test_refused_part_keeps_everything(self):
        """More than the card has: nothing is left to be split off."""
        with self.assertRaises(UserError):
            self._interrupt(good="10")

    def test_rush_on_hold_is_refused_first(self):
        self.rush.hold_ids.create({"card_id": self.rush.id, "note": "crack"})
        answer = self._interrupt(good="4")
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "dispatch_held")
        )
        self.assertEqual((self.card.state, self.card.quantity), ("running", 10))

    def test_both_workers_are_in_the_report(self):
        self._ok("start", self.card, self.colleague)
        answer = self._interrupt(good="4")
        report = self.env["poms.report"].browse(answer["report_id"])
        self.assertEqual(report.employee_ids, self.worker | self.colleague)
        self.assertIn("Interrupted", report.note)


@tagged("post_install", "-at_install")
class TestApproval(PeopleCommon):
    """A correction that a worker may not book is taken over by the leader."""

    def _ask(self):
        card = self._turning_card()
        self._ok("start", card)
        first = self._ok("report", card, good="4")
        refused = self._no(
            "correction_right", "correct", first.id, self.colleague, good="3"
        )
        return card, refused

    def _decide(self, refused, is_approved=True, note=None, key=None):
        return self._desk().decide_correction(
            key or self._uuid(), refused.id, is_approved, note
        )

    def test_approve_once(self):
        card, refused = self._ask()
        overview = self._desk().overview()
        self.assertEqual([row["id"] for row in overview["approvals"]], [refused.id])
        self.assertEqual(overview["conflicts"], [])
        key = self._uuid()
        answer = self._decide(refused, key=key)
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(card.quantity_good, 3)
        conflict = self.env["poms.conflict"].browse(answer["conflict"])
        self.assertEqual(conflict.settled_by, self.boss)
        self.assertEqual(conflict.result_report_id.employee_id, self.boss)
        self.assertEqual(self._desk().overview()["approvals"], [])
        again = self._decide(refused, key=key)
        self.assertEqual(again["status"], "duplicate")
        self.assertEqual(card.quantity_good, 3)

    def test_consequences_are_said_before_the_decision(self):
        card, refused = self._ask()
        answer = self._desk().preview_correction(refused.id)
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(
            (answer["before"]["good"], answer["after"]["good"]), ("4", "3")
        )
        self.assertEqual(answer["needs"], "")
        self.assertIn("not_own", [row["code"] for row in answer["consequences"]])
        self.assertEqual(card.quantity_good, 4)
        with self.assertRaises(UserError):
            self._desk(self.other_user).preview_correction(refused.id)

    def test_who_asked_reads_why_it_was_declined(self):
        card, refused = self._ask()

        def declined():
            self.env.invalidate_all()
            answer = self.cards.my_reports(self.colleague, card.id)
            return answer["reports"][0]["declined"]

        self.assertEqual(declined(), "")
        self._decide(refused, is_approved=False, note="Counted again: 4")
        self.assertEqual(declined(), "Counted again: 4")
        self._ok("correct", refused.corrects_id.id, self.boss, good="2")
        self.assertEqual(declined(), "")

    def test_discarded_with_a_reason(self):
        card, refused = self._ask()
        answer = self._decide(refused, is_approved=False)
        self.assertEqual(answer["code"], "settle_reason")
        answer = self._decide(refused, is_approved=False, note="Counted again: 4")
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(self._desk().overview()["approvals"], [])
        self.assertEqual(card.quantity_good, 4)

    def test_another_correction_came_first(self):
        card, refused = self._ask()
        self._ok("correct", refused.corrects_id.id, self.boss, good="2")
        with self.assertRaises(UserError):
            self._decide(refused)
        self.assertEqual(card.quantity_good, 2)

    def test_not_of_ones_team(self):
        _card, refused = self._ask()
        with self.assertRaises(UserError):
            self._desk(self.other_user).decide_correction(
                self._uuid(), refused.id, True
            )


@tagged("post_install", "-at_install")
class TestConflicts(PeopleCommon):
    """What a tablet's outbox brought and the rules refused."""

    def _refused(self):
        card = self._turning_card()
        return card, self._no(
            "quantity_over",
            "report",
            card,
            good="12",
            queued=True,
            date_client=self._ago(30),
        )

    def test_listed_and_booked_with_true_quantities(self):
        card, _refused = self._refused()
        (row,) = self._desk().overview()["conflicts"]
        self.assertEqual((row["card"], row["good"]), (card.name, "12"))
        answer = self._desk().settle_conflict(
            self._uuid(), row["id"], "book", {"good": "10"}
        )
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(card.quantity_good, 10)
        self.assertEqual(self._desk().overview()["conflicts"], [])

    def test_only_of_own_teams(self):
        _card, refused = self._refused()
        self.assertEqual(self._desk(self.other_user).overview()["conflicts"], [])
        with self.assertRaises(UserError):
            self._desk(self.other_user).settle_conflict(
                self._uuid(), refused.conflict_ids.id, "discard", None, "x"
            )
