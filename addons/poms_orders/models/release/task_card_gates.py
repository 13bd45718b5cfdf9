from decimal import Decimal

from odoo import api, fields, models

from ...domain.gates import CardFacts, check, outcomes


class PomsTaskCard(models.Model):
    """What speaks against a card's release, gate by gate; never a query per card."""

    _inherit = "poms.task.card"

    gate_text = fields.Text(
        string="Before Release", compute="_compute_gates", compute_sudo=True
    )
    gate_results = fields.Json(
        string="Release Gates", compute="_compute_gates", compute_sudo=True
    )

    @api.depends("state", "is_held", "date_planned_start")
    def _compute_gates(self):
        planned = self.filtered(lambda card: card.state == "planned")
        names = dict(
            self.env["poms.gate"]._fields["code"]._description_selection(self.env)
        )
        facts = planned._get_gate_facts()
        modes = self.env["poms.gate"]._modes_of(planned)
        for card in self:
            if card not in facts:
                card.gate_text = card.gate_results = False
                continue
            found = check(facts[card], modes[card])
            texts = [self._gate_sentence(finding) for finding in found]
            card.gate_text = "\n".join(texts) or False
            card.gate_results = [
                {
                    "gate": shown.gate,
                    "name": names[shown.gate],
                    "result": shown.result,
                    "detail": self._gate_sentence(shown)
                    if shown.result in ("warn", "block")
                    else "",
                }
                for shown in outcomes(facts[card], modes[card])
            ]

    def _gate_findings(self):
        """{card: [Finding]} by the modes of its operation, line and company."""
        facts = self._get_gate_facts()
        modes = self.env["poms.gate"]._modes_of(self)
        return {card: check(facts[card], modes[card]) for card in self}

    def _get_gate_teams(self):
        """The teams whose line the card is on: its own, else its machine's."""
        return self.team_id or self.workcenter_id.poms_team_ids

    def _get_gate_facts(self):
        """{card: CardFacts}; a fixed number of queries for all cards together."""
        cards = self.sudo()  # sudo: gates judge facts that not all may read
        documents = cards._get_document_facts()
        skills = cards._get_skill_facts()
        changes = cards._get_change_facts()
        components = cards._get_kit_facts()
        hooks = self.env["poms.hooks"]
        # the life of all tools at once
        needs = cards.operation_id.tool_requirement_ids
        (needs.tool_id | needs.group_id.tool_ids).mapped("life_state")
        facts = {}
        for card in cards:
            released = hooks._quality_released_qty(card)
            missing_tools, worn_tools, _due = card._get_tool_facts()
            facts[card] = CardFacts(
                held_by=card.hold_reason or "" if card.is_held else "",
                missing=components[card],
                documents=documents[card],
                tools=missing_tools + worn_tools,
                skills=skills[card],
                unreleased=tuple(
                    previous.name
                    for previous in card.previous_card_ids
                    if previous.state == "planned"
                ),
                quality_open=None if released is None else Decimal(str(released)),
                changes=tuple(changes.get(card, ())),
                is_planned=bool(card.date_planned_start),
            )
        return facts

    def _get_kit_facts(self):
        """{card: names of components that are not there, or whose lot is held}."""
        moves = self.production_id.move_raw_ids
        lots = moves.move_line_ids.lot_id
        held = self._get_held_lots(lots, moves.product_id)
        facts = {}
        for card in self:
            mine = card.production_id.move_raw_ids.filtered(
                lambda move, card=card: (
                    move.workorder_id in (card.workorder_id, card.workorder_id.browse())
                    and move.state not in ("done", "cancel")
                )
            )
            if card.is_rework:
                mine = mine.browse()
            short = mine.filtered(lambda move: move.state != "assigned")
            names = short.product_id.mapped("display_name")
            for lot in mine.move_line_ids.lot_id & held.lot_id:
                names.append(self.env._("lot %s is held", lot.name))
            for product in mine.product_id & held.product_id:
                names.append(self.env._("%s is held", product.display_name))
            facts[card] = tuple(names)
        return facts

    def _get_skill_facts(self):
        """{card: skills that none of its people has}; no people known: nothing."""
        requirements = self.operation_id.skill_requirement_ids
        if not requirements:
            return dict.fromkeys(self, ())
        people = {
            card: card.employee_id or card._get_gate_teams().employee_ids
            for card in self
        }
        everybody = self.env["hr.employee"].union(*people.values())
        today = fields.Date.context_today(self)
        lacking = requirements._get_missing(everybody, today)
        facts = {}
        for card, group in people.items():
            missing = card.operation_id.skill_requirement_ids
            for employee in group:
                missing &= lacking[employee.id]
            facts[card] = tuple(missing.mapped("display_name")) if group else ()
        return facts

    def _get_change_facts(self):
        """{card: [sentences of changes that wait for a decision]}; one query."""
        return self._open_change_reasons()

    @api.model
    def _gate_sentence(self, finding):
        """What a finding says, and what to do about it."""
        _ = self.env._
        sentences = {
            "hold": _("held: %s", finding.detail),
            "kit": _("components missing: %s", finding.detail),
            "document": _("no revision in force: %s", finding.detail),
            "tool": _("no tool ready: %s", finding.detail),
            "skill": _("nobody has the skill: %s", finding.detail),
            "predecessor": _("earlier cards not released: %s", finding.detail),
            "quality": _("quality has released %s pieces", finding.detail or "0"),
            "change": _("a change waits for its decision: %s", finding.detail),
            "schedule": _("not scheduled yet"),
        }
        return sentences[finding.gate]
