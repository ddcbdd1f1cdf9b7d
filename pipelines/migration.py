"""How a working store that an older declaration of the tables wrote is brought to today's.

Belongs here: which differences there are, which of them need no more than a new column, and what
rows look like under today's declaration. Does not belong here: opening files
(:mod:`pipelines.warehouse` does, and hands the connection to these functions).

A table is either *kept* or *made*. The kept ones say what was read and when, and cannot be had
again without the inputs: their rows are carried over. All others are made from these and from the
raw bytes by the next run, which does so once for a store that was migrated; identifiers come from
the last published version, which is not touched.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from pipelines.schema import TABLES, Column, Table, qualified

if TYPE_CHECKING:
    import duckdb

KEPT = ("raw_articles", "batches", "quarantine")
"""The tables whose rows are carried over."""
DONE = "processed"
"""What was done to which article: forgotten where a table is made anew, so that the next run does it again."""

Stored = Mapping[str, Mapping[str, tuple[str, bool]]]
"""Of each stored table, by its qualified name, the columns with their types, and whether they may be null."""
Fill = Callable[[pl.DataFrame], pl.Series]
"""Gives a column that the rows of an older declaration lack."""


class MigrationError(RuntimeError):
    """The working store needs more than new columns; the message says what to do."""


class Migration(NamedTuple):
    """What a migration did; nothing where new columns were enough."""

    carried: Mapping[str, int]
    """Rows of the kept tables whose declaration had changed."""
    emptied: Sequence[str]
    """Tables that the next run makes anew."""


class Difference(NamedTuple):
    """How one stored table differs from its declaration."""

    table: Table
    added: tuple[Column, ...]
    """Columns that are new and may be null."""
    loosened: tuple[Column, ...]
    """Columns that may be null now."""
    other: tuple[str, ...]
    """What else differs, in words: no new column makes up for it."""


def difference(table: Table, found: Mapping[str, tuple[str, bool]]) -> Difference:
    """Compare a stored table with its declaration.

    Args:
        table: The declaration.
        found: By the name of each stored column its type and whether it may be null.
    """
    added, loosened, other = [], [], []
    for column in table.columns:
        must = column.required or column.name in table.key
        if column.name not in found:
            if must:
                other.append(f"{column.name} is missing and may not be null")
            else:
                added.append(column)
        elif found[column.name] == (column.type, must) and not must:
            loosened.append(column)
        elif found[column.name] != (column.type, not must):
            kind, nullable = found[column.name]
            other.append(
                f"{column.name} is {kind}{'' if nullable else ' NOT NULL'}, "
                f"declared {column.type}{' NOT NULL' if must else ''}"
            )
    other += [f"{name} is no longer declared" for name in found if name not in table.names]
    return Difference(table, tuple(added), tuple(loosened), tuple(other))


def differences(stored: Stored) -> list[Difference]:
    """Compare every stored table that is declared with its declaration; those that do not differ are left out."""
    compared = [difference(table, stored[qualified(table)]) for table in TABLES.values() if qualified(table) in stored]
    return [each for each in compared if each.added or each.loosened or each.other]


def carried(table: Table, frame: pl.DataFrame, fills: Mapping[str, Fill]) -> pl.DataFrame:
    """Return the rows of a table as it is declared today.

    Args:
        table: The declaration.
        frame: The rows as they are stored; columns that are declared no more are left out.
        fills: By column name, what a column holds that is stored in none of the rows.

    Raises:
        SchemaError: the rows cannot be had under the declaration, as where a value is required and there is none.
        polars.exceptions.PolarsError: a value cannot be read as the declared type.
    """
    columns = []
    for column in table.columns:
        if column.name in frame.columns:
            columns.append(frame[column.name].cast(column.polars))
        elif column.name in fills:
            columns.append(fills[column.name](frame).cast(column.polars).alias(column.name))
        else:
            columns.append(pl.Series(column.name, [None] * frame.height, column.polars))
    return table.conform(pl.DataFrame(columns))


# --- in a store -----------------------------------------------------------------------------


def bring_up_to_date(connection: "duckdb.DuckDBPyConnection") -> None:
    """Create missing tables, add missing nullable columns, let be null what now may be.

    Raises:
        MigrationError: there is another difference.
    """
    for layer in dict.fromkeys(table.layer.value for table in TABLES.values()):
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{layer}"')
    stored = _stored(connection)
    for table in TABLES.values():
        if qualified(table) not in stored:
            connection.execute(table.ddl())
    for table, added, loosened, other in differences(stored):
        if other:
            raise MigrationError(
                f"the working store was written by another version of the schema: {table.name}: {'; '.join(other)}. "
                "Bring it to this one with `onrecord migrate`, which keeps a copy of it, or use the version of onrecord"
                " that wrote it; published versions stay as they are"
            )
        for column in added:
            connection.execute(f'ALTER TABLE {qualified(table)} ADD COLUMN "{column.name}" {column.type}')
        for column in loosened:
            connection.execute(f'ALTER TABLE {qualified(table)} ALTER COLUMN "{column.name}" DROP NOT NULL')


def needed(connection: "duckdb.DuckDBPyConnection") -> list[Difference]:
    """Return the differences that :func:`bring_up_to_date` refuses."""
    return [each for each in differences(_stored(connection)) if each.other]


def rebuild(
    connection: "duckdb.DuckDBPyConnection", found: Sequence[Difference], fills: Mapping[tuple[str, str], Fill]
) -> Migration:
    """Carry over the kept tables of ``found`` and empty the others; the caller holds a transaction open.

    Raises:
        SchemaError, PolarsError: the rows of a kept table cannot be had under its declaration.
    """
    counts: dict[str, int] = {}
    for table, *_ in found:
        rows = connection.execute(f"SELECT * FROM {qualified(table)}").pl() if table.name in KEPT else None
        connection.execute(f"DROP TABLE {qualified(table)}")
        connection.execute(table.ddl())
        if rows is None:
            continue
        theirs = {column: fill for (name, column), fill in fills.items() if name == table.name}
        frame = carried(table, rows, theirs)
        connection.register("carried_rows", frame)
        connection.execute(f"INSERT INTO {qualified(table)} SELECT * FROM carried_rows")
        connection.unregister("carried_rows")
        counts[table.name] = frame.height
    # whatever changed, the next run makes everything from the raw bytes anew, once
    if qualified(TABLES[DONE]) in _stored(connection):
        connection.execute(f"DELETE FROM {qualified(TABLES[DONE])}")
    return Migration(counts, [each.table.name for each in found if each.table.name not in KEPT])


def _stored(connection: "duckdb.DuckDBPyConnection") -> Stored:
    stored: dict[str, dict[str, tuple[str, bool]]] = {}
    for schema, name, column, kind, nullable in connection.execute(
        "SELECT table_schema, table_name, column_name, data_type, is_nullable = 'YES' FROM information_schema.columns"
        " WHERE table_catalog = current_database() ORDER BY ordinal_position"
    ).fetchall():
        stored.setdefault(f'"{schema}"."{name}"', {})[column] = (kind, nullable)
    return stored
