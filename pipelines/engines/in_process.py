"""Work in this process: no process is started, and no row is guarded against.

A shard that brings this process down, or in which somebody lost patience with it, is remembered beside its output; the
next call does it in a child.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.engines.processes import Processes
from pipelines.engines.work import Finished, Job, ShardError, Work, load


class InProcess(NamedTuple):
    """Does one shard after the other here."""

    def run(self, work: Work, jobs: Sequence[Job], finished: Finished) -> None:
        """Do the jobs, those in the midst of which an earlier process ended in a child."""
        begun = jobs[0].place.begun({job.name for job in jobs}) if jobs else set()
        feared = [job for job in jobs if job.name in begun]
        if feared:
            Processes(1).run(work, feared, finished)
        for job in feared:
            job.place.end(job.name)
        for job in jobs:
            if job not in feared:
                _do(work, job)
                finished(job)


def _do(work: Work, job: Job) -> None:
    job.place.begin(job.name)
    try:
        result = load(work.function)(job.make())
    except Exception as error:
        job.place.end(job.name)
        raise ShardError(f"{job.title}: {type(error).__name__}: {error}") from error
    job.place.write(job.name, result)
    job.place.end(job.name)
