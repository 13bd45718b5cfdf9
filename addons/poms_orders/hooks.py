def uninstall_hook(env):
    """Free the machines that only cards occupy.

    A work order keeps the leave that it holds itself; the leaves of its other
    cards would stay behind for ever, without anything that explains them.
    """
    cards = env["poms.task.card"].with_context(active_test=False).search([])
    (cards.leave_id - cards.workorder_id.leave_id).unlink()
