from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from odoo import fields, models
from odoo.fields import Domain

from ...domain.consumption import Need, due
from ...domain.offline_identity import act_moment, is_possible
from ...domain.report_rules import (
    PARTS,
    QUANTITIES,
    Act,
    CardFacts,
    Component,
    Parameter,
    PersonFacts,
)

ZERO = Decimal(0)


def to_decimal(value, digits=4):
    """A float of the database as the decimal that it was meant to be."""
    return Decimal(str(round(value or 0.0, digits)))


def add_parts(act, parts):
    """What is counted apart is in the books part of good or of rework."""
    quantities = {name: act.get(name, ZERO) for name in QUANTITIES}
    for name, quantity in parts.items():
        quantities[PARTS[name]] += quantity
    return quantities


@dataclass
class Entry:
    """An act with its records: what rules judge (`act`) and booking needs."""

    act: Act
    employee: Any
    people: Any
    machine: Any
    # empty when the act names none; `machine` is the card's then
    told_machine: Any
    reason: Any
    date_start: Any
    date_end: Any
    byproducts: list = field(default_factory=list)
    # [(open move, lot, quantity in the product's unit, was it scanned)]
    components: list = field(default_factory=list)
    # [{"parameter": record, "value": given, "is_within": bool or None}]
    parameters: list = field(default_factory=list)
    is_backorder: bool = False
    # [(lot or empty, quantity in the product's unit)] of the good pieces to stock
    parts: list = field(default_factory=list)
    # {employee: (on the card since, not booked since)} of who works on it now
    clocks: dict = field(default_factory=dict)


