"""What outcomes become: rows of ``checks``, names of failing rows, sentences for people."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import polars as pl

from expectations.rules import Outcome
from pipelines.schema import TABLES

SAMPLES = 10
"""Failing rows that a result names."""


def utc(moment: datetime) -> datetime:
    """Return ``moment`` in UTC without a zone, as the tables hold it; a moment without a zone is taken as UTC."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


SMALL_SHARE = 0.1
"""Of a small table so large a share may fail, while it is a handful of rows."""


def tolerated(failing: int, rows: int, share: float, floor: int = 1) -> bool:
    """Say whether ``failing`` of ``rows`` rows may be set aside; a single row always may.

    ``share`` is what may fail of a large table. A handful of rows of a small one is more than 1% of them and yet
    tells nothing about a rate, so up to ``floor`` rows may fail, while they are at most a tenth of the table.
    """
    return failing <= max(1.0, share * rows, min(float(floor), SMALL_SHARE * rows))


def key_text(values: Sequence[object]) -> str:
    """Return a row's key as text, its parts separated by commas."""
    return ",".join("" if value is None else str(value) for value in values)


def sample_keys(failing: pl.DataFrame) -> list[str]:
    """Return the keys of some failing rows: the first in order, so that they repeat."""
    return sorted(key_text(row) for row in failing.iter_rows())[:SAMPLES]


def check_rows(outcomes: Iterable[Outcome], version: str) -> pl.DataFrame:
    """Return ``outcomes`` as rows of the ``checks`` table."""
    return TABLES["checks"].conform(
        TABLES["checks"].frame(
            {
                "version": version,
                "suite": outcome.rule.suite,
                "expectation": outcome.rule.expectation,
                "column_name": outcome.rule.column,
                "severity": outcome.rule.severity,
                "success": outcome.success,
                "observed": outcome.observed,
                "unexpected_count": outcome.unexpected,
                "samples": json.dumps(sample_keys(outcome.failing), ensure_ascii=False),
            }
            for outcome in outcomes
        )
    )


def failing_rows(outcomes: Iterable[Outcome]) -> dict[str, pl.DataFrame]:
    """Return, table by table, the keys of the rows that fail error-level rules, with ``reason_code`` and ``reason``."""
    found: dict[str, list[pl.DataFrame]] = {}
    for outcome in outcomes:
        if outcome.success or outcome.rule.severity != "error" or outcome.failing.is_empty():
            continue
        named = outcome.failing.with_columns(
            reason_code=pl.lit(outcome.rule.expectation), reason=pl.lit(outcome.rule.says)
        )
        found.setdefault(outcome.rule.suite, []).append(named)
    return {name: pl.concat(frames) for name, frames in found.items()}


def sentence(outcome: Outcome) -> str:
    """Say in a sentence what is wrong and how often."""
    says = outcome.rule.says[0].upper() + outcome.rule.says[1:]
    if outcome.error is not None:
        return f"{says}: this {outcome.observed}."
    samples = sample_keys(outcome.failing)
    example = f", for example {outcome.rule.suite} {samples[0]}" if samples else ""
    return f"{says}, but that fails: {outcome.observed}{example}."
