from datetime import timedelta

from odoo import Command, fields

from .common_report import ReportCommon


class PeopleCommon(ReportCommon):
    """The small plant with two teams: `team` (worker, colleague; led by `boss`) on
    all machines but the washer, and `other_team` (stranger; led by `other_boss`)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss, cls.boss_user = cls._create_leader("Boss", "BBOSS")
        cls.other_boss, cls.other_user = cls._create_leader("Other Boss", "BOTHER")
        cls.stranger = cls._create_person("Stranger", "BSTRANGER")
        cls.team = cls._create_team(
            "Turners", cls.boss, cls.worker | cls.colleague, cls.saw | cls.lathe
        )
        cls.other_team = cls._create_team(
            "Washers", cls.other_boss, cls.stranger, cls.washer
        )
        cls.reason = cls.env["poms.reason"].create(
            {"name": "Cleaning", "code": "CLEAN", "kind": "indirect"}
        )
        cls.lathe.alternative_workcenter_ids = cls.lathe_2
        cls.now = fields.Datetime.now()

    @classmethod
    def _create_leader(cls, name, badge):
        user = cls._new_user(badge.lower(), "group_team_leader")
        person = cls._create_person(name, badge)
        person.user_id = user
        return person, user

    @classmethod
    def _create_team(cls, name, leader, people, machines):
        people.resource_calendar_id = cls.calendar
        return cls.env["poms.team"].create(
            {
                "name": name,
                "leader_id": leader.id,
                "employee_ids": [Command.set(people.ids)],
                "workcenter_ids": [Command.set(machines.ids)],
            }
        )

    def _desk(self, user=None):
        """The leader's desk as the leader of `team` sees it."""
        return self.env["poms.leader"].with_user(user or self.boss_user)

    def _person(self, person, user=None):
        """What the overview tells of a person."""
        people = self._desk(user).overview()["people"]
        return next((row for row in people if row["id"] == person.id), None)

    def _ago(self, minutes):
        return fields.Datetime.now() - timedelta(minutes=minutes)

    def _turning_card(self, quantity=10):
        """A released card of the team's lathe; the step before is done."""
        self._stock_up()
        _production, cards = self._create_released(quantity)
        card = cards[0]
        self.assertEqual(card.workcenter_id, self.lathe)
        card.team_id = self.team
        return card
