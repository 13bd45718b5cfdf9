"""Which step of a new revision of a routing is which step of the old one."""

from collections import defaultdict


def match_operations(
    old: list[tuple[int, str]], new: list[tuple[int, str]]
) -> dict[int, int]:
    """Return {old id: new id} of the steps that go on under the same name.

    Steps of one name are paired in their order; a step that was renamed, added or
    removed has no pair, as nobody can say that its sheet still fits.

    :param old: (id, name) in the order of the routing
    :param new: the same
    """
    waiting: dict[str, list[int]] = defaultdict(list)
    for step, name in new:
        waiting[name].append(step)
    return {step: waiting[name].pop(0) for step, name in old if waiting[name]}
