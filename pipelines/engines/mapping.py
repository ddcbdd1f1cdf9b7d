"""Mapping a batch function over shards, whichever engine does it."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pipelines.engines.shards import is_whole, remove_unfinished, shard_name
from pipelines.engines.work import Engine, Job, Progress, Work
from pipelines.files import writing


def map_batches(
    work: Work,
    shards: Sequence[pa.Table],
    out: Path,
    *,
    engine: Engine,
    fingerprint: str = "",
    progress: Progress | None = None,
) -> list[Path]:
    """Apply a batch function to every shard and return the outputs' files in the order of the shards.

    The caller is the only one who calls this for ``out``, as the holder of a home's lock is. Outputs finished before an
    error, or by an earlier call that was killed, stay and are used by the next call, whichever engine that has.

    Args:
        work: The function and its limits.
        shards: The inputs.
        out: The folder of the outputs, made if need be.
        engine: Where the work is done; the rows do not depend on it.
        fingerprint: What besides the input decides the output (code, model): part of the name.
        progress: Called with the rows done and the rows in all.

    Raises:
        ShardError: the function raised, a worker died, or the engine failed; names the shard where there is one.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    remove_unfinished(out)
    outputs = [out / f"{shard_name(shard, work.function, fingerprint)}.parquet" for shard in shards]
    jobs: dict[Path, Job] = {}
    for number, (shard, output) in enumerate(zip(shards, outputs, strict=True), start=1):
        if output not in jobs and not is_whole(output):
            output.unlink(missing_ok=True)
            jobs[output] = Job(number, shard, output, len(shards))
    total = sum(shard.num_rows for shard in shards)
    count = _Counter(total, total - sum(job.table.num_rows for job in jobs.values()), progress)
    count.report()
    if jobs:
        try:
            engine.run(work, list(jobs.values()), count.add)
        finally:
            remove_unfinished(out)
    return outputs


class _Counter:
    """Rows done, told to whoever asked."""

    def __init__(self, total: int, done: int, progress: Progress | None) -> None:
        self._total, self._done, self._progress = total, done, progress

    def add(self, job: Job) -> None:
        self._done += job.table.num_rows
        self.report()

    def report(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)
