from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMasters(TransactionCase):
    def _create_operation(self, **values):
        product = self.env["product.product"].create(
            {"name": "Shaft", "type": "consu", "is_storable": True}
        )
        bom = self.env["mrp.bom"].create(
            {"product_tmpl_id": product.product_tmpl_id.id}
        )
        workcenter = self.env["mrp.workcenter"].create({"name": "Lathe"})
        return self.env["mrp.routing.workcenter"].create(
            {
                "name": "Turning",
                "bom_id": bom.id,
                "workcenter_id": workcenter.id,
                **values,
            }
        )

    def _create_skill_type(self):
        return self.env["hr.skill.type"].create(
            {
                "name": "Machining",
                "skill_ids": [(0, 0, {"name": "Lathe"}), (0, 0, {"name": "Mill"})],
                "skill_level_ids": [
                    (0, 0, {"name": "Novice", "level_progress": 20}),
                    (0, 0, {"name": "Expert", "level_progress": 90}),
                ],
            }
        )

    def test_setup_matrix_of_work_centers(self):
        group = self.env["poms.workcenter.group"].create({"name": "T", "code": "T"})
        machines = self.env["mrp.workcenter"].create(
            [{"name": "A", "poms_group_id": group.id}, {"name": "B"}]
        )
        one, two = self.env["poms.setup.group"].create(
            [{"name": "One", "code": "1"}, {"name": "Two", "code": "2"}]
        )
        times = self.env["poms.setup.time"].create(
            [
                {"workcenter_group_id": group.id, "to_group_id": two.id, "minutes": 30},
                {
                    "workcenter_id": machines[0].id,
                    "from_group_id": one.id,
                    "to_group_id": two.id,
                    "minutes": 12,
                },
            ]
        )
        nothing = self.env["poms.setup.group"]
        self.assertEqual(times._get_setup_min(machines[0], one, two), 12)
        self.assertEqual(times._get_setup_min(machines[0], nothing, two), 30)
        self.assertEqual(times._get_setup_min(machines[0], two, two), 0)
        self.assertIsNone(times._get_setup_min(machines[1], one, two))
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            times._get_matrices(machines)

    def test_cell_is_unique(self):
        group = self.env["poms.setup.group"].create({"name": "One", "code": "1"})
        values = {"to_group_id": group.id, "minutes": 1}
        self.env["poms.setup.time"].create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["poms.setup.time"].create(values)

    def test_shared_reason_code_is_unique(self):
        values = {"name": "Crack", "code": "X99", "kind": "scrap", "company_id": False}
        self.env["poms.reason"].create(values)
        self.env["poms.reason"].create({**values, "kind": "rework"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["poms.reason"].create(values)

    def test_setup_group_falls_back_to_product(self):
        own, general = self.env["poms.setup.group"].create(
            [{"name": "Own", "code": "1"}, {"name": "General", "code": "2"}]
        )
        operation = self._create_operation()
        self.assertFalse(operation._get_setup_group())
        operation.bom_id.product_tmpl_id.setup_group_id = general
        self.assertEqual(operation._get_setup_group(), general)
        operation.setup_group_id = own
        self.assertEqual(operation._get_setup_group(), own)

    def test_missing_skills(self):
        """Too low, expired, not yet valid, and good enough."""
        skill_type = self._create_skill_type()
        lathe = skill_type.skill_ids[0]
        novice, expert = skill_type.skill_level_ids.sorted("level_progress")
        operation = self._create_operation()
        requirement = self.env["poms.skill.requirement"].create(
            {
                "operation_id": operation.id,
                "skill_type_id": skill_type.id,
                "skill_id": lathe.id,
                "skill_level_id": expert.id,
            }
        )
        employees = self.env["hr.employee"].create(
            [{"name": name} for name in ("none", "low", "expired", "good")]
        )
        rows = [
            (employees[1], novice, "2020-01-01", False),
            (employees[2], expert, "2020-01-01", "2020-12-31"),
            (employees[3], expert, "2020-01-01", "2030-12-31"),
        ]
        self.env["hr.employee.skill"].create(
            [
                {
                    "employee_id": employee.id,
                    "skill_type_id": skill_type.id,
                    "skill_id": lathe.id,
                    "skill_level_id": level.id,
                    "valid_from": start,
                    "valid_to": end,
                }
                for employee, level, start, end in rows
            ]
        )
        missing = requirement._get_missing(employees, date(2026, 3, 1))
        self.assertEqual(
            [bool(missing[employee.id]) for employee in employees],
            [True, True, True, False],
        )
        missing = requirement._get_missing(employees, date(2020, 6, 1))
        self.assertEqual(
            [bool(missing[employee.id]) for employee in employees],
            [True, True, False, False],
        )

    def test_skill_of_another_type_is_refused(self):
        first, second = self._create_skill_type(), self._create_skill_type()
        with self.assertRaises(ValidationError):
            self.env["poms.skill.requirement"].create(
                {
                    "operation_id": self._create_operation().id,
                    "skill_type_id": first.id,
                    "skill_id": second.skill_ids[0].id,
                    "skill_level_id": first.skill_level_ids[0].id,
                }
            )

    def test_parameter_limits(self):
        operation = self._create_operation()
        parameter = self.env["poms.operation.parameter"].create(
            {
                "operation_id": operation.id,
                "name": "Diameter",
                "unit": "mm",
                "value_min": 19.98,
                "value_max": 20.02,
            }
        )
        self.assertTrue(parameter._is_within_limits(20))
        self.assertFalse(parameter._is_within_limits(20.03))
        with self.assertRaises(ValidationError):
            parameter.value_max = 19

    def test_names_follow_the_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        operation = self._create_operation()
        chinese = operation.with_context(lang="zh_CN")
        chinese.name = "车削"
        chinese.workcenter_id.name = "车床"
        self.assertEqual(operation.with_context(lang="en_US").name, "Turning")
        self.assertEqual(chinese.name, "车削")
        self.assertEqual(operation.workcenter_id.with_context(lang=None).name, "Lathe")
        self.assertEqual(operation.workcenter_id.resource_id.name, "Lathe")
        operation.workcenter_id.with_context(lang="en_US").name = "Big lathe"
        self.assertEqual(operation.workcenter_id.resource_id.name, "Big lathe")

    def test_barcode_is_unique_but_may_be_empty(self):
        workcenters = self.env["mrp.workcenter"].create(
            [{"name": "A", "barcode": "WC-1"}, {"name": "B"}, {"name": "C"}]
        )
        workcenters[1:].write({"barcode": ""})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            workcenters[1].barcode = "WC-1"
            self.env.flush_all()

    def test_engineer_writes_others_read(self):
        engineer = new_test_user(
            self.env, "masters-engineer", "poms_orders.group_process_engineer"
        )
        operator = new_test_user(
            self.env, "masters-operator", "poms_orders.group_operator"
        )
        device = new_test_user(self.env, "masters-device", "poms_orders.group_device")
        reason = (
            self.env["poms.reason"]
            .with_user(engineer)
            .create({"name": "Crack", "code": "X98", "kind": "scrap"})
        )
        self.assertEqual(reason.with_user(operator).name, "Crack")
        with self.assertRaises(AccessError):
            reason.with_user(operator).name = "Other"
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            reason.with_user(device).read(["name"])
        operation = self._create_operation().with_user(engineer)
        operation.write(
            {"name": "Drilling", "parameter_ids": [(0, 0, {"name": "Depth"})]}
        )

    def test_other_company_is_hidden(self):
        other = self.env["res.company"].create({"name": "Other plant"})
        engineer = new_test_user(
            self.env, "masters-engineer-2", "poms_orders.group_process_engineer"
        )
        team = self.env["poms.team"].create({"name": "Theirs", "company_id": other.id})
        self.assertFalse(
            self.env["poms.team"].with_user(engineer).search([("id", "=", team.id)])
        )
        with self.assertRaises(AccessError):
            team.with_user(engineer).read(["name"])
