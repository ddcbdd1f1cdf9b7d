"""DuckDB for writing: the working store of a home, its writer's lock, and the published file.

Belongs here: every write to a DuckDB file, and the locked-down connection to the published
one. Does not belong here: what the tables hold (:mod:`pipelines.schema`) and reading the
snapshots (:mod:`pipelines.reader`).
"""

import json
import os
import shutil
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import filelock
import polars as pl
import pyarrow as pa
from polars.io.plugins import register_io_source

from pipelines import macros, migration
from pipelines.connections import quieten
from pipelines.files import StorageError, cannot_write, copy_whole, move_into_place, temporary, writing
from pipelines.schema import PUBLISHED, TABLES, SchemaError, Table, qualified
from pipelines.settings import Home
from pipelines.storage import Store

STORAGE_VERSION = "v1.2.0"
"""The oldest DuckDB whose clients can open the published file."""

_MEMORY_BYTES = 384 << 20
"""What DuckDB may keep of the working store in memory, where it would keep all that was ever read; it sorts on disk."""
_ROWS_AT_ONCE = 122_880
"""Rows that are handed to SQL at a time: as many as DuckDB stores together."""

_LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
}


SLICE_ROWS = 50_000
"""Rows that are read at a time where a table need not be held whole."""


class WarehouseError(RuntimeError):
    """The working store cannot be used as it is; the message says what to do."""


class HomeBusyError(WarehouseError):
    """Another writer holds the home."""


_FULL = ("No space left on device", "File too large", "Disk quota exceeded", "Read-only file system")
"""What the operating system says of a disk that takes no more, as DuckDB repeats it."""


def _is_storage_error(error: BaseException) -> bool:
    """Whether DuckDB failed because the disk takes no more."""
    return isinstance(error, duckdb.Error) and any(words in str(error) for words in _FULL)


def _first_line(error: BaseException) -> str:
    """The line of an error that says what the disk's matter is, else its first."""
    lines = str(error).splitlines() or [type(error).__name__]
    return next((line for line in lines if any(words in line for words in _FULL)), lines[0])


def _literal(value: str) -> str:
    """Quote a value where SQL takes no parameter (ATTACH and the like)."""
    return "'" + value.replace("'", "''") + "'"


