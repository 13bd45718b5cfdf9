from odoo import Command
from odoo.tests import tagged

from .common import TraceCommon


@tagged("post_install", "-at_install")
class TestRevisionKeepsPoints(TraceCommon):
    """Inspections are not lost when a bill of material gets a new revision."""

    def test_points_of_a_step_go_on_with_the_next_revision(self):
        point = self._create_point()
        general = self._create_point(
            title="Look", kind="pass_fail", product_id=self.shaft.id, operation_id=False
        )
        new = self.shaft_bom._poms_copy_revision()
        washing = new.operation_ids.filtered(lambda o: o.name == "Washing")
        new.operation_ids = [
            Command.delete(washing.id),
            Command.create(
                {
                    "name": "Drying",
                    "workcenter_id": self.washer.id,
                    "time_cycle_manual": 1,
                }
            ),
        ]
        request = self.env["poms.change.request"].create(
            {
                "kind": "engineering",
                "subject": "Revision B",
                "item_ids": [
                    Command.create(
                        {
                            "kind": "bom",
                            "bom_id": self.shaft_bom.id,
                            "new_bom_id": new.id,
                        }
                    )
                ],
            }
        )
        self.shaft_bom._poms_take_over(new, request)
        turning = new.operation_ids.filtered(lambda o: o.name == "Turning")
        points = self.env["poms.quality.point"].search(
            [("product_id", "in", (False, self.shaft.id)), ("id", ">=", point.id)]
        )
        copy = points - point - general
        self.assertEqual(copy.operation_id, turning)
        self.assertEqual(
            (copy.title, copy.kind, copy.value_min, copy.value_max),
            (point.title, "measure", point.value_min, point.value_max),
        )
        self.assertEqual(point.operation_id, self.turning_operation, "the old stays")
