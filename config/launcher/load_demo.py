"""Run inside Odoo (see in_odoo.py): load the demo data of our addons alone."""

from odoo.addons.poms_orders.tools.demo_install import install_demo

install_demo(env)  # noqa: F821 - in_odoo.py gives it
