"""The access matrix: who may do what with each model of ours.

``access_matrix.csv`` holds a row for each model and role: what the role may do
with records of its own company and with those of another, as letters of
``crwu`` (create, read, write, unlink; ``-`` where refused). The matrix is made
from the registry, by asking Odoo about real records, so that a new model, a
lost rule or a grant too many fails here. After an intended change renew it with

    POMS_RENEW_MATRIX=1 ./poms test tests/demo/test_access_matrix.py

and read the difference before it is committed.
"""

import csv
import os
from pathlib import Path

from other_company import move_everything, put_a_row

from odoo import Command
from odoo.tests import TransactionCase, tagged

FILE = Path(__file__).with_name("access_matrix.csv")
OURS = ("poms_orders", "poms_scheduling", "poms_traceability", "poms_connectors")
ROLES = (
    "operator",
    "team_leader",
    "warehouse_keeper",
    "quality_inspector",
    "process_engineer",
    "planner",
    "plant_manager",
    "connector",
    "device",
)
ACTS = (("c", "create"), ("r", "read"), ("w", "write"), ("u", "unlink"))
HEADER = ["model", "role", "own", "other"]


@tagged("post_install", "-at_install")
class TestAccessMatrix(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other plant"})
        cls.users = {role: cls._create_user(role) for role in ROLES}

    @classmethod
    def _create_user(cls, role):
        group = cls.env.ref(f"poms_orders.group_{role}")
        login = f"matrix_{role}"
        values = {"name": login, "login": login, "group_ids": [Command.set(group.ids)]}
        return cls.env["res.users"].with_context(no_reset_password=True).create(values)

    def _models(self):
        """Our own models that store records."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if model._original_module in OURS
            and not model._abstract
            and not model._transient
            and model._auto
        )

    def _allowed(self, name, user, domain=()):
        """The acts that a user may do with at least one of the model's records."""
        found = self.env[name].sudo().with_context(active_test=False)
        records = found.search(list(domain), limit=200).with_user(user)
        letters = ""
        for letter, act in ACTS:
            may = records.has_access(act) if not records else False
            if records and self.env[name].with_user(user).has_access(act):
                may = bool(records._filtered_access(act))
            letters += letter if may else "-"
        return letters

    def _measure(self):
        own = {}
        models = self._models()
        for name in models:
            for role, user in self.users.items():
                own[name, role] = self._allowed(name, user)
        self._settle_abroad()
        return [
            [name, role, own[name, role], self._other(name, user)]
            for name in models
            for role, user in self.users.items()
        ]

    def _other(self, name, user):
        """What is allowed with the other company's records."""
        return self._allowed(name, user, self._domain_abroad(name))

    def _domain_abroad(self, name):
        # Records without a company are shared by all: they never moved.
        field = self.env[name]._fields.get("company_id")
        return [("company_id", "=", self.other.id)] if field and field.store else []

    def _settle_abroad(self):
        """Every model has a record of the other company, so that the rules can tell."""
        move_everything(self.env, self.other)
        for name in self._models():
            model = self.env[name].sudo().with_context(active_test=False)
            if not model.search_count(self._domain_abroad(name), limit=1):
                put_a_row(self.env[name], self.other)
        self.env.invalidate_all(flush=False)

    def test_every_model_and_role_is_as_the_matrix_says(self):
        measured = self._measure()
        if os.environ.get("POMS_RENEW_MATRIX"):
            with FILE.open("w", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows([HEADER, *measured])
        with FILE.open(newline="") as stream:
            expected = {tuple(row[:2]): row[2:] for row in list(csv.reader(stream))[1:]}
        found = {(model, role): [own, other] for model, role, own, other in measured}
        without = sorted(
            {model for model, role in found if (model, role) not in expected}
        )
        self.assertFalse(without, "These models have no row in access_matrix.csv")
        gone = sorted({model for model, role in expected if (model, role) not in found})
        self.assertFalse(gone, "access_matrix.csv has rows of models that are gone")
        for key, letters in found.items():
            with self.subTest(model=key[0], role=key[1]):
                self.assertEqual(letters, expected[key])

    def test_no_role_reaches_another_company(self):
        with FILE.open(newline="") as stream:
            rows = list(csv.DictReader(stream))
        shared = self._shared_models()
        for row in rows:
            if row["model"] not in shared:
                with self.subTest(model=row["model"], role=row["role"]):
                    self.assertEqual(row["other"], "----")

    def _shared_models(self):
        """Models without any company: masters that all plants share."""
        return {
            name
            for name in self._models()
            if "company_id" not in self.env[name]._fields
        }
