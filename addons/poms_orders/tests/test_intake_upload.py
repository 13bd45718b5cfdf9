from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from . import intake_files as files
from .common import PomsCommon


class IntakeCommon(PomsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["poms.order"]
        cls.mappings = cls.env["poms.column.mapping"]

    def _upload(self, *contents, partner=None, names=("orders.csv",)):
        """Files uploaded by the wizard; the intake."""
        attachments = self.env["ir.attachment"].create(
            [
                {"name": name, "raw": content}
                for name, content in zip(names, contents, strict=True)
            ]
        )
        wizard = self.env["poms.intake.upload"].create(
            {
                "partner_id": (self.partner if partner is None else partner).id,
                "file_ids": [Command.set(attachments.ids)],
            }
        )
        action = wizard.action_read()
        record = self.env[action["res_model"]].browse(action["res_id"])
        return record if record._name == "poms.intake" else record.intake_id


@tagged("post_install", "-at_install")
class TestIntakeUpload(IntakeCommon):
    """A customer's file: shown first, then orders, and the rows left over."""

    def test_file_is_shown_before_it_is_taken_in(self):
        part = self._upload(files.CHINESE_CSV.encode("gb18030")).part_ids
        self.assertEqual((part.state, part.kind), ("check", "csv"))
        self.assertFalse(part.order_ids)
        self.assertIn("PO2026-1122", part.understood)
        self.assertIn("Row 6", part.understood)
        self.assertIn("column D (数量)", part.understood)
        self.assertIn("输出轴", part.preview)
        fields = part.column_ids.mapped("field")
        self.assertEqual(fields.count("quantity"), 1)

    def test_good_rows_go_in_and_bad_ones_stay(self):
        part = self._upload(files.CHINESE_CSV.encode()).part_ids
        part.action_take_in()
        order = part.order_ids
        self.assertEqual(order.reference, "PO2026-1122")
        self.assertEqual(order.channel, "file")
        self.assertEqual(order.partner_id, self.partner)
        self.assertEqual(order.line_ids.mapped("quantity"), [1200, 30])
        self.assertEqual(order.original_attachment_ids.name, "orders.csv")
        self.assertEqual(part.state, "partial")
        row = part.row_ids
        self.assertEqual((row.row, row.quantity, row.order_id), (6, "abc", order))
        self.assertTrue(order.has_issue)
        self.assertIn("1 rows of orders.csv", order.issue_text)

    def test_corrected_row_joins_its_order(self):
        part = self._upload(files.CHINESE_CSV.encode()).part_ids
        part.action_take_in()
        order, row = part.order_ids, part.row_ids
        with self.assertRaisesRegex(UserError, "abc.* is no quantity"):
            row.action_enter()
        row.write({"item_supplier": "SHAFT", "quantity": "5件"})
        row.action_enter()
        self.assertEqual((row.state, part.state), ("entered", "done"))
        line = order.line_ids.sorted("sequence")[-1]
        self.assertEqual((line.product_id, line.quantity), (self.shaft, 5))
        self.assertEqual(len(order.document["lines"]), 3)
        self.assertNotIn("rows of", order.issue_text or "")

    def test_dropped_row_can_be_taken_back(self):
        part = self._upload(files.CHINESE_CSV.encode()).part_ids
        part.action_take_in()
        part.action_drop_rows()
        self.assertEqual(part.state, "done")
        part.row_ids.action_take_back()
        self.assertEqual((part.state, part.open_row_count), ("partial", 1))

    def test_row_of_a_confirmed_order_makes_a_revision(self):
        part = self._upload(files.CHINESE_CSV.encode()).part_ids
        part.action_take_in()
        order, row = part.order_ids, part.row_ids
        order.state = "confirmed"
        row.write({"item_buyer": "X", "quantity": "5"})
        row.action_enter()
        self.assertEqual(row.order_id.previous_id, order)
        self.assertEqual(len(row.order_id.line_ids), 3)

    def test_order_of_bad_rows_alone_begins_with_the_first_corrected(self):
        part = self._upload(
            "订单号,料号,数量\nA-1,SHAFT,x\nA-1,BLANK,y\n".encode()
        ).part_ids
        part.action_take_in()
        self.assertFalse(part.order_ids)
        self.assertEqual(part.state, "partial")
        first, second = part.row_ids
        first.quantity, second.quantity = "1", "2"
        part.action_enter_rows()
        self.assertEqual(part.order_ids.reference, "A-1")
        self.assertEqual(part.order_ids.line_ids.mapped("quantity"), [1, 2])

    def test_several_orders_in_one_file(self):
        part = self._upload(files.xlsx(), names=("plan.xlsx",)).part_ids
        part.action_take_in()
        self.assertEqual(sorted(part.order_ids.mapped("reference")), ["N-100", "N-101"])
        self.assertEqual(part.state, "done")

    def test_columns_that_a_person_names_are_remembered(self):
        data = "图纸,颜色,要\nSHAFT,red,5\n".encode()
        part = self._upload(data).part_ids
        self.assertEqual(part.code, "columns_unclear")
        with self.assertRaises(UserError):
            part.action_take_in()
        by_title = {column.title: column for column in part.column_ids}
        if "图纸" not in by_title:
            part.header_row = 1
            by_title = {column.title: column for column in part.column_ids}
        by_title["图纸"].field = "item_supplier"
        by_title["要"].field = "quantity"
        self.assertFalse(part.code)
        part.action_take_in()
        self.assertEqual(part.order_ids.line_ids.product_id, self.shaft)
        again = self._upload("图纸,颜色,要\nBLANK,blue,7\n".encode()).part_ids
        self.assertFalse(again.code)
        self.assertEqual(again.summary["orders"][0]["lines"], 1)
        other = self.env["res.partner"].create({"name": "Other"})
        self.assertEqual(
            self._upload(data, partner=other).part_ids.code, "columns_unclear"
        )

    def test_a_person_says_where_the_titles_stand(self):
        data = "Spring order,,\n图纸,颜色,要\nSHAFT,red,5\n".encode()
        part = self._upload(data).part_ids
        self.assertEqual(part.titles, "found")
        with Form(part) as form:
            form.titles = "row"
            form.header_row = 2
        self.assertEqual(part.titles, "row")
        self.assertIn("图纸", part.column_ids.mapped("title"))
        with Form(part) as form:
            form.titles = "none"
        self.assertEqual(part.header_row, 0)
        with Form(part) as form:
            form.titles = "row"
            self.assertEqual(form.header_row, 1)
            form.titles = "found"
        self.assertEqual(part.header_row, -1)

    def test_file_without_titles(self):
        part = self._upload(b"SHAFT;12\nBLANK;3\n").part_ids
        self.assertEqual(part.column_ids.mapped("letter"), ["A", "B"])
        part.column_ids[0].field = "item_supplier"
        part.column_ids[1].field = "quantity"
        part.action_take_in()
        self.assertEqual(part.order_ids.line_ids.mapped("quantity"), [12, 3])
        self.assertEqual(set(self.mappings._known(self.partner)), {"#a", "#b"})

    def test_same_file_twice_is_one_order(self):
        data = files.xlsx()
        first = self._upload(data).part_ids
        first.action_take_in()
        second = self._upload(data).part_ids
        self.assertEqual(second.same_part_id, first)
        second.action_take_in()
        self.assertEqual(second.order_ids, first.order_ids)
        self.assertEqual({a["status"] for a in second.answers}, {"duplicate"})

    def test_order_number_may_be_given(self):
        part = self._upload(b"Part No,Qty\nSHAFT,12\n").part_ids
        part.order_number = "TEL-7"
        self.assertIn("TEL-7", part.understood)
        part.action_take_in()
        self.assertEqual(part.order_ids.reference, "TEL-7")

    def test_customer_named_later_brings_its_columns(self):
        self.mappings.create(
            {"partner_id": self.partner.id, "title": "要", "field": "quantity"}
        )
        data = "料号,要\nSHAFT,5\n".encode()
        intake = self._upload(data, partner=self.env["res.partner"])
        self.assertEqual(intake.part_ids.code, "columns_unclear")
        intake.partner_id = self.partner
        self.assertFalse(intake.part_ids.code)

    def test_dates_by_the_customer_where_the_file_does_not_tell(self):
        data = b"Part No,Qty,Due\nSHAFT,5,11/12/2026\n"
        self.partner.poms_date_order = "dmy"
        part = self._upload(data).part_ids
        self.assertIn("11/12/2026", part.understood)
        part.action_take_in()
        self.assertEqual(str(part.order_ids.date_due.date()), "2026-12-11")

    def test_picture_is_typed_in_beside_it(self):
        intake = self._upload(b"\x89PNG\r\n\x1a\n" + b"0" * 50, names=("chat.png",))
        part = intake.part_ids
        self.assertEqual((part.state, part.kind), ("type", "picture"))
        part.action_type_in()
        order = part.order_ids
        self.assertEqual(order.original_attachment_ids.name, "chat.png")
        self.assertFalse(order.line_ids)
        self.assertTrue(order.has_issue)
        self.assertEqual(intake.state, "done")
        part.action_type_in()
        self.assertEqual(part.order_ids, order)

    def test_unreadable_files_say_why_and_stay(self):
        cases = {
            "broken.xlsx": b"PK\x03\x04broken",
            "empty.csv": b"  ",
            "scan.pdf": files.picture_pdf(),
            "letter.rar": b"Rar!\x1a\x07\x00",
        }
        intake = self._upload(*cases.values(), names=tuple(cases))
        states = {part.name: part.state for part in intake.part_ids}
        self.assertEqual(
            states,
            {
                "broken.xlsx": "failed",
                "empty.csv": "failed",
                "scan.pdf": "type",
                "letter.rar": "type",
            },
        )
        self.assertTrue(all(part.reason for part in intake.part_ids))
        intake.action_ignore()
        self.assertEqual(intake.state, "ignored")
        intake.action_reopen()
        self.assertEqual(intake.state, "open")

    def test_units_as_people_write_them(self):
        data = "Part No,Qty,Unit\nA,1,pcs\nB,1,Pcs.\nC,1,套\nD,1,kg\n".encode()
        part = self._upload(data).part_ids
        part.action_take_in()
        units = part.order_ids.line_ids.mapped("uom_id.name")
        self.assertEqual(units, ["Units", "kg"])
        self.assertTrue(all(line.uom_id for line in part.order_ids.line_ids))

    def test_originals_are_shown_by_their_kind(self):
        part = self._upload(files.CHINESE_CSV.encode("gb18030")).part_ids
        part.action_take_in()
        (shown,) = part.order_ids.read_originals()
        self.assertEqual((shown["kind"], shown["name"]), ("table", "orders.csv"))
        self.assertEqual(shown["tables"][0]["rows"][3][1], "SHAFT")
        intake = self._upload(b"\x89PNG\r\n\x1a\n" + b"0" * 50, names=("c.png",))
        intake.part_ids.action_type_in()
        self.assertEqual(intake.order_ids.read_originals()[0]["kind"], "picture")

    def test_other_roles_see_no_incoming_documents(self):
        intake = self._upload(files.CHINESE_CSV.encode())
        operator = self._new_user("op_intake", "group_operator")
        with self.assertRaises(AccessError):
            intake.with_user(operator).read(["name"])
        planner = self._new_user("pl_intake", "group_planner")
        part = intake.part_ids.with_user(planner)
        part.action_take_in()
        self.assertTrue(part.order_ids)

    def test_thousand_rows_cost_no_query_each(self):
        rows = "".join(f"{i},SHAFT,{i},件,2026-12-24\n" for i in range(1, 301))
        data = f"序号,料号,数量,单位,交期\n{rows}".encode()
        part = self._upload(data).part_ids
        self.env.flush_all()
        self.env["poms.item.mapping"].create(
            {"partner_id": self.partner.id, "kind": "buyer", "code": "SHAFT",
             "product_id": self.shaft.id}
        )  # fmt: skip
        self.env.flush_all()
        with self.assertQueryCount(200):
            part.action_take_in()
            self.env.flush_all()
        self.assertEqual(len(part.order_ids.line_ids), 300)

    def test_file_with_a_wrong_column_is_taken_back(self):
        """Given a column that was taken for the quantity and was not: the order goes,
        the column is put right, and the next file is read as it should be."""
        data = "料号,数量,库存\nSHAFT,5,70\nBLANK,6,x\n".encode()
        planner = self._new_user("undo_planner", "group_planner")
        part = self._upload(data).part_ids.with_user(planner)
        by_title = {column.title: column for column in part.column_ids}
        by_title["数量"].field = "ignore"
        by_title["库存"].field = "quantity"
        part.action_take_in()
        wrong = part.order_ids
        self.assertEqual(wrong.line_ids.quantity, 70)
        part.action_take_back()
        self.assertFalse(wrong.exists())
        self.assertEqual((part.state, part.order_ids.ids), ("check", []))
        by_title = {column.title: column for column in part.column_ids}
        by_title["库存"].field = "ignore"
        by_title["数量"].field = "quantity"
        part.action_take_in()
        self.assertEqual(part.order_ids.line_ids.mapped("quantity"), [5, 6])
        again = self._upload("料号,数量,库存\nBLANK,6,70\n".encode()).part_ids
        again.action_take_in()
        self.assertEqual(again.order_ids.line_ids.quantity, 6)

    def test_taking_back_a_revision_brings_the_order_before_back(self):
        first = self._upload(b"PO,Part No,Qty\nB-1,SHAFT,5\n").part_ids
        first.action_take_in()
        second = self._upload(b"PO,Part No,Qty\nB-1,SHAFT,7\n").part_ids
        second.action_take_in()
        order = first.order_ids
        self.assertEqual(order.state, "cancelled")
        with self.assertRaisesRegex(UserError, order.name):
            first.action_take_back()
        second.action_take_back()
        self.assertEqual((order.state, order.line_ids.state), ("received", "open"))

    def test_file_of_a_confirmed_order_is_not_taken_back(self):
        data = b"PO,Your Part No,Qty,Due\nB-2,SHAFT,5,2027-03-01\n"
        part = self._upload(data).part_ids
        part.action_take_in()
        part.order_ids.action_confirm()
        with self.assertRaisesRegex(UserError, part.order_ids.name):
            part.action_take_back()

    def test_only_what_a_person_changed_is_remembered(self):
        """Two columns of quantities: the one that was left out may be right alone."""
        part = self._upload("料号,数量,交货数量\nSHAFT,5,6\n".encode()).part_ids
        part.action_take_in()
        self.assertFalse(self.mappings._known(self.partner))

    def test_inbox_leads_to_the_rows_that_are_missing(self):
        part = self._upload(files.CHINESE_CSV.encode()).part_ids
        part.action_take_in()
        self.assertEqual(
            part.order_ids.inbox_order()["file"], {"id": part.id, "rows": 1}
        )

    def test_very_many_orders_are_made_by_a_job(self):
        """Asked twice it is one job; a file that cannot be taken in is open again."""
        rows = "".join(f"Q-{n},SHAFT,5\n" for n in range(201))
        part = self._upload(f"PO,Part No,Qty\n{rows}".encode()).part_ids
        with trap_jobs() as trap:
            part.action_take_in()
            part.action_take_in()
            trap.assert_jobs_count(1)
            self.assertEqual((part.state, part.intake_id.state), ("queued", "open"))
            part.column_ids.filtered(lambda c: c.title == "Qty").field = "ignore"
            trap.perform_enqueued_jobs()
        self.assertEqual((part.state, part.order_ids.ids), ("check", []))
        part.column_ids.filtered(lambda c: c.title == "Qty").field = "quantity"
        with trap_jobs() as trap:
            part.action_take_in()
            trap.perform_enqueued_jobs()
        self.assertEqual((part.state, len(part.order_ids)), ("done", 201))
