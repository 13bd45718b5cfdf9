"""Run inside Odoo (launcher/in_odoo.py): somebody resumes the killed run."""

env["poms.confirm.run"].search([]).action_resume()  # noqa: F821
