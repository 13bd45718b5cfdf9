from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestServiceWorker(HttpCase):
    """The floor's worker in a real browser, with a network that can be taken away."""

    def test_kept_words_are_of_the_language_that_is_asked_for(self):
        new_test_user(
            self.env, login="floor_operator", groups="poms_orders.group_operator"
        )
        self.start_tour("/odoo/floor", "poms_service_worker", login="floor_operator")
