"""How a batch function is mapped over shards: in this process or over spawned ones.

The function is an argument, given by its dotted name: it takes an Arrow table and returns one.
A shard's output is an immutable Parquet file named by a hash of its input, so that work done
before a kill, or in an earlier run, is not done again.
"""

import hashlib
import importlib
import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.files import TEMPORARY, move_into_place, writing

BatchFunction = Callable[[pa.Table], pa.Table]
Progress = Callable[[int, int], None]

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What libraries of linear algebra read when they are loaded."""
_PATIENCE = 5.0
"""Seconds that a worker is given to end by itself."""


class ShardError(RuntimeError):
    """A shard could not be processed; the message names it and says why."""


class _Job(NamedTuple):
    """One shard to do."""

    number: int
    """Its place among all shards, from 1."""
    table: pa.Table
    output: Path


def map_batches(
    function: str,
    shards: Sequence[pa.Table],
    out: Path,
    *,
    workers: int,
    fingerprint: str = "",
    progress: Progress | None = None,
) -> list[Path]:
    """Apply a batch function to every shard and return the outputs' files in the order of the shards.

    The caller is the only one who writes to ``out``, as the holder of a home's lock is.

    A worker holds one shard at a time and no shard is sent before a worker asks for it, so
    memory is bounded by the number of workers. Outputs finished before an error stay and are
    used by the next call.

    Args:
        function: Dotted name ``package.module:function`` of a function from table to table.
        shards: The inputs.
        out: The folder of the outputs, made if need be.
        workers: Processes; with 1, or one shard to do, the work is done in this process.
        fingerprint: What besides the input decides the output (code, model): part of the name.
        progress: Called with the rows done and the rows in all.

    Raises:
        ShardError: the function raised, or a worker died; names the shard.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(out)
    outputs = [out / f"{shard_name(shard, function, fingerprint)}.parquet" for shard in shards]
    total = sum(shard.num_rows for shard in shards)
    jobs: dict[Path, _Job] = {}
    for number, (shard, output) in enumerate(zip(shards, outputs, strict=True), start=1):
        if not _is_whole(output):
            jobs.setdefault(output, _Job(number, shard, output))
    count = _Counter(total, total - sum(job.table.num_rows for job in jobs.values()), progress)
    count.report()
    if workers == 1 or len(jobs) <= 1:
        _in_process(function, list(jobs.values()), len(shards), count)
    else:
        try:
            _over_processes(function, list(jobs.values()), len(shards), min(workers, len(jobs)), count)
        finally:
            _remove_unfinished(out)
    return outputs


def shard_name(shard: pa.Table, function: str, fingerprint: str) -> str:
    """Return the name of a shard's output: a hash of function, fingerprint, schema with metadata, and rows."""
    state = hashlib.sha256(f"{function}\0{fingerprint}\0".encode())
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, shard.schema) as writer:
        writer.write_table(shard.combine_chunks())
    state.update(sink.getvalue())
    return state.hexdigest()[:32]


def _is_whole(output: Path) -> bool:
    """Whether an output is there and has a readable footer; a damaged one is made again."""
    try:
        pq.read_metadata(output)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def _remove_unfinished(out: Path) -> None:
    """Remove what workers that were ended in the midst of writing left."""
    for path in out.glob(f"{TEMPORARY}*"):
        path.unlink()


class _Counter:
    """Rows done, told to whoever asked."""

    def __init__(self, total: int, done: int, progress: Progress | None) -> None:
        self.total, self.done, self._progress = total, done, progress

    def add(self, rows: int) -> None:
        self.done += rows
        self.report()

    def report(self) -> None:
        if self._progress is not None:
            self._progress(self.done, self.total)


def _load(function: str) -> BatchFunction:
    module, _, name = function.partition(":")
    loaded: BatchFunction = getattr(importlib.import_module(module), name)
    return loaded


