"""No warning in Odoo's log beyond an allow-list with reasons.

Used on log files (installs, services), and as a pytest plugin for what is logged
while tests run: ``-p launcher.log_check``.
"""

import logging
import re
from pathlib import Path

ALLOWED = Path(__file__).resolve().parents[1] / "log_allowlist.txt"
LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) (.*)$")


def allowed():
    lines = ALLOWED.read_text().splitlines()
    patterns = [line for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def complaints(text):
    """Log lines of warning level and above that the allow-list does not have."""
    known = allowed()
    found = [line for line in text.splitlines() if LINE.match(line)]
    return [line for line in found if not known.search(line)]


class Collector(logging.Handler):
    """Keeps the warnings of a pytest run, with the test in which they came."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.known = allowed()
        self.test = "start-up"
        self.found = []

    def emit(self, record):
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.name.startswith("odoo") and not self.known.search(text):
            self.found.append(f"[{self.test}] {text.splitlines()[0][:300]}")


COLLECTOR = Collector()


def pytest_configure(config):
    logging.getLogger().addHandler(COLLECTOR)


def pytest_runtest_logstart(nodeid, location):
    COLLECTOR.test = nodeid


def pytest_terminal_summary(terminalreporter):
    if COLLECTOR.found:
        terminalreporter.section("warnings in Odoo's log", red=True)
        for line in COLLECTOR.found:
            terminalreporter.line(line)
        terminalreporter.line("Mend them, or add them with a reason to " + ALLOWED.name)


def pytest_sessionfinish(session, exitstatus):
    if COLLECTOR.found and exitstatus == 0:
        session.exitstatus = 1
