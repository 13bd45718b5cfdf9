from . import controllers, models, wizards


def uninstall_hook(env):
    """Take away what the partners made in edi_core_oca; nothing else knows it."""
    kind = env.ref("poms_connectors.edi_backend_type_poms")
    backends = (
        env["edi.backend"]
        .with_context(active_test=False)
        .search([("backend_type_id", "=", kind.id)])
    )
    env["edi.exchange.record"].with_context(active_test=False).search(
        [("backend_id", "in", backends.ids)]
    ).unlink()
    env["poms.edi.message"].search([]).unlink()
    env["poms.edi.partner"].with_context(active_test=False).search([]).unlink()
    backends.unlink()
