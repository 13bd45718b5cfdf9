from odoo.tests import tagged

from .common_people import PeopleCommon

CHINESE = "车削"


@tagged("post_install", "-at_install")
class TestStepNames(PeopleCommon):
    """On the floor a step is called as its reader calls it, or as its order does."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.card = self._turning_card()
        self.step = self.card.operation_id
        self.step.with_context(lang="zh_CN").name = CHINESE
        self._ok("start", self.card)
        self._ok("report", self.card, good="2")

    def _texts(self, lang):
        """What each place of the floor calls the step, by place."""
        self.env.flush_all()
        self.env.invalidate_all()
        card = self.card.with_context(lang=lang)
        desk = self._desk().with_context(lang=lang)
        cards = self.cards.with_context(lang=lang)
        (row,) = (c for c in desk.overview()["cards"] if c["id"] == card.id)
        (report,) = cards.my_reports(self.worker, card=card.name)["reports"]
        handover = desk.write_handover(self.team.id, "Coolant low", is_final=True)
        (open_line,) = (x for x in handover["lines"] if x["card"] == card.name)
        return {
            "leader": row["operation"],
            "report": report["operation"],
            "wall": card._get_wall_card()["operation"],
            "paper": card._get_sheet_card()["operation"],
            "slip": desk.read_slip(card=card.name)["card"]["text"],
            "hand-over": open_line["text"],
        }

    def test_in_the_language_of_the_reader(self):
        for place, text in self._texts("zh_CN").items():
            self.assertIn(CHINESE, text, place)
            self.assertNotIn(self.step.name, text, place)

    def test_a_step_named_anew_for_its_order(self):
        self.card.workorder_id.name = "Turn twice"
        for lang in ("en_US", "zh_CN"):
            for place, text in self._texts(lang).items():
                self.assertIn("Turn twice", text, place)

    def test_what_a_later_card_waits_for(self):
        self._create_gear()
        _production, cards = self._create_released(10, self.gear)
        cards[0].workorder_id.name = "Cut twice"
        reasons = cards[1]._get_waiting_reasons()
        self.assertIn({"code": "previous", "message": "waits for Cut twice"}, reasons)
        answer = self._do("report", cards[1], good="1")
        self.assertIn("Cut twice", str(answer))
