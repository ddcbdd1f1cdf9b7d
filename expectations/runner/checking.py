"""The suites over everything that is about to be published, and their verdict."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl

from expectations.rules import AnyRule, Given, Outcome, SetRule, ValueRule, height
from expectations.runner import docs, engine, sets
from expectations.runner.results import check_rows, failing_rows, sentence, tolerated, utc
from expectations.runner.setting_aside import matching
from expectations.suites import rules_of
from pipelines.memory import give_back
from pipelines.schema import PUBLISHED, Layer, Table

REQUIRED = tuple(name for name, table in PUBLISHED.items() if table.layer is not Layer.QUALITY)
"""Tables without which nothing can be published; those about runs and versions are checked where they are given."""

LEAVES = frozenset({"quantities", "times", "entity_aliases", "entity_mentions", "quote_variants", "article_origins"})
"""Tables that no other table points to and no count rests on: a row of theirs can be left out at the last moment."""


class CheckResult(NamedTuple):
    """The verdict on a version.

    ``checks`` holds the results as the table of that name; ``failing`` the keys of failing rows by table, with
    ``reason_code`` and ``reason``; ``reasons`` are sentences for people, one for each result that blocks.
    """

    checks: pl.DataFrame
    failing: dict[str, pl.DataFrame]
    blocked: bool
    reasons: list[str]


def check(
    tables: Given,
    *,
    version: str,
    now: datetime,
    failing_row_share: float,
    failing_row_floor: int = 1,
    data_docs: Path | None = None,
    only: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CheckResult:
    """Evaluate every suite over the tables that are about to be published.

    A failed error-level rule and a rule that could not be evaluated block; a warning never does. Rows of
    ``LEAVES`` may fail up to ``failing_row_share``: their rules then count as warnings, and the caller leaves
    the rows named in ``failing`` out of what it publishes (:func:`expectations.runner.withdraw`).

    Args:
        tables: Published tables by name; ``batches`` and ``producers`` too, since others reference them. Of lazy
            frames only the columns that a rule asks for are read, rule by rule.
        version: The version that the results are recorded under.
        now: The moment of the run: no article is published later.
        failing_row_share: Share of a table's rows that may fail, as in :func:`expectations.runner.screen`.
        failing_row_floor: So many rows of a small table may fail, as there.
        data_docs: Folder for the HTML pages, replaced whole; none are written without it.
        only: Names of the suites (tables) to run; all by default. An unknown name raises ``KeyError``.
        progress: Called with suites done and suites in all.
    """
    suites = [PUBLISHED[name] for name in (only or _suites(tables))]
    rules = rules_of(suites)
    context = engine.quiet_context()
    outcomes: list[Outcome] = []
    failing: dict[str, pl.DataFrame] = {}
    for done, table in enumerate(suites):
        if progress is not None:
            progress(done, len(suites))
        chosen = [rule for rule in rules if rule.suite == table.name]
        found = _run(chosen, table, tables, now, context)
        failing |= failing_rows(found)
        outcomes.extend(_leave_out(found, tables, failing_row_share, failing_row_floor))
        give_back()
    if data_docs is not None:
        docs.write(data_docs, outcomes, version=version, now=utc(now))
    if progress is not None:
        progress(len(suites), len(suites))
    blocking = [outcome for outcome in outcomes if outcome.blocks]
    return CheckResult(
        checks=check_rows(outcomes, version),
        failing=failing,
        blocked=bool(blocking),
        reasons=[sentence(outcome) for outcome in blocking],
    )


def _suites(tables: Given) -> list[str]:
    return [name for name in PUBLISHED if name in REQUIRED or name in tables]


def _run(rules: Sequence[AnyRule], table: Table, tables: Given, now: datetime, context: object) -> list[Outcome]:
    """Evaluate the rules of one table; where the table is absent, one outcome says so."""
    if table.name not in tables:
        missing = SetRule(
            suite=table.name,
            expectation="expect_table_to_exist",
            column="",
            says=f"the table {table.name} must be there, with no rows if there are none",
            find=lambda given, _now: given[table.name],
            needs=(table.name,),
        )
        return [sets.evaluate(missing, table, tables, now)]
    values = [rule for rule in rules if isinstance(rule, ValueRule)]
    others = [rule for rule in rules if not isinstance(rule, ValueRule)]
    return [
        *engine.evaluate(values, table, tables[table.name], context),
        *(sets.evaluate(rule, table, tables, now) for rule in others),
    ]


def _leave_out(outcomes: Sequence[Outcome], tables: Given, share: float, floor: int) -> list[Outcome]:
    """Lower to warnings the failures of a table of ``LEAVES`` that are `tolerated`."""
    lowered = set()
    for name, rows in failing_rows(outcomes).items():
        key = list(PUBLISHED[name].key)
        failing = matching(tables[name].lazy().select(key).collect(), rows, key).height
        if name in LEAVES and tolerated(failing, height(tables[name].lazy()), share, floor):
            lowered.add(name)
    return [
        outcome._replace(rule=replace(outcome.rule, severity="warning"))
        if outcome.rule.suite in lowered and not outcome.failing.is_empty()
        else outcome
        for outcome in outcomes
    ]
