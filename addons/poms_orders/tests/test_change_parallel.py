import uuid

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestChangeParallel(BaseCase):
    """Two decide at the same moment: real cursors and commits, an own company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls._create_world(api.Environment(cr, SUPERUSER_ID, {}))

    @classmethod
    def _create_world(cls, env):
        mark = uuid.uuid4().hex[:8]
        company = env["res.company"].create({"name": f"Change board {mark}"})
        groups = ("group_planner", "group_change_board", "group_change_board")
        users = env["res.users"].create(
            [
                {
                    "name": f"Change {index}",
                    "login": f"change-{mark}-{index}",
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.link(env.ref(f"poms_orders.{group}").id)],
                }
                for index, group in enumerate(groups)
            ]
        )
        env["poms.change.board"].create(
            {
                "company_id": company.id,
                "quorum": 2,
                "member_ids": [Command.create({"user_id": u.id}) for u in users[1:]],
            }
        )
        env["poms.change.rule"].create(
            {"name": "All to the board", "lane": "board", "company_id": company.id}
        )
        machine = env["mrp.workcenter"].create(
            {
                "name": f"Machine {mark}",
                "company_id": company.id,
                "resource_calendar_id": company.resource_calendar_id.id,
            }
        )
        cls.asker, *cls.members = users.ids
        cls.company_id, cls.machine_id = company.id, machine.id

    def _env(self, cr, user_id):
        return api.Environment(cr, user_id, {"allowed_company_ids": [self.company_id]})

    def _ask(self, rate):
        with self.registry.cursor() as cr:
            env = self._env(cr, self.asker)
            machine = env["mrp.workcenter"].browse(self.machine_id)
            request = machine._request_setting({"costs_hour": rate})
            request.action_submit()
            self.assertEqual(request.lane, "board")
            return request.id

    def _state(self, request_id):
        with self.registry.cursor() as cr:
            env = self._env(cr, SUPERUSER_ID)
            request = env["poms.change.request"].browse(request_id)
            rate = env["mrp.workcenter"].browse(self.machine_id).costs_hour
            return request.state, len(request.vote_ids.filtered("decision")), rate

    # The loser's first try is refused by the database, which Odoo logs.
    @mute_logger("odoo.sql_db")
    def test_two_votes_at_once_both_count(self):
        """The second has read before the first commits; together they are a quorum."""
        request_id = self._ask(77)
        with self.registry.cursor() as slow:
            late = self._env(slow, self.members[1])["poms.change.request"]
            late = late.browse(request_id)
            self.assertTrue(late.can_vote)  # its snapshot is taken
            with self.registry.cursor() as quick:
                first = self._env(quick, self.members[0])["poms.change.request"]
                first.browse(request_id).action_approve()
            retrying(late.action_approve, late.env)
        self.assertEqual(self._state(request_id), ("applied", 2, 77))

    # The loser's first try is refused by the database, which Odoo logs.
    @mute_logger("odoo.sql_db")
    def test_the_same_vote_twice_at_once_is_one(self):
        request_id = self._ask(55)
        before = self._state(request_id)[2]
        with self.registry.cursor() as slow:
            late = self._env(slow, self.members[0])["poms.change.request"]
            late = late.browse(request_id)
            self.assertTrue(late.can_vote)
            with self.registry.cursor() as quick:
                first = self._env(quick, self.members[0])["poms.change.request"]
                first.browse(request_id).action_approve()
            with self.assertRaisesRegex(Exception, "no open vote"):
                retrying(late.action_approve, late.env)
        self.assertEqual(self._state(request_id), ("submitted", 1, before))
