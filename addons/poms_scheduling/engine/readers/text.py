"""Readers of the classic text formats; see section 2 of the benchmark's FORMAT.md.

``.fjs`` (Brandimarte 1993), its form with workers (FJSSP-W, Hutter et al. 2025), with
setup matrices by operation or by job (SDST), the job shop form ``jsp`` and precedence
graphs (Birgin et al. 2014).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InputError
from ..model import Alternative, Job, Machine, Operation, Problem

Row = tuple[int, list[int]]
Options = list[list[Alternative]]


def read_text_format(text: str, fmt: str, name: str) -> Problem:
    """Read a text format; with ``auto`` the first that fits the numbers exactly."""
    rows = list(_rows(text))
    if not rows:
        raise InputError("the file is empty")
    readers = {
        "jsp": _read_jsp,
        "fjs": _read_fjs,
        "sdst": _read_sdst,
        "fjsp-w": _read_fjspw,
        "birgin": _read_birgin,
    }
    if fmt != "auto":
        return readers[fmt](rows, name)
    faults = {}
    order = ("jsp",) if _is_permutation(rows) else ()
    for key in (*order, "fjs", "sdst", "fjsp-w", "birgin", "jsp"):
        try:
            return readers[key](rows, name)
        except InputError as error:
            faults[key] = error
    likely = _likely(rows)
    raise InputError(f"no text format fits; as {likely}: {faults[likely]}")


def _is_permutation(rows: list[Row]) -> bool:
    """Whether every row visits each machine once, as in classic job shops."""
    head = rows[0][1]
    if len(head) < 2 or len(rows) != head[0] + 1:
        return False
    machines = list(range(head[1]))
    return all(
        len(values) == 2 * head[1] and sorted(values[::2]) == machines
        for _, values in rows[1:]
    )


def _likely(rows: list[Row]) -> str:
    """Guess which format was meant, to name its fault."""
    head = rows[0][1]
    n_rows = len(rows) - 1
    if len(head) >= 2 and n_rows > head[0]:
        return "birgin" if len(head) == 3 and n_rows > head[1] else "sdst"
    if len(head) == 2 and len(rows) > 1 and len(rows[1][1]) == 2 * head[1]:
        return "jsp"
    return "fjs"


def _rows(text: str) -> Iterator[Row]:
    """Give ``(line number, numbers)``; the average flexibility is cut off."""
    first = True
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        if first and len(words) == 3 and "." in words[2]:
            _number(words[2], number)
            words = words[:2]
        first = False
        yield number, [_integer(word, number) for word in words]


def _number(word: str, line: int) -> float:
    try:
        return float(word)
    except ValueError:
        raise InputError(f"line {line}: {word!r} is not a number") from None


def _integer(word: str, line: int) -> int:
    value = _number(word, line)
    if value != value or abs(value) > 1e9 or value != int(value):
        raise InputError(f"line {line}: {word!r} is not an integer")
    return int(value)


class _Cursor:
    """Reads numbers of one row from left to right."""

    def __init__(self, row: Row) -> None:
        self.line, self.values = row
        self.at = 0

    def next(self, what: str, low: int = 0, high: int = 10**8) -> int:
        """Give the next number, within bounds."""
        if self.at >= len(self.values):
            raise InputError(f"line {self.line}: the line ends before the {what}")
        value = self.values[self.at]
        self.at += 1
        if not low <= value <= high:
            raise InputError(
                f"line {self.line}, number {self.at}: {what} {value} is outside "
                f"{low}..{high}"
            )
        return value

    def finish(self) -> None:
        """Check that nothing is left over."""
        if self.at != len(self.values):
            left = len(self.values) - self.at
            raise InputError(f"line {self.line}: {left} numbers too many")


def _head(rows: list[Row], names: tuple[str, ...]) -> list[int]:
    line, values = rows[0]
    if len(values) < len(names):
        raise InputError(f"line {line}: {', '.join(names)} are expected")
    for value, what in zip(values, names, strict=False):
        low = 0 if what == "arcs" else 1
        if not low <= value <= 10**6:
            raise InputError(f"line {line}: {what} {value} is outside {low}..1000000")
    return values


def _job_rows(rows: list[Row], n_jobs: int, exact: bool = True) -> list[Row]:
    if len(rows) - 1 < n_jobs or (exact and len(rows) - 1 > n_jobs):
        last = rows[-1][0]
        raise InputError(
            f"line {last}: {len(rows) - 1} lines follow the first, not {n_jobs} jobs"
        )
    return rows[1 : 1 + n_jobs]


def _make(
    name: str,
    fmt: str,
    options: list[Options],
    n_machines: int,
    n_workers: int = 0,
    families: list[int] | None = None,
    setups: list[tuple[tuple[int, ...], ...]] | None = None,
) -> Problem:
    """Build a problem of chains, `options[job][operation]` its alternatives."""
    operations: list[Operation] = []
    for j, job in enumerate(options):
        for k, alternatives in enumerate(job):
            index = len(operations)
            operations.append(
                Operation(
                    label=f"{j}.{k}",
                    job=j,
                    number=k,
                    alternatives=tuple(alternatives),
                    predecessors=((index - 1, 0),) if k else (),
                    family=families[index] if families is not None else None,
                )
            )
    machines = tuple(
        Machine(label=m, setup=setups[m] if setups is not None else None)
        for m in range(n_machines)
    )
    return Problem(
        name=name,
        format=fmt,
        jobs=tuple(Job(label=j) for j in range(len(options))),
        operations=tuple(operations),
        machines=machines,
        n_workers=n_workers,
    )


def _fjs_jobs(rows: list[Row], n_machines: int) -> list[Options]:
    options = []
    for row in rows:
        cursor = _Cursor(row)
        job = []
        for _ in range(cursor.next("number of operations")):
            count = cursor.next("number of machines", 1, n_machines)
            job.append(
                [
                    Alternative(
                        machine=cursor.next("machine", 1, n_machines) - 1,
                        duration=cursor.next("duration"),
                        index=i,
                    )
                    for i in range(count)
                ]
            )
        cursor.finish()
        options.append(job)
    return options


def _read_fjs(rows: list[Row], name: str) -> Problem:
    n_jobs, n_machines = _head(rows, ("jobs", "machines"))[:2]
    options = _fjs_jobs(_job_rows(rows, n_jobs), n_machines)
    return _make(name, "fjs", options, n_machines)


def _read_jsp(rows: list[Row], name: str) -> Problem:
    n_jobs, n_machines = _head(rows, ("jobs", "machines"))[:2]
    options: list[Options] = []
    for row in _job_rows(rows, n_jobs):
        cursor = _Cursor(row)
        job: Options = []
        while cursor.at < len(cursor.values):
            machine = cursor.next("machine", 0, n_machines - 1)
            job.append([Alternative(machine, cursor.next("duration"))])
        options.append(job)
    return _make(name, "jsp", options, n_machines)


def _read_sdst(rows: list[Row], name: str) -> Problem:
    n_jobs, n_machines = _head(rows, ("jobs", "machines"))[:2]
    options = _fjs_jobs(_job_rows(rows, n_jobs, exact=False), n_machines)
    owner = [j for j, job in enumerate(options) for _ in job]
    matrix = rows[1 + n_jobs :]
    families: list[int] = []
    for row_of, size in ((list(range(len(owner))), len(owner)), (owner, n_jobs)):
        families = row_of
        if len(matrix) == n_machines * size and all(len(v) == size for _, v in matrix):
            break
    else:
        line = matrix[0][0] if matrix else rows[-1][0]
        raise InputError(
            f"line {line}: {len(matrix)} setup rows are neither {n_machines} x "
            f"{len(owner)} (by operation) nor {n_machines} x {n_jobs} (by job)"
        )
    for line, values in matrix:
        if min(values) < 0:
            raise InputError(f"line {line}: setup {min(values)} is negative")
    setups = [
        tuple(tuple(v) for _, v in matrix[m * size : (m + 1) * size])
        for m in range(n_machines)
    ]
    return _make(name, "sdst", options, n_machines, families=families, setups=setups)


def _read_fjspw(rows: list[Row], name: str) -> Problem:
    n_jobs, n_machines, n_workers = _head(rows, ("jobs", "machines", "workers"))[:3]
    options: list[Options] = []
    for row in _job_rows(rows, n_jobs):
        cursor = _Cursor(row)
        job: Options = []
        for _ in range(cursor.next("number of operations")):
            alternatives: list[Alternative] = []
            for _ in range(cursor.next("number of machines", 1, n_machines)):
                machine = cursor.next("machine", 1, n_machines) - 1
                for _ in range(cursor.next("number of workers", 1, n_workers)):
                    worker = cursor.next("worker", 1, n_workers) - 1
                    alternatives.append(
                        Alternative(
                            machine=machine,
                            duration=cursor.next("duration"),
                            worker=worker,
                            index=len(alternatives),
                        )
                    )
            job.append(alternatives)
        cursor.finish()
        options.append(job)
    return _make(name, "fjsp-w", options, n_machines, n_workers)


def _read_birgin(rows: list[Row], name: str) -> Problem:
    """Read a precedence graph; weakly connected operations make one job."""
    n_ops, n_arcs, n_machines = _head(rows, ("operations", "arcs", "machines"))[:3]
    if len(rows) != 1 + n_arcs + n_ops:
        raise InputError(
            f"line {rows[-1][0]}: {len(rows) - 1} lines follow the first, "
            f"not {n_arcs} arcs and {n_ops} operations"
        )
    before: list[list[int]] = [[] for _ in range(n_ops)]
    for row in rows[1 : 1 + n_arcs]:
        cursor = _Cursor(row)
        earlier = cursor.next("operation", 0, n_ops - 1)
        before[cursor.next("operation", 0, n_ops - 1)].append(earlier)
        cursor.finish()
    job_of = _components(before)
    counts = [0] * (max(job_of) + 1)
    operations = []
    for i, row in enumerate(rows[1 + n_arcs :]):
        cursor = _Cursor(row)
        alternatives = [
            Alternative(
                machine=cursor.next("machine", 0, n_machines - 1),
                duration=cursor.next("duration"),
                index=a,
            )
            for a in range(cursor.next("number of machines", 1, n_machines))
        ]
        cursor.finish()
        job = job_of[i]
        pairs = tuple((p, 0) for p in sorted(set(before[i])))
        operations.append(
            Operation(i, job, counts[job], tuple(alternatives), predecessors=pairs)
        )
        counts[job] += 1
    jobs = tuple(Job(label=j) for j in range(len(counts)))
    machines = tuple(Machine(label=m) for m in range(n_machines))
    return Problem(name, "birgin", jobs, tuple(operations), machines)


def _components(before: list[list[int]]) -> list[int]:
    """Number the weakly connected components in order of their first operation."""
    root = list(range(len(before)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i, others in enumerate(before):
        for p in others:
            a, b = find(i), find(p)
            root[max(a, b)] = min(a, b)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(find(i), len(numbers)) for i in range(len(before))]
