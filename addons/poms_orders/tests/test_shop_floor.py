from odoo.tests import HttpCase, new_test_user, tagged

from .common_report import ReportCommon

# Of Odoo's test runner: it finds a suite by the hash of its name.
SUITE = "@poms_orders"


@tagged("post_install", "-at_install")
class TestShopFloor(ReportCommon, HttpCase):
    """The station screen in a real browser, at a tablet's size with touch."""

    browser_size = "1024x768"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, login="floor_operator", groups="poms_orders.group_operator"
        )
        for code, kind in (("TOUR-SCRAP", "scrap"), ("TOUR-PAUSE", "pause")):
            cls.env["poms.reason"].create({"name": code, "code": code, "kind": kind})

    def _release_card(self):
        self._stock_up()
        production = self._create_production(10)
        card = production.card_ids.sorted("id")[0]
        production.card_ids.action_release()
        card.name = "TC-TOUR"
        return card

    def test_operator_day(self):
        """Identify, scan, start, report, scrap, pause, go on, finish, leave."""
        card = self._release_card()
        self.start_tour(
            "/odoo/floor", "poms_shop_floor_day", login="floor_operator", timeout=90
        )
        self.assertEqual(card.state, "done")
        self.assertEqual(card.quantity_good, 9)
        self.assertEqual(card.quantity_scrap, 1)
        reports = self.env["poms.report"].search([("card_id", "=", card.id)])
        refused = reports.filtered(lambda report: report.state == "refused")
        self.assertEqual(refused.mapped("code"), ["quantity_over"])
        kinds = (reports - refused).sorted("id").mapped("kind")
        self.assertEqual(
            kinds, ["start", "report", "report", "pause", "resume", "report"]
        )
        self.assertEqual(reports.employee_ids, self.worker)

    def test_everybody_starts_on_the_screen_of_the_role(self):
        """Unless a person has chosen otherwise, or runs Odoo itself."""
        floor = self.env.ref("poms_orders.poms_shop_floor_action")
        inbox = self.env.ref("poms_orders.poms_inbox_action")
        groups = "poms_orders.group_device"
        new_test_user(self.env, login="floor_tablet", groups=groups)
        chosen = new_test_user(
            self.env, login="home_planner", groups="poms_orders.group_planner"
        )
        homes = [("floor_tablet", floor), ("floor_operator", floor)]
        homes += [("home_planner", inbox), ("admin", inbox.browse())]
        for login, home in homes:
            self.assertEqual(self._home_of(login), home.id, login)
        chosen.action_id = floor.id
        self.assertEqual(self._home_of("home_planner"), floor.id)

    def _home_of(self, login):
        self.authenticate(login, login)
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        return info["home_action_id"]

    def test_components(self):
        """The screen's own unit tests (HOOT)."""
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={_get_suite_hash(SUITE)}",
            "",
            "",
            login="admin",
            timeout=240,
            success_signal="[HOOT] Test suite succeeded",
        )


def _get_suite_hash(name):
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"
