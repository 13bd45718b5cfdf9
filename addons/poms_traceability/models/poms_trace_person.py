import uuid

from odoo import api, fields, models


class PomsTracePerson(models.Model):
    """Who stands behind a pseudonym of the ledger.

    Events name people by pseudonym only. Erasing a name here leaves the ledger and
    its seals valid; the same person gets another pseudonym afterwards.
    """

    _name = "poms.trace.person"
    _description = "Person in the Ledger"
    _order = "name, id"

    name = fields.Char(readonly=True, help="Empty: erased.")
    pseudonym = fields.Char(required=True, readonly=True)
    employee_ref = fields.Integer(readonly=True, help="Id of the employee.")
    user_ref = fields.Integer(
        readonly=True, help="Id of the log-in, for acts without an employee."
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date_erased = fields.Datetime(readonly=True)

    _pseudonym_unique = models.UniqueIndex("(pseudonym)", "A pseudonym is unique.")
    _employee_unique = models.UniqueIndex(
        "(employee_ref) WHERE employee_ref > 0", "This person has a pseudonym."
    )
    _user_unique = models.UniqueIndex(
        "(user_ref) WHERE user_ref > 0", "This log-in has a pseudonym."
    )

    @api.depends("name", "pseudonym")
    def _compute_display_name(self):
        for person in self:
            person.display_name = person.name or person.pseudonym

    @api.model
    def _get_pseudonyms(self, people):
        """Return the pseudonyms of employees or users, made where missing.

        :param people: recordset of hr.employee or res.users
        :return: list of str in the order of `people`
        """
        column = "employee_ref" if people._name == "hr.employee" else "user_ref"
        known = {
            person[column]: person.pseudonym
            for person in self.sudo().search([(column, "in", people.ids)])
        }
        # sudo: the name is only a snapshot for those who may read the ledger
        missing = [one for one in people.sudo() if one.id not in known]
        made = self.sudo().create(
            [
                {
                    "name": one.name,
                    "pseudonym": f"P-{uuid.uuid4().hex[:12]}",
                    "company_id": one.company_id.id,
                    column: one.id,
                }
                for one in missing
            ]
        )
        known.update({person[column]: person.pseudonym for person in made})
        return [known[one.id] for one in people]

    @api.model
    def _get_names(self, pseudonyms):
        """Return {pseudonym: name, or the pseudonym itself where it was erased}."""
        # sudo: whoever may read an event may read who did it
        people = self.sudo().search([("pseudonym", "in", list(pseudonyms))])
        names = {person.pseudonym: person.name for person in people}
        return {one: names.get(one) or one for one in pseudonyms}

    def action_erase(self):
        """Forget who the people are; their acts stay under the pseudonym."""
        self.check_access("write")
        self.write(
            {
                "name": False,
                "employee_ref": 0,
                "user_ref": 0,
                "date_erased": fields.Datetime.now(),
            }
        )
