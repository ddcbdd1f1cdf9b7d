"""Functions that tests hand to workers by name; a spawned process imports them from here."""

import os
import signal
import time
from pathlib import Path

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


def raise_on_seven_last(table: pa.Table) -> pa.Table:
    """As :func:`raise_on_seven`, once the output of another shard is in the folder that the rows name."""
    if 7 in table["number"].to_pylist():
        until = time.monotonic() + 60
        while not list(Path(table["folder"][0].as_py()).glob("*.parquet")) and time.monotonic() < until:
            time.sleep(0.02)
    return raise_on_seven(table)


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


POISON = {7: "died", 8: "too_slow", 9: "out_of_memory"}
"""What becomes of the process that is given a number by :func:`poisoned`."""


def poisoned(table: pa.Table) -> pa.Table:
    """As :func:`double`, but a 7 kills its process, an 8 never ends, and a 9 takes all memory that there is."""
    numbers = table["number"].to_pylist()
    if 7 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    while 8 in numbers:
        pass
    if 9 in numbers:
        held = []
        while True:
            held.append(bytearray(1_000_000_000))
    return double(table)


def left_out(table: pa.Table, kind: str, how: str) -> pa.Table:
    """The output of a number that was not doubled: less than none, with the reason."""
    (number,) = table["number"].to_pylist()
    return pa.table({"number": [-number], "loaded": [f"{kind}: {how}"]})


def died_once(table: pa.Table) -> pa.Table:
    """As :func:`double`, but its process is killed the first time that it is given a row."""
    mark = Path(os.environ["ONRECORD_TEST_MARK"])
    if table.num_rows and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(table)


def whose(table: pa.Table) -> str:
    """Who makes the output here."""
    return "release 2"
