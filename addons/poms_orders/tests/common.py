from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user


class PomsCommon(TransactionCase):
    """A small plant by methods: two machines, one product over two levels.

    Product `shaft` is made of one `blank` (made of one `bar`, bought) and two
    `screw` (bought): blank has the operations Sawing, shaft Turning and Washing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, lang="en_US")
        )
        cls.company = cls.env.company
        cls.calendar = cls._create_calendar()
        cls.saw = cls._create_workcenter("Saw", costs_hour=30)
        cls.lathe = cls._create_workcenter("Lathe 1", costs_hour=60)
        cls.lathe_2 = cls._create_workcenter("Lathe 2", costs_hour=240)
        cls.washer = cls._create_workcenter("Washer", costs_hour=10)
        cls.bar = cls._create_product("Bar")
        cls.screw = cls._create_product("Screw")
        cls.blank = cls._create_product("Blank")
        cls.shaft = cls._create_product("Shaft")
        cls.blank_bom = cls._create_bom(
            cls.blank, {cls.bar: 1}, [("Sawing", cls.saw, 2)]
        )
        cls.shaft_bom = cls._create_bom(
            cls.shaft,
            {cls.blank: 1, cls.screw: 2},
            [("Turning", cls.lathe, 6), ("Washing", cls.washer, 1)],
        )
        cls.partner = cls.env["res.partner"].create({"name": "Customer"})

    @classmethod
    def _create_calendar(cls):
        """Machines that run day and night, in UTC."""
        return cls.env["resource.calendar"].create(
            {
                "name": "Around the clock",
                "tz": "UTC",
                "hours_per_day": 24,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"day {day}",
                            "dayofweek": str(day),
                            "hour_from": 0,
                            "hour_to": 24,
                            "day_period": "morning",
                        }
                    )
                    for day in range(7)
                ],
            }
        )

    @classmethod
    def _create_workcenter(cls, name, **vals):
        return cls.env["mrp.workcenter"].create(
            {
                "name": name,
                "resource_calendar_id": cls.calendar.id,
                "time_start": 0,
                "time_stop": 0,
                **vals,
            }
        )

    @classmethod
    def _create_product(cls, name, **vals):
        return cls.env["product.product"].create(
            {"name": name, "is_storable": True, "default_code": name.upper(), **vals}
        )

    @classmethod
    def _create_bom(cls, product, lines, operations=(), **vals):
        """A bill of material; operations = [(name, work center, minutes a piece)]."""
        bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id,
                "operation_ids": [
                    Command.create(
                        {
                            "name": name,
                            "workcenter_id": workcenter.id,
                            "time_cycle_manual": minutes,
                            "sequence": 10 * (index + 1),
                        }
                    )
                    for index, (name, workcenter, minutes) in enumerate(operations)
                ],
                **vals,
            }
        )
        first = bom.operation_ids.sorted("sequence")[:1]
        bom.bom_line_ids = [
            Command.create(
                {
                    "product_id": component.id,
                    "product_qty": quantity,
                    "operation_id": first.id,
                }
            )
            for component, quantity in lines.items()
        ]
        return bom

    @classmethod
    def _create_production(cls, quantity=10, product=None, confirm=True, **vals):
        """A production order of `quantity` shafts, confirmed, with its cards."""
        product = product or cls.shaft
        production = cls.env["mrp.production"].create(
            {"product_id": product.id, "product_qty": quantity, **vals}
        )
        if confirm:
            production.action_confirm()
        return production

    @classmethod
    def _create_order(cls, quantity=10, product=None, **vals):
        """A received customer order with one line."""
        product = product or cls.shaft
        return cls.env["poms.order"].create(
            {
                "partner_id": cls.partner.id,
                "reference": "PO-1",
                "date_due": fields.Datetime.now() + timedelta(days=14),
                "line_ids": [
                    Command.create(
                        {
                            "line": "10",
                            "product_id": product.id,
                            "quantity": quantity,
                            "uom_id": product.uom_id.id,
                            "price_unit": 5,
                        }
                    )
                ],
                **vals,
            }
        )

    @classmethod
    def _put_in_stock(cls, product, quantity, lot=None):
        location = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            product, location.lot_stock_id, quantity, lot_id=lot
        )

    @classmethod
    def _new_user(cls, login, *groups):
        """A user with these roles, e.g. "group_planner"."""
        names = ",".join(f"poms_orders.{group}" for group in groups)
        return new_test_user(cls.env, login=login, groups=f"base.group_user,{names}")
