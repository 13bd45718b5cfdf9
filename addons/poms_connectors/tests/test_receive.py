import base64

from odoo.tests import tagged

from .common import DATA, FILES, SAMPLES, EdiCommon


@tagged("post_install", "-at_install")
class TestReceive(EdiCommon):
    def test_orders_of_each_family(self):
        """A file becomes an order with matched products and its original."""
        numbers = {"edifact": "PO-26-0815", "idoc": "4500000815", "u8": "XS20260815"}
        for family, number in numbers.items():
            with self.subTest(family=family):
                answer = self._receive(family)
                self.assertEqual(answer["status"], "accepted")
                message = self._message(answer)
                order = message.order_id
                self.assertEqual(message.state, "done")
                self.assertEqual(order.reference, number)
                self.assertEqual(order.channel, "edi")
                self.assertEqual(order.partner_id, self.partners[family].partner_id)
                self.assertEqual(order.line_ids[0].product_id, self.shaft)
                original = order.original_attachment_ids
                self.assertEqual(original.raw, self._bytes(family))
                self.assertEqual(original.name, FILES[family])
                order.invalidate_recordset(["original_text"])
                shown = order.with_context(bin_size=True).original_text
                self.assertEqual(shown, self._bytes(family).decode())
                self.assertEqual(message._content(), self._bytes(family))
                self.assertEqual(answer["messages"][0]["order"], order.name)
                self.assertEqual(
                    message.exchange_id.edi_exchange_state, "input_processed"
                )

    def test_same_message_twice_is_one(self):
        for family in FILES:
            with self.subTest(family=family):
                first = self._receive(family)
                second = self._receive(family)
                self.assertEqual(second["status"], "duplicate")
                self.assertEqual(
                    second["messages"][0]["order"], first["messages"][0]["order"]
                )
                message = self._message(second)
                self.assertEqual(message.state, "duplicate")
                self.assertEqual(message.original_id, self._message(first))
                self.assertTrue(message.exchange_id.exchange_file)

    def test_same_number_with_other_content_is_for_a_person(self):
        self._receive("idoc")
        answer = self._receive("idoc", ("<CURCY>EUR", "<CURCY>USD"))
        self.assertEqual(answer["status"], "refused")
        self.assertEqual(answer["messages"][0]["code"], "conflict")
        self.assertEqual(self._message(answer).state, "parked")

    def test_same_order_under_another_number_is_a_duplicate(self):
        first = self._receive("idoc")
        second = self._receive("idoc", ("0900001", "0900002"))
        self.assertEqual(second["status"], "duplicate")
        self.assertEqual(self._message(second).order_id, self._message(first).order_id)

    def test_unreadable_message_is_kept_with_all_errors(self):
        changes = ("QTY+21:12:PCE", "QTY+21:a:PCE"), ("UNT+28", "UNT+27")
        answer = self._receive("edifact", *changes)
        self.assertEqual(answer["status"], "refused")
        codes = [error["code"] for error in answer["messages"][0]["errors"]]
        self.assertEqual(codes, ["unt_count", "number"])
        message = self._message(answer)
        self.assertEqual(message.state, "error")
        self.assertTrue(message.is_open)
        self.assertIn("QTY+21:a:PCE", message.raw_text)
        self.assertEqual(
            message.exchange_id.edi_exchange_state, "input_processed_error"
        )

    def test_corrected_message_replaces_the_unreadable_one(self):
        bad = self._receive("edifact", ("QTY+21:12:PCE", "QTY+21:a:PCE"))
        good = self._receive("edifact")
        self.assertEqual(good["status"], "accepted")
        self.assertEqual(self._message(bad).state, "superseded")

    def test_unmapped_item_waits_in_the_inbox(self):
        answer = self._receive("u8", ("GP-100", "GP-999"))
        self.assertEqual(answer["status"], "accepted")
        order = self._message(answer).order_id
        self.assertEqual(order.state, "received")
        self.assertFalse(order.line_ids[0].product_id)
        self.assertTrue(order.line_ids[0].has_issue)

    def test_one_bad_message_does_not_stop_the_others(self):
        text = (DATA / "orders05.idoc").read_text()
        idoc = text[text.index("<IDOC") : text.index("</ORDERS05>")]
        bad = idoc.replace("0900001", "0900009").replace("12.000", "x")
        content = text.replace("</ORDERS05>", bad + "</ORDERS05>").encode()
        answer = self._receive("idoc", content=content)
        self.assertEqual(answer["status"], "partial")
        states = [self._message(answer, index).state for index in (0, 1)]
        self.assertEqual(states, ["done", "error"])

    def test_garbage_is_kept(self):
        answer = self._receive("edifact", content=b"\xff\xfe\x00garbage")
        self.assertEqual(answer["status"], "refused")
        self.assertEqual(self._message(answer).state, "error")

    def test_parked(self):
        cases = {
            "test": [("ICN0000101'\nUNH", "ICN0000101++++++1'\nUNH")],
            "receiver": [("4000001000100:14", "4000001000999:14")],
            "sender": [("UNB+UNOC:3+4000001000001", "UNB+UNOC:3+4000001000999")],
        }
        for code, changes in cases.items():
            with self.subTest(code=code):
                answer = self._receive("edifact", *changes)
                self.assertEqual(answer["messages"][0]["code"], code)
                self.assertEqual(self._message(answer).state, "parked")
                self.assertFalse(self._message(answer).order_id)

    def test_another_family_is_parked(self):
        content = self._bytes("u8")
        answer = self._receive("idoc", content=content)
        self.assertEqual(answer["messages"][0]["code"], "family")

    def test_parked_message_processed_after_the_setting_is_right(self):
        partner = self.partners["edifact"]
        partner.own_code = "SOMEBODY"
        message = self._message(self._receive("edifact"))
        self.assertEqual(message.state, "parked")
        partner.own_code = "4000001000100"
        message.action_replay()
        self.assertEqual(message.state, "done")
        self.assertTrue(message.order_id)
        self.assertEqual(message.exchange_id.edi_exchange_state, "input_processed")

    def test_change_waits_for_its_order(self):
        change = (DATA / "ordchg_d01b.edi").read_bytes()
        answer = self._receive("edifact", content=change)
        message = self._message(answer)
        self.assertEqual(message.state, "waiting")
        self.assertEqual(answer["status"], "accepted")
        self._receive("edifact")
        self.assertEqual(message.state, "done")
        order = message.order_id
        self.assertEqual(order.revision, 1)
        self.assertEqual(
            [(line.line, line.quantity) for line in order.line_ids],
            [("10", 15.0), ("30", 2.5)],
        )
        self.assertEqual(order.line_ids[0].item_supplier, "GP-100")
        self.assertEqual(order.line_ids[0].price_unit, 124.5)

    def test_change_of_an_unknown_line_is_parked(self):
        self._receive("edifact")
        change = (DATA / "ordchg_d01b.edi").read_text().replace("LIN+10+3", "LIN+11+3")
        message = self._message(self._receive("edifact", content=change.encode()))
        self.assertEqual((message.state, message.code), ("parked", "unknown_line"))
        self.assertIn("11", message.text)

    def test_orders_in_one_envelope_are_told_apart(self):
        """U8 sends several documents under one docid, and the same docid again."""
        text = self._bytes("u8").decode()
        node = text[text.index("<saleorder>") : text.index("</ufinterface>")]
        other = node.replace("XS20260815", "XS20260816")
        content = text.replace("</ufinterface>", other + "</ufinterface>").encode()
        answer = self._receive("u8", content=content)
        self.assertEqual(answer["status"], "accepted")
        orders = [self._message(answer, index).order_id for index in (0, 1)]
        self.assertEqual(
            [order.reference for order in orders], ["XS20260815", "XS20260816"]
        )
        self.assertEqual(self._receive("u8", content=content)["status"], "duplicate")

    def test_edits_of_an_order_without_docid(self):
        """Each edit is a change of its own, none is taken for a copy of another."""
        bare = ('docid="20261122-0815"', 'docid=""')
        order = self._message(self._receive("u8", bare)).order_id
        for quantity in ("13", "14"):
            changes = [
                bare,
                ('proc="add"', 'proc="edit"'),
                ("<quantity>12<", f"<quantity>{quantity}<"),
                ("<money>1200.00</money><tax>156.00</tax><sum>1356.00</sum>", ""),
            ]
            answer = self._receive("u8", *changes)
            self.assertEqual(answer["status"], "accepted", answer)
        self.assertTrue(order.next_ids)

    def test_control_characters_are_no_crash(self):
        """A file that no database can hold as text is kept and told as unreadable."""
        for family, text in (("edifact", "Gear pump"), ("idoc", "Gear pump")):
            with self.subTest(family=family):
                content = self._bytes(family).replace(
                    text.encode(), text.encode() + b"\0"
                )
                answer = self._receive(family, content=content)
                self.assertEqual(answer["status"], "refused")
                self.assertEqual(self._message(answer)._content(), content)

    def test_cancellation(self):
        """An order in the inbox is cancelled; one in production is not."""
        changes = ("0815+9", "0815+1"), ("ICN0000101", "ICN0000150")
        early = self._message(self._receive("edifact", *changes))
        self.assertEqual(early.state, "waiting")
        order = self._message(self._receive("edifact")).order_id
        self.assertEqual(early.state, "done")
        self.assertEqual(order.state, "cancelled")
        changes = ("0815+9", "0815+1"), ("ICN0000101", "ICN0000153")
        again = self._message(self._receive("edifact", *changes))
        self.assertEqual((again.state, again.order_id), ("done", order))
        changes = ("PO-26-0815", "PO-26-0816"), ("ICN0000101", "ICN0000151")
        order = self._message(self._receive("edifact", *changes)).order_id
        order.action_confirm()
        changes = ("PO-26-0815+9", "PO-26-0816+1"), ("ICN0000101", "ICN0000152")
        late = self._message(self._receive("edifact", *changes))
        self.assertEqual((late.state, late.code), ("parked", "in_production"))
        self.assertEqual(order.state, "confirmed")

    def test_other_message_is_kept_and_ignored(self):
        content = self._bytes("idoc", ("<IDOCTYP>ORDERS05", "<IDOCTYP>INVOIC02"))
        answer = self._receive("idoc", content=content)
        self.assertEqual(answer["status"], "accepted")
        self.assertEqual(self._message(answer).state, "ignored")

    def test_buyer_by_number(self):
        partner = self.partners["u8"]
        partner.is_buyer_by_code = True
        buyer = self.env["res.partner"].create({"name": "Haiyan", "ref": "C0815"})
        order = self._message(self._receive("u8")).order_id
        self.assertEqual(order.partner_id, buyer)

    def test_unknown_buyer_leaves_an_order_without_customer(self):
        self.partners["u8"].is_buyer_by_code = True
        order = self._message(self._receive("u8")).order_id
        self.assertTrue(order)
        self.assertFalse(order.partner_id)

    def test_character_set_of_the_partner(self):
        text = self._bytes("edifact", ("Gear pump", "Größe")).decode()
        content = text.replace("UNOC:3", "UNOA:3").encode("latin-1")
        answer = self._receive("edifact", content=content)
        self.assertEqual(answer["messages"][0]["errors"][0]["code"], "charset")
        self.partners["edifact"].encoding = "1100"
        message = self._message(answer)
        message.action_replay()
        self.assertEqual(message.order_id.line_ids[0].description, "Größe")

    def test_messages_of_real_systems(self):
        """Messages that nobody here wrote become orders, each once."""
        if not SAMPLES.is_dir():
            self.skipTest("No sample messages here: name them in POMS_EDI_SAMPLES.")
        cases = [
            ("edifact", "edifact/bots_orders01.edi", 3),
            ("edifact", "edifact/smooks_ORDERS_D03B.edi", 1),
            ("edifact", "edifact/estrato_order.edi", 1),
            ("edifact", "edifact/sap_ORDERS_UNOB3.edi", 1),
            ("idoc", "sap-idoc-xml/sap_ORDERS05_purchase_order.xml", 1),
            ("idoc", "sap-idoc-flat/ORDERS01005.idoc", 1),
            ("u8", "yonyou-u8-eai/syn_saleorder_add_gbk.xml", 1),
        ]
        for family, name, count in cases:
            with self.subTest(name=name):
                partner = self.partners[family]
                partner.write({"own_code": False, "their_code": False})
                content = (SAMPLES / name).read_bytes()
                answer = partner._receive(content, name, "http")
                self.assertEqual(answer["status"], "accepted")
                ids = [message["id"] for message in answer["messages"]]
                messages = self.env["poms.edi.message"].browse(ids)
                self.assertEqual(len(messages.order_id), count)
                self.assertEqual(
                    messages.order_id[0].original_attachment_ids.raw, content
                )
                again = partner._receive(content, name, "http")
                self.assertEqual(again["status"], "duplicate")

    def test_upload(self):
        wizard = self.env["poms.edi.upload"].create(
            {
                "edi_partner_id": self.partners["idoc"].id,
                "file": base64.b64encode(self._bytes("idoc")),
                "filename": "order.xml",
            }
        )
        action = wizard.action_receive()
        message = self.env["poms.edi.message"].browse(action["res_id"])
        self.assertEqual(message.order_id.channel, "file")
        self.assertEqual(message.filename, "order.xml")
