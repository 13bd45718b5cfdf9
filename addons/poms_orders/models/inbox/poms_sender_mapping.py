from odoo import api, fields, models


class PomsSenderMapping(models.Model):
    """Which customer a sender is, once a person has said so."""

    _name = "poms.sender.mapping"
    _description = "Sender Mapping"
    _order = "code, id"

    code = fields.Char(
        required=True,
        index=True,
        help="Number, e-mail address or name as the sender writes it, in small "
        "letters.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active",
        "This sender is already mapped.",
    )

    @api.model
    def _normal(self, text):
        return " ".join((text or "").lower().split())

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["code"] = self._normal(vals.get("code"))
        return super().create(vals_list)

    def write(self, vals):
        if "code" in vals:
            vals = {**vals, "code": self._normal(vals["code"])}
        return super().write(vals)

    @api.depends("code", "partner_id")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = (
                f"{mapping.code} → {mapping.partner_id.display_name or ''}"
            )

    @api.model
    def _find_customer(self, codes):
        """The one customer that a person has named for one of `codes`."""
        codes = [self._normal(code) for code in codes if code]
        partners = self.search(
            [
                ("code", "in", codes),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        ).partner_id
        return partners if len(partners) == 1 else partners.browse()

    @api.model
    def _remember(self, codes, partner):
        """From now on each of `codes` is `partner`."""
        codes = {self._normal(code) for code in codes if code} - {""}
        known = self.search(
            [("code", "in", list(codes)), ("company_id", "=", self.env.company.id)]
        )
        known.partner_id = partner
        self.create(
            [
                {"code": code, "partner_id": partner.id}
                for code in codes - set(known.mapped("code"))
            ]
        )
