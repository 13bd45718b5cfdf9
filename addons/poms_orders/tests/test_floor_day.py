import base64
import io
from importlib.resources import files

from PIL import Image

from odoo.tests import new_test_user, tagged
from odoo.tests.common import HttpCase

from .common_report import ReportCommon

TOUR = "poms_floor_whole_day"


class FloorDayCase(ReportCommon, HttpCase):
    """A day of two people of two languages at one station, every screen looked at.

    axe-core (WCAG 2.2 AA) is served to the page; the tour runs it by light and dark.
    """

    touch_enabled = True

    def _set_up_day(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        new_test_user(
            self.env, login="day_operator", groups="poms_orders.group_operator"
        )
        self.worker.lang, self.colleague.lang = "en_US", "zh_CN"
        picture = io.BytesIO()
        Image.new("RGB", (64, 64), "#b02a37").save(picture, "PNG")
        reasons = self.env["poms.reason"]
        for code, kind in (("DAY-SCRAP", "scrap"), ("DAY-PAUSE", "pause")):
            vals = {"name": code, "code": code, "kind": kind}
            reasons |= reasons.create(vals)
        reasons[0].picture = base64.b64encode(picture.getvalue())
        self._stock_up()
        productions = self._create_production(10) | self._create_production(10)
        cards = self.cards
        for number, production in enumerate(productions.sorted("id"), 1):
            production.card_ids.action_release()
            card = production.card_ids.sorted("id")[0]
            card.name = f"TC-DAY{number}"
            cards |= card
        return cards

    def _run_day(self):
        first, second = self._set_up_day()
        axe = files("axe_playwright_python").joinpath("axe.min.js")
        self.env["ir.attachment"].create(
            {
                "name": "axe.js",
                "url": "/poms_orders/tests/axe.js",
                "raw": axe.read_bytes(),
                "mimetype": "application/javascript",
                "public": True,
            }
        )
        self.start_tour("/odoo/floor", TOUR, login="day_operator", timeout=300)
        self.assertEqual(first.state, "done")
        self.assertEqual((first.quantity_good, first.quantity_scrap), (9, 1))
        self.assertEqual(second.state, "running")
        reports = self.env["poms.report"].search([("card_id", "in", [first.id])])
        told = [(one.kind, one.employee_ids) for one in reports.sorted("id")]
        self.assertEqual(
            told,
            [
                ("start", self.worker),
                ("report", self.worker),
                ("pause", self.worker),
                ("resume", self.colleague),
                ("report", self.colleague),
                ("report", self.worker),
            ],
        )


@tagged("post_install", "-at_install")
class TestFloorDayTablet(FloorDayCase):
    browser_size = "1024x768"

    def test_day(self):
        self._run_day()


@tagged("post_install", "-at_install")
class TestFloorDayPhone(FloorDayCase):
    browser_size = "390x844"

    def test_day(self):
        self._run_day()
