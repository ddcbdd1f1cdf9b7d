"""Functions that tests hand to workers by name; a spawned process imports them from here."""

import os
import signal
import time

import pyarrow as pa
import pyarrow.compute as pc

LOADED = f"{os.getpid()}:{time.monotonic_ns()}"
"""Differs in every process that imports this module, and stays within it."""


def double(table: pa.Table) -> pa.Table:
    """Twice the number of each row, with the process that counted it."""
    doubled = pc.multiply(table["number"], 2)
    return pa.table({"number": doubled, "loaded": pa.array([LOADED] * table.num_rows, pa.string())})


def slow(table: pa.Table) -> pa.Table:
    """As :func:`double`, after a while."""
    time.sleep(0.3)
    return double(table)


def raise_on_seven(table: pa.Table) -> pa.Table:
    """Raises on the shard that holds a 7."""
    if 7 in table["number"].to_pylist():
        raise ValueError("seven is no number of boats")
    return double(table)


def leave_on_seven(table: pa.Table) -> pa.Table:
    """Ends its process on the shard that holds a 7."""
    if 7 in table["number"].to_pylist():
        os._exit(3)
    return double(table)


def killed_on_seven(table: pa.Table) -> pa.Table:
    """Is killed, as by a system short of memory, on the shard that holds a 7."""
    if 7 in table["number"].to_pylist():
        os.kill(os.getpid(), signal.SIGKILL)
    return double(table)


def threads(table: pa.Table) -> pa.Table:
    """Say how many threads of linear algebra this process was told to use."""
    return pa.table({"threads": [os.environ.get("OPENBLAS_NUM_THREADS")] * table.num_rows})
