"""Work over an Apache Spark cluster: ``mapInArrow`` with a task for each shard.

The driver writes the inputs beside the outputs, to an object store or to storage that all machines see; a task reads
its shard, does it in a child of its Python worker (:mod:`pipelines.engines.guarding`), writes the output itself and
returns a number. So a task may be done twice, by a retry, by speculation or by an executor that was given up and lived
on, and what the driver holds stays small. Needs ``pip install 'onrecord[spark]'`` and a Java runtime; nothing else of
the project does.
"""

import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from pipelines.engines.guarding import Guard
from pipelines.engines.places import Place
from pipelines.engines.work import Finished, Job, ShardError, Work
from pipelines.storage import StorageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_WAVE = 10_000
"""Shards of one Spark job."""
_LOOK = 0.5
"""Seconds between two looks at what is finished."""
_LOOKING = 20
"""A look takes at most one part in so many of the time: where there is much to list, looks are rarer."""
_WRITERS = 8
"""Inputs that are written at the same moment; so many tables are held at once."""
_DONE = "shard long, rows long"
"""What a task returns of each shard."""
_DONE_ARROW = pa.schema([("shard", pa.int64()), ("rows", pa.int64())])


class SparkMissingError(ShardError):
    """Spark, or the Java runtime that it needs, is not installed."""


class Spark(NamedTuple):
    """Does the jobs on the cluster at ``master``, in a session that is open already or in one of its own."""

    master: str
    conf: Mapping[str, str]
    """More of Spark's configuration, as ``spark.executor.memory`` → ``4g``."""

    def run(self, work: Work, jobs: Sequence[Job], finished: Finished) -> None:
        """Write the inputs, have the tasks do them, remove the inputs."""
        with inputs_written(jobs) as names, session(self.master, self.conf) as spark:
            do_shards(spark, work, jobs[0].place, names, lambda shard: finished(jobs[shard]))


# --- in the driver ------------------------------------------------------------------------


@contextmanager
def inputs_written(jobs: Sequence[Job]) -> Iterator[list[str]]:
    """Keep the jobs' tables beside the outputs while the block runs, made and written some at a time.

    Yields the shards' names.
    """
    names, place = [job.name for job in jobs], jobs[0].place
    try:
        with ThreadPoolExecutor(_WRITERS) as pool:
            for _ in pool.map(lambda job: place.put_input(job.name, job.make()), jobs):
                pass
        yield names
    finally:
        place.remove_inputs(names)