def _name(identifier: str) -> str:
    """Quote an identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def _names(columns: Iterable[str]) -> str:
    return ", ".join(_name(column) for column in columns)


# --- one writer at a time -----------------------------------------------------------------


@contextmanager
def writer_lock(home: Home, timeout: float = 0.0) -> Generator[None, None, None]:
    """Hold a home as its only writer; the command line and Dagster share this lock.

    The lock is the operating system's, so that a killed writer leaves none behind. In one
    thread it may be taken again while it is held.

    Args:
        home: The home to write to.
        timeout: Seconds to wait for another writer.

    Raises:
        HomeBusyError: another writer holds the home; the message names its process.
    """
    with writing(home.lock):
        home.lock.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(home.lock, is_singleton=True)
    holder = home.lock.with_suffix(".json")
    try:
        lock.acquire(timeout=timeout)
    except filelock.Timeout as error:
        raise HomeBusyError(
            f"another writer{_holder(holder)} is at work in {home.root}; wait until it has finished, "
            "or give another home"
        ) from error
    try:
        with writing(holder):
            holder.write_text(json.dumps({"pid": os.getpid()}), encoding="utf-8")
        yield
    finally:
        if lock.lock_counter == 1:
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> str:
    """Name the process that holds the lock, where its note can be read."""
    try:
        return f" (process {int(json.loads(path.read_text(encoding='utf-8'))['pid'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


# --- the working store --------------------------------------------------------------------


class Warehouse:
    """The working store of a home: one DuckDB file, opened by the one writer.

    Use it as a context manager. Tables of :data:`pipelines.schema.TABLES` are made when they
    are missing; frames pass :meth:`pipelines.schema.Table.conform` on their way in.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open: duckdb.DuckDBPyConnection | None = None
        self._depth = 0
        # a connection holds one result, and polars reads the sides of a join at the same time
        self._asking = threading.Lock()

    def __enter__(self) -> Self:
        """Open the file, make what is missing, and migrate or refuse what an older declaration wrote."""
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # of a killed run: DuckDB removes what it set aside when it is closed
            shutil.rmtree(self.path.with_name(f"{self.path.name}.tmp"), ignore_errors=True)
            self._open = duckdb.connect(self.path, config={"memory_limit": f"{_MEMORY_BYTES}B"})
        except duckdb.IOException as error:
            if _is_storage_error(error):
                raise WarehouseError(cannot_write(self.path, _first_line(error))) from error
            raise WarehouseError(
                f"{self.path} cannot be opened ({_first_line(error)}); end the process that holds it, or, "
                "if the file is damaged, move it away and run again with all inputs: published versions stay"
            ) from error
        try:
            quieten(self._connection)
            with self.transaction():
                migration.bring_up_to_date(self._connection)
        except migration.MigrationError as error:
            self.close()
            raise WarehouseError(str(error)) from error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; closing twice does no harm."""
        if self._open is not None:
            self._open.close()
            self._open = None

    @property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        if self._open is None:
            raise WarehouseError("the working store is closed; use it inside `with Warehouse(path) as warehouse:`")
        return self._open

    @contextmanager
    def transaction(self) -> Generator[None, None, None]:
        """Make the writes inside one step: all of them or, after an exception, none. May be nested."""
        self._depth += 1
        try:
            if self._depth == 1:
                self._connection.begin()
            yield
            if self._depth == 1:
                self._connection.commit()
        except BaseException as error:
            if self._depth == 1:
                self._undo()
            if _is_storage_error(error):
                raise WarehouseError(cannot_write(self.path, _first_line(error))) from error
            raise
        finally:
            self._depth -= 1

    def _undo(self) -> None:
        """Roll back, where DuckDB has not done so itself: a commit that failed leaves no transaction."""
        with suppress(duckdb.Error):
            self._connection.rollback()

    def read(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        where: str | None = None,
        params: Sequence[Any] = (),
        *,
        in_order: bool = True,
    ) -> pl.DataFrame:
        """Return a table sorted by key.

        Args:
            name: A table of ``schema.TABLES``.
            columns: The columns wanted, in this order; all of them without it.
            where: A condition in SQL; values stand in ``params`` as ``?``.
            params: The condition's values.
            in_order: Whether its order matters: to sort takes as much memory again.
        """
        table = _table(name)
        chosen = [table.column(column).name for column in columns or table.names]
        condition = f" WHERE {where}" if where else ""
        order = f" ORDER BY {_names(table.key)}" if table.key and in_order else ""
        return self.query(f"SELECT {_names(chosen)} FROM {qualified(table)}{condition}{order}", params)

    def scan(self, name: str, *, in_order: bool = True) -> pl.LazyFrame:
        """Return a table that is read when it is collected, and of which only the columns asked for are.

        It is sorted by key where its order matters, and must be collected while the store is open.
        """
        return lazily(_table(name), lambda columns: self.read(name, columns, in_order=in_order))

    def slices(self, name: str, where: str | None = None) -> Iterator[pl.DataFrame]:
        """Yield a table sorted by key in slices of some ``SLICE_ROWS`` rows.

        Rows that agree in the first column of the key stand in one slice.

        Args:
            name: A table of ``schema.TABLES`` with a key.
            where: A condition in SQL.
        """
        first = _table(name).key[0]
        keys = self.read(name, [first], where, in_order=False)[first].sort()
        bounds = keys.gather_every(SLICE_ROWS, SLICE_ROWS).unique(maintain_order=True).to_list()
        column = _name(first)
        also = f" AND ({where})" if where else ""
        for low, high in zip([None, *bounds], [*bounds, None], strict=True):
            limits = [f"{column} >= ?"] * (low is not None) + [f"{column} < ?"] * (high is not None)
            values = [value for value in (low, high) if value is not None]
            yield self.read(name, where=(" AND ".join(limits) or "true") + also, params=values)

    def replace(self, name: str, frame: pl.DataFrame) -> None:
        """Make ``frame`` the whole content of a table."""
        table = _table(name)
        frame = table.conform(frame)
        with self.transaction():
            self._connection.execute(f"DELETE FROM {qualified(table)}")
            self._insert(table, frame)

    def upsert(self, name: str, frame: pl.DataFrame) -> None:
        """Write ``frame`` into a table; rows of equal key are replaced."""
        table = _table(name)
        frame = table.conform(frame)
        same = " AND ".join(f"old.{_name(column)} = new.{_name(column)}" for column in table.key)
        with self.transaction():
            with self._incoming(frame.select(table.key)) as new:
                self._connection.execute(f"DELETE FROM {qualified(table)} AS old USING {new} AS new WHERE {same}")
            self._insert(table, frame)

    def delete(self, name: str, where: str, params: Sequence[Any] = ()) -> int:
        """Delete the rows that meet a condition in SQL and return their number; values go into ``params``."""
        with self.transaction():
            done = self._connection.execute(f"DELETE FROM {qualified(_table(name))} WHERE {where}", list(params))
            return int((done.fetchone() or (0,))[0])

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """Run one statement and return its rows; values stand in ``params`` as ``?``."""
        with self._asking:
            return self._connection.execute(sql, list(params)).pl()

    def _insert(self, table: Table, frame: pl.DataFrame) -> None:
        columns = _names(table.names)
        # what SQL sees of a frame is a copy of it
        for part in frame.iter_slices(_ROWS_AT_ONCE):
            with self._incoming(part) as new:
                self._connection.execute(f"INSERT INTO {qualified(table)} ({columns}) SELECT {columns} FROM {new}")

    @contextmanager
    def _incoming(self, frame: pl.DataFrame) -> Generator[str, None, None]:
        """Let SQL see a frame under the name that this yields."""
        self._connection.register("incoming_rows", frame)
        try:
            yield "incoming_rows"
        finally:
            self._connection.unregister("incoming_rows")


def lazily(table: Table, read: Callable[[list[str] | None], pl.DataFrame]) -> pl.LazyFrame:
    """Return a table as a frame that ``read`` reads when it is collected: the columns given, or all of them."""

    def rows(
        columns: list[str] | None, condition: pl.Expr | None, most: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        frame = read(columns)
        chosen = frame if condition is None else frame.filter(condition)
        yield chosen if most is None else chosen.head(most)

    return register_io_source(rows, schema=table.polars)


def _table(name: str) -> Table:
    if name not in TABLES:
        raise WarehouseError(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
    return TABLES[name]


def migrate(path: Path, backup: Path, fills: Mapping[tuple[str, str], migration.Fill]) -> migration.Migration:
    """Bring a working store that an older declaration wrote to today's, in one step; a copy stays where rows changed.

    The caller holds the home's lock.

    Args:
        path: The working store.
        backup: Where the copy goes.
        fills: By table and column, what stands in a required column that the older declaration lacked.

    Raises:
        WarehouseError: it cannot be opened, or rows that must be kept cannot be had under today's declaration;
            it is left as it was.
        StorageError: the copy cannot be written.
    """
    done = migration.Migration({}, ())
    try:
        with duckdb.connect(path) as connection:
            quieten(connection)
            connection.execute("CHECKPOINT")
            needed = migration.needed(connection)
        if needed:
            copy_whole(path, backup)
            with duckdb.connect(path) as connection:
                quieten(connection)
                connection.begin()
                done = migration.rebuild(connection, needed, fills)
                connection.commit()
    except (duckdb.Error, SchemaError, pl.exceptions.PolarsError) as error:
        raise WarehouseError(
            f"{path} cannot be brought to this schema ({_first_line(error)}); it is as it was. Restore it from a copy,"
            " or move it away and run again with all inputs: published versions and identifiers stay"
        ) from error
    with Warehouse(path):  # adds what is merely new
        return done


def rewrite(path: Path) -> None:
    """Write a database file anew and put it in the place of the old one: pages that were freed keep what they held.

    Nobody else may have the file open.

    Raises:
        WarehouseError: the file cannot be opened.
    """
    unfinished = temporary(path)
    _remove_database(unfinished)
    try:
        with duckdb.connect() as connection:
            quieten(connection)
            connection.execute(f"ATTACH {_literal(str(path))} AS stored")
            connection.execute(f"ATTACH {_literal(str(unfinished))} AS anew")
            connection.execute("COPY FROM DATABASE stored TO anew")
            connection.execute("DETACH anew")
            connection.execute("DETACH stored")
    except duckdb.Error as error:
        _remove_database(unfinished)
        raise WarehouseError(
            f"{path} cannot be written anew ({str(error).splitlines()[0]}); end the process that holds it and run the"
            " same command again"
        ) from error
    except BaseException:
        _remove_database(unfinished)
        raise
    # what it logged stands in the file since it was let go; a log beside the new file would not be its own
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    move_into_place(unfinished, path)


# --- files elsewhere ------------------------------------------------------------------------


def read_parquet(store: Store, names: Sequence[str]) -> pa.Table:
    """Return the rows of Parquet files of a store, in the order of the files and of their rows.

    DuckDB reads them through fsspec: its own extension for S3 would have to be fetched first.

    Raises:
        WarehouseError: a file is missing, damaged, or cannot be reached.
    """
    with duckdb.connect() as connection:
        quieten(connection)
        connection.execute("SET autoinstall_known_extensions = false")
        store.filesystem.invalidate_cache()  # or it would ask for files as they were when they were last listed
        connection.register_filesystem(store.filesystem)
        try:
            files = [store.address(name) for name in names]
            return connection.execute("SELECT * FROM read_parquet(?)", [files]).to_arrow_table()
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(
                f"shards at {store.shown} cannot be read ({_first_line(error)}); run again, and if that does not help,"
                " remove what is there: it is made anew"
            ) from error


# --- the published file -------------------------------------------------------------------


def build_database(
    path: Path,
    tables: Mapping[str, pl.DataFrame | Path],
    version: str,
    declared: Mapping[str, Table] = PUBLISHED,
) -> None:
    """Write the published database and swap it in for ``path`` in one step.

    Published tables stand in the schemas of their layers, with comments; views of the same
    names in ``main`` are what users query, with the macros of :mod:`pipelines.macros`. A table
    absent from ``tables`` is made without rows. Readers that have the old file open keep it.

    Args:
        path: The file's final place.
        tables: By table name a frame, or a Parquet file whose rows conform already; unpublished tables are left out.
        version: The version that the file holds, kept in the comment of the view ``versions``.
        declared: The published tables, as the version declares them.

    Raises:
        StorageError: the file cannot be written, as when the disk is full; the old file stays.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = temporary(path)
    _remove_database(unfinished)
    try:
        with duckdb.connect() as connection:
            quieten(connection)
            connection.execute(
                f"ATTACH {_literal(str(unfinished))} AS published (STORAGE_VERSION {_literal(STORAGE_VERSION)})"
            )
            connection.execute("USE published")
            connection.begin()
            for table in declared.values():
                _write_table(connection, table, tables.get(table.name, table.empty()))
            for statement in (*macros.statements(), *macros.comments()):
                connection.execute(statement)
            connection.execute(f"COMMENT ON VIEW main.versions IS {_literal(_VERSION_NOTE + version)}")
            connection.commit()
            connection.execute("USE memory")
            connection.execute("DETACH published")
        with writing(path):
            move_into_place(unfinished, path)
    except BaseException as error:
        _remove_database(unfinished)
        if _is_storage_error(error):
            raise StorageError(cannot_write(path, _first_line(error))) from error
        raise


