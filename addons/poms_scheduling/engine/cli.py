"""The command line: ``python -m engine solve FILE --out SCHEDULE --seconds 10``.

stdout carries one JSON line with the result, stderr progress as JSON lines and faults
as one line of text. Exit 0: a schedule was written; 2: bad input or usage; 3: the
problem is proven infeasible; 4: a schedule was written, but it breaks a hard limit.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from . import STARTED_AT
from .errors import InfeasibleError, InputError
from .readers import FORMATS, read_file

EXIT_INPUT = 2
EXIT_INFEASIBLE = 3
EXIT_VIOLATING = 4
EXIT_SIGNAL = 128  # and the signal's number, as shells do
LONGEST_LINE = 400
STOPPERS = (signal.SIGINT, signal.SIGTERM)


class _Parser(argparse.ArgumentParser):
    """Faults in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the fault and exit with 2."""
        self.exit(EXIT_INPUT, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="engine", description="The scheduling engine of POMS.")
    commands = parser.add_subparsers(dest="command", required=True)
    solve = commands.add_parser("solve", help="find a schedule for a problem file")
    solve.add_argument("file", metavar="FILE", help="problem, format known by content")
    solve.add_argument("--format", choices=FORMATS, default="auto")
    solve.add_argument("--seconds", type=_seconds, help="wall time, reading included")
    solve.add_argument("--evaluations", type=_count, help="limit of evaluations")
    solve.add_argument("--seed", type=_count, default=0)
    solve.add_argument("--workers", type=_positive, help="threads; changes speed only")
    solve.add_argument("--algorithm", choices=("ga", "sa", "rules"), default="ga")
    solve.add_argument(
        "--cluster", metavar="ADDRESS", help="run islands on a Dask scheduler's workers"
    )
    solve.add_argument("--islands", type=_positive, default=4, help="with --cluster")
    solve.add_argument("--out", required=True, metavar="FILE", help="schedule to write")
    solve.add_argument("--quiet", action="store_true", help="no progress on stderr")
    commands.add_parser("warm", help="compile the kernels once, into numba's cache")
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1e9:
        raise ValueError(text)
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; give the exit code."""
    options = _parser().parse_args(argv)
    if options.command == "warm":
        return _warm()
    if options.seconds is None and options.evaluations is None:
        return _fail(EXIT_INPUT, "give --seconds, --evaluations or both")
    stop = threading.Event()
    for number in STOPPERS:
        signal.signal(number, lambda *_: stop.set())
    # `./poms solve` holds them back while Python starts, so that none comes too early.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPERS)
    try:
        return _solve(options, stop)
    except InputError as error:
        return _fail(EXIT_INPUT, f"{options.file}: {error}")
    except InfeasibleError as error:
        return _fail(EXIT_INFEASIBLE, f"{options.file}: infeasible: {error}")


def _warm() -> int:
    """Compile the kernels; a signal ends that at once, with all its processes."""

    def end(number: int, _frame: object) -> NoReturn:
        sys.exit(
            _fail(EXIT_SIGNAL + number, "stopped before all kernels were compiled")
        )

    for number in STOPPERS:
        signal.signal(number, end)
    from .warm import warm

    print(json.dumps({"seconds": round(warm(), 1)}))
    return 0


def _solve(options: argparse.Namespace, stop: threading.Event) -> int:
    _check_target(Path(options.out).absolute())
    problem = read_file(options.file, options.format)
    from .solver import solve
    from .writers import result_line, schedule_document, write_json

    for warning in problem.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    client = None if options.cluster is None else _client(options.cluster)
    schedule = solve(
        problem,
        seconds=options.seconds,
        evaluations=options.evaluations,
        seed=options.seed,
        algorithm=options.algorithm,
        workers=options.workers,
        progress=None if options.quiet else _report,
        stop=stop,
        started_at=STARTED_AT,
        client=client,
        islands=options.islands,
    )
    if client is not None:
        client.close()
    try:
        write_json(options.out, schedule_document(problem, schedule))
    except OSError as error:
        raise InputError(f"cannot write {options.out}: {error.strerror}") from error
    print(json.dumps(result_line(problem, schedule)), flush=True)
    if schedule.violations:
        broken = "; ".join(schedule.violations)
        return _fail(EXIT_VIOLATING, f"{options.file}: written, but {broken}")
    return 0


def _client(address: str) -> Any:
    """Connect to a Dask scheduler."""
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "--cluster needs the packages of config/requirements/islands.txt"
        ) from error
    try:
        return Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler at {address}: {error}") from error


def _check_target(path: Path) -> None:
    """Refuse a place that cannot be written before the search, not after it."""
    if not path.parent.is_dir():
        raise InputError(f"folder {path.parent} of --out does not exist")
    if path.is_dir():
        raise InputError(f"--out {path} is a folder, not a file")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"folder {path.parent} of --out cannot be written")


def _report(figures: Mapping[str, float | int | None]) -> None:
    print(json.dumps(figures), file=sys.stderr, flush=True)


def _fail(code: int, text: str) -> int:
    """Say in one line, of a length that can be read, what is wrong."""
    line = " ".join(text.split())
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE - 2]} …"
    print(line.encode(errors="replace").decode(), file=sys.stderr)
    return code