@contextmanager
def session(master: str, conf: Mapping[str, str]) -> Iterator["SparkSession"]:
    """Open a session, or use the one that is open, and close the one that was opened here.

    Raises:
        SparkMissingError: there is no Spark, or no Java.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissingError("the engine is spark, which is not installed: pip install 'onrecord[spark]'") from error
    open_already = SparkSession.getActiveSession()
    if open_already is not None:
        yield open_already
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # which is not used
    builder = SparkSession.builder.master(master).appName("onrecord")
    for key, value in {"spark.ui.showConsoleProgress": "false", **conf}.items():
        builder = builder.config(key, value)
    try:
        opened = builder.getOrCreate()
    except Exception as error:  # py4j has no one class for all that can fail in another runtime
        raise SparkMissingError(
            f"no Spark session could be opened at {master} ({_first_line(error)}); Spark needs a Java runtime "
            "(17 or 21; JAVA_HOME) and a master that answers (ONRECORD_SPARK_MASTER)"
        ) from error
    try:
        yield opened
    finally:
        opened.stop()


def do_shards(
    spark: "SparkSession", work: Work, place: Place, names: Sequence[str], finished: Callable[[int], None]
) -> None:
    """Do the shards whose inputs stand at ``place``.

    Args:
        spark: an open session.
        work: the function and its limits.
        place: where the outputs go; it travels to the tasks, with what opens it.
        names: the names of the shards.
        finished: called once with the place of each shard in ``names`` whose output is there.

    Raises:
        ShardError: a task failed for good.
    """
    for start in range(0, len(names), _WAVE):
        _do_wave(spark, work, place, names[start : start + _WAVE], _from(start, finished))


def _from(start: int, finished: Callable[[int], None]) -> Callable[[int], None]:
    """Count the shards of a wave on from those before it."""
    return lambda at: finished(start + at)


def _do_wave(
    spark: "SparkSession", work: Work, place: Place, names: Sequence[str], finished: Callable[[int], None]
) -> None:
    """Run one Spark job with a task for each shard, and look meanwhile at what is finished."""
    from pyspark import InheritableThread

    group = f"onrecord {names[0]}"
    spark.sparkContext.setJobGroup(group, f"{work.function} over {len(names)} shards", interruptOnCancel=True)
    tasks = spark.range(0, len(names), 1, numPartitions=len(names)).mapInArrow(_task(work, place, names), _DONE)
    outcome: list[Any] = []

    def collect() -> None:
        try:
            outcome.append(tasks.collect())
        except Exception as error:
            outcome.append(error)

    waiting = InheritableThread(target=collect, daemon=True)
    looks = _Looks(place, names, finished)
    waiting.start()
    try:
        while waiting.is_alive():
            waiting.join(looks.pause)
            looks.look()
    finally:
        if waiting.is_alive():
            spark.sparkContext.cancelJobGroup(group)
    if isinstance(outcome[0], Exception):
        raise ShardError(f"Spark gave the work up: {_reason(outcome[0])}") from outcome[0]
    done = sorted(row["shard"] for row in outcome[0])
    if done != list(range(len(names))):
        raise ShardError(f"Spark returned {len(done)} of {len(names)} shards; run again: finished ones are kept")
    looks.tell(set(names))


def facts(spark: "SparkSession") -> dict[str, str | int]:
    """Return what a person wants to know of a session: version, master, application, its page, and its cores."""
    context = spark.sparkContext
    return {
        "spark_version": spark.version,
        "spark_master": str(context.master),
        "spark_application": context.applicationId or "",
        "spark_page": context.uiWebUrl or "",
        "spark_cores": context.defaultParallelism,
    }


class _Looks:
    """Looks at the outputs now and then, and tells of each shard once whose output came since the first look."""

    def __init__(self, place: Place, names: Sequence[str], finished: Callable[[int], None]) -> None:
        self._place, self._finished = place, finished
        self._waiting = {name: at for at, name in enumerate(names)}
        self.pause = _LOOK
        self._before = place.present()  # what is there although it is to be made is damaged

    def look(self) -> None:
        """Tell of the outputs that are there now, as others than before."""
        began = time.monotonic()
        with suppress(StorageError):  # a look that fails is no reason to end the work
            self.tell({name for name, tag in self._place.present().items() if self._before.get(name) != tag})
        self.pause = max(_LOOK, _LOOKING * (time.monotonic() - began))

    def tell(self, done: set[str]) -> None:
        """Tell of those of these shards that were not told of yet, in their order."""
        for name in sorted(done & self._waiting.keys(), key=self._waiting.__getitem__):
            self._finished(self._waiting.pop(name))


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _reason(error: Exception) -> str:
    """What a task said before it failed for good, without the stacks around it."""
    lines = str(error).splitlines()
    ours = [line.partition("ShardError: ")[2] for line in lines if "ShardError: " in line]
    return ours[0].strip() if ours else _first_line(error)


# --- in the tasks -------------------------------------------------------------------------

_guards: dict[Work, Guard] = {}
"""The child of this Python worker: Spark keeps the worker from task to task, and the worker its models."""
_taken = threading.Lock()


def _task(
    work: Work, place: Place, names: Sequence[str]
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what Spark hands to its workers; it is sent whole, and all that it calls is imported there."""
    known = tuple(names)

    def task(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            done = [{"shard": at, "rows": do_shard(work, place, known[at])} for at in batch.column(0).to_pylist()]
            yield pa.RecordBatch.from_pylist(done, schema=_DONE_ARROW)

    return task


def _guard(work: Work) -> Guard:
    """Return the child that does this work; one that did another's is ended."""
    if work not in _guards:
        end_children()
        _guards[work] = Guard(work)
    return _guards[work]


def end_children() -> None:
    """End the child of this worker; one that ends takes its child along."""
    while _guards:
        _guards.popitem()[1].close()


def do_shard(work: Work, place: Place, name: str) -> int:
    """Do one shard in a worker and write its output; return the rows of its input.

    Raises:
        ShardError: as :meth:`Guard.do <pipelines.engines.guarding.Guard.do>`, or the input is not there.
    """
    table = place.get_input(name)
    rows = int(table.num_rows)
    if not place.has(name):
        with _taken:
            result = _guard(work).do(f"shard {name} ({rows} rows)", table)
        place.write(name, result)
    return rows
