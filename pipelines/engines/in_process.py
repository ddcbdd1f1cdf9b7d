"""Work in this process: no process is started, and no row is guarded against.

A shard that brings this process down, or in which somebody lost patience with it, is remembered by a file beside its
output; the next call does it in a child.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.engines.processes import Processes
from pipelines.engines.shards import doing, write_output
from pipelines.engines.work import Finished, Job, ShardError, Work, load


class InProcess(NamedTuple):
    """Does one shard after the other here."""

    def run(self, work: Work, jobs: Sequence[Job], finished: Finished) -> None:
        """Do the jobs, those in the midst of which an earlier process ended in a child."""
        feared = [job for job in jobs if doing(job.output).exists()]
        if feared:
            Processes(1).run(work, feared, finished)
        for job in feared:
            doing(job.output).unlink(missing_ok=True)
        for job in jobs:
            if job not in feared:
                _do(work, job)
                finished(job)


def _do(work: Work, job: Job) -> None:
    mark = doing(job.output)
    mark.touch()
    try:
        result = load(work.function)(job.table)
    except Exception as error:
        mark.unlink()
        raise ShardError(f"{job.title}: {type(error).__name__}: {error}") from error
    write_output(job.output, result)
    mark.unlink()
