"""References between tables: every value that points to another table finds its row there.

Made from ``Column.references`` of the schema. A null points nowhere and is not a violation.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import polars as pl

from expectations.rules import SetRule, Tables
from pipelines.schema import Column, Table


def target(column: Column) -> tuple[str, str]:
    """Return the table and column that ``column`` references; ``ValueError`` if it references none."""
    if column.references is None:
        raise ValueError(f"{column.name} references no table")
    table, _, name = column.references.partition(".")
    return table, name


def _dangling(tables: Tables, _now: datetime, *, suite: str, column: str, parent: str, key: str) -> pl.LazyFrame:
    known = tables[parent].select(pl.col(key).alias(column)).unique()
    return tables[suite].filter(pl.col(column).is_not_null()).join(known, on=column, how="anti")


def rules(table: Table, suite: str | None = None) -> list[SetRule]:
    """One rule for each column of ``table`` that references another table."""
    suite = suite or table.name
    found = []
    for column in table.columns:
        if column.references is None:
            continue
        parent, key = target(column)
        found.append(
            SetRule(
                suite=suite,
                expectation="expect_reference_to_exist",
                column=column.name,
                says=f"{suite}.{column.name} must point to a row of {parent}",
                find=partial(_dangling, suite=suite, column=column.name, parent=parent, key=key),
                needs=tuple(dict.fromkeys((suite, parent))),
            )
        )
    return found


def dependents(parent: str, tables: Mapping[str, Table]) -> list[tuple[str, Column]]:
    """Return the (table, column) pairs among ``tables`` that reference ``parent``."""
    return [
        (name, column)
        for name, table in tables.items()
        for column in table.columns
        if column.references is not None and target(column)[0] == parent
    ]
