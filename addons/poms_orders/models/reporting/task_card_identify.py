from odoo import api, fields, models


class PomsTaskCard(models.Model):
    _inherit = "poms.task.card"

    @api.model
    def _identify(self, badge, pin, device):
        """Inner `identify`, see there; `device` is a record or empty."""
        company = device.company_id or self.env.company
        if badge or pin:
            kind = "badge" if badge else "pin"
        else:
            kind = "login"
        tries = self.env["poms.identification"]
        if tries._is_throttled(kind, device):
            return self._refuse_identity("identify_wait")
        if kind == "login":
            employee = self._find_own_employee(company)
        else:
            employee = self._find_person(badge, pin, company)
        if not self._may_act_for(employee):
            employee = employee.browse()
        # sudo: the log of tries belongs to nobody
        tries.sudo().create(
            {
                "kind": kind,
                "device_id": device.id,
                "employee_id": employee.id,
                "user_id": self.env.uid,
                "is_accepted": bool(employee),
            }
        )
        if not employee:
            return self._refuse_identity("person_unknown")
        if device:
            device.write({"date_last_seen": fields.Datetime.now()})
        return self._accept_identity(employee, device)

    @api.model
    def _accept_identity(self, employee, device):
        token, expires = self.env["poms.token"]._issue(employee, device)
        return {
            "status": "accepted",
            "code": "ok",
            "token": token,
            "employee_id": employee.id,
            "name": employee.name,
            "lang": employee.lang or employee.user_id.lang or self.env.lang or "en_US",
            "expires": fields.Datetime.to_string(expires),
            "is_leader": self._is_leader(employee),
        }

    @api.model
    def _refuse_identity(self, code):
        messages = {
            "person_unknown": self.env._(
                "Not recognized. Try again or ask your team leader."
            ),
            "identify_wait": self.env._(
                "Too many wrong tries. Wait some minutes, or use your badge."
            ),
        }
        return {"status": "refused", "code": code, "message": messages[code]}

    @api.model
    def _find_person(self, badge, pin, company):
        """Return the active employee with this badge and PIN; empty if none."""
        # sudo: badge and PIN are private data; only a match goes out
        people = self.env["hr.employee"].sudo().browse()
        if badge:
            people = people.search(
                [("barcode", "=", str(badge)), ("company_id", "=", company.id)], limit=1
            )
        if not pin:
            return people
        found = self.env["poms.credential"]._match(str(pin), company)
        return found & people if badge else found

    @api.model
    def _find_own_employee(self, company):
        """Return the employee of a personal log-in; a device or a bot has none."""
        if not self.env.user.has_groups(
            "poms_orders.group_operator,poms_orders.group_warehouse_keeper,"
            "poms_orders.group_quality_inspector,base.group_system"
        ):
            return self.env["hr.employee"].sudo().browse()
        # sudo: one's own employee record
        return (
            self.env["hr.employee"]
            .sudo()
            .search(
                [("user_id", "=", self.env.uid), ("company_id", "=", company.id)],
                limit=1,
            )
        )

    @api.model
    def _may_act_for(self, employee):
        """True when this log-in may act for `employee`.

        A bot acts for a person only where its partner record says so; if the
        record names teams, only for their people.
        """
        user = self.env.user
        if not employee or not user.has_group("poms_orders.group_connector"):
            return True
        if user.has_group("poms_orders.group_operator"):
            return True
        partner = user.sudo().partner_id
        teams = partner.poms_act_team_ids
        return partner.poms_may_act and (
            not teams or bool(teams & employee.poms_team_ids)
        )

    @api.model
    def _is_leader(self, employee):
        """True for who leads a team, or whose own log-in has the role."""
        # sudo: employee comes from `identify`, its user is only asked for a role
        employee = employee.sudo()
        user = employee.user_id
        if user and user.has_group("poms_orders.group_team_leader"):
            return True
        teams = self.env["poms.team"].sudo()
        return bool(teams.search_count([("leader_id", "=", employee.id)], limit=1))
