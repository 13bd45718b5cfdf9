"""Setup time between two setup groups on one machine."""

from __future__ import annotations

from collections.abc import Mapping


def setup_minutes(
    matrix: Mapping[tuple[int, int], int], from_group: int, to_group: int
) -> int | None:
    """Minutes to change a machine from one setup group to another.

    Parameters
    ----------
    matrix
        The machine's own rows, ``{(from group id, to group id): minutes}``; a from
        group of 0 is the row for the first work, or for any without its own row.
    from_group
        Id of the setup group that ran before, 0 when nothing is known.
    to_group
        Id of the setup group to run, 0 when the work has none.

    Returns
    -------
    int or None
        None when the matrix says nothing: the work center's own setup time counts.
    """
    if not to_group:
        return None
    exact = matrix.get((from_group, to_group))
    if exact is not None:
        return exact
    if from_group == to_group:
        return 0
    return matrix.get((0, to_group))


def merge_rows(
    rows: list[tuple[int, int, int, int, int]], workcenter: int, group: int
) -> dict[tuple[int, int], int]:
    """The rows that hold for one work center; its own beat its group's, then all's.

    Parameters
    ----------
    rows
        ``(work center id, work center group id, from id, to id, minutes)``, 0 where
        the row leaves it open.
    workcenter, group
        Ids of the work center and of its group (0 when it has none).

    Returns
    -------
    dict
        ``{(from id, to id): minutes}``
    """
    result: dict[tuple[int, int], int] = {}
    strength: dict[tuple[int, int], int] = {}
    for row_workcenter, row_group, from_group, to_group, minutes in rows:
        if row_workcenter:
            if row_workcenter != workcenter:
                continue
            rank = 3
        elif row_group:
            if row_group != group:
                continue
            rank = 2
        else:
            rank = 1
        key = (from_group, to_group)
        if rank > strength.get(key, 0):
            strength[key] = rank
            result[key] = minutes
    return result
