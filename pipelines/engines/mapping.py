"""Mapping a batch function over shards, whichever engine does it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipelines.engines.folder import Folder
from pipelines.engines.places import Place
from pipelines.engines.shards import shard_name
from pipelines.engines.work import Engine, Job, Progress, Work
from pipelines.memory import give_back


def map_batches(
    work: Work,
    shards: Sequence[pa.Table],
    out: Path,
    *,
    engine: Engine,
    fingerprint: str = "",
    progress: Progress | None = None,
) -> list[Path]:
    """Do as :func:`map_shards` does, into a folder, and return the outputs' files in the order of the shards."""
    place = Folder(out)
    names = map_shards(work, shards, place, engine=engine, fingerprint=fingerprint, progress=progress)
    return [place.file(name) for name in names]


def map_shards(
    work: Work,
    shards: Sequence[pa.Table],
    place: Place,
    *,
    engine: Engine,
    fingerprint: str = "",
    progress: Progress | None = None,
) -> list[str]:
    """Apply a batch function to every shard and return the outputs' names in the order of the shards.

    The caller is the only one who calls this for ``place``, as the holder of a home's lock is. Outputs finished before
    an error, or by an earlier call that was killed, stay and are used by the next call, whichever engine that has.

    Args:
        work: The function and its limits.
        shards: The inputs. Each is asked for twice, to be named and to be done, by any thread, and not kept: a sequence
            that makes its tables when they are asked for holds few of them at once.
        place: Where the outputs go.
        engine: Where the work is done; the rows do not depend on it.
        fingerprint: What besides the input decides the output (code, model): part of the name.
        progress: Called with the rows done and the rows in all.

    Raises:
        ShardError: the function raised, a worker died, or the engine failed; names the shard where there is one.
        StorageError: the place cannot be read or written.
    """
    place.prepare()
    named = [(shard_name(shard, work.function, fingerprint), int(shard.num_rows)) for shard in shards]
    names = [name for name, _ in named]
    whole = place.whole(set(names))
    jobs: dict[str, Job] = {}
    for at, (name, rows) in enumerate(named):
        if name not in jobs and name not in whole:
            jobs[name] = Job(at + 1, name, rows, len(shards), place, partial(shards.__getitem__, at))
    total = sum(rows for _, rows in named)
    count = _Counter(total, total - sum(job.rows for job in jobs.values()), progress)
    count.report()
    if jobs:
        give_back()  # what making and naming all shards took is not to stand beside what the work takes
        try:
            engine.run(work, list(jobs.values()), count.add)
        finally:
            place.tidy()
    return names


class _Counter:
    """Rows done, told to whoever asked."""

    def __init__(self, total: int, done: int, progress: Progress | None) -> None:
        self._total, self._done, self._progress = total, done, progress

    def add(self, job: Job) -> None:
        self._done += job.rows
        self.report()

    def report(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)
