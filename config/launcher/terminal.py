"""Talk to the person at the terminal, and run other programs with progress."""

import ctypes
import os
import signal
import subprocess
import sys
import time

COLOUR = sys.stderr.isatty() and "NO_COLOR" not in os.environ


class Failure(Exception):
    """A step cannot go on; the text is one sentence that says what to do."""

    def __init__(self, text, code=1):
        super().__init__(text)
        self.code = code


def say(text):
    """Write one line of progress to stderr; stdout is kept for results."""
    mark = "\033[36m▸\033[0m" if COLOUR else ">"
    print(f"{mark} {text}", file=sys.stderr, flush=True)


class Progress:
    """One line that is renewed while a long step runs (plain lines in a log)."""

    def __init__(self, what):
        self.what = what
        self.start = time.monotonic()
        self.last = 0.0
        say(f"{what} …")

    def show(self, detail):
        now = time.monotonic()
        if now - self.last < (0.2 if COLOUR else 15):
            return
        self.last = now
        text = f"  {detail} ({now - self.start:.0f} s)"
        if COLOUR:
            print(f"\r\033[K{text[:100]}", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)

    def done(self, detail="done"):
        seconds = time.monotonic() - self.start
        clear = "\r\033[K" if COLOUR else ""
        print(f"{clear}  {detail} in {seconds:.0f} s", file=sys.stderr, flush=True)


def run(command, what, log, env=None, cwd=None, explain=None, watch=None):
    """Run a program, its output into a log file, and show that it lives.

    :param list command: program and arguments
    :param str what: what it does, for the person
    :param Path log: the file that takes its output
    :param callable explain: log text -> sentence for known failures, or None
    :param callable watch: last log line -> detail to show, or None
    :raise Failure: when it does not exit with 0
    """
    progress = Progress(what)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=env,
            cwd=cwd,
            # A step that goes on after its poms was killed would meddle with the
            # next one's.
            preexec_fn=die_with_parent,
        )
        try:
            while process.poll() is None:
                time.sleep(0.2)
                progress.show((watch(last_line(log)) if watch else None) or "working")
        except BaseException:
            stop(process)
            raise
    if process.returncode:
        text = log.read_text(errors="replace")
        reason = (explain(text) if explain else None) or explain_common(text)
        raise Failure(
            f"{what}: failed. {reason or last_words(text)} The whole log: {log}"
        )
    progress.done()


def die_with_parent():
    """Child set-up: the kernel ends it when poms is killed (Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def stop(process, patience=10):
    """End a child: ask, then insist."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def last_line(log):
    """The last full line of a growing log file, without reading all of it."""
    with log.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - 2000))
        lines = stream.read().decode(errors="replace").splitlines()
    return lines[-1] if lines else ""


def last_words(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return f"It said: “{lines[-1][:300]}”." if lines else "It said nothing."


def explain_common(text):
    """A sentence for the failures that every download and install shares."""
    if "No space left on device" in text:
        return "The disk is full: free some space and start again."
    offline = (
        "Temporary failure in name resolution",
        "Temporary failure resolving",
        "Network is unreachable",
        "Connection refused",
        "NewConnectionError",
        "Could not resolve",
    )
    if any(sign in text for sign in offline):
        return "There is no network: connect, or set the proxy, and start again."
    if "Permission denied" in text:
        return "A file may not be written: check the rights of the folder named in it."
    return None
