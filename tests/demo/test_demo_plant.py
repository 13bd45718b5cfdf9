"""The demo plant holds what it promises; the rules of live booking hold in it too."""

from datetime import timedelta

import pytz

from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.poms_orders.tools.demo_history import check_history
from odoo.addons.poms_orders.tools.demo_install import install_demo
from odoo.addons.poms_orders.tools.demo_orders import ORDERS
from odoo.addons.poms_orders.tools.demo_plant import ref


@tagged("post_install", "-at_install")
class TestDemoPlant(TransactionCase):
    def _demo(self, model):
        """All records of a model that the demo data name."""
        rows = self.env["ir.model.data"].search(
            [
                ("module", "=", "poms_orders"),
                ("model", "=", model),
                ("name", "=like", "demo\\_%"),
            ]
        )
        return self.env[model].browse(rows.mapped("res_id"))

    def test_machines_people_and_products(self):
        workcenters = self._demo("mrp.workcenter")
        self.assertGreaterEqual(len(workcenters), 14)
        self.assertEqual(len(workcenters.poms_group_id), 5)
        speeds = workcenters.alternative_workcenter_ids.mapped("time_efficiency")
        self.assertGreater(len(set(speeds)), 3)
        self.assertEqual(len(self._demo("hr.employee")), 22)
        self.assertEqual(len(self._demo("poms.team")), 3)
        self.assertEqual(self.env["poms.credential"].search_count([]), 22)
        expired = self.env["hr.employee.skill"].search(
            [("valid_to", "<", fields.Date.today())]
        )
        self.assertTrue(expired)
        finished = self._demo("product.product").filtered("sale_ok")
        self.assertEqual(len(finished), 8)
        self.assertEqual(set(finished.mapped("tracking")), {"lot", "serial"})

    def test_the_plants_clock_is_nobodys_browser(self):
        """Odoo gives its standard calendar the zone of the administrator's browser."""
        admin = self.env.ref("base.user_admin")
        self.assertFalse(admin.login_date)
        admin.with_user(admin).write({"tz": "America/Lima"})
        company = self.env.ref("base.main_company")
        self.assertEqual(company.resource_calendar_id.tz, "Asia/Shanghai")

    def test_every_component_belongs_to_an_operation(self):
        """Without one Odoo consumes it at the first start, whatever was made."""
        boms = self._demo("mrp.bom")
        lines = boms.filtered(lambda bom: bom.type == "normal").bom_line_ids
        self.assertFalse(lines.filtered(lambda line: not line.operation_id))
        self.assertTrue(boms.filtered(lambda bom: bom.type == "phantom"))
        self.assertTrue(boms.byproduct_ids)
        self.assertTrue(boms.operation_ids.blocked_by_operation_ids)

    def test_tools_of_every_age(self):
        tools = self._demo("poms.tool")
        self.assertEqual(set(tools.mapped("life_state")), {"good", "due", "worn"})
        needed = self._demo("poms.tool.requirement")
        for requirement in needed:
            machine = requirement.operation_id.workcenter_id
            with self.subTest(requirement.operation_id.display_name):
                self.assertTrue(requirement._pick_tool(machine), "a tool is ready")

    def test_names_in_both_languages(self):
        for model in (
            "mrp.workcenter",
            "mrp.routing.workcenter",
            "product.template",
            "poms.reason",
            "poms.team",
            "poms.setup.group",
            "poms.operation.parameter",
            "poms.tool",
            "poms.tool.group",
            "hr.skill",
        ):
            records = self._demo(model)
            for record in records:
                english = record.with_context(lang="en_US").name
                chinese = record.with_context(lang="zh_CN").name
                self.assertTrue(english.isascii() or english != chinese, english)
                self.assertTrue(
                    english != chinese and not chinese.isascii(), (model, english)
                )

    def test_orders_in_every_stage(self):
        orders = self.env["poms.order"].search([("reference", "=like", "45%")])
        self.assertGreaterEqual(len(orders), len(ORDERS))
        self.assertEqual(
            set(orders.mapped("state")),
            {"received", "confirmed", "done", "rejected", "cancelled"},
        )
        self.assertEqual(len(set(orders.mapped("channel"))), 6)
        cards = orders.card_ids
        self.assertLessEqual(
            {"planned", "released", "running", "paused", "done"},
            set(cards.mapped("state")),
        )
        self.assertTrue(cards.filtered("is_held"))
        now = fields.Datetime.now()
        confirmed = orders.filtered(lambda order: order.state == "confirmed")
        self.assertTrue(confirmed.filtered(lambda order: order.date_due < now))
        self.assertTrue(orders.filtered("has_issue"))
        open_cards = confirmed.card_ids.filtered(
            lambda card: card.state in ("planned", "released")
        )
        self.assertFalse(open_cards.filtered(lambda card: not card.leave_id))
        short = confirmed.production_ids.filtered(
            lambda p: p.reservation_state == "confirmed"
        )
        self.assertTrue(short, "some orders lack components")

    def test_customers_ask_for_working_days(self):
        orders = self.env["poms.order"].search(
            ["|", ("reference", "=like", "45%"), ("reference", "=like", "H1%")]
        )
        zone = pytz.timezone("Asia/Shanghai")
        for order in orders.filtered("date_due"):
            due = pytz.utc.localize(order.date_due).astimezone(zone)
            self.assertLess(due.weekday(), 5, (order.reference, due))
            self.assertEqual((due.hour, due.minute), (17, 0), order.reference)

    def test_nobody_worked_outside_the_shifts(self):
        """No report on a Sunday or ahead of today."""
        zone = pytz.timezone("Asia/Shanghai")
        now = fields.Datetime.now()
        reports = self.env["poms.report"].search([("date", "<", fields.Date.today())])
        self.assertTrue(reports)
        for report in reports:
            self.assertLessEqual(report.date, now)
            self.assertLess(
                pytz.utc.localize(report.date).astimezone(zone).weekday(), 6
            )

    def test_history_keeps_the_rules_of_booking(self):
        check_history(self.env)
        reports = self.env["poms.report"].search([], order="date", limit=1)
        age = fields.Datetime.now() - reports.date
        self.assertGreater(age, timedelta(days=50))

    def test_history_is_what_odoo_computes(self):
        """Stored values that were written in bulk equal those that Odoo computes."""
        productions = self.env["mrp.production"].search([("name", "=like", "WH/MO/H%")])
        self.assertTrue(productions)
        moves = productions.move_raw_ids | productions.move_finished_ids
        checks = {
            productions: ("state", "reservation_state", "is_planned", "date_finished"),
            productions.workorder_ids: ("state", "barcode", "date_start"),
            productions.card_ids: ("quantity_open", "is_held", "order_id"),
            moves: ("product_qty", "quantity", "is_in", "is_out", "reference"),
            moves.move_line_ids: ("quantity_product_uom",),
        }
        for records, names in checks.items():
            for name in names:
                before = records.mapped(lambda record, name=name: record[name])
                self.env.add_to_compute(records._fields[name], records)
                after = records.mapped(lambda record, name=name: record[name])
                self.assertEqual(before, after, (records._name, name))

    def test_second_load_does_nothing(self):
        count = self.env["poms.order"].search_count([])
        self.assertEqual(install_demo(self.env), [])
        self.env["poms.demo"]._load_orders()
        self.assertEqual(self.env["poms.order"].search_count([]), count)

    def test_pin_and_badge_identify(self):
        cards = self.env["poms.task.card"].with_user(ref(self.env, "user_operator"))
        answer = cards._identify("POMS1003", "240103", self.env["poms.device"])
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(answer["employee_id"], ref(self.env, "employee_03").id)
