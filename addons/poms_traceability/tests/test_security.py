from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TraceCommon

ROLES = (
    "group_operator",
    "group_team_leader",
    "group_warehouse_keeper",
    "group_quality_inspector",
    "group_process_engineer",
    "group_planner",
    "group_plant_manager",
)
LEDGER = ("poms.trace.event", "poms.trace.item", "poms.trace.seal")


@tagged("post_install", "-at_install")
class TestSecurity(TraceCommon):
    """Everyone of the plant reads lot records, nobody writes events."""

    def setUp(self):
        super().setUp()
        self.point = self._create_point()
        self.production, self.lot = self._make_lot(2)
        self.inspection = self.production.card_ids.inspection_ids
        self.event = self._events("card_reported")[-1]
        self.env["poms.trace.seal"]._seal(self.company)

    def _check_role(self, role, inspects=False, defines=False, sees_people=False):
        user = self._new_user(f"trace_{role}", role)
        lot = self.lot.with_user(user)
        self.assertIn("Turning", lot.poms_record_html)
        self.assertEqual(lot.lot_record(lot.id)["status"], "accepted")
        self.event.with_user(user).read(["kind", "person_names", "data"])
        for model in LEDGER:
            records = self.env[model].with_user(user)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(records.has_access(operation), (model, operation))
        inspection = self.inspection.with_user(user)
        self.assertTrue(inspection.has_access("read"))
        self.assertEqual(inspection.has_access("write"), inspects)
        self.assertFalse(inspection.has_access("unlink"))
        points = self.point.with_user(user)
        self.assertEqual(points.has_access("write"), defines)
        people = self.env["poms.trace.person"].with_user(user)
        self.assertEqual(people.has_access("read"), sees_people)
        if not inspects:
            with self.assertRaises(AccessError):
                inspection.record_result(self._uuid(), inspection.id, value="10")

    def test_operator(self):
        self._check_role("group_operator")

    def test_team_leader(self):
        self._check_role("group_team_leader")

    def test_warehouse_keeper(self):
        self._check_role("group_warehouse_keeper")

    def test_quality_inspector(self):
        self._check_role("group_quality_inspector", inspects=True, defines=True)

    def test_process_engineer(self):
        self._check_role("group_process_engineer", defines=True)

    def test_planner(self):
        self._check_role("group_planner")

    def test_plant_manager(self):
        self._check_role(
            "group_plant_manager", inspects=True, defines=True, sees_people=True
        )

    def test_no_role_sees_nothing(self):
        for login, groups in [
            ("trace_nobody", "base.group_user"),
            ("trace_bot", "base.group_user,poms_orders.group_connector"),
            ("trace_tablet", "base.group_user,poms_orders.group_device"),
        ]:
            user = new_test_user(self.env, login, groups)
            for record in (self.event, self.inspection, self.point, self.lot):
                self.assertFalse(record.with_user(user).has_access("read"), login)
            with self.assertRaises(AccessError):
                self.env["poms.lot.record"].with_user(user)._get_record(self.lot.id)

    def test_other_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other plant"})
        for role in ROLES:
            user = new_test_user(
                self.env,
                f"other_{role}",
                f"base.group_user,poms_orders.{role}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for record in (self.event, self.event.item_ids, self.inspection):
                found = record.with_user(user).search([("id", "in", record.ids)])
                self.assertFalse(found, (role, record._name))
            if role in ("group_quality_inspector", "group_plant_manager"):
                inspections = self.env["poms.inspection"].with_user(user)
                answer = inspections.record_result(
                    self._uuid(), self.inspection.name, value="10"
                )
                self.assertEqual(answer["code"], "unknown")
