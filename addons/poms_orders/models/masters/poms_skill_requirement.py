from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PomsSkillRequirement(models.Model):
    """A skill that the operator of an operation needs, with its lowest level."""

    _name = "poms.skill.requirement"
    _description = "Skill Requirement"
    _order = "operation_id, id"

    operation_id = fields.Many2one(
        "mrp.routing.workcenter", required=True, index=True, ondelete="cascade"
    )
    product_tmpl_id = fields.Many2one(
        related="operation_id.bom_id.product_tmpl_id",
        string="Product",
        store=True,
        index=True,
    )
    skill_type_id = fields.Many2one("hr.skill.type", required=True, ondelete="restrict")
    skill_id = fields.Many2one(
        "hr.skill",
        required=True,
        ondelete="restrict",
        domain="[('skill_type_id', '=', skill_type_id)]",
    )
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        string="Minimum Level",
        required=True,
        ondelete="restrict",
        domain="[('skill_type_id', '=', skill_type_id)]",
    )
    is_supervisable = fields.Boolean(
        string="Under Supervision",
        help="Somebody without the skill may work when a skilled colleague is present.",
    )
    company_id = fields.Many2one(
        related="operation_id.bom_id.company_id", store=True, index=True
    )

    _skill_unique = models.Constraint(
        "UNIQUE(operation_id, skill_id)",
        "The operation asks for this skill already.",
    )

    @api.constrains("skill_type_id", "skill_id", "skill_level_id")
    def _check_skill_type(self):
        for requirement in self:
            types = requirement.skill_id.skill_type_id
            types |= requirement.skill_level_id.skill_type_id
            if types != requirement.skill_type_id:
                raise ValidationError(
                    self.env._(
                        "Skill %(skill)s and level %(level)s must both be of the "
                        "type %(type)s.",
                        skill=requirement.skill_id.name,
                        level=requirement.skill_level_id.name,
                        type=requirement.skill_type_id.name,
                    )
                )

    @api.depends("skill_id.name", "skill_level_id.name")
    def _compute_display_name(self):
        for requirement in self:
            requirement.display_name = "{} ≥ {}".format(
                requirement.skill_id.name or "", requirement.skill_level_id.name or ""
            )

    def _get_missing(self, employees, on_date):
        """Which of these requirements each employee does not meet on a day.

        Three queries for all employees together.

        :param employees: recordset of hr.employee
        :param on_date: `datetime.date`, the day of the work in the plant's time zone
        :return: ``{employee id: recordset of poms.skill.requirement}``
        """
        # sudo: only the skills named by these requirements are read, and only
        # whether they suffice goes out.
        held = (
            self.env["hr.employee.skill"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", employees.ids),
                    ("skill_id", "in", self.skill_id.ids),
                    ("valid_from", "<=", on_date),
                    "|",
                    ("valid_to", "=", False),
                    ("valid_to", ">=", on_date),
                ],
                ["employee_id", "skill_id", "level_progress"],
            )
        )
        best = {}
        for row in held:
            key = (row.employee_id.id, row.skill_id.id)
            best[key] = max(best.get(key, -1), row.level_progress)
        return {
            employee.id: self.filtered(
                lambda requirement, employee=employee: (
                    best.get((employee.id, requirement.skill_id.id), -1)
                    < requirement.skill_level_id.level_progress
                )
            )
            for employee in employees
        }
