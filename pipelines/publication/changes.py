"""Table ``changes``: how one version differs from another, row by row, and how to redo it.

Belongs here: the comparison of two versions of a table, its notation, and its application to the
version before, which gives the version after. Does not belong here: why a row changed
(:mod:`pipelines.publication.causes`).

Rows are compared over content columns (``Column.content``): clocks, versions, batches and
producers are no changes. All of it is joins over whole frames; no row is looked at alone.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from pipelines.publication.hashing import row_hashes
from pipelines.schema import Column, Table

KEY = "\0key"
"""The column that holds a row's key as text; no declared column can have this name."""
_NOW = "\0now"
_MOMENT = "%Y-%m-%dT%H:%M:%S%.6f"


class Delta(NamedTuple):
    """How a table differs between two versions."""

    table: Table
    rows: pl.DataFrame
    """One row a row that differs: ``key``, ``change``, ``columns`` (names of those that differ; of a row that came or
    went none), ``before``, ``after`` (JSON)."""
    before: pl.DataFrame
    """The rows of the earlier version that went or changed, with their key in the column :data:`KEY`."""
    after: pl.DataFrame
    """The rows of the later version that came or changed, likewise."""


def tracked(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Return the tables whose changes are kept: those of content. Tables about runs and versions are not."""
    return {name: table for name, table in tables.items() if table.content}


def aligned(table: Table, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Return ``frame`` with the columns that ``table`` declares today; absent ones are null, no frame is no rows."""
    if frame is None:
        return table.empty()
    present = set(frame.columns)
    return frame.select(
        pl.col(column.name) if column.name in present else pl.lit(None, column.polars).alias(column.name)
        for column in table.columns
    )


def keyed(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``frame`` with each row's key as text in the column :data:`KEY`.

    One key column stands as it is, several as a JSON list. Where a key column is no content (a
    batch), the key says nothing across versions: such a row is known by all that it says, the key
    is the rest of it and the row's hash, and rows that say the same count once.
    """
    names = [name for name in table.key if table.column(name).content]
    if len(names) == len(table.key) == 1 and table.column(names[0]).type == "VARCHAR":
        return frame.with_columns(pl.col(names[0]).alias(KEY))
    parts = [_value(table.column(name)) for name in names]
    if len(names) < len(table.key):
        hashes = pl.Series(KEY, [f'"{row.hex()}"' for row in row_hashes(table, frame)], pl.String)
        frame = frame.with_columns(hashes).unique(KEY, keep="first", maintain_order=True)
        parts.append(pl.col(KEY))
    text = pl.concat_str([pl.lit("["), pl.concat_str(parts, separator=","), pl.lit("]")])
    return frame.with_columns(text.alias(KEY))


def compare(table: Table, before: pl.DataFrame | None, after: pl.DataFrame | None) -> Delta:
    """Compare two versions of a table; a column or table that one of them lacks counts as null or without rows."""
    old, new = (keyed(table, aligned(table, frame)) for frame in (before, after))
    added, gone = new.join(old, on=KEY, how="anti"), old.join(new, on=KEY, how="anti")
    content = [column for column in table.columns if column.content and column.name not in table.key]
    both = old.join(new, on=KEY, how="inner", suffix=_NOW)
    told = {column: pl.col(column.name).ne_missing(pl.col(column.name + _NOW)) for column in content}
    differs = list(told.values())
    both = both.filter(pl.any_horizontal(differs)) if differs else both.clear()
    names = [pl.when(differ).then(pl.lit(column.name)) for column, differ in told.items()]
    listed = pl.concat_list(names).list.drop_nulls() if names else pl.lit([], pl.List(pl.String))
    changed = both.select(
        key=pl.col(KEY),
        change=pl.lit("MOD"),
        columns=listed,
        before=_object(told),
        after=_object(told, _NOW),
    )
    rows = pl.concat([_whole(table, added, "ADD"), changed, _whole(table, gone, "DEL")]).sort("key")
    columns = [*table.names, KEY]
    now = both.select(
        *(pl.col(name + _NOW if name + _NOW in both.columns else name).alias(name) for name in table.names), KEY
    )
    return Delta(table, rows, pl.concat([gone, both.select(columns)]), pl.concat([added.select(columns), now]))


def _whole(table: Table, frame: pl.DataFrame, change: str) -> pl.DataFrame:
    """Rows that came or went: every column of theirs that is not null."""
    told = _object({column: pl.col(column.name).is_not_null() for column in table.columns})
    nothing = pl.lit(None, pl.String)
    return frame.select(
        key=pl.col(KEY),
        change=pl.lit(change),
        columns=pl.lit([], pl.List(pl.String)),
        before=told if change == "DEL" else nothing,
        after=told if change == "ADD" else nothing,
    )


def _object(chosen: Mapping[Column, pl.Expr], suffix: str = "") -> pl.Expr:
    """A JSON object of the columns that are chosen in each row."""
    members = [
        pl.when(where).then(pl.concat_str([pl.lit(f'"{column.name}":'), _value(column, suffix)]))
        for column, where in chosen.items()
    ]
    inside = pl.concat_str(members, separator=",", ignore_nulls=True) if members else pl.lit("")
    return pl.concat_str([pl.lit("{"), inside, pl.lit("}")])


def _value(column: Column, suffix: str = "") -> pl.Expr:
    """A value in JSON: dates and moments as ISO 8601, numbers that JSON lacks (NaN, infinities) as text."""
    value = pl.col(column.name + suffix)
    match column.type:
        case "TIMESTAMP":
            text = _encoded(value.dt.strftime(_MOMENT))
        case "DATE":
            text = _encoded(value.dt.strftime("%Y-%m-%d"))
        case "DOUBLE":
            text = pl.when(value.is_finite()).then(_encoded(value)).otherwise(_encoded(value.cast(pl.String)))
        case "VARCHAR" | "BIGINT" | "BOOLEAN":
            text = _encoded(value)
    return pl.when(value.is_null()).then(pl.lit("null")).otherwise(text)


def _encoded(value: pl.Expr) -> pl.Expr:
    whole = pl.struct(value.alias("v")).struct.json_encode()
    return whole.str.strip_prefix('{"v":').str.strip_suffix("}")


# --- and back -----------------------------------------------------------------------------


def apply(
    tables: Mapping[str, Table], before: Mapping[str, pl.DataFrame], changes: pl.DataFrame
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield every table of content as ``changes`` make it from the version before, by name.

    The frames conform to their tables and have the content of the version that the changes
    belong to: columns that are no content are those of the version that brought the row in.

    Args:
        tables: The declarations of the published tables.
        before: The frames of the version before.
        changes: Table ``changes`` of the one version that follows it.

    Raises:
        SchemaError: the changes do not belong to these frames.
    """
    for name, table in tracked(tables).items():
        theirs = changes.filter(pl.col("table_name") == name).select("key", "change", "before", "after")
        yield name, _applied(table, keyed(table, aligned(table, before.get(name))), theirs)


def _applied(table: Table, frame: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    kind = pl.col("change")
    stay = frame.join(changes.filter(kind == "DEL"), left_on=KEY, right_on="key", how="anti")
    new = _decoded(table, changes.filter(kind == "ADD"), "after").select(table.names)
    changed = changes.filter(kind == "MOD")
    names = [column.name for column in table.columns if column.content and column.name not in table.key]
    sides = {
        side: _decoded(table, changed, side).select("key", *(pl.col(name).alias(f"{side}\0{name}") for name in names))
        for side in ("before", "after")
    }
    for side in sides.values():
        stay = stay.join(side, left_on=KEY, right_on="key", how="left")
    # a column that differs is not null on both sides: null on both sides says that it stayed
    known = stay.select(
        *(pl.col(name) for name in table.names if name not in names),
        *(
            pl.when(pl.col(f"after\0{name}").is_not_null() | pl.col(f"before\0{name}").is_not_null())
            .then(pl.col(f"after\0{name}"))
            .otherwise(pl.col(name))
            .alias(name)
            for name in names
        ),
    )
    return table.conform(pl.concat([known.select(table.names), new]))


def _decoded(table: Table, changes: pl.DataFrame, side: str) -> pl.DataFrame:
    """The JSON objects of one side as columns of their types, beside ``key``."""
    types = {column.name: _carrier(column) for column in table.columns}
    told = changes[side].str.json_decode(pl.Struct(types)).struct.unnest()
    return told.with_columns(_restored(column) for column in table.columns).with_columns(changes["key"])


def _carrier(column: Column) -> pl.DataType:
    return column.polars if column.type in {"VARCHAR", "BIGINT", "BOOLEAN"} else pl.String()


def _restored(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    match column.type:
        case "TIMESTAMP":
            return value.str.to_datetime(_MOMENT, time_unit="us")
        case "DATE":
            return value.str.to_date("%Y-%m-%d")
        case "DOUBLE":
            return value.cast(pl.Float64)
        case "VARCHAR" | "BIGINT" | "BOOLEAN":
            return value
