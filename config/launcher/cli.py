"""The commands of ./poms and their options."""

import argparse
import signal
import subprocess
import sys

from .terminal import Failure

INTERRUPTED = 130


def main(words):
    """Run one command; its exit code, 0 only when it did what was asked."""
    if words and words[0] in PASSED_ON and words[1:2] not in (["-h"], ["--help"]):
        command, rest = PASSED_ON[words[0]], words[1:]
    else:
        options = parser().parse_args(words)
        command, rest = options.command, options
    _stop_by_signals()
    try:
        return command(rest) or 0
    except Failure as failure:
        print(f"poms: {failure}", file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        print("\npoms: stopped.", file=sys.stderr)
        return 0 if command is _run else INTERRUPTED
    except OSError as error:
        if error.errno == 28:
            print("poms: the disk is full: free some space.", file=sys.stderr)
            return 1
        raise


def _stop_by_signals():
    """Let each signal that asks us to end unwind, so that no process stays behind."""
    # A shell starts background jobs with SIGINT ignored; it shall stop us there too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _as_interrupt)
    # nohup ignores it on purpose.
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _as_interrupt)


def _as_interrupt(_number, _frame):
    raise KeyboardInterrupt


def parser():
    top = argparse.ArgumentParser(
        prog="./poms", description="POMS, the production order management system."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _run_options(commands)
    for name, command in PASSED_ON.items():
        sub = commands.add_parser(
            name, help=command.__doc__, description=command.__doc__, add_help=True
        )
        sub.add_argument("arguments", nargs=argparse.REMAINDER, help=HELP[name])
        sub.set_defaults(command=command)
    return top


def _run_options(commands):
    run = commands.add_parser("run", help=_run.__doc__, description=_run.__doc__)
    run.set_defaults(command=_run)
    run.add_argument("--port", type=_port, default=8069, help="default 8069")
    run.add_argument("--db", type=_name, default="poms", help="default poms")
    run.add_argument(
        "--fresh", action="store_true", help="drop the database and make it anew"
    )
    run.add_argument(
        "--no-demo", action="store_true", help="an empty system, without demo plant"
    )
    run.add_argument(
        "--lan", action="store_true", help="serve tablets on the network over HTTPS"
    )


def _port(text):
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port from 1 to 65535")
    return int(text)


def _name(text):
    plain = text.replace("_", "").replace("-", "")
    if not plain.isalnum() or not plain.isascii() or len(text) > 40:
        raise argparse.ArgumentTypeError(
            f"{text}: use at most 40 letters, digits, - and _"
        )
    return text


def _run(options):
    """Start the plant: builds what is missing, serves until Ctrl-C."""
    from .serve import run

    return run(options)


def _test(words):
    """Run every test, or those that pytest's arguments name."""
    from .testing import test

    return test(words)


def _lint(words):
    """Run the linters; with --fix they mend what they can."""
    from .linting import lint

    return lint(words)


def _shell(words):
    """Open Odoo's shell on the plant's database (or on the one named)."""
    from .shell import shell

    return shell(words)


def _i18n(words):
    """Renew the translation files from the code; new terms stand there empty."""
    from .i18n import renew

    return renew(words)


def _solve(words):
    """Schedule a problem file with the engine; needs no Odoo, no database."""
    from .engine import warm

    is_cluster = any(word.split("=")[0] == "--cluster" for word in words)
    lists = ["engine", "islands"] if is_cluster else ["engine"]
    return _pure("poms_scheduling", "engine", lists, ["solve", *words], warm)


def _edi(words):
    """Read a message: edi read FILE; needs no Odoo, no database."""
    # By its folder: "codecs" as a name is Python's own module.
    return _pure("poms_connectors", "codecs", ["codecs"], words)


def _bench(words):
    """Measure: bench NAME [--json FILE] [--check]."""
    from .bench import bench

    return bench(words)


def _load(words):
    """Terminals against a plant of its own: times, retries, and are the sums right."""
    from .load import load

    return load(words)


def _pure(addon, package, lists, words, prepare=None):
    """Run a pure package in its own small environment, replacing this process.

    :param prepare: called with the environment's Python before
    """
    import os

    from .environment import environment
    from .home import ADDONS, home

    python = environment(*lists)
    by_name = package != "codecs"
    if prepare:
        prepare(python)
    if by_name:
        os.environ["PYTHONPATH"] = str(ADDONS / addon)
    os.environ.setdefault("NUMBA_CACHE_DIR", str(home() / "numba"))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.stdout.flush()
    if package == "engine":
        # It lets them through once it knows what to do: write the best so far.
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    # exec: signals, exit code and streams are the program's own.
    program = ["-m", package] if by_name else [str(ADDONS / addon / package)]
    os.execv(python, [str(python), *program, *words])


PASSED_ON = {
    "test": _test,
    "lint": _lint,
    "shell": _shell,
    "i18n": _i18n,
    "solve": _solve,
    "edi": _edi,
    "bench": _bench,
    "load": _load,
}
HELP = {
    "test": "pytest's arguments; none: all tests",
    "lint": "--fix",
    "shell": "[--db NAME] and Odoo's own shell options",
    "i18n": "",
    "solve": "FILE [--format F] [--seconds S] [--evaluations N] [--seed N] "
    "[--workers N] [--algorithm ga|sa|rules] [--cluster ADDRESS] --out FILE",
    "edi": "read FILE",
    "bench": "NAME [--json FILE] [--check]",
    "load": "[--terminals N] [--minutes M] [--age 2y] [--profile 3x] [--json FILE] "
    "[--check]",
}


def call(command, **options):
    """A child in the foreground; its exit code."""
    return subprocess.run([str(word) for word in command], **options).returncode