class PomsTaskCard(models.Model):
    """Records to facts: the only place that knows both sides of the rules."""

    _inherit = "poms.task.card"

    def _prepare_entry(self, act, employee):
        """Look up what the act names; wrong names become facts, not exceptions."""
        company = self.company_id
        self._set_times(act)
        machine = self._locate_workcenter(act.get("workcenter"), company)
        parts = {name: act.get(name, ZERO) for name in PARTS}
        quantities = add_parts(act, parts)
        entry = Entry(
            act=None,
            employee=employee,
            people=employee | self._locate_people(act["people"], company),
            machine=machine or self.workcenter_id,
            told_machine=machine,
            reason=self._locate_act_reason(act, {**quantities, **parts}),
            date_start=act["date_start"],
            date_end=act["date_end"],
            is_backorder=bool(act.get("backorder")),
            clocks=self._get_clocks().get(self, {}),
        )
        if act["kind"] == "pause" and employee not in entry.clocks:
            # who does not work on it stops it for everybody
            entry.people = entry.people.union(*entry.clocks)
        components = ()
        if act["kind"] in ("report", "finish"):
            spent = sum(quantities.values()) - quantities["rework"]
            components = self._plan_components(entry, act["components"], spent)
            components += self._plan_byproducts(entry, act["byproducts"])
            entry.parameters = self._read_parameters(act["parameters"])
        entry.act = self._make_act(act, entry, components, {**quantities, **parts})
        return entry

    def _make_act(self, act, entry, components, quantities):
        """What the rules judge of an act whose names were looked up."""
        serials = tuple(act["serials"])
        return Act(
            kind=act["kind"],
            **quantities,
            is_setup=act.get("is_setup") is True,
            is_paper=bool(act.get("is_paper")),
            is_offline=act["identified"] == "offline",
            machine=entry.told_machine.id or 0,
            has_reason=bool(entry.reason),
            lot=str(act.get("lot") or "").strip(),
            serials=serials,
            used_serials=self._find_used_serials(serials),
            parameters=self._get_parameter_facts(entry.parameters),
            components=tuple(components),
            setup_min=act.get("setup_min"),
            run_min=act.get("run_min"),
            is_backorder=entry.is_backorder,
            wrong_time=self._find_wrong_time(act),
        )

    @staticmethod
    def _set_times(act):
        """An act that waited was done when it was told, not when it arrived."""
        if not act.get("queued") or not act["date_client"]:
            return
        told = act_moment(act["date_client"], fields.Datetime.now())
        name = "date_start" if act["kind"] in ("start", "resume") else "date_end"
        act[name] = act[name] or told
        start, end = act["date_start"], act["date_end"]
        if start and end and start > end:
            # the tablet's clock was set back meanwhile
            act["date_start"] = end

    @staticmethod
    def _find_wrong_time(act):
        """The told time at which nobody can have worked, as text; else empty."""
        now = fields.Datetime.now()
        times = (act["date_start"] or None, act["date_end"] or None)
        wrong = [time for time in times if not is_possible(time, now)]
        return fields.Datetime.to_string(wrong[0]) if wrong else ""

    def _locate_act_reason(self, act, quantities):
        """The reason that the act names, of a kind that fits what it tells."""
        kinds = [k for k in ("scrap", "material_fault", "rework") if quantities[k]]
        if act["kind"] == "pause":
            kinds = ["pause"]
        return self._locate_reason(act.get("reason"), self.company_id, kinds)

    def _get_card_facts(self):
        """Return the card as the rules see it."""
        self.ensure_one()
        workorder, production = self.workorder_id, self.production_id
        machines = self.workcenter_id | self.workcenter_id.alternative_workcenter_ids
        previous = workorder.blocked_by_workorder_ids.filtered(
            lambda w: w.state != "cancel"
        )
        over = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("poms_orders.over_percent", "0")
        )
        return CardFacts(
            name=self.name,
            state=self.state,
            quantity=to_decimal(self.quantity),
            good=to_decimal(self.quantity_good),
            scrap=to_decimal(self.quantity_scrap),
            material_fault=to_decimal(self.quantity_material_fault),
            over_percent=Decimal(over or "0"),
            available=self._get_available(previous),
            step=Decimal(str(self.uom_id.rounding or 0.01)),
            is_held=self.is_held,
            hold_reason=self.hold_reason or "",
            order_state=production.state,
            machines=frozenset(machines.ids),
            blocked_machines=frozenset(
                machines.filtered(lambda m: m.working_state == "blocked").ids
            ),
            machine_name=self.workcenter_id.name or "",
            tracking=production.product_id.tracking,
            receives=self._is_receiving(),
            has_lot=production.product_id.tracking == "lot"
            and bool(production.lot_producing_ids),
            previous_name=", ".join(step._poms_step_name() for step in previous),
        )

    def _add_machine_facts(self, facts, entry):
        """Hook: the facts at the machine, with the people and the time of this act.

        :param Entry entry: what the act names, looked up
        """
        stays = any(employee not in entry.people for employee in entry.clocks)
        return replace(facts, is_manned=stays)

    def _get_available(self, previous):
        """Pieces of the previous steps that this step has not used; None: no limit."""
        if not previous:
            return None
        arrived = min(self._get_released(workorder) for workorder in previous)
        cards = self.workorder_id.card_ids.filtered(lambda card: not card.is_rework)
        spent = sum(
            card.quantity_good + card.quantity_scrap + card.quantity_material_fault
            for card in cards
        )
        return to_decimal(arrived - spent - self._get_out_for_rework())

    def _get_released(self, workorder):
        """Good pieces of a step that may go on: what was made, less what quality
        has not let go."""
        hooks = self.env["poms.hooks"]
        held_back = 0.0
        made = workorder.card_ids.filtered(
            lambda card: card.quantity_good and not card.is_rework
        )
        for card in made:
            released = hooks._quality_released_qty(card)
            if released is not None:
                held_back += max(card.quantity_good - released, 0.0)
        carried = workorder.qty_reported_from_previous_wo
        return workorder.qty_produced + carried - held_back

    def _is_receiving(self):
        """True for the one last step: its good pieces go to stock."""
        last = self.production_id.workorder_ids.filtered(
            lambda w: (
                w.state != "cancel"
                and not w.needed_by_workorder_ids.filtered(
                    lambda n: n.state != "cancel"
                )
            )
        )
        return last == self.workorder_id

    def _get_person_facts(self, employee, people):
        """Return the person as the rules see it; `people` work together."""
        team = self.team_id
        is_leader = self._is_leader(employee)
        in_team = in_machine_team = None
        if team:
            in_team = employee in (team.employee_ids | team.leader_id)
            in_team = in_team or is_leader
        elif self.workcenter_id.poms_team_ids:
            people_there = self.workcenter_id.poms_team_ids.employee_ids
            in_machine_team = is_leader or employee in people_there
        requirements = self.operation_id.skill_requirement_ids
        missing = requirements.browse()
        if requirements:
            today = fields.Date.context_today(self)
            missing_by_person = requirements._get_missing(people, today)
            missing = missing_by_person[employee.id]
            # beside a skilled colleague somebody may learn
            for colleague in people - employee:
                missing -= (missing - missing_by_person[colleague.id]).filtered(
                    "is_supervisable"
                )
            missing -= self._find_supervisors(missing, employee)[0]
        return PersonFacts(
            name=employee.name,
            in_team=in_team,
            in_machine_team=in_machine_team,
            team_name=team.name or "",
            is_leader=is_leader,
            missing_skills=tuple(missing.mapped("display_name")),
        )

    # -- parameters -------------------------------------------------------------

    def _read_parameters(self, given):
        """Match {id or name: value} with the operation's parameters."""
        rows = []
        by_key = {str(key): value for key, value in given.items()}
        for parameter in self.operation_id.parameter_ids:
            value = by_key.get(str(parameter.id), by_key.get(parameter.name))
            is_within = None
            if value in (None, ""):
                value = None
            else:
                try:
                    is_within = parameter._is_within_limits(value)
                except ValueError:
                    is_within = False
            rows.append(
                {"parameter": parameter, "value": value, "is_within": is_within}
            )
        return rows

    def _get_parameter_facts(self, rows):
        return tuple(
            Parameter(
                name=row["parameter"].name,
                value="" if row["value"] is None else str(row["value"]),
                is_required=row["parameter"].is_required,
                is_within=row["is_within"],
                minimum=f"{row['parameter'].value_min:g}",
                maximum=f"{row['parameter'].value_max:g}",
                kind=row["parameter"].kind,
            )
            for row in rows
        )

    # -- components -------------------------------------------------------------

    def _get_component_moves(self):
        """Open raw moves of this card's step; the last step also has the untied."""
        moves = self.production_id.move_raw_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        mine = moves.filtered(lambda m: m.workorder_id == self.workorder_id)
        if self._is_receiving():
            mine |= moves.filtered(lambda m: not m.workorder_id)
        return mine

    def _plan_components(self, entry, rows, spent):
        """Plan what this report takes into `entry.components`; return the facts.

        What a person scanned comes first; untracked components follow the pieces;
        of a tracked one that nobody scanned the reserved lots are taken.
        """
        moves = self._get_component_moves()
        moves._set_unit_need()
        facts = []
        told = {}
        lots = self._find_lots(rows, self.production_id.move_raw_ids.product_id)
        named = self.env["stock.lot"].concat(*lots.values())
        stock = self._get_lot_stock(named)
        held = self._get_held_lots(named | moves.move_line_ids.lot_id, moves.product_id)
        for row in rows:
            move, lot, product = self._match_component(row, moves, lots)
            quantity = row["quantity"]
            facts.append(
                Component(
                    name=product.display_name or str(row.get("product") or ""),
                    quantity=quantity,
                    lot=str(row.get("lot") or ""),
                    is_known=bool(move),
                    is_lot_known=bool(lot) or not row.get("lot"),
                    is_held=lot in held.lot_id or product in held.product_id,
                    tracking=product.tracking or "none",
                    on_hand=to_decimal(stock.get(lot.id, 0.0)) if lot else None,
                )
            )
            if move:
                entry.components.append((move, lot, quantity, True))
                told[move.id] = told.get(move.id, ZERO) + quantity
        facts += self._plan_due_components(entry, moves, told, spent, held)
        return facts

    def _plan_due_components(self, entry, moves, told, spent, held):
        """Add what the bill of materials asks for and nobody has told.

        :param held: active holds on these products and their reserved lots
        """
        processed = to_decimal(
            sum(
                card.quantity_good + card.quantity_scrap + card.quantity_material_fault
                for card in self.workorder_id.card_ids
                if not card.is_rework
            )
        )
        taken = moves._get_taken()
        needs = [
            Need(
                key=move.id,
                per_piece=to_decimal(move.poms_unit_need, 6),
                taken=to_decimal(taken.get(move.id, 0.0)),
                step=Decimal(str(move.product_id.uom_id.rounding or 0.01)),
            )
            for move in moves
        ]
        rest = due(needs, processed + spent, told)
        facts = []
        for move in moves:
            quantity = rest[move.id]
            if not quantity:
                continue
            product = move.product_id
            parts = [(move, self.env["stock.lot"], quantity, False)]
            if product.tracking != "none":
                parts = move._get_reserved_lots(quantity)
            entry.components += parts
            frozen = [lot.name for _m, lot, _q, _s in parts if lot in held.lot_id]
            is_held = bool(frozen) or product in held.product_id
            if product.tracking == "none" and not is_held:
                continue
            facts.append(
                Component(
                    name=product.display_name,
                    quantity=quantity,
                    lot=", ".join(frozen),
                    tracking=product.tracking,
                    is_scanned=False,
                    is_held=is_held,
                )
            )
        return facts

    def _match_component(self, row, moves, lots):
        """Return (move, lot, product) of a told component; empty where unknown."""
        found = lots.get(str(row.get("lot") or "").strip(), self.env["stock.lot"])
        product = self._locate_product(row.get("product"), moves.product_id)
        if not row.get("product"):
            product = (found.product_id & moves.product_id)[:1]
        # what is read of one is read of all: a report may name many
        product = product.with_prefetch(moves.product_id.ids)
        lot = found.filtered(lambda one: one.product_id == product)[:1]
        return moves.filtered(lambda m: m.product_id == product)[:1], lot, product

    def _find_lots(self, rows, products):
        """Return {name: lots} of what is named, among `products`: two of them may
        have a lot of the same name."""
        names = {str(row.get("lot") or "").strip() for row in rows} - {""}
        if not names:
            return {}
        found = self.env["stock.lot"].search(
            [("name", "in", list(names)), ("product_id", "in", products.ids)]
        )
        return found.grouped("name")

    def _get_lot_stock(self, lots):
        """Return {lot id: on hand at the order's source}, in one query."""
        ids = [lot.id for lot in lots]
        if not ids:
            return {}
        groups = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", ids),
                ("location_id", "child_of", self.production_id.location_src_id.id),
            ],
            ["lot_id"],
            ["quantity:sum"],
        )
        return {lot.id: quantity for lot, quantity in groups}

    def _get_held_lots(self, lots, products=()):
        """Active holds on these lots, or on these products; one query."""
        domain = Domain("lot_id", "in", [lot.id for lot in lots])
        domain |= Domain("product_id", "in", [product.id for product in products])
        if not lots and not products:
            return self.env["poms.hold"]
        # sudo: whether a thing is held is the same for everybody
        holds = self.env["poms.hold"].sudo()
        return holds.search(domain & Domain("state", "=", "active"))

    def _plan_byproducts(self, entry, rows):
        """Plan told by-products into `entry.byproducts`; return the facts."""
        if not rows:
            return []
        moves = self.production_id.move_byproduct_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        facts = []
        for row in rows:
            product = self._locate_product(row.get("product"), moves.product_id)
            move = moves.filtered(lambda m, p=product: m.product_id == p)[:1]
            lot = str(row.get("lot") or "").strip()
            facts.append(
                Component(
                    name=product.display_name or str(row.get("product") or ""),
                    quantity=row["quantity"],
                    lot=lot,
                    is_known=bool(move),
                    tracking=product.tracking or "none",
                )
            )
            if move:
                entry.byproducts.append((move, lot, row["quantity"]))
        return facts

    def _find_used_serials(self, serials):
        """Names among `serials` that exist already for the card's product."""
        if not serials:
            return ()
        found = self.env["stock.lot"].search(
            [
                ("name", "in", list(serials)),
                ("product_id", "=", self.production_id.product_id.id),
            ]
        )
        # A number that was printed before is free until a piece with it was booked.
        groups = self.env["stock.move.line"]._read_group(
            [
                ("lot_id", "in", found.ids),
                ("state", "=", "done"),
                # a correction has emptied the line of a piece that was none
                ("quantity", ">", 0),
            ],
            ["lot_id"],
        )
        return tuple(sorted(lot.name for (lot,) in groups))