_VERSION_NOTE = "The published versions of the dataset; this file holds "


def _remove_database(path: Path) -> None:
    """Remove a database file and its write-ahead log."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _write_table(connection: duckdb.DuckDBPyConnection, table: Table, rows: pl.DataFrame | Path) -> None:
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_name(table.layer.value)}")
    connection.execute(table.ddl())
    if isinstance(rows, Path):
        columns = _names(table.names)
        connection.execute(f"INSERT INTO {qualified(table)} SELECT {columns} FROM read_parquet(?)", [str(rows)])
    else:
        connection.register("incoming_rows", table.conform(rows))
        connection.execute(f"INSERT INTO {qualified(table)} SELECT * FROM incoming_rows")
        connection.unregister("incoming_rows")
    connection.execute(f"CREATE VIEW main.{_name(table.name)} AS SELECT * FROM {qualified(table)}")
    view = table.comments("main")
    view[0] = view[0].replace("COMMENT ON TABLE", "COMMENT ON VIEW", 1)
    connection.execute(";\n".join([*table.comments(), *view]))


@contextmanager
def read_only(path: Path) -> Generator[duckdb.DuckDBPyConnection, None, None]:
    """Open a published database so that a query can neither write nor leave it.

    No other file, no network, no extension; the settings are locked.

    Raises:
        WarehouseError: there is no database at ``path``.
    """
    if not path.is_file():
        raise WarehouseError(f"there is no published database at {path}; run `onrecord run` first")
    with duckdb.connect(path, read_only=True, config=_LOCKED_DOWN) as connection:
        quieten(connection)
        connection.execute("SET lock_configuration = true")
        yield connection


def database_version(path: Path) -> str | None:
    """Return the version that a published database holds; None where there is no readable one."""
    try:
        with read_only(path) as connection:
            row = connection.execute(
                "SELECT comment FROM duckdb_views() WHERE view_name = 'versions' AND NOT internal"
            ).fetchone()
    except (duckdb.Error, WarehouseError):
        return None
    return str(row[0]).removeprefix(_VERSION_NOTE) if row and row[0] else None


def is_whole(path: Path) -> bool:
    """Whether every value of a published database can be read: DuckDB holds each block that it reads to its checksum.

    The tables are those of the file, which an older declaration may have written. The memory that this takes does not
    grow with it.
    """
    try:
        with read_only(path) as connection:
            views = "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
            names = [name for (name,) in connection.execute(views).fetchall()]
            for name in names:
                connection.execute(f"SELECT bit_xor(hash(rows)) FROM main.{_name(name)} AS rows").fetchone()
    except (duckdb.Error, WarehouseError):
        return False
    return bool(names)


def read_database(path: Path) -> dict[str, pl.DataFrame]:
    """Return every published table of a database, as its view gives it, sorted by key."""
    with read_only(path) as connection:
        return {
            name: connection.execute(f"SELECT * FROM main.{_name(name)}").pl().sort(table.key)
            for name, table in PUBLISHED.items()
        }
