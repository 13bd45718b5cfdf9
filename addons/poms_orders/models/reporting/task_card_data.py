from odoo import api, fields, models

from ...domain.report_rules import DEFAULT_MODES, number
from ..states import CARD_STARTED
from .task_card_facts import to_decimal

QUEUE_LIMIT = 80
FLOOR_REASONS = (
    "scrap",
    "rework",
    "material_fault",
    "pause",
    "correction",
    "indirect",
)


def quantity_text(value):
    """A quantity of the database as the decimal string of the API."""
    return number(to_decimal(value))


def date_text(value):
    return fields.Datetime.to_string(value) if value else ""


class PomsTaskCard(models.Model):
    """What the floor's screens are told of cards, as JSON-able dicts.

    No value is None: XML-RPC cannot carry it. Quantities are decimal strings.
    """

    _inherit = "poms.task.card"

    @api.model
    def _open_reading(self, token):
        """Return (employee, device, cards in the person's language and company).

        :raise AccessError: nobody identified
        """
        employee, device = self._get_actor(token)
        company = device.company_id or employee.company_id or self.env.company
        # sudo: the person is identified; what is told is only of this company
        cards = self.sudo().with_company(company)
        return employee, device, cards.with_context(lang=self._get_lang(employee))

    @api.model
    def _station_queue(self, token, workcenter=None):
        employee, device, cards = self._open_reading(token)
        company = cards.env.company
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ("released", *CARD_STARTED)),
        ]
        machines = cards._locate_workcenter(workcenter, company)
        machines = machines or device.workcenter_ids
        # in the person's language, as the cards
        machines = machines.with_context(lang=cards.env.context.get("lang"))
        if machines:
            domain += [("workcenter_id", "in", machines.ids)]
        if not self._is_leader(employee) and not machines:
            domain += self._get_team_domain(employee)
        found = cards.search(domain, limit=QUEUE_LIMIT)
        return {
            "status": "accepted",
            "code": "ok",
            "workcenters": [cards._get_workcenter_data(m) for m in machines],
            "cards": found._in_queue_order()._get_cards_data(),
            "reasons": cards._get_reasons(company),
        }

    def _in_queue_order(self):
        """Started cards, then urgent ones whose time has come, then by plan.

        A rush card is planned for now: what should have begun before it, and has not,
        would else stand in front of it.
        """
        now = fields.Datetime.now()

        def is_due(card):
            start = card.date_planned_start
            return card.priority == "2" and start and start <= now

        started = self.filtered(lambda card: card.state in CARD_STARTED)
        return started | (self - started).filtered(is_due) | self

    @api.model
    def _get_team_domain(self, employee):
        """Cards of the person's teams; one without a team goes by its machine's."""
        teams = employee.poms_team_ids.ids
        return [
            "|",
            ("team_id", "in", teams),
            "&",
            ("team_id", "=", False),
            "|",
            ("workcenter_id.poms_team_ids", "in", teams),
            ("workcenter_id.poms_team_ids", "=", False),
        ]

    @api.model
    def _scan(self, token, code, workcenter=None):
        _employee, _device, cards = self._open_reading(token)
        company = cards.env.company
        text = str(code or "").strip()
        for look in (
            cards._scan_card,
            cards._scan_workcenter,
            cards._scan_production,
            cards._scan_lot,
        ):
            answer = look(text, company) if text else None
            if answer:
                return {"status": "accepted", "code": "ok", **answer}
        message = cards.env._(
            '"%(code)s" is not known here. Scan a card, a machine or a lot.', code=text
        )
        return {"status": "refused", "code": "code_unknown", "message": message}

    def _scan_card(self, text, company):
        card = self.search(
            [("name", "=", text), ("company_id", "=", company.id)], limit=1
        )
        return card and {"type": "card", "card": card._get_cards_data(is_full=True)[0]}

    def _scan_workcenter(self, text, company):
        machine = self._locate_workcenter(text, company)
        return machine and {
            "type": "workcenter",
            "workcenter": self._get_workcenter_data(machine),
        }

    def _scan_production(self, text, company):
        production = self.env["mrp.production"].search(
            [("name", "=", text), ("company_id", "=", company.id)], limit=1
        )
        return production and {
            "type": "production",
            "production": {
                "id": production.id,
                "name": production.name,
                "product": production.product_id.display_name,
                "cards": [card._get_card_brief() for card in production.card_ids],
            },
        }

    def _scan_lot(self, text, company):
        lots = self.env["stock.lot"].search(
            [("name", "=", text), ("company_id", "in", [False, company.id])], limit=5
        )
        return lots and {
            "type": "lot",
            "lot": {
                "id": lots[0].id,
                "name": lots[0].name,
                "product_id": lots[0].product_id.id,
                "product": lots[0].product_id.display_name,
            },
            "lots": [
                {
                    "id": lot.id,
                    "name": lot.name,
                    "product_id": lot.product_id.id,
                    "product": lot.product_id.display_name,
                }
                for lot in lots
            ],
        }

    @api.model
    def _get_workcenter_data(self, machine):
        return {
            "id": machine.id,
            "name": machine.name,
            "code": machine.code or "",
            "barcode": machine.barcode or "",
            "state": machine.working_state or "",
        }

    def _get_reasons(self, company):
        """Reasons of the floor, smallest shape; the picture comes by its URL."""
        reasons = self.env["poms.reason"].search(
            [
                ("company_id", "in", [False, company.id]),
                ("kind", "in", FLOOR_REASONS),
            ]
        )
        pictured = reasons.search([("id", "in", reasons.ids), ("picture", "!=", False)])
        return [
            {
                "id": reason.id,
                "code": reason.code,
                "name": reason.name,
                "kind": reason.kind,
                "picture": f"/poms/floor/reason/{reason.id}/picture"
                if reason in pictured
                else "",
            }
            for reason in reasons
        ]

    def _get_card_brief(self):
        """State and quantities of a card, with every answer."""
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "is_held": self.is_held,
            "hold_reason": self.hold_reason or "",
            "quantity": quantity_text(self.quantity),
            "good": quantity_text(self.quantity_good),
            "scrap": quantity_text(self.quantity_scrap),
            "rework": quantity_text(self.quantity_rework),
            "material_fault": quantity_text(self.quantity_material_fault),
            "open": quantity_text(self.quantity_open),
        }

    def _get_cards_data(self, is_full=False):
        """Return what the station screen shows of these cards, in their order."""
        people = self._get_people()
        set_up = self._find_set_up()
        return [
            {
                **card._get_card_data(is_full),
                "people": people[card.id],
                "is_set_up": card in set_up,
            }
            for card in self
        ]

    def _find_set_up(self):
        """The started cards whose minutes of set-up were told."""
        started = self.filtered(lambda card: card.state in CARD_STARTED)
        groups = self.env["poms.report"]._read_group(
            [
                ("card_id", "in", started.ids),
                ("state", "=", "accepted"),
                ("setup_min", ">", 0),
            ],
            ["card_id"],
        )
        return self.browse(card.id for (card,) in groups)

    def _get_card_data(self, is_full=False):
        """What the station screen shows of a card, but for what its reports tell.

        :param bool is_full: with components and parameters, for the opened card
        """
        self.ensure_one()
        production = self.production_id
        data = self._get_card_brief() | {
            "production_id": production.id,
            "production": production.name,
            "product_id": production.product_id.id,
            "product": production.product_id.display_name,
            "product_code": production.product_id.default_code or "",
            "order": self.order_id.name or "",
            # the work order's name is a copy in one language
            "operation": self.workorder_id._poms_step_name(),
            "uom": self.uom_id.name,
            "tracking": production.product_id.tracking,
            "receives": self._is_receiving(),
            "lots": production.lot_producing_ids.mapped("name"),
            "workcenter": self._get_workcenter_data(self.workcenter_id),
            "team_id": self.team_id.id or False,
            "team": self.team_id.name or "",
            "employee_id": self.employee_id.id or False,
            "priority": self.priority,
            "setup_min": self.setup_min,
            "run_min": self.run_min,
            "date_planned_start": date_text(self.date_planned_start),
            "date_planned_finish": date_text(self.date_planned_finish),
            "date_due": date_text(self.date_due),
            "date_start": date_text(self.date_started),
            "waits_for": self._get_waiting_reasons(),
            "kinds": self.company_id._get_quantity_kinds(),
        }
        if is_full:
            data["components"] = self._get_component_data()
            data["parameters"] = self._get_parameter_data()
        return data

    def _get_waiting_reasons(self):
        """Why the card cannot go on now: [{"code", "message"}], empty when it can."""
        reasons = []
        if self.is_held:
            reasons.append({"code": "held", "message": self.hold_reason or ""})
        previous = self.workorder_id.blocked_by_workorder_ids.filtered(
            lambda w: w.state != "cancel"
        )
        available = self._get_available(previous)
        if available is not None and available <= 0 and self.quantity_open:
            steps = ", ".join(w._poms_step_name() for w in previous)
            message = self.env._("waits for %(steps)s", steps=steps)
            reasons.append({"code": "previous", "message": message})
        missing = self._get_component_moves().filtered(
            lambda m: (
                m.state in ("confirmed", "waiting", "partially_available")
                and m.product_qty
            )
        )
        if missing:
            names = ", ".join(missing.product_id.mapped("display_name"))
            message = self.env._("material missing: %(names)s", names=names)
            reasons.append({"code": "material", "message": message})
        return reasons

    def _get_component_data(self):
        moves = self._get_component_moves()
        taken = moves._get_taken()
        return [
            {
                "product_id": move.product_id.id,
                "product": move.product_id.display_name,
                "reference": move.product_id.default_code or "",
                "tracking": move.product_id.tracking,
                "uom": move.product_id.uom_id.name,
                "open": quantity_text(move.product_qty),
                "taken": quantity_text(taken.get(move.id, 0.0)),
                "per_piece": quantity_text(
                    move.poms_unit_need
                    or move.product_qty / (self.production_id.product_qty or 1)
                ),
                "lots": [
                    {
                        "name": line.lot_id.name,
                        "quantity": quantity_text(line.quantity_product_uom),
                    }
                    for line in move.move_line_ids
                    if line.lot_id
                ],
            }
            for move in moves
        ]

    def _get_parameter_data(self):
        limit_mode = self._get_check_modes().get("limit", DEFAULT_MODES["limit"])
        return [
            {
                "id": parameter.id,
                "name": parameter.name,
                "unit": parameter.unit or "",
                "kind": parameter.kind,
                "minimum": parameter.value_min,
                "maximum": parameter.value_max,
                "target": parameter.value_target,
                "is_required": parameter.is_required,
                # what becomes of a value outside: off, warn or block
                "limit_mode": limit_mode,
            }
            for parameter in self.operation_id.parameter_ids
        ]
