"""DuckDB as what runs the SQL of a stage over more rows than fit in memory.

Belongs here: a database of its own, bounded in memory, that lays aside what does not fit. Does not belong here: the
statements (`pipelines.linking.out_of_core`), and the store of a home (:mod:`pipelines.warehouse`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from pipelines.connections import quieten

LEAST_BYTES = 64_000_000
"""DuckDB needs some buffers for each thread, however little it is given."""
THREAD_BYTES = 125_000_000
"""A thread for each so much memory, as DuckDB's guide to performance advises; no more threads than are given."""
ROWS_AT_ONCE = 1 << 17
"""Rows of a result in one batch."""
_TOO_LITTLE = ("Out of Memory", "No space left on device", "Disk quota exceeded", "File too large")
"""What DuckDB says where memory or the disk takes no more."""


class ExecutorError(RuntimeError):
    """A statement cannot be run within its memory or its disk; the message says what to do."""


class DuckDB:
    """An empty database for as long as the block runs; its tables go to a folder where memory does not hold them.

    It is opened when it is first given a table, so that one that is not needed costs nothing.
    """

    def __init__(self, memory_bytes: int, threads: int, folder: Path | None = None) -> None:
        """Bound a database.

        Args:
            memory_bytes: What tables and statements may take together; at least `LEAST_BYTES` are taken.
            threads: How many threads run a statement at most.
            folder: Where what does not fit is laid aside; the folder for temporary files without it.
        """
        self.memory_bytes = max(memory_bytes, LEAST_BYTES)
        self.spilled_bytes = 0
        """The most that was seen laid aside after a statement."""
        self._threads = max(1, min(threads, self.memory_bytes // THREAD_BYTES))
        self._folder = folder
        self._laid_aside: Path | None = None
        self._open: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
        if self._laid_aside is not None:
            shutil.rmtree(self._laid_aside, ignore_errors=True)
            self._laid_aside = None

    def give(self, name: str, rows: pa.RecordBatchReader) -> None:
        """Keep rows as a table."""
        self._connection.register("given_rows", rows)
        try:
            self.make(name, "SELECT * FROM given_rows")
        finally:
            self._connection.unregister("given_rows")

    def make(self, name: str, query: str) -> None:
        """Keep what a query returns as a table.

        Raises:
            ExecutorError: it takes more memory than it may, or the disk takes no more.
        """
        try:
            self._connection.execute(f"CREATE TABLE {_name(name)} AS {query}")
        except duckdb.Error as error:
            raise self._told(error) from error
        self._note_spilled()

    def rows(self, query: str) -> Iterator[pa.RecordBatch]:
        """Yield what a query returns, in any order.

        Raises:
            ExecutorError: it takes more memory than it may, or the disk takes no more.
        """
        try:
            yield from self._connection.execute(query).to_arrow_reader(ROWS_AT_ONCE)
        except (duckdb.Error, OSError) as error:  # Arrow raises what DuckDB says in the midst of a result
            raise self._told(error) from error
        self._note_spilled()

    def drop(self, name: str) -> None:
        """Forget a table, if there is one."""
        self._connection.execute(f"DROP TABLE IF EXISTS {_name(name)}")

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        if self._open is None:
            if self._folder is not None:
                self._folder.mkdir(parents=True, exist_ok=True)
            self._laid_aside = Path(mkdtemp(prefix="onrecord-sql-", dir=self._folder))
            self._open = duckdb.connect(
                config={
                    "memory_limit": f"{self.memory_bytes}B",
                    "threads": self._threads,
                    "temp_directory": str(self._laid_aside),
                    "preserve_insertion_order": False,
                    "autoload_known_extensions": False,
                    "autoinstall_known_extensions": False,
                }
            )
            quieten(self._open)
        return self._open

    def _note_spilled(self) -> None:
        found = self._connection.execute("SELECT COALESCE(SUM(size), 0) FROM duckdb_temporary_files()").fetchone()
        self.spilled_bytes = max(self.spilled_bytes, int(found[0]) if found else 0)

    def _told(self, error: Exception) -> ExecutorError:
        """What to do about it."""
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        if not any(words in str(error) for words in _TOO_LITTLE):
            return ExecutorError(f"a statement failed ({reason})")
        return ExecutorError(
            f"{self.memory_bytes:,} bytes of memory and the room in {self._laid_aside} are not enough ({reason}); set"
            " ONRECORD_LINKING_MEMORY_BYTES higher, or TMPDIR to a folder with more room, and run again"
        )


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'
