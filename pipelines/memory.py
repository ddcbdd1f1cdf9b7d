"""Memory that this process holds, and what it holds for nothing."""

import ctypes
import os
from contextlib import suppress
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
    """Have the C library return freed memory to the system, where it can: it keeps what lies between what is in use."""
    with suppress(OSError, AttributeError, TypeError):  # not glibc: macOS, musl, Windows
        ctypes.CDLL(None).malloc_trim(0)