def _write(output: Path, table: pa.Table) -> None:
    """Write an output under a name of this process, then give it its own."""
    unfinished = output.with_name(f"{TEMPORARY}{os.getpid()}-{output.name}")
    try:
        with writing(output):
            pq.write_table(table, unfinished, compression="zstd")
            move_into_place(unfinished, output)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _in_process(function: str, jobs: Sequence[_Job], shards: int, count: _Counter) -> None:
    if not jobs:
        return
    apply = _load(function)
    for job in jobs:
        try:
            result = apply(job.table)
        except Exception as error:
            raise ShardError(f"{_title(job, shards)}: {type(error).__name__}: {error}") from error
        _write(job.output, result)
        count.add(job.table.num_rows)


def _title(job: _Job, shards: int) -> str:
    return f"shard {job.number} of {shards} ({job.table.num_rows} rows, {job.output.stem})"


# --- spawned processes --------------------------------------------------------------------


class _Worker(NamedTuple):
    process: BaseProcess
    pipe: Connection


def _over_processes(function: str, jobs: Sequence[_Job], shards: int, workers: int, count: _Counter) -> None:
    """Hand each worker one job at a time; the first failure ends all of them."""
    waiting = list(reversed(jobs))
    pool = [_start(function) for _ in range(workers)]
    busy: dict[Connection, tuple[_Worker, _Job]] = {}
    try:
        for worker in pool:
            _hand_over(worker, waiting, busy)
        while busy:
            for pipe in wait(list(busy)):
                assert isinstance(pipe, Connection)
                worker, job = busy.pop(pipe)
                _take_back(worker, job, shards)
                count.add(job.table.num_rows)
                _hand_over(worker, waiting, busy)
    finally:
        _stop(pool)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started meanwhile use one thread for linear algebra, unless the user says otherwise.

    There is a worker for each core already: more threads only wait for one another, at the cost of the others' time.
    """
    unset = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(unset, "1"))
    try:
        yield
    finally:
        for name in unset:
            del os.environ[name]


def _start(function: str) -> _Worker:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(function, there), daemon=True, name=f"onrecord {function}")
    with _one_thread_each():
        process.start()
    there.close()
    return _Worker(process, here)


def _hand_over(worker: _Worker, waiting: list[_Job], busy: dict[Connection, tuple[_Worker, _Job]]) -> None:
    if not waiting:
        return
    job = waiting.pop()
    busy[worker.pipe] = (worker, job)
    # a worker that is dead already is found by the wait that follows: its end of the pipe is closed
    try:
        worker.pipe.send((job.table, job.output))
    except OSError:
        return


def _take_back(worker: _Worker, job: _Job, shards: int) -> None:
    """Read a worker's answer; raise if it is a failure, or if the worker is dead."""
    try:
        failure = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(_PATIENCE)
        raise ShardError(
            f"{_title(job, shards)}: its worker process died ({_exit(worker.process.exitcode)}); if the machine ran "
            "out of memory, run with fewer workers or smaller shards (ONRECORD_WORKERS, ONRECORD_SHARD_ARTICLES)"
        ) from None
    if failure is not None:
        raise ShardError(f"{_title(job, shards)}: {failure}")


def _exit(code: int | None) -> str:
    if code is None:
        return "no exit code"
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _stop(pool: Sequence[_Worker]) -> None:
    """End the workers: those that wait leave by themselves, those at work are ended."""
    for worker in pool:
        worker.pipe.close()
    for worker in pool:
        worker.process.join(0.2)
        if worker.process.is_alive():
            worker.process.terminate()
            worker.process.join(_PATIENCE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()


def _work(function: str, pipe: Connection) -> None:
    """The life of a worker: load the function once, then answer each job with None or a failure's words."""
    apply: BatchFunction | None = None
    while True:
        try:
            table, output = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            apply = apply or _load(function)
            _write(output, apply(table))
            failure = None
        except Exception as error:
            failure = f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
        try:
            pipe.send(failure)
        except OSError:
            return
