"""Memory that this process holds, and what it holds for nothing."""

import ctypes
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class Held(NamedTuple):
    """Bytes that a process holds."""

    address_space: int
    resident: int


def held() -> Held | None:
    """Return what this process holds now; None where the system does not tell (it does on Linux)."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return None
    pages, resident, *_ = statm.read_text(encoding="ascii").split()
    size = os.sysconf("SC_PAGE_SIZE")
    return Held(int(pages) * size, int(resident) * size)


def give_back() -> None:
    """Have Arrow and the C library return freed memory to the system, where they can: each keeps some for later."""
    if arrow := sys.modules.get("pyarrow"):
        arrow.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # not glibc: macOS, musl, Windows
        ctypes.CDLL(None).malloc_trim(0)


def collect_seldom() -> None:
    """Have the collector of cycles begin when there are many objects more: it looks at thousands of them in vain.

    Libraries make their objects when they are imported, a stage its rows, and few of either are in a cycle.
    """
    gc.set_threshold(50_000, 20, 100)


def end_at_once() -> None:
    """Let a process that has done its work end without a search for cycles in all that it holds: the system takes it.

    The search at the end takes a second for each some hundred thousand objects.
    """
    gc.freeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector of cycles, for work that makes millions of small objects of which none is in a cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
