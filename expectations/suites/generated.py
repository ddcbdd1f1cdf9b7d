"""Rules that the declaration of a table in ``pipelines.schema`` implies, column by column.

Belongs here: columns and their order, types, keys, required values, allowed values, ranges,
patterns. References to other tables stand in ``references``.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import polars as pl

from expectations.rules import SetRule, Tables, ValueRule
from pipelines.schema import Column, Table


def layout_rule(table: Table, suite: str) -> ValueRule:
    """The table has the declared columns in order, each of its declared type.

    One rule for all columns: the layout names each with its type, so that the list of names says both.
    """
    return ValueRule(
        suite=suite,
        expectation="expect_table_columns_to_match_ordered_list",
        column="",
        says=f"{suite} must have exactly the declared columns, in their order and of their types",
        kwargs={"column_list": [f"{column.name} {column.type}" for column in table.columns]},
        over="layout",
    )


def key_rules(table: Table, suite: str) -> Iterator[ValueRule]:
    """No two rows have the same key."""
    if not table.key:
        return
    single = len(table.key) == 1
    yield ValueRule(
        suite=suite,
        expectation="expect_column_values_to_be_unique" if single else "expect_compound_columns_to_be_unique",
        column=table.key[0] if single else "",
        says=f"the key of {suite} ({', '.join(table.key)}) must not be repeated",
        kwargs={"column": table.key[0]} if single else {"column_list": list(table.key), "ignore_row_if": "never"},
        over="keys",
    )


def column_rules(table: Table, column: Column, suite: str) -> Iterator[ValueRule]:
    """Required, allowed values, range and pattern of one column."""
    where = f"{suite}.{column.name}"
    if column.required or column.name in table.key:
        yield ValueRule(
            suite=suite,
            expectation="expect_column_values_to_not_be_null",
            column=column.name,
            says=f"{where} must not be null",
            kwargs={"column": column.name},
        )
    if column.values is not None:
        yield ValueRule(
            suite=suite,
            expectation="expect_column_values_to_be_in_set",
            column=column.name,
            says=f"{where} must be one of {', '.join(column.values)}",
            kwargs={"column": column.name, "value_set": list(column.values)},
        )
    if column.minimum is not None or column.maximum is not None:
        low = "any value" if column.minimum is None else f"{column.minimum:g}"
        high = "any value" if column.maximum is None else f"{column.maximum:g}"
        yield ValueRule(
            suite=suite,
            expectation="expect_column_values_to_be_between",
            column=column.name,
            says=f"{where} must lie between {low} and {high}",
            kwargs={"column": column.name, "min_value": column.minimum, "max_value": column.maximum},
        )
    if column.pattern is not None:
        yield ValueRule(
            suite=suite,
            expectation="expect_column_values_to_match_regex",
            column=column.name,
            says=f"{where} must match {column.pattern}",
            kwargs={"column": column.name, "regex": column.pattern},
        )


def _not_finite(tables: Tables, _now: datetime, *, suite: str, column: str) -> pl.LazyFrame:
    return tables[suite].filter(pl.col(column).is_infinite() | pl.col(column).is_nan())


def finite_rule(column: Column, suite: str) -> SetRule:
    """A real number is a number: NaN and infinity pass for null or for large values elsewhere."""
    return SetRule(
        suite=suite,
        expectation="expect_values_to_be_finite",
        column=column.name,
        says=f"{suite}.{column.name} must be a finite number or null",
        find=partial(_not_finite, suite=suite, column=column.name),
        needs=(suite,),
    )


def rules(table: Table, suite: str | None = None) -> list[ValueRule | SetRule]:
    """All rules that the declaration of ``table`` implies, under the name ``suite`` (default: the table's)."""
    suite = suite or table.name
    found: list[ValueRule | SetRule] = [layout_rule(table, suite), *key_rules(table, suite)]
    for column in table.columns:
        found.extend(column_rules(table, column, suite))
        if column.type == "DOUBLE":
            found.append(finite_rule(column, suite))
    return found
