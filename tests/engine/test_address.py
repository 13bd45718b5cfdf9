"""Kernels get named tuples of arrays by address, and see and change what is in them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numba.core.errors import TypingError

from engine.kernels.address import by_address
from engine.kernels.jit import helper, kernel


@by_address
class Inner(NamedTuple):
    factor: int
    row: np.ndarray


@by_address
class Outer(NamedTuple):
    table: np.ndarray
    inner: Inner
    cube: np.ndarray


@helper
def scale(t, value):
    return value * t.factor + t.row[1]


@kernel
def read(t, i, j):
    row = t.table[i]
    row[0] += 5
    t.cube[i, j, 1] = t.table[i, j] - 0.5
    return scale(t.inner, t.table[i, j]) + t.table.shape[0] * 100 + row.shape[0] * 10


def outer(kind=np.int32):
    table = np.arange(6).reshape(2, 3).astype(kind)
    inner = Inner(10, np.array([7, 9], np.int16))
    return Outer(table, inner, np.zeros((2, 3, 2)))


def test_a_kernel_reads_and_writes_fields_rows_and_what_is_nested():
    t = outer()
    assert read(t, 1, 2) == 5 * 10 + 9 + 200 + 30
    assert t.table[1, 0] == 8
    assert t.cube[1, 2, 1] == 4.5
    assert t.cube.sum() == 4.5


def test_entries_are_read_as_64_bits():
    t = outer()
    t.table[0, 1] = 2**31 - 1
    assert read(t, 0, 1) == (2**31 - 1) * 10 + 9 + 200 + 30


def test_each_kind_of_entries_has_its_own_kernel():
    assert read(outer(np.int64), 0, 0) == read(outer(np.int16), 0, 0)


def test_arrays_with_gaps_are_refused():
    t = outer()
    with pytest.raises(TypingError, match="by address"):
        read(t._replace(table=t.table[:, ::2]), 0, 0)


def test_every_index_can_be_checked(tmp_path):
    program = (
        "from test_address import outer, read\n"
        "for index in ((0, 3), (-1, 0)):\n"
        "    try:\n"
        "        print(read(outer(), *index))\n"
        "    except IndexError:\n"
        "        print('refused')\n"
    )
    here = Path(__file__).parent
    paths = [str(here), str(here.parents[1] / "addons/poms_scheduling")]
    env = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**env, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["refused", "refused"]
