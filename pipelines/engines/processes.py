"""Work over spawned processes of this machine, each of which loads the function once."""

import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple

import pyarrow as pa

from pipelines.engines.guarding import Guard
from pipelines.engines.work import Finished, Job, Work

_Result = tuple[Job, BaseException | None]


class Begun:
    """Children that load the function while the caller is still busy with what comes before the shards.

    Args:
        work: The function and its limits.
        workers: How many children.
        empty: An input without rows.
    """

    def __init__(self, work: Work, workers: int, empty: pa.Table) -> None:
        self.work = work
        self._guards = [Guard(work) for _ in range(workers)]
        self._threads = [threading.Thread(target=each.begin, args=(empty,), daemon=True) for each in self._guards]
        for thread in self._threads:
            thread.start()

    def take(self, work: Work) -> list[Guard]:
        """Return the children, once, when they have loaded the function; none where the work is another."""
        if work != self.work:
            return []
        for thread in self._threads:
            thread.join()
        guards, self._guards = self._guards, []
        return guards

    def close(self) -> None:
        """End the children that were not taken."""
        for guard, thread in zip(self._guards, self._threads, strict=False):
            while thread.is_alive():
                guard.interrupt()
                thread.join(0.1)
            guard.close()
        self._guards = []


class Processes(NamedTuple):
    """Does so many shards at a time, each in a child process with limits of time and memory."""

    workers: int
    begun: Begun | None = None
    """Children that are there already."""

    def run(self, work: Work, jobs: Sequence[Job], finished: Finished) -> None:
        """Do the jobs; a worker holds one at a time, so memory is bounded; the first failure ends all of them."""
        waiting: SimpleQueue[Job] = SimpleQueue()
        for job in jobs:
            waiting.put(job)
        results: SimpleQueue[_Result] = SimpleQueue()
        wanted = min(self.workers, len(jobs))
        begun = self.begun.take(work) if self.begun is not None else []
        guards = [*begun, *(Guard(work) for _ in range(wanted - len(begun)))]
        for idle in guards[wanted:]:
            idle.close()
        crew = [_Keeper(guard, waiting, results) for guard in guards[:wanted]]
        try:
            for keeper in crew:
                keeper.start()
            for _ in jobs:
                job, failure = results.get()
                if failure is not None:
                    raise failure
                finished(job)
        finally:
            for keeper in crew:
                keeper.end()


class _Keeper(threading.Thread):
    """Keeps one child at work: sends it shards, waits for it, and writes what it made."""

    def __init__(self, guard: Guard, waiting: "SimpleQueue[Job]", results: "SimpleQueue[_Result]") -> None:
        super().__init__(daemon=True, name=f"onrecord {guard.work.function}")
        self._waiting, self._results = waiting, results
        self._guard = guard
        self._ending = threading.Event()

    def run(self) -> None:
        """Do jobs until there are none, or until told to end."""
        with self._guard:
            while not self._ending.is_set():
                try:
                    job = self._waiting.get_nowait()
                except Empty:
                    return
                self._results.put((job, self._done(job)))

    def _done(self, job: Job) -> BaseException | None:
        try:
            job.place.write(job.name, self._guard.do(job.title, job.make()))
        except BaseException as error:  # raised where it is waited for
            return error
        return None

    def end(self) -> None:
        """End the child, whatever it does, and wait for its thread."""
        self._ending.set()
        while self.is_alive():
            self._guard.interrupt()
            self.join(0.1)
