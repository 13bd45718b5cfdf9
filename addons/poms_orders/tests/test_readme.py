import re
import unittest
from pathlib import Path

ADDON = Path(__file__).parents[1]


class TestReadme(unittest.TestCase):
    """What programs rely on stands in the readme."""

    def test_every_code_of_the_floor_is_documented(self):
        source = (ADDON / "models/reporting/report_messages.py").read_text()
        codes = set(re.findall(r'^        "([a-z_]+)": ', source, re.MULTILINE))
        words = set(re.findall(r"[a-z_]+", (ADDON / "readme/API.md").read_text()))
        self.assertGreater(len(codes), 50)
        self.assertEqual(sorted(codes - words), [])

    def test_every_method_of_the_inbox_is_documented(self):
        text = (ADDON / "readme/API.md").read_text()
        methods = {
            name
            for path in (ADDON / "models/inbox").glob("*.py")
            for name in re.findall(r"def (inbox_\w+)", path.read_text())
        }
        self.assertGreater(len(methods), 7)
        self.assertEqual(
            sorted(name for name in methods if f"`{name}(" not in text), []
        )
