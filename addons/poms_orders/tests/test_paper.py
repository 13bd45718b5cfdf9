import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..models.paper import mrp_workcenter
from .common_people import PeopleCommon

LOGGER = "odoo.addons.poms_orders.models.paper.paper_store"


@tagged("post_install", "-at_install")
class TestEmergencyPaper(PeopleCommon):
    """Each station's next 24 hours, stored outside the server every hour."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.stations = self.env["poms.paper.station"]

    def _set(self, name, value):
        self.env["ir.config_parameter"].set_param(f"poms_orders.paper_{name}", value)

    def _line(self, machine):
        return self.stations.search([("workcenter_id", "=", machine.id)])

    def test_folder_holds_the_latest_and_each_run(self):
        card = self._turning_card()
        self._set("folder", str(self.folder))
        self.stations._print_company(self.company)
        base = self.folder / f"company-{self.company.id}"
        latest = list((base / "latest").glob(f"*_{self.lathe.id}.pdf"))
        self.assertEqual(len(latest), 1)
        self.assertEqual(latest[0].read_bytes()[:5], b"%PDF-")
        self.assertEqual(len(list(base.iterdir())), 2)
        self.assertFalse(list(base.rglob("*.part")))
        line = self._line(self.lathe)
        self.assertEqual((line.state, line.card_count), ("done", 1))
        self.assertFalse(line.is_late)
        self.assertIn(card, self.lathe._get_sheet_cards(fields.Datetime.now()))

    def test_sheet_names_cards_of_the_day_only(self):
        card = self._turning_card()
        now = fields.Datetime.now()
        self.assertIn(card, self.lathe._get_sheet_cards(now))
        card.with_context(poms_plan=True).date_planned_start = now + timedelta(days=3)
        self.assertNotIn(card, self.lathe._get_sheet_cards(now))
        self._ok("start", card)
        self.assertIn(card, self.lathe._get_sheet_cards(now))

    def test_quantities_are_those_of_the_plant(self):
        """Six columns on the paper, on the screen, and in the books, where counted."""
        self.assertEqual(len(self._desk().read_slip()["kinds"]), 4)
        self.company.poms_quantity_kinds = "six"
        self.assertEqual(len(self._desk().read_slip()["kinds"]), 6)
        with patch.object(mrp_workcenter, "render_station_sheet") as render:
            self.lathe._render_station_sheet()
        station, words, _fonts = render.call_args.args
        self.assertEqual(len(station["kinds"]), 6)
        self.assertLessEqual(set(station["kinds"]), set(words))
        self.assertEqual(self.lathe._render_station_sheet()[:5], b"%PDF-")

    def test_lots_and_serials_have_room(self):
        card = self._turning_card()
        self.assertFalse(card._get_sheet_card()["has_numbers"])
        card.product_id.tracking = "serial"
        last = card.production_id.card_ids.sorted("sequence")[-1:]
        self.assertTrue(last._get_sheet_card()["has_numbers"])
        self.assertEqual(last.workcenter_id._render_station_sheet()[:5], b"%PDF-")

    def test_paper_speaks_chinese(self):
        """Names of machines and cards are Chinese in many plants."""
        self.lathe.name = "数控车床"
        content = self.lathe._render_station_sheet()
        self.assertEqual(content[:5], b"%PDF-")
        self.assertGreater(len(content), 3000)

    def test_old_runs_are_cleared_and_nothing_else(self):
        base = self.folder / f"company-{self.company.id}"
        for name in ("2020-01-01_0700", "notes", "2020-01-01"):
            (base / name).mkdir(parents=True)
            (base / name / "old.pdf").write_bytes(b"x")
        (base / "2020-01-01_0700" / "keep.txt").write_bytes(b"somebody's")
        (base / "2020-01-02_0700").mkdir()
        self._set("folder", str(self.folder))
        self.stations._print_company(self.company)
        left = {path.name for path in base.iterdir()}
        self.assertNotIn("2020-01-02_0700", left)
        self.assertLessEqual({"notes", "2020-01-01", "2020-01-01_0700"}, left)
        self.assertTrue((base / "2020-01-01_0700" / "keep.txt").exists())
        self.assertFalse((base / "2020-01-01_0700" / "old.pdf").exists())

    def test_failure_is_shown_and_the_last_good_print_stays(self):
        self._set("folder", str(self.folder))
        self.stations._print_company(self.company)
        printed = self._line(self.lathe).date_printed
        self._set("folder", str(self.folder / "gone"))
        with mute_logger(LOGGER):
            self.stations._print_company(self.company)
        line = self._line(self.lathe)
        self.assertEqual((line.state, line.date_printed), ("failed", printed))
        self.assertIn("mounted", line.error)
        self.assertEqual(len(line), 1)

    def test_one_place_fails_the_other_counts(self):
        self._set("folder", str(self.folder))
        self._set("email", "paper@plant.example")
        mail = type(self.env["mail.mail"])
        with (
            patch.object(mail, "send", side_effect=MailDeliveryException("no relay")),
            mute_logger(LOGGER),
        ):
            self.stations._print_company(self.company)
        line = self._line(self.lathe)
        self.assertEqual(line.state, "failed")
        self.assertIn("no relay", line.error)
        self.assertEqual(line.places, str(self.folder))
        self.assertTrue(line.date_printed)

    def test_mail_holds_all_stations_and_leaves_nothing(self):
        self._set("email", "paper@plant.example")
        sent = []

        def send(mails, **kwargs):
            sent.extend(mails.attachment_ids.mapped("name"))

        with patch.object(type(self.env["mail.mail"]), "send", send):
            self.stations._print_company(self.company)
        machines = self.env["mrp.workcenter"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(sent), len(machines))
        left = self.env["ir.attachment"].search_count([("name", "in", sent)])
        self.assertEqual(left, 0)

    def test_cron_queues_a_job_where_a_place_is_set(self):
        jobs = self.env["queue.job"]
        before = jobs.search_count([("model_name", "=", self.stations._name)])
        self.stations._cron_print()
        self.assertEqual(
            jobs.search_count([("model_name", "=", self.stations._name)]), before
        )
        self._set("folder", str(self.folder))
        for _twice in range(2):
            self.stations._cron_print()
        found = jobs.search([("model_name", "=", self.stations._name)])
        mine = found.filtered(lambda j: j.args == [self.company.id])
        self.assertEqual(len(mine), 1)

    def test_without_a_place(self):
        with self.assertRaises(UserError):
            self.stations.with_user(self.boss_user).action_print_all()

    def test_late_lines_are_found(self):
        self._set("folder", str(self.folder))
        self.stations._print_company(self.company)
        line = self._line(self.lathe)
        self.assertNotIn(line, self.stations.search([("is_late", "=", True)]))
        line.date_printed = fields.Datetime.now() - timedelta(hours=3)
        self.assertIn(line, self.stations.search([("is_late", "=", True)]))


@tagged("post_install", "-at_install")
class TestLateEntry(PeopleCommon):
    """Slips are booked by the report's own method, at their true times."""

    def setUp(self):
        super().setUp()
        self.card = self._turning_card()
        start = fields.Datetime.now().replace(microsecond=0) - timedelta(hours=5)
        self.times = {"start": str(start), "end": str(start + timedelta(hours=1))}

    def _slip(self, **values):
        return {
            "card": self.card.name,
            "person": "BWORKER",
            "good": "2",
            **self.times,
            **values,
        }

    def _enter(self, slip, key=None, **kwargs):
        answer = self._desk().enter_slip(key or self._uuid(), slip, **kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        return answer

    def test_booked_at_its_own_times_and_marked(self):
        answer = self._enter(self._slip())
        self.assertEqual(answer["status"], "accepted", answer)
        report = self.env["poms.report"].browse(answer["id"])
        self.assertTrue(report.is_paper)
        self.assertEqual(report.employee_ids, self.worker)
        self.assertEqual(str(report.date_start), self.times["start"])
        self.assertEqual(str(report.date_end), self.times["end"])
        self.assertAlmostEqual(report.run_min, 60, places=3)
        self.assertEqual(self.card.quantity_good, 2)
        self.assertEqual(str(self.card.date_started), self.times["start"])

    def test_answers_speak_the_language_of_who_enters(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.worker.lang = "zh_CN"
        answer = self._enter(self._slip(good="900"))
        self.assertEqual(answer["code"], "quantity_over")
        self.assertTrue(answer["message"].isascii(), answer["message"])

    def test_nobody_is_at_work_by_a_slip(self):
        """It tells of work that is over; who started on a tablet goes on."""
        self._enter(self._slip())
        self.assertEqual(self.card.state, "running")
        self.assertEqual(self.card._get_people()[self.card.id], [])
        self._ok("start", self.card, self.colleague)
        self._enter(self._slip(), confirm=True)
        people = [row["name"] for row in self.card._get_people()[self.card.id]]
        self.assertEqual(people, ["Colleague"])

    def test_the_same_number_is_one_slip(self):
        key = self._uuid()
        self._enter(self._slip(), key)
        self.assertEqual(self._enter(self._slip(), key)["status"], "duplicate")
        self.assertEqual(self.card.quantity_good, 2)

    def test_same_again_is_asked_and_booked_when_confirmed(self):
        self._enter(self._slip())
        answer = self._enter(self._slip())
        self.assertEqual((answer["status"], answer["code"]), ("ask", "double"))
        self.assertIn("Worker", answer["doubles"][0]["text"])
        self.assertEqual(self.card.quantity_good, 2)
        self.assertEqual(self._enter(self._slip(), confirm=True)["status"], "accepted")
        self.assertEqual(self.card.quantity_good, 4)

    def test_another_hour_or_person_is_not_asked(self):
        self._enter(self._slip())
        later = {
            name: str(fields.Datetime.to_datetime(value) + timedelta(hours=2))
            for name, value in self.times.items()
        }
        self.assertEqual(self._enter(self._slip(**later))["status"], "accepted")
        answer = self._enter(self._slip(person="Colleague"))
        self.assertEqual(answer["status"], "accepted")

    def test_tablet_report_is_known_to_paper(self):
        """The tablet's outbox came first: the slip asks."""
        end = fields.Datetime.to_datetime(self.times["end"])
        self._ok("report", self.card, good="2", queued=True, date_client=end)
        self.assertEqual(self._enter(self._slip())["status"], "ask")

    def test_outbox_after_paper_goes_to_the_inbox(self):
        self._enter(self._slip())
        end = fields.Datetime.to_datetime(self.times["end"])
        refused = self._no(
            "paper_double", "report", self.card, good="2", queued=True, date_client=end
        )
        self.assertEqual(self.card.quantity_good, 2)
        (row,) = self._desk().overview()["conflicts"]
        self.assertIn("paper", row["text"])
        answer = self._desk().settle_conflict(
            self._uuid(), refused.conflict_ids.id, "book"
        )
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(self.card.quantity_good, 4)

    def test_six_quantities_of_a_slip_and_their_twin(self):
        """Concession is part of good in the books: the outbox's twin is known by it."""
        answer = self._enter(self._slip(concession="1", to_inspect="2"))
        self.assertEqual(answer["status"], "accepted", answer)
        report = self.env["poms.report"].browse(answer["id"])
        self.assertEqual((report.quantity_good, report.quantity_concession), (3, 1))
        self.assertEqual((report.quantity_rework, report.quantity_to_inspect), (2, 2))
        twin = {"good": "2", "concession": "1", "to_inspect": "2"}
        end = fields.Datetime.to_datetime(self.times["end"])
        self._no(
            "paper_double", "report", self.card, queued=True, date_client=end, **twin
        )
        self.assertEqual(self.card.quantity_good, 3)

    def test_other_quantity_of_the_outbox_is_booked(self):
        self._enter(self._slip())
        end = fields.Datetime.to_datetime(self.times["end"])
        self._ok("report", self.card, good="3", queued=True, date_client=end)

    def test_rules_of_the_floor_hold(self):
        answer = self._enter(self._slip(good="11"))
        self.assertEqual(
            (answer["status"], answer["code"]), ("refused", "quantity_over")
        )
        answer = self._enter(self._slip(person="BSTRANGER"))
        self.assertEqual(answer["code"], "team_wrong")

    def test_unknown_card_and_person(self):
        self.assertEqual(self._enter(self._slip(card="TC-X"))["code"], "card_unknown")
        answer = self._enter(self._slip(person="Nobody"))
        self.assertEqual(answer["code"], "person_unknown")
        answer = self._enter(self._slip(person="o"))
        self.assertEqual(answer["code"], "person_unknown")
        self.assertIn("Colleague", answer["message"])

    def test_malformed(self):
        for slip in ({"wrong": 1}, {"good": "many"}, {"end": "2020-01-01 00:00:00"}):
            with self.assertRaises(ValidationError):
                self._enter(self._slip(**slip))

    def test_only_own_teams(self):
        answer = self._desk(self.other_user).enter_slip(self._uuid(), self._slip())
        self.assertEqual(answer["code"], "card_unknown")
        operator = self._new_user("paper_operator", "group_operator")
        with self.assertRaises(AccessError):
            self._desk(operator).enter_slip(self._uuid(), self._slip())

    def test_reading_while_typing(self):
        answer = self._desk().read_slip(self.card.name.lower(), "coll")
        self.assertEqual(answer["card"]["name"], self.card.name)
        self.assertEqual(answer["person"]["name"], "Colleague")
        answer = self._desk().read_slip("TC-X", "Nobody")
        self.assertEqual(set(answer["messages"]), {"card", "person"})

    def _tracked_card(self, tracking):
        """The last card of a tracked product's order, the steps before it made."""
        self._create_gear(tracking)
        _order, cards = self._create_released(4, self.gear)
        for card in cards[:-1]:
            self._ok("report", card, good="4")
        cards.team_id = self.team
        return cards[-1]

    def test_a_lot_is_told_on_paper(self):
        card = self._tracked_card("lot")
        self.assertEqual(self._desk().read_slip(card.name)["card"]["needs"], "lot")
        self.assertEqual(self._desk().read_slip(self.card.name)["card"]["needs"], "")
        answer = self._enter(self._slip(card=card.name, good="4", lot="GEAR-1"))
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(
            card.production_id.lot_producing_ids.mapped("name"), ["GEAR-1"]
        )

    def test_a_single_serial_number_may_stand_as_a_lot(self):
        card = self._tracked_card("serial")
        self.assertEqual(self._desk().read_slip(card.name)["card"]["needs"], "serial")
        answer = self._enter(self._slip(card=card.name, good="1", lot="G-1"))
        self.assertEqual(answer["status"], "accepted", answer)
        answer = self._enter(
            self._slip(card=card.name, good="2", serials=["G-2", "G-3"]), confirm=True
        )
        self.assertEqual(answer["status"], "accepted", answer)
        self.assertEqual(card.quantity_good, 3)

    def test_a_slip_costs_a_constant_number_of_queries(self):
        """Of twelve seconds a slip, typing may have eleven: the server stays quick
        however many were entered before."""
        card = self._turning_card(100)
        counts = []
        for number in range(8):
            start = fields.Datetime.now() - timedelta(minutes=600 - 10 * number)
            slip = self._slip(
                card=card.name,
                start=str(start.replace(microsecond=0)),
                end=str((start + timedelta(minutes=4)).replace(microsecond=0)),
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self._enter(slip)["status"], "accepted")
            counts.append(self.env.cr.sql_log_count - before)
        spread = max(counts[1:]) - min(counts[1:])
        self.assertLessEqual(spread, 3, counts)
        self.assertLess(counts[-1], 300, counts)
