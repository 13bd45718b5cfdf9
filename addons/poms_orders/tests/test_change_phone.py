from odoo import Command
from odoo.tests import HttpCase, tagged

from ..controllers import change
from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangePhone(ChangeCommon, HttpCase):
    """A signature on the phone, also by who has no right to open orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_board()
        cls.inspector = cls._new_user("phone_inspector", "group_quality_inspector")
        cls.env["poms.change.board"]._of(cls.company).member_ids = [
            Command.create({"user_id": cls.inspector.id})
        ]

    def _page(self, login, request):
        self.authenticate(login, login)
        return self.url_open(f"/poms/change/{request.id}")

    def test_member_without_rights_on_orders_reads_and_votes(self):
        self.patch(change, "ROWS", 2)
        self.order.card_ids.action_release()
        for name in ("Turning", "Washing"):
            self._report(self.top, name, 1)
        self._report(self.child, "Sawing", 1)
        request = self._ask("cancel")
        request.action_submit()
        self.assertIn(self.inspector, request.vote_ids.user_id)
        page = self._page("phone_inspector", request)
        self.assertEqual(page.status_code, 200, page.text[:500])
        self.assertIn(self.line.display_name, page.text)
        self.assertIn("cancelled", page.text)
        rows = request.line_ids.filtered(lambda line: line.risk != "3_low")
        self.assertIn(f"{len(rows) - 2} more", " ".join(page.text.split()))
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = self.url_open(
            f"/poms/change/{request.id}/vote",
            data={"csrf_token": token, "decision": "approve", "comment": "Good"},
        )
        self.assertEqual(answer.status_code, 200)
        vote = request.vote_ids.filtered(lambda v: v.user_id == self.inspector)
        self.assertEqual((vote.decision, vote.comment), ("approve", "Good"))
        self.assertNotIn('name="decision"', answer.text, "nothing is left to vote on")
