"""The tables of a version as they are laid out: written, hashed and let go one after the other, slice by slice.

So a publication holds no more than a slice of what it publishes, and whoever needs a table again reads it back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.files import writing
from pipelines.memory import give_back
from pipelines.publication.hashing import TableHash
from pipelines.schema import PUBLISHED, Table

Slices = Callable[[], Iterable[pl.DataFrame]]
Rows = pl.DataFrame | Slices
"""A table's rows: a frame, or what gives them in slices. Slices follow each other by key, and rows that agree in the
first column of the key stand in one slice."""

_ROWS_A_GROUP = 100_000


class Laid(Mapping[str, pl.DataFrame]):
    """The tables of a version that were laid out in a folder; each is read when it is asked for."""

    def __init__(self, folder: Path, final: Path, declared: Mapping[str, Table] = PUBLISHED) -> None:
        """Lay nothing out yet.

        Args:
            folder: Where the files go.
            final: The name that the folder will get, for what is said of a full disk.
            declared: The tables as the version declares them.
        """
        self.folder, self._final, self._declared = folder, final, declared
        self.rows: dict[str, int] = {}
        self.hashes: dict[str, str] = {}

    def lay(self, name: str, rows: Rows) -> None:
        """Write a table, or another one in its place.

        Raises:
            SchemaError: the rows do not match the table.
            StorageError: the disk takes no more.
        """
        table, file = self._declared[name], self.file(name)
        hashed, count = TableHash(PUBLISHED[name]), 0

        def slices() -> Iterator[pl.DataFrame]:
            nonlocal count
            for part in (rows,) if isinstance(rows, pl.DataFrame) else rows():
                conforming = table.conform(part)
                hashed.add(conforming)
                count += conforming.height
                yield conforming

        file.unlink(missing_ok=True)  # who has read the one before may still hold it
        with writing(self._final / file.name):
            write_slices(file, table, slices())
        self.rows[name], self.hashes[name] = count, hashed.hexdigest()
        give_back()

    def file(self, name: str) -> Path:
        """Return the Parquet file of a table."""
        return self.folder / f"{name}.parquet"

    def read(self, name: str, columns: Iterable[str] | None = None) -> pl.DataFrame:
        """Read a table back, or some columns of it; ``KeyError`` where it was not laid out."""
        if name not in self.rows:
            raise KeyError(name)
        return pl.read_parquet(self.file(name), columns=None if columns is None else list(columns))

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def height(tables: Mapping[str, pl.DataFrame], name: str) -> int:
    """Return the number of rows of a table, without reading what is laid out."""
    return tables.rows[name] if isinstance(tables, Laid) else tables[name].height


def columns_of(tables: Mapping[str, pl.DataFrame], name: str, columns: Iterable[str]) -> pl.DataFrame:
    """Return some columns of a table; of what is laid out no others are read."""
    return tables.read(name, columns) if isinstance(tables, Laid) else tables[name].select(*columns)


def write_parquet(path: Path, table: Table, frame: pl.DataFrame) -> None:
    """Write a frame as Parquet: see :func:`write_slices`."""
    write_slices(path, table, (frame,))


def write_slices(path: Path, table: Table, slices: Iterable[pl.DataFrame]) -> None:
    """Write rows as Parquet: zstd, explicit schema, sorted by key, statistics, page index and checksums.

    The bytes depend on the rows alone: no clock goes into the file, and slices make no difference.
    """
    schema = table.arrow
    order = pq.SortingColumn.from_ordering(schema, [(name, "ascending") for name in table.key])
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        sorting_columns=order,
        write_statistics=True,
        write_page_index=True,
        write_page_checksum=True,
    ) as writer:
        for part in _groups(table, slices):
            writer.write_table(part.cast(schema))


def _groups(table: Table, slices: Iterable[pl.DataFrame]) -> Iterator[pa.Table]:
    """Groups of rows as Arrow tables, small enough for 32-bit string offsets; one even without rows."""
    waiting, wrote = table.empty(), False
    for part in slices:
        waiting = pl.concat([waiting, part.select(table.names)]) if waiting.height else part.select(table.names)
        while waiting.height >= _ROWS_A_GROUP:
            yield _arrow(waiting.head(_ROWS_A_GROUP))
            waiting, wrote = waiting.slice(_ROWS_A_GROUP), True
    if waiting.height or not wrote:
        yield _arrow(waiting)


def _arrow(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
