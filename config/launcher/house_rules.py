"""Checks of our own that no linter has: sizes, and what must not be published."""

import ast
import re

from .home import ROOT

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
CODE = (".py", ".js", ".scss")
PURE = ("addons/poms_scheduling/engine/", "addons/poms_connectors/codecs/")
PURE_FORBIDDEN = re.compile(r"^\s*(from|import) odoo\b", re.MULTILINE)
SWALLOWED = "an error is swallowed: handle it, or say why it may be ignored"


def complaints(names):
    """One line for each breach of the house's rules in the files named."""
    for name in names:
        if not name.endswith(CODE):
            continue
        text = (ROOT / name).read_text(errors="replace")
        count = text.count("\n")
        if count > LONGEST_FILE:
            yield f"{name}: {count} lines; {LONGEST_FILE} are the most: split it"
        if name.startswith(PURE) and PURE_FORBIDDEN.search(text):
            yield f"{name}: a pure package imports odoo"
        if name.endswith(".py"):
            yield from _python(name, text)


def _python(name, text):
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1 - _docstring_lines(node)
            if length > LONGEST_FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines"
        if isinstance(node, ast.ExceptHandler):
            if all(isinstance(part, ast.Pass) for part in node.body):
                yield f"{name}:{node.lineno}: {SWALLOWED}"


def _docstring_lines(node):
    """Docstrings do not count: they shall give shapes, units and sources."""
    first = node.body[0]
    if ast.get_docstring(node) is None:
        return 0
    return first.end_lineno - first.lineno + 1
