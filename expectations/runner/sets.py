"""Evaluating set rules and rates: queries over frames, without an engine; of each only the columns asked for are read.

What a query raises is caught here and becomes an outcome of its own, apart from a violation: a rule
that could not be evaluated says nothing about the data and blocks.
"""

from datetime import datetime

import polars as pl

from expectations.rules import Given, Outcome, RateRule, SetRule, Tables, height
from expectations.runner.results import utc
from pipelines.schema import Table


def evaluate(rule: SetRule | RateRule, table: Table, given: Given, now: datetime) -> Outcome:
    """Evaluate ``rule`` on tables; ``table`` declares the key of the table that it speaks of."""
    nothing = table.empty().select(table.key)
    tables = {name: frame.lazy() for name, frame in given.items()}
    absent = [name for name in rule.needs if name not in tables]
    if absent:
        error = f"the table {', '.join(absent)} is not there"
        return Outcome(rule, False, f"could not be evaluated: {error}", 0, None, nothing, error)
    try:
        return _measured(rule, tables, nothing) if isinstance(rule, RateRule) else _found(rule, table, tables, utc(now))
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        return Outcome(rule, False, f"could not be evaluated: {message}", 0, None, nothing, message)


def _found(rule: SetRule, table: Table, tables: Tables, now: datetime) -> Outcome:
    violations = rule.find(tables, now).select(table.key).collect()
    rows = height(tables[rule.suite])
    share = violations.height / rows if rows else 0.0
    observed = f"{violations.height} of {rows} rows ({share:.2%})"
    return Outcome(rule, violations.is_empty(), observed, rows, violations.height, violations.unique())


def _measured(rule: RateRule, tables: Tables, nothing: pl.DataFrame) -> Outcome:
    value = rule.measure(tables)
    rows = height(tables[rule.suite])
    if value is None:
        return Outcome(rule, True, "nothing to measure", rows, 0, nothing)
    success = rule.minimum <= value <= rule.maximum
    return Outcome(rule, success, f"{value:.4f}", rows, 0 if success else 1, nothing)
