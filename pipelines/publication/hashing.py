"""Logical hashes: what two tables have in common when they say the same.

The encoding, version 1. All text is UTF-8.

* Only content columns count (``Column.content``), in the order of their names. Clocks,
  versions, batches and producers do not.
* A cell is ``~`` if it is null, else ``<length of the value in bytes>:<value>``. Values:
  VARCHAR as it is; BIGINT in decimal; BOOLEAN ``true`` or ``false``; DATE ``YYYY-MM-DD``;
  TIMESTAMP ``YYYY-MM-DDTHH:MM:SS.ffffff``; DOUBLE as its IEEE 754 bits read as an unsigned
  integer in decimal, −0 taken as 0 and every NaN as the one quiet NaN.
* A row is its cells one after the other, hashed with SHA-256. Rows that agree in all content
  columns count once.
* The table's hash is the SHA-256 over the line ``onrecord-table-1``, the table's name, one
  line ``name:TYPE`` a content column, an empty line, and the sorted row hashes (32 bytes each).

The content hash of a version is the SHA-256 over one line ``table:hash`` a table, sorted, for
the tables that count (``Table.content``).
"""

import hashlib
from collections.abc import Mapping

import polars as pl

from pipelines.schema import Column, Table

_SLICE = 50_000
_NAN = 0x7FF8000000000000


def content_columns(table: Table) -> list[Column]:
    """Return the columns that count, by name."""
    return sorted((column for column in table.columns if column.content), key=lambda column: column.name)


def row_hashes(table: Table, frame: pl.DataFrame) -> list[bytes]:
    """Return the SHA-256 of each row over its content columns, in the frame's order."""
    cells = [_cell(column) for column in content_columns(table)]
    if not cells:
        return [hashlib.sha256(b"").digest()] * frame.height
    hashes: list[bytes] = []
    for part in frame.iter_slices(_SLICE):
        rows = part.select(pl.concat_str(cells).alias("row"))["row"]
        hashes.extend(hashlib.sha256(row.encode()).digest() for row in rows)
    return hashes


def logical_hash(table: Table, frame: pl.DataFrame) -> str:
    """Return the logical hash of a frame as ``table``; the order of rows and columns does not count.

    Raises:
        polars.exceptions.ColumnNotFoundError: a content column is missing.
    """
    hashed = TableHash(table)
    for part in frame.iter_slices(_SLICE):
        hashed.add(part)
    return hashed.hexdigest()


class TableHash:
    """The logical hash of a table whose rows come in parts, in whatever order."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows = [pl.Series([], dtype=pl.Binary)]
        """In a column: as objects they would take three times the memory."""

    def add(self, part: pl.DataFrame) -> None:
        """Add rows."""
        self._rows.append(pl.Series(row_hashes(self._table, part), dtype=pl.Binary))

    def hexdigest(self) -> str:
        """Return the logical hash of the rows that were added."""
        lines = [f"{column.name}:{column.type}" for column in content_columns(self._table)]
        state = hashlib.sha256("\n".join(["onrecord-table-1", self._table.name, *lines, "", ""]).encode())
        rows = pl.concat(self._rows).unique().sort()
        for start in range(0, rows.len(), _SLICE):
            for row in rows.slice(start, _SLICE):
                state.update(row)
        return state.hexdigest()


def content_hash(hashes: Mapping[str, str]) -> str:
    """Return the hash over the logical hashes of a version's tables, given by table name."""
    lines = "".join(f"{name}:{value}\n" for name, value in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _cell(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    match column.type:
        case "VARCHAR":
            text = value
        case "DOUBLE":
            zero = pl.when(value == 0).then(0.0).otherwise(value)
            bits = zero.reinterpret(dtype=pl.UInt64)
            text = pl.when(value.is_nan()).then(pl.lit(_NAN, pl.UInt64)).otherwise(bits).cast(pl.String)
        case "TIMESTAMP":
            text = value.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")
        case "DATE":
            text = value.dt.strftime("%Y-%m-%d")
        case "BIGINT" | "BOOLEAN":
            text = value.cast(pl.String)
    known = pl.concat_str([text.str.len_bytes().cast(pl.String), pl.lit(":"), text])
    return pl.when(value.is_null()).then(pl.lit("~")).otherwise(known)
