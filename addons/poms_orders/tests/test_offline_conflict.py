from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_report import ReportCommon


@tagged("post_install", "-at_install")
class TestOfflineConflict(ReportCommon):
    """Acts from an outbox: what is refused is kept and settled by a team leader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_up()
        cls.leader = cls._create_person("Leader", "BLEADER")
        cls.team = cls.env["poms.team"].create(
            {"name": "Team", "leader_id": cls.leader.id}
        )
        _production, cards = cls._create_released(10)
        cls.card = cards[0]

    def _refused(self, **values):
        """An act that waited in an outbox and reports more than there is."""
        values = {"good": "99", **values}
        report = self._no("quantity_over", "report", self.card, queued=True, **values)
        return report, report.conflict_ids

    def _settle(self, conflict, who=None, uuid=None, **values):
        return self.cards._settle(
            uuid or self._uuid(), conflict.id, who or self.leader, **values
        )

    def test_a_refusal_that_nobody_saw_is_in_the_inbox(self):
        report, conflict = self._refused(note="pallet 3")
        self.assertEqual(conflict.state, "open")
        self.assertEqual(conflict.card_id, self.card)
        self.assertIn("99", conflict.summary)
        self.assertIn("pallet 3", conflict.summary)
        answer = report._get_answer(is_duplicate=True)
        self.assertEqual((answer["status"], answer["settled"]), ("refused", False))

    def test_a_refusal_that_somebody_saw_is_not(self):
        report = self._no("quantity_over", "report", self.card, good="99")
        self.assertFalse(report.conflict_ids)

    def test_an_answer_that_was_lost_comes_into_the_inbox_at_the_resend(self):
        uuid = self._uuid()
        self.cards._report(uuid, self.card, self.worker, good="99")
        again = self.cards._report(uuid, self.card, self.worker, good="99", queued=True)
        self.assertEqual((again["status"], again["duplicate"]), ("refused", True))
        report = self.env["poms.report"]._find_by_uuid(uuid)
        self.assertEqual(report.conflict_ids.state, "open")

    def test_booked_with_the_true_quantity(self):
        report, conflict = self._refused()
        answer = self._settle(conflict, resolution="book", values={"good": "9"})
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(self.card.quantity_good, 9)
        self.assertEqual(conflict.state, "settled")
        self.assertEqual(conflict.settled_by, self.leader)
        booked = conflict.result_report_id
        self.assertEqual(booked.quantity_good, 9)
        self.assertIn(self.worker, booked.employee_ids)
        self.assertTrue(report._get_answer(is_duplicate=True)["settled"])

    def test_booking_what_cannot_be_leaves_it_open(self):
        _report, conflict = self._refused()
        answer = self._settle(conflict, resolution="book")
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "quantity_over")
        )
        self.assertEqual(conflict.state, "open")

    def test_a_try_that_is_refused_leaves_nothing_and_may_be_put_right(self):
        """The leader's screen keeps its uuid over all tries on one row."""
        _report, conflict = self._refused()
        uuid = self._uuid()
        for values in ({}, {"good": "-3"}):
            answer = self._settle(conflict, uuid=uuid, resolution="book", values=values)
            self.assertEqual((answer["status"], answer["id"]), ("refused", conflict.id))
            self.assertEqual(self.card.report_ids.conflict_ids, conflict)
        answer = self._settle(
            conflict, uuid=uuid, resolution="resend", values={"good": "9"}
        )
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(self.card.quantity_good, 9)
        again = self._settle(
            conflict, uuid=uuid, resolution="resend", values={"good": "9"}
        )
        self.assertEqual((again["status"], self.card.quantity_good), ("duplicate", 9))

    def test_booked_although_a_check_blocks(self):
        """The card belongs to a team; who told it is in none: a leader decides."""
        self.card.team_id = self.team
        report = self._no("team_wrong", "report", self.card, good="2", queued=True)
        again = self._settle(report.conflict_ids, resolution="resend")
        self.assertEqual(again["code"], "team_wrong")
        answer = self._settle(report.conflict_ids, resolution="book")
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(self.card.quantity_good, 2)

    def test_discard_needs_a_reason_and_books_nothing(self):
        _report, conflict = self._refused()
        answer = self._settle(conflict, resolution="discard")
        self.assertEqual(answer["code"], "settle_reason")
        answer = self._settle(conflict, resolution="discard", note="told twice")
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(self.card.quantity_good, 0)
        self.assertEqual(conflict.note, "told twice")
        answer = conflict.report_id._get_answer(is_duplicate=True)
        self.assertEqual(answer["settle_note"], "told twice")

    def test_settled_once(self):
        _report, conflict = self._refused()
        uuid = self._uuid()
        values = {"resolution": "book", "values": {"good": "3"}}
        first = self._settle(conflict, uuid=uuid, **values)
        again = self._settle(conflict, uuid=uuid, **values)
        other = self._settle(conflict, **values)
        self.assertEqual(
            [first["status"], again["status"], other["code"]],
            ["accepted", "duplicate", "conflict_settled"],
        )
        self.assertEqual(self.card.quantity_good, 3)

    def test_only_a_team_leader_settles(self):
        _report, conflict = self._refused()
        answer = self._settle(conflict, self.worker, resolution="discard", note="no")
        self.assertEqual(answer["code"], "settle_right")
        self.assertEqual(conflict.state, "open")
        operator = new_test_user(
            self.env, login="conflict_op", groups="poms_orders.group_operator"
        )
        with self.assertRaises(AccessError):
            conflict.with_user(operator).read(["state"])
        with self.assertRaises(AccessError):
            self.cards.with_user(operator)._settle_from_office(
                self._uuid(), conflict.id, self.worker, "discard", {}, "no"
            )

    def test_a_clients_context_opens_nothing(self):
        self.card.team_id = self.team
        cards = self.cards.with_context(poms_book_anyway=True, poms_may_settle=True)
        answer = cards._report(self._uuid(), self.card, self.worker, good="2")
        self.assertEqual(answer["code"], "team_wrong")
        report = self.env["poms.report"].browse(answer["id"])
        answer = cards._settle(
            self._uuid(), report._open_conflict().id, self.worker, "discard", {}, "no"
        )
        self.assertEqual(answer["code"], "settle_right")

    def test_settled_in_the_office(self):
        _report, conflict = self._refused()
        user = new_test_user(
            self.env, login="conflict_lead", groups="poms_orders.group_team_leader"
        )
        dialog = (
            self.env["poms.conflict.settle"]
            .with_user(user)
            .with_context(default_conflict_id=conflict.id)
            .create({})
        )
        self.assertEqual(dialog.good, "99")
        dialog.write({"good": "8", "note": "counted again"})
        dialog.action_settle()
        self.assertEqual(self.card.quantity_good, 8)
        self.assertEqual(conflict.settled_uid, user)

    def test_nothing_is_deleted(self):
        _report, conflict = self._refused()
        with self.assertRaises(UserError):
            conflict.unlink()

    def test_malformed_is_parked_not_lost(self):
        uuid = self._uuid()
        values = {"card": self.card.name, "good": "many"}
        answer = self.cards.park(uuid, "report", values, "not a number")
        self.assertEqual((answer["status"], answer["code"]), ("refused", "malformed"))
        report = self.env["poms.report"].browse(answer["id"])
        self.assertEqual(report.conflict_ids.card_id, self.card)
        self.assertIn("many", report.conflict_ids.summary)
        again = self.cards.park(uuid, "report", values, "not a number")
        self.assertEqual(again["id"], answer["id"])
        done = self._settle(
            report.conflict_ids, resolution="book", values={"good": "4"}
        )
        self.assertEqual(done["status"], "accepted", done)
        self.assertEqual(self.card.quantity_good, 4)

    def test_a_queued_act_is_booked_at_its_own_time(self):
        told = fields.Datetime.now() - timedelta(hours=2)
        self._ok("start", self.card, queued=True, date_client=str(told))
        later = told + timedelta(minutes=30)
        report = self._ok(
            "report", self.card, good="1", queued=True, date_client=str(later)
        )
        self.assertEqual(report.date_end, later.replace(microsecond=0))
        self.assertEqual(report.date_start, told.replace(microsecond=0))

    def test_the_same_act_may_come_with_a_corrected_clock(self):
        uuid, now = self._uuid(), fields.Datetime.now()
        first = self.cards._report(uuid, self.card, self.worker, good="1")
        again = self.cards._report(
            uuid, self.card, self.worker, good="1", queued=True, date_client=str(now)
        )
        self.assertEqual((again["status"], again["id"]), ("duplicate", first["id"]))
