from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from odoo import api, models

from odoo.addons.poms_orders.models.states import CARD_OPEN, CARD_STARTED

from ..adapter.facts import Card, Facts, Order
from ..adapter.minutes import Horizon

HORIZON_DAYS = (60, 180, 540)
"""Lengths tried until every machine has room for its load twice."""
OTHERS = -1
"""Id of the order that stands for what occupies machines without a card."""


@dataclass(slots=True)
class Reading:
    """What one reading of the plant has in hand.

    `cards`, `workorders` and `workcenters` are recordsets of one prefetch set each;
    `before` is {card id: (card ids)}, `release` {work order id: minute}; `warnings`
    are sentences for the planner, `longest` a memory of `_longest`.
    """

    company: models.BaseModel
    horizon: Horizon
    cards: models.BaseModel
    workorders: models.BaseModel
    workcenters: models.BaseModel
    use_skills: bool = True
    machines: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    release: dict = field(default_factory=dict)
    skills: dict = field(default_factory=dict)
    longest: dict = field(default_factory=dict)
    warnings: list = field(default_factory=list)

    def warn(self, sentence):
        if sentence not in self.warnings:
            self.warnings.append(sentence)


class PomsPlanProblem(models.AbstractModel):
    """Reads the plant: records in, facts for the engine out.

    The number of queries does not depend on the number of cards.
    """

    _name = "poms.plan.problem"
    _description = "Reading of the Plant for a Plan"

    @api.model
    def _read(self, company, name, start, use_skills=True):
        """Everything that a plan of `company` from `start` on needs.

        :param start: naive UTC datetime, a whole minute
        :return: (`Facts`, list of sentences on what was assumed or left out)
        """
        # sudo: a plan must see every card and machine of its company, whatever
        # team or warehouse the planner is bound to; all searches name the company.
        return (
            self.sudo()
            .with_company(company)
            ._read_all(company.sudo(), name, start, use_skills)
        )

    @api.model
    def _read_all(self, company, name, start, use_skills):
        for days in HORIZON_DAYS:
            reading = self._start_reading(company, start, days, use_skills)
            self._read_machines(reading)
            if days == HORIZON_DAYS[-1] or self._has_room(reading):
                break
        self._read_precedence(reading)
        self._read_release(reading)
        if use_skills:
            self._read_skills(reading)
        cards = self._read_cards(reading)
        others = self._read_occupations(reading)
        facts = Facts(
            name=name,
            horizon=reading.horizon,
            machines=reading.machines,
            cards={**cards, **{card.id: card for card in others}},
            orders=self._read_orders(reading, cards, others),
            skills=reading.skills,
            hint=self._read_hint(reading, cards),
        )
        return facts, reading.warnings

    @api.model
    def _start_reading(self, company, start, days, use_skills):
        """The open cards of the company, their work orders and machines."""
        cards = self.env["poms.task.card"].search(
            [("company_id", "=", company.id), ("state", "in", CARD_OPEN)], order="id"
        )
        workcenters = cards.workcenter_id
        for origin in (cards.workorder_id, cards.operation_id):
            own = origin.workcenter_id
            workcenters |= own | own.alternative_workcenter_ids
        workcenters |= cards.operation_id.alternative_ids.workcenter_id
        workcenters = workcenters.filtered(
            lambda w: w.company_id in (company, company.browse())
        )
        return Reading(
            company=company,
            horizon=Horizon(start, days * 24 * 60),
            cards=cards,
            workorders=self.env["mrp.workorder"].search(
                [("production_id", "in", cards.production_id.ids)], order="id"
            ),
            workcenters=self.env["mrp.workcenter"].browse(sorted(workcenters.ids)),
            use_skills=use_skills,
        )

    @api.model
    def _has_room(self, reading):
        """Whether each machine could do twice what it alone has to do."""
        load = defaultdict(float)
        for card in reading.cards:
            load[card.workcenter_id.id] += card.setup_min + card.run_min
        return all(
            machine.windows.total >= 2 * load[machine_id]
            for machine_id, machine in reading.machines.items()
        )

    # --- cards

    @api.model
    def _read_cards(self, reading):
        """{card id: `Card`}; a card that cannot be planned is named and left out."""
        result = {}
        for card in reading.cards:
            minutes, setup_in = self._minutes(reading, card)
            fixed = self._fixed(reading, card, minutes)
            if not minutes and not fixed:
                reading.warn(
                    self.env._(
                        "%(card)s has no machine that can be planned.", card=card.name
                    )
                )
                continue
            result[card.id] = Card(
                id=card.id,
                name=card.name,
                order=card.production_id.id,
                minutes=minutes,
                group=self._group(card),
                release=reading.release.get(card.workorder_id.id, 0),
                after=reading.before.get(card.id, ()),
                skills=() if fixed else self._skills(reading, card),
                setup_in=setup_in,
                fixed=fixed,
            )
        known = result.keys()
        for card_id, card in result.items():
            if not known >= set(card.after):
                after = tuple(before for before in card.after if before in known)
                result[card_id] = self._replace(card, after=after)
        return result

    @api.model
    def _replace(self, card, **changes):
        values = {name: getattr(card, name) for name in card.__dataclass_fields__}
        return Card(**{**values, **changes})

    @api.model
    def _eligible(self, card):
        """The machines that may do a card: its operation's, with alternatives."""
        own = card.operation_id.workcenter_id or card.workorder_id.workcenter_id
        if card.is_pinned or card.state in CARD_STARTED:
            return card.workcenter_id
        machines = own | own.alternative_workcenter_ids | card.workcenter_id
        if card.operation_id.alternative_ids:
            # alternatives by quantity, or when the usual machine is down
            machines |= card._get_eligible_machines()
        return machines

    @api.model
    def _minutes(self, reading, card):
        """({machine id: working minutes}, {machine id: setup minutes in them}).

        The run time follows the quantity that is still open and the efficiency of
        the machine. Where the setup matrix knows the card's group, the setup is the
        engine's; elsewhere it is the machine's own and part of the minutes.
        """
        minutes, setup_in = {}, {}
        group = self._group(card)
        for workcenter in self._eligible(card):
            machine = reading.machines.get(workcenter.id)
            if machine is None:
                continue
            run = self._run_min(card, workcenter)
            setup = 0
            if group is None or (None, group) not in machine.setup:
                setup = self._own_setup(card, workcenter)
            minutes[workcenter.id] = max(1, ceil(run + setup - 1e-6))
            setup_in[workcenter.id] = setup
        return minutes, setup_in

    @api.model
    def _run_min(self, card, workcenter):
        """Minutes of run that are left of `card` when done on `workcenter`."""
        share = card.quantity_open / card.quantity if card.quantity else 1.0
        run = card.run_min * share
        own = card.workcenter_id
        if workcenter != own and workcenter.time_efficiency:
            run *= (own.time_efficiency or 100.0) / workcenter.time_efficiency
        return run

    @api.model
    def _own_setup(self, card, workcenter):
        """Setup and cleaning minutes that the machine needs for any work."""
        _capacity, setup, cleanup = workcenter._get_capacity(
            card.product_id, card.uom_id, 1
        )
        return setup + cleanup

    @api.model
    def _group(self, card):
        """Id of the card's setup group, or None."""
        operation = card.operation_id
        if operation:
            group = operation._get_setup_group()
        else:
            group = card.product_id.product_tmpl_id.setup_group_id
        return group.id or None

    @api.model
    def _fixed(self, reading, card, minutes):
        """(machine, start, end) of a card that stays where it is, or None."""
        if card.state in CARD_STARTED:
            return self._fixed_from_now(reading, card, minutes)
        if not card.is_pinned or not card.date_planned_start:
            return None
        horizon = reading.horizon
        start = horizon.floor(card.date_planned_start)
        if start < 0:
            reading.warn(
                self.env._(
                    "%(card)s is pinned to a time that has passed; the plan takes it "
                    "to start now.",
                    card=card.name,
                )
            )
            return self._fixed_from_now(reading, card, minutes)
        end = horizon.ceil(card.date_planned_finish or card.date_planned_start)
        return (card.workcenter_id.id, start, max(end, start + 1))

    @api.model
    def _fixed_from_now(self, reading, card, minutes):
        """What is left of a started card, from minute 0 on its own machine."""
        machine = reading.machines.get(card.workcenter_id.id)
        if machine is None:
            return None
        started = card.state in CARD_STARTED
        run = ceil(self._run_min(card, card.workcenter_id)) if started else 0
        left = max(1, run or minutes.get(card.workcenter_id.id, 1))
        first = machine.windows.first_from(0)
        end = None if first is None else machine.windows.end_of(first, left)
        return (card.workcenter_id.id, 0, left if end is None else end)

    @api.model
    def _read_hint(self, reading, cards):
        """{card id: (machine, minute)} of the plan in force, for cards that move."""
        result = {}
        for record in reading.cards:
            card = cards.get(record.id)
            if card is None or card.fixed or not record.date_planned_start:
                continue
            machine = record.workcenter_id.id
            if machine in card.minutes:
                start = reading.horizon.floor(record.date_planned_start)
                result[card.id] = (machine, max(0, start))
        return result

    # --- orders

    @api.model
    def _read_orders(self, reading, cards, others):
        """{production order id: `Order`}; only the top of a tree has a due date."""
        due, weight = {}, {}
        weights = reading.company._get_plan_weights()
        for record in reading.cards:
            if record.id not in cards:
                continue
            production = record.production_id
            order_weight = weights.get(record.priority, 1)
            weight[production] = max(order_weight, weight.get(production, 1))
            if not production._split_parents() and record.date_due:
                moment = reading.horizon.ceil(record.date_due)
                due[production] = min(moment, due.get(production, moment))
        orders = {
            production.id: Order(
                production.id, production.name, due.get(production), minute_weight
            )
            for production, minute_weight in weight.items()
        }
        if others:
            orders[OTHERS] = Order(OTHERS, "", None)
        return orders

    @api.model
    def _present_start(self, now, seconds):
        """Minute 0 of a plan asked for at `now`: when its answer will be there."""
        moment = now + timedelta(seconds=seconds or 0)
        return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
