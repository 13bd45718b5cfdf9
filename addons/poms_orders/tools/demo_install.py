"""Load the demo plant on a database without Odoo's own demo data.

Odoo loads the demo files of an addon only where all addons that it depends on have
theirs. The demo plant stands alone, so it is loaded here, from an Odoo shell, after the
addons are installed::

    from odoo.addons.poms_orders.tools.demo_install import install_demo

    install_demo(env)
    env.cr.commit()
"""

import logging

from odoo.modules.loading import load_data
from odoo.modules.module_graph import ModuleGraph

_logger = logging.getLogger(__name__)

ADDONS = ("poms_orders", "poms_scheduling", "poms_traceability", "poms_connectors")


def install_demo(env, addons=ADDONS, history="now"):
    """Load the demo files of the installed ones of ``addons``, then orders and history.

    Cost: some 70 seconds on two cores, 10 of them for the history.

    :param env: Odoo environment of the superuser
    :param addons: technical names; those not installed, or loaded before, are skipped
    :param history: two months of past production: ``"now"``, or as a ``"job"`` of the
        queue, or ``None``
    :return: the names of the addons whose demo files were loaded
    :raise Exception: whatever a demo file raises; nothing is committed here
    """
    env = env(su=True, context={**env.context, "poms_demo_defer": True, "lang": None})
    installed = env["ir.module.module"].search([("state", "=", "installed")])
    todo = installed.filtered(lambda m: m.name in addons and not m.demo)
    graph = ModuleGraph(env.cr, mode="load")
    graph.extend(installed.mapped("name"))
    loaded = []
    for package in graph:
        if package.name in todo.mapped("name"):
            _logger.info("demo plant: files of %s", package.name)
            load_data(env, {}, "init", kind="demo", package=package)
            loaded.append(package.name)
    # An upgrade then also upgrades the demo files (which are noupdate).
    env.cr.execute(
        "UPDATE ir_module_module SET demo = true WHERE name = ANY(%s)", (loaded,)
    )
    env["ir.module.module"].invalidate_model(["demo"])
    if "poms_orders" in loaded:
        _load_stages(env(context={"lang": None}), installed, history)
    elif loaded:
        todo._update_translations(["zh_CN"])
    return loaded


def _load_stages(env, installed, history):
    from . import demo_orders

    # The whole interface in Chinese, once; later installs keep it up by themselves.
    installed._update_translations(["zh_CN"])
    demo_orders.load_orders(env)
    if history == "job":
        env["poms.demo"].with_delay(
            description="Demo plant: two months of history"
        )._job_load_history()
    elif history == "now":
        env["poms.demo"]._job_load_history()
