from odoo.exceptions import AccessDenied
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDemoLogin(TransactionCase):
    """Passwords that everybody knows open nothing but the demo plant."""

    def _log_in(self, user, password):
        credential = {"type": "password", "login": user.login, "password": password}
        return (
            self.env["res.users"]
            .with_user(user)
            .env.user._check_credentials(credential, {"interactive": False})
        )

    def test_demo_password_counts_in_the_demo_plant_only(self):
        user = new_test_user(self.env, "demo-someone", password="demo-someone")
        user.poms_is_demo = True
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("poms.demo", "True")
        self.assertTrue(self._log_in(user, "demo-someone"))
        for value in ("False", False):
            parameters.set_param("poms.demo", value)
            with self.assertRaises(AccessDenied):
                self._log_in(user, "demo-someone")

    def test_own_password_counts_everywhere(self):
        """A demo user who chose a password is a user like any other."""
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("poms.demo", "True")
        user = new_test_user(self.env, "demo-someone", password="demo-someone")
        user.poms_is_demo = True
        user.with_user(user).change_password("demo-someone", "long and secret")
        self.assertFalse(user.poms_is_demo)
        parameters.set_param("poms.demo", "False")
        self.assertTrue(self._log_in(user, "long and secret"))

    def test_other_users_are_not_touched(self):
        self.env["ir.config_parameter"].set_param("poms.demo", "False")
        user = new_test_user(self.env, "somebody-else", password="somebody-else")
        self.assertTrue(self._log_in(user, "somebody-else"))
