"""Work over spawned processes of this machine, each of which loads the function once."""

import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import NamedTuple

from pipelines.engines.guarding import Guard
from pipelines.engines.work import Finished, Job, Work

_Result = tuple[Job, BaseException | None]


class Processes(NamedTuple):
    """Does so many shards at a time, each in a child process with limits of time and memory."""

    workers: int

    def run(self, work: Work, jobs: Sequence[Job], finished: Finished) -> None:
        """Do the jobs; a worker holds one at a time, so memory is bounded; the first failure ends all of them."""
        waiting: SimpleQueue[Job] = SimpleQueue()
        for job in jobs:
            waiting.put(job)
        results: SimpleQueue[_Result] = SimpleQueue()
        crew = [_Keeper(work, waiting, results) for _ in range(min(self.workers, len(jobs)))]
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

    def __init__(self, work: Work, waiting: "SimpleQueue[Job]", results: "SimpleQueue[_Result]") -> None:
        super().__init__(daemon=True, name=f"onrecord {work.function}")
        self._waiting, self._results = waiting, results
        self._guard = Guard(work)
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
