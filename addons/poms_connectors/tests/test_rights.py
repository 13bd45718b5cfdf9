import base64

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import EdiCommon


@tagged("post_install", "-at_install")
class TestRights(EdiCommon):
    def _user(self, role, **vals):
        login = f"edi_{role}"
        return new_test_user(self.env, login, f"poms_orders.group_{role}", **vals)

    def test_planner_reads_and_replays_but_changes_nothing(self):
        message = self._message(self._receive("idoc", ("12.000", "x")))
        message = message.with_user(self._user("planner"))
        self.assertTrue(message.raw_text)
        self.assertTrue(message.file)
        message.action_replay()
        with self.assertRaises(AccessError):
            message.write({"state": "done"})
        with self.assertRaises(AccessError):
            message.edi_partner_id.write({"own_code": "X"})

    def test_manager_sets_partners_up(self):
        partner = self.partners["idoc"].with_user(self._user("plant_manager"))
        partner.write({"own_code": "X", "archive_days": 10, "is_buyer_by_code": True})
        action = partner.action_generate_key()
        self.assertEqual(len(action["params"]["message"]), 40)
        new = partner.create(
            {"name": "New", "family": "u8", "partner_id": self.partner.id}
        )
        self.assertEqual(new.backend_id.company_id, self.company)
        self.assertEqual(new.archive_days, 90)

    def test_others_see_no_messages(self):
        message = self._message(self._receive("idoc"))
        exchange = message.exchange_id
        for role in ("operator", "warehouse_keeper", "quality_inspector", "connector"):
            with self.subTest(role=role):
                user = self._user(role)
                with self.assertRaises(AccessError):
                    message.with_user(user).read(["document"])
                with self.assertRaises(AccessError):
                    exchange.with_user(user).read(["exchange_file"])
                with self.assertRaises(AccessError):
                    message.with_user(user).action_replay()

    def test_other_company(self):
        message = self._message(self._receive("idoc"))
        company = self.env["res.company"].create({"name": "Other"})
        user = self._user(
            "planner", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        self.assertFalse(self.env["poms.edi.message"].with_user(user).search([]))
        with self.assertRaises(AccessError):
            message.with_user(user).read(["state"])

    def test_bot_sends_for_its_own_partner_only(self):
        bot = self.partners["idoc"].user_id
        partners = self.env["poms.edi.partner"].with_user(bot)
        content = base64.b64encode(self._bytes("idoc")).decode()
        answer = partners.receive(content, "o.xml")
        message = self._message(answer)
        self.assertEqual(message.edi_partner_id, self.partners["idoc"])
        self.assertEqual(message.channel, "rpc")
        bad = partners.receive(base64.b64encode(b"UNB+x").decode())
        self.assertNotIn("order", bad["messages"][0])
        self.assertNotIn("None", str(bad))
        with self.assertRaises(AccessError):
            partners.search([])

    def test_people_do_not_use_the_bots_door(self):
        for role in ("planner", "plant_manager", "operator"):
            partners = self.env["poms.edi.partner"].with_user(self._user(role))
            with self.assertRaises(AccessError):
                partners.receive("")

    def test_bot_user_must_be_a_connector(self):
        with self.assertRaises(ValidationError):
            self.partners["idoc"].user_id = self._user("planner")

    def test_content_must_be_base64(self):
        partners = self.env["poms.edi.partner"].with_user(self.partners["u8"].user_id)
        with self.assertRaises(ValidationError):
            partners.receive("§")
