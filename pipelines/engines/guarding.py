"""A shard done in a child process with limits, so that a row that brings its process down costs that row alone.

A table whose child crashes, runs out of memory or does not come to an end is halved until the row stands alone that
does it. That row is set aside; all others are done. A function that *raises* is wrong for every row: that ends all.
"""

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, Self

import pyarrow as pa

from pipelines.engines.shards import from_bytes, to_bytes
from pipelines.engines.work import ShardError, Work, load
from pipelines.sandbox import Sandbox, SandboxError

_LOADING = 600.0
"""Seconds in which a child must have started and loaded the function with its models."""
_SUSPECT = 4
"""Where all of so many rows or more bring their processes down, it is not the rows."""
_SAME = "install the same release on all machines, or send the environment along (docs/engines.md)"
_ADVICE = (
    "if the machine ran out of memory, run with fewer workers or smaller shards (ONRECORD_WORKERS, "
    "ONRECORD_SHARD_ARTICLES)"
)


class _Failure(NamedTuple):
    """What a function raised, in words: not every exception can be sent."""

    words: str


def prepared(work: Work, stream: bytes) -> Iterator[_Failure | None]:
    """Load a function with its models in the child, by having it do a table without rows; yield what that raised."""
    try:
        table = from_bytes(stream)
        if work.maker is not None and (here := load(work.maker)(table)) != work.made_by:
            has = f"a worker has other code, models or reference tables ({here}) than were asked for ({work.made_by})"
            yield _Failure(f"{has}: {_SAME}")
            return
        load(work.function)(table)
        yield None
    except Exception as error:
        yield _failure(error)


def applied(function: str, stream: bytes) -> Iterator[_Failure | bytes]:
    """Apply a function to a table in the child; yield the result, or what the function raised."""
    try:
        yield to_bytes(load(function)(from_bytes(stream))).to_pybytes()
    except MemoryError:
        raise
    except Exception as error:
        yield _failure(error)


def _failure(error: Exception) -> _Failure:
    return _Failure(f"{type(error).__name__}: {error}\n{traceback.format_exc()}")


class Guard:
    """Does shards in a child that is kept from one to the next, with its models; for use by one thread."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._sandbox = Sandbox(work.memory_bytes, work.row_seconds)
        self._interrupted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        self._sandbox.close()

    def begin(self, empty: pa.Table) -> None:
        """Start the child and load the function in it, ahead of the first shard.

        What goes wrong is left to that shard, which tries again and says it.

        Args:
            empty: an input without rows.
        """
        try:
            self._prepare("ahead of the shards", empty)
        except Exception:
            self.close()

    def interrupt(self) -> None:
        """Kill the child, from any thread; what it was doing is no row's fault, and is not tried again."""
        self._interrupted = True
        self._sandbox.interrupt()

    def do(self, title: str, table: pa.Table) -> pa.Table:
        """Return the output of a shard, with the rows set aside that could not be done.

        Args:
            title: how messages name the shard.
            table: its rows.

        Raises:
            ShardError: the function raised; every row brought its process down; or one did, and cannot be set aside.
        """
        parts: list[pa.Table] = []
        lost = self._do(title, table, parts)
        if lost == table.num_rows >= _SUSPECT:
            raise ShardError(
                f"{title}: each of its {lost} rows alone brought its process down, so it is not the rows: look at the "
                "memory, the time and the installation that workers have (ONRECORD_EXTRACTION_SECONDS, "
                "ONRECORD_EXTRACTION_MEMORY_BYTES); nothing was set aside"
            )
        return parts[0] if len(parts) == 1 else pa.concat_tables(parts)

    def _do(self, title: str, table: pa.Table, parts: list[pa.Table]) -> int:
        """Append the output of a table in parts, in the order of its rows; return how many rows are set aside."""
        try:
            parts.append(self._applied(title, table))
            return 0
        except SandboxError as ended:
            if self._interrupted or self.work.set_aside is None or not table.num_rows:
                raise ShardError(f"{title}: its worker process {_how(ended)}; {_ADVICE}") from None
            if table.num_rows == 1:
                return self._done_alone(title, table, parts, ended)
        half = table.num_rows // 2
        return self._do(title, table.slice(0, half), parts) + self._do(title, table.slice(half), parts)

    def _done_alone(self, title: str, row: pa.Table, parts: list[pa.Table], ended: SandboxError) -> int:
        """Do one row again whose process died, as another's hunger for memory may have ended it; else set it aside."""
        assert self.work.set_aside is not None
        if ended.kind == "died":
            try:
                parts.append(self._applied(title, row))
                return 0
            except SandboxError as again:
                if self._interrupted:
                    raise ShardError(f"{title}: was interrupted") from None
                ended = again
        parts.append(load(self.work.set_aside)(row, ended.kind, ended.how))
        return 1

    def _applied(self, title: str, table: pa.Table) -> pa.Table:
        """Return the function's output; a child that was ended is gone, since what is left of it may be damaged."""
        stream, rows = to_bytes(table).to_pybytes(), table.num_rows
        try:
            if not self._sandbox.runs:
                self._prepare(title, table.slice(0, 0))
            (result,) = self._sandbox.call(
                f"{__name__}:applied",
                self.work.function,
                stream,
                seconds=self.work.seconds(rows),
                waiting=self.work.waiting(rows),
            )
        except SandboxError:
            self._sandbox.close()
            raise
        if isinstance(result, _Failure):
            raise ShardError(f"{title}: {result.words}")
        return from_bytes(result)

    def _prepare(self, title: str, empty: pa.Table) -> None:
        """Start a child and load the function in it: what goes wrong there is no row's fault."""
        call, stream = f"{__name__}:prepared", to_bytes(empty).to_pybytes()
        try:
            (wrong,) = self._sandbox.call(call, self.work, stream, seconds=_LOADING, limited=False)
        except SandboxError as ended:
            raise ShardError(f"{title}: {self.work.function} cannot be loaded, its process {_how(ended)}") from ended
        if wrong is not None:
            raise ShardError(f"{title}: {wrong.words}")


def _how(ended: SandboxError) -> str:
    """What became of a child, in words."""
    return f"died ({ended.how.partition('(')[2]}" if ended.kind == "died" else ended.how
