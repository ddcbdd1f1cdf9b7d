"""Processor time and memory of a process and of all that it started, as Linux tells them under ``/proc``.

Elsewhere there is no such folder: then nothing is sampled, and who asks gets None.
"""

import os
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

_PROC = Path("/proc")
_SECONDS = 0.1
"""Between two samples."""
_HIGHER = 1.02
"""So many times the memory of the last look at shared pages, before they are looked at again: that takes long."""


class Sample(NamedTuple):
    """A process tree at one moment."""

    at: float
    """Seconds since 1970."""
    cpu: float
    """Processor seconds so far, those of ended processes included."""
    resident: int
    """Bytes in memory; a page that two processes share counts twice."""


class TreeWatch:
    """Samples a process tree while its block runs.

    Args:
        pid: The root of the tree.
    """

    def __init__(self, pid: int) -> None:
        self.samples: list[Sample] = []
        self.proportional: int | None = None
        """The most bytes in memory, shared pages divided among those that share them; None where it is not told."""
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="tree watch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        spent, looked_at = 0.0, 0.0
        while (found := sample(self._pid)) is not None:
            # children that nobody waited for are seen no more once their parent has ended
            spent = max(spent, found.cpu)
            self.samples.append(found._replace(cpu=spent))
            if found.resident > looked_at * _HIGHER and (shared := proportional(self._pid)) is not None:
                looked_at = found.resident
                self.proportional = max(self.proportional or 0, shared)
            if self._stop.wait(_SECONDS):
                return


def sample(pid: int) -> Sample | None:
    """Look at a process tree; None where it has ended, or where the system does not tell."""
    cpu, resident, seen = 0.0, 0, False
    for each in _tree(pid):
        try:
            fields = (_PROC / str(each) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile: its time is its parent's now
        seen = True
        # utime, stime and those of its children that it has waited for; resident pages (proc_pid_stat(5))
        cpu += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
        resident += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return Sample(time.time(), cpu, resident) if seen else None


def proportional(pid: int) -> int | None:
    """Return the bytes that a process tree has in memory, a page that several share counted once (proc(5), Pss)."""
    found = None
    for each in _tree(pid):
        try:
            lines = (_PROC / str(each) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found = (found or 0) + sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return found


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and, below it, those that it or one of its threads started."""
    yield pid
    for children in (_PROC / str(pid) / "task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in found:
            yield from _tree(int(child))


def cpu_between(samples: Sequence[Sample], start: float, end: float) -> float | None:
    """Return the processor seconds spent between two moments, by straight lines between samples."""
    if not samples:
        return None
    return max(0.0, _cpu_at(samples, end) - _cpu_at(samples, start))


def _cpu_at(samples: Sequence[Sample], moment: float) -> float:
    place = bisect_left(samples, moment, key=lambda one: one.at)
    if place == 0:
        return 0.0 if moment < samples[0].at else samples[0].cpu
    if place == len(samples):
        return samples[-1].cpu
    before, after = samples[place - 1], samples[place]
    share = (moment - before.at) / (after.at - before.at)
    return before.cpu + share * (after.cpu - before.cpu)


def peak_between(samples: Sequence[Sample], start: float, end: float) -> int | None:
    """Return the most bytes that were resident between two moments; the next sample counts where none lies between."""
    if not samples:
        return None
    inside = [one.resident for one in samples if start <= one.at <= end]
    place = min(bisect_left(samples, end, key=lambda one: one.at), len(samples) - 1)
    return max(inside, default=samples[place].resident)
