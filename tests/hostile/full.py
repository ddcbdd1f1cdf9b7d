"""Every kind of hostile input in full size: what becomes of it, how long it takes, what memory.

usage: python -m tests.hostile.full [--small] [KIND …]      (default: all kinds)

Each kind is read, staged, extracted and normalised by a process that is kept, whose tree of processes is looked at
all the while. Fails where a kind ends otherwise than it may, takes more than 30 seconds, or where
the tree comes to hold more than 500 MB beyond what it holds while it reads sound articles.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.hostile.kinds import KINDS, article
from tests.hostile.treating import Treated, problems_of, treat_all

MEMORY = 500_000_000
"""Bytes beyond the idle run."""
SECONDS = 30.0
"""By the clock, for all files of a kind together."""
_LOOK = 0.02
_GIVEN_UP = 180.0
"""Seconds after which a kind is given up, so that the others have their turn."""


class Watcher:
    """Watches what a process and its children hold (resident set, as the system counts it)."""

    def __init__(self, pid: int) -> None:
        self._pid, self.peak, self._stop = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def take(self) -> int:
        """Return the most that was held since it was last asked."""
        peak, self.peak = self.peak, 0
        return peak

    def _watch(self) -> None:
        before = 0
        while not self._stop.wait(_LOOK):
            now = sum(map(_resident, _tree(self._pid)))
            # a process that is just being made is counted with the pages of its parent for a moment
            self.peak, before = max(self.peak, min(before, now)), now


def _tree(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        at = todo.pop()
        found.append(at)
        try:
            todo += [int(child) for child in Path(f"/proc/{at}/task/{at}/children").read_text().split()]
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


class Worker:
    """A process that treats one folder after the other, and is replaced where it does not come to an end."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._start()

    def _start(self) -> None:
        self._pipe, there = self._context.Pipe()
        self._process = self._context.Process(target=treat_all, args=(there, _GIVEN_UP - 1))
        self._process.start()
        there.close()
        assert self._process.pid is not None
        self.watcher = Watcher(self._process.pid)

    def ask(self, folder: Path, store: Path, limits: dict[str, object]) -> tuple[Treated, float, float] | None:
        """Return what became of a folder, the seconds it took and those of work; None where it was given up."""
        self._pipe.send((str(folder), str(store), limits))
        if not self._pipe.poll(_GIVEN_UP):
            return None
        answer: tuple[Treated, float, float] = self._pipe.recv()
        return answer

    def replace(self) -> None:
        """End the process with its children and start another."""
        self._kill()
        self._start()

    def _kill(self) -> None:
        assert self._process.pid is not None
        for pid in _tree(self._process.pid):
            os.kill(pid, signal.SIGKILL)
        self._process.join()

    def end(self) -> None:
        """Let the process end; one that does not is ended, with its children."""
        with contextlib.suppress(OSError):
            self._pipe.send(None)
        self._process.join(10)
        if self._process.is_alive():
            self._kill()


def main(names: Sequence[str], *, small: bool = False) -> int:
    """Treat the kinds and print what became of them; returns how many ended otherwise than they may."""
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # as the workers of a run
    worker = Worker()
    console, failed = Console(width=200), 0
    try:
        with tempfile.TemporaryDirectory() as made:
            room = Path(made)
            idle = _idle(worker, room)
            console.print(f"idle: {idle / 1e6:,.0f} MB")
            table = Table("kind", "read", "set aside", "seconds", "of work", "MB above idle", "problems")
            for name in names or KINDS:
                row = _treated(worker, room, name, idle, small=small)
                failed += bool(row[-1])
                table.add_row(*row)
                print("\t".join(row), file=sys.stderr, flush=True)
    finally:  # whatever became of the output, no process waits for another for ever
        worker.end()
    console.print(table)
    return failed


def _idle(worker: Worker, room: Path) -> int:
    """Return the bytes that a worker holds at most while it treats sound articles."""
    sound = room / "sound"
    sound.mkdir(exist_ok=True)
    for number in range(32):
        (sound / f"{number}.txt").write_text(article(number) * 4, encoding="utf-8")
    for _ in range(2):  # the first loads the model
        worker.ask(sound, room / "raw", {})
        idle = worker.watcher.take()
    return idle


def _treated(worker: Worker, room: Path, name: str, idle: int, *, small: bool) -> tuple[str, ...]:
    """Treat a kind and return its row of the table, whose last cell holds what is wrong with it."""
    kind = KINDS[name]
    folder = room / "in" / name
    folder.mkdir(parents=True)
    kind.make(folder, kind.small if small else kind.large)
    answer = worker.ask(folder.parent, room / "raw", dict(kind.limits))
    above = worker.watcher.take() - idle
    _remove(folder.parent)
    held = f"{above / 1e6:,.0f}"
    if answer is None:
        worker.replace()
        _idle(worker, room)
        return name, "", "", f"> {_GIVEN_UP:.0f}", "", held, "does not end"
    treated, seconds, worked = answer
    problems = problems_of(name, treated)
    if seconds > SECONDS:
        problems.append("too slow")
    if above > MEMORY:
        problems.append("too much memory")
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(treated.reasons.get(name, {}).items()))
    return name, str(treated.articles[name]), reasons, f"{seconds:.1f}", f"{worked:.1f}", held, "; ".join(problems)


def _remove(folder: Path) -> None:
    """Remove a folder with whatever lies in it."""
    for place, folders, files in os.walk(folder, topdown=False):
        for name in [*files, *folders]:
            path = Path(place) / name
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.rmdir()


if __name__ == "__main__":
    chosen = [argument for argument in sys.argv[1:] if argument != "--small"]
    sys.exit(1 if main(chosen, small="--small" in sys.argv) else 0)
