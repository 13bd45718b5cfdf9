import os
import time
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..adapter.runner import Budget, Cancelled, EngineError, solve

COMMAND = (str(Path(__file__).with_name("stand_in.py")), "solve")
PROBLEM = {"calendars": {}, "machines": [], "operations": []}


@tagged("post_install", "-at_install")
class TestRunner(BaseCase):
    """The engine's process ends in every case, and each end has its name."""

    def _solve(self, mood="", watch=None, seconds=5.0):
        with patch.dict(os.environ, {"STAND_IN": mood}):
            return solve(
                PROBLEM,
                Budget(seconds=seconds),
                watch or (lambda *_args: ""),
                COMMAND,
                poll_s=0.05,
            )

    def test_answer(self):
        schedule, summary = self._solve()
        self.assertEqual(schedule, {"operations": []})
        self.assertEqual(summary["status"], "feasible")

    def test_faults_have_reasons(self):
        for mood, reason in (
            ("crash", "crash"),
            ("input", "input"),
            ("infeasible", "infeasible"),
        ):
            with self.subTest(mood), self.assertRaises(EngineError) as caught:
                self._solve(mood)
            self.assertEqual(caught.exception.reason, reason)
            self.assertTrue(caught.exception.text)

    def test_stop_takes_the_best_so_far(self):
        seen = []

        def watch(_seconds, line):
            seen.append(line.get("weighted_tardiness"))
            return "stop" if line else ""

        schedule, _summary = self._solve("hang", watch)
        self.assertEqual(schedule, {"operations": []})
        self.assertEqual(seen[-1], 3)

    def test_cancel_ends_the_process(self):
        children = self._children()
        begun = time.monotonic()
        with self.assertRaises(Cancelled):
            self._solve("hang", lambda *_args: "cancel")
        self.assertLess(time.monotonic() - begun, 3)
        self.assertEqual(self._children(), children)

    def test_overtime_is_ended(self):
        with patch("odoo.addons.poms_scheduling.adapter.runner.GRACE_S", 0.2):
            schedule, _summary = self._solve("hang", seconds=0.5)
        self.assertEqual(schedule, {"operations": []})

    def test_budget_needs_a_limit(self):
        with self.assertRaises(ValueError):
            Budget(seconds=None)

    def _children(self):
        """Process ids of our running children (Linux)."""
        path = Path(f"/proc/self/task/{os.getpid()}/children")
        return set(path.read_text().split()) if path.exists() else set()
