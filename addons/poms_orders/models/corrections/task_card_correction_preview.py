from odoo import api, models

from ...domain.correction_effects import RIGHT_CODES, get_missing_role
from ...domain.report_rules import QUANTITIES, number
from ..reporting.floor_input import floor_input
from ..reporting.report_messages import get_message


class PomsTaskCard(models.Model):
    """The consequences of a correction, said before it is booked."""

    _inherit = "poms.task.card"

    @api.model
    @floor_input
    def correction_preview(self, token, report, **values):
        """Say what a correction would do and who must agree; writes nothing.

        :param str token: from `identify`
        :param report: id or uuid of the report
        :param values: as of `correct`: good, scrap, rework, material_fault (decimal
            strings), reason, lot, serials, components
        :return: ``{"status": "accepted", "consequences": [{"code", "message", "who",
            "who_name"}], "needs": role, "needs_name", "before", "after": {quantity:
            str}}``; ``needs`` is "" when this person may book it, else leader,
            quality, planner or manager. ``{"status": "refused", "code", "message"}``
            says why it cannot be and what to do.
        :raise AccessError: nobody identified
        :raise ValidationError: malformed input
        """
        self._check_caller()
        return self._preview_correction(token, report, values)

    @api.model
    def _preview_correction(self, token, report, values):
        """Inner `correction_preview`; `token` may be an `hr.employee`."""
        employee, _device, cards = self._open_reading(token)
        # never booked: it needs no uuid of its own
        act = self._parse_act(
            "correction", "00000000-0000-4000-8000-000000000000", values
        )
        original = cards._locate_report(report)
        card = original.card_id.with_env(cards.env)
        if not card or card.company_id != cards.env.company:
            return card._answer_preview_refused("report_unknown", {})
        plan = card._plan_correction(original, act, employee)
        if plan.finding:
            return card._answer_preview_refused(plan.finding.code, plan.finding.values)
        return card._answer_preview(plan, employee)

    def _answer_preview_refused(self, code, values):
        return {
            "status": "refused",
            "code": code,
            "message": get_message(self.env, code, values),
        }

    def _answer_preview(self, plan, employee):
        facts = plan.main.facts
        names = self._get_role_names()
        needs = get_missing_role(plan.effects, self._get_roles(employee))
        sentences = self._get_effect_sentences()
        return {
            "status": "accepted",
            "code": "ok",
            "message": get_message(self.env, RIGHT_CODES.get(needs, "ok"), {}),
            "consequences": [
                {
                    "code": effect.code,
                    "message": sentences[effect.code].format_map(effect.values),
                    "who": effect.who,
                    "who_name": names.get(effect.who, ""),
                }
                for effect in plan.effects
            ],
            "needs": needs,
            "needs_name": names.get(needs, ""),
            "before": {
                name: number(facts.wanted[name] - facts.delta[name])
                for name in QUANTITIES
            },
            "after": {name: number(facts.wanted[name]) for name in QUANTITIES},
        }

    @api.model
    def _get_role_names(self):
        return {
            "leader": self.env._("team leader"),
            "quality": self.env._("quality inspector"),
            "planner": self.env._("planner"),
            "manager": self.env._("plant manager"),
        }

    @api.model
    def _get_effect_sentences(self):
        """Return {code of an effect: its sentence}, in the person's language."""
        return {
            "later_card": self.env._(
                "{card} {operation} has used these pieces: its good pieces go from "
                "{before} to {after}."
            ),
            "unbuild": self.env._(
                "The order is closed: {quantity} pieces are taken out of stock and "
                "their material is put back."
            ),
            "closed": self.env._("The order is closed: only its figures change."),
            "received": self.env._("{quantity} received pieces leave the stock again."),
            "shipped": self.env._("{quantity} pieces were shipped already."),
            "components": self.env._(
                "Counted material goes back to stock. Scanned lots stay used."
            ),
            "component": self.env._(
                "{component}: the report took {after} instead of {before}."
            ),
            "reopens": self.env._("The card opens again: pieces are missing on it."),
            "scrap": self.env._("Scrap in stock changes by {quantity}."),
            "inspected": self.env._(
                "Quality has let {quantity} of these pieces go on already."
            ),
            "told": self.env._(
                "Another system was told of this report: it gets the difference."
            ),
            "pay_locked": self.env._(
                "This day is paid already: pay takes the difference next time."
            ),
            "period_locked": self.env._(
                "The month is closed: stock and value are booked today."
            ),
            "figures": self.env._("The figures of that day and of its people change."),
            "not_own": self.env._("It is an older report, or somebody else told it."),
        }
