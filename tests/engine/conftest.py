"""Paths that the engine's tests need."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench"
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests/bench")]


@pytest.fixture(scope="session")
def bench():
    """Folder of the benchmark instances and their referee."""
    if not (BENCH / "check.py").is_file():
        pytest.skip(f"the benchmark ground is not at {BENCH}")
    return BENCH
