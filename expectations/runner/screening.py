"""The rules of single rows over the stage tables, before anything is linked.

A failing row is set aside with what depends on it, and the rest goes on. What depends on a row is
read from the references of the schema; besides, a faulty piece or link of a mention takes the
mention with it, for a mention without them would say something else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import polars as pl

from expectations.rules import AnyRule, Frames, Given, Outcome, SetRule, Tables, ValueRule, height
from expectations.runner import engine, sets
from expectations.runner.results import check_rows, failing_rows, key_text, sentence, tolerated
from expectations.runner.setting_aside import DEPENDENT, matching, quarantine, with_first_reason, without
from expectations.suites import generated, meaning, references, spans
from pipelines.schema import TABLES, Table

STAGE_TABLES: dict[str, str] = {
    "articles": "articles",
    "segments": "segments",
    "mentions": "normalised_mentions",
    "content_spans": "content_spans",
    "attributions": "attributions",
    "quantities": "quantities",
    "times": "times",
    "entity_mentions": "entity_mentions",
}
"""The tables whose rows are screened, by the name that rules know them by, parents before dependents."""

PARTS = ("content_spans", "attributions")
"""Frames whose rows are parts of a mention: one that fails takes its mention with it."""

_ARTICLE_KEY = TABLES["articles"].key[0]


class Screened(NamedTuple):
    """What screening leaves.

    ``tables`` are those of the given tables that lose a row or a reference, as they are left, under their own names;
    they are read when they are collected. ``quarantine`` holds the rows set aside; ``reasons`` are sentences for
    people, one for each result that blocks; ``checks_rows`` are the results as rows of ``checks`` but for the column
    ``version``, in suites named ``<table>.screened``.
    """

    tables: dict[str, pl.LazyFrame]
    quarantine: pl.DataFrame
    blocked: bool
    reasons: list[str]
    checks_rows: pl.DataFrame


def screen(
    tables: Given, *, batch_id: str, now: datetime, failing_row_share: float, failing_row_floor: int = 1
) -> Screened:
    """Set failing rows aside with their dependents and say whether too many of them failed.

    Publication is blocked where more than ``failing_row_share`` of a table's rows fail by themselves, but
    never by one row alone, nor by up to ``failing_row_floor`` rows that are at most a tenth of a small table.
    Rows that only depend on a failing row do not count. A table of another layout and a rule
    that cannot be evaluated block too; then nothing is set aside.

    Args:
        tables: The tables of ``STAGE_TABLES`` under their names in the schema. Further tables (``outlets``,
            ``entities``, ``batches`` …) are not screened, but references into them are followed where they
            are given, and references out of them to a row set aside become null. Of lazy frames no more is read
            at a time than a rule looks at.
        batch_id: Recorded for rows of which no article is known; else the run that brought the article in.
        now: The moment of the run: no article is published later.
        failing_row_share: Share of a table's rows that may fail.
        failing_row_floor: So many rows of a small table may fail.
    """
    view = _view(tables)
    declared = {name: TABLES[STAGE_TABLES.get(name, name)] for name in view}
    outcomes = _evaluate(view, declared, now)
    broken = [outcome for outcome in outcomes if not outcome.success and outcome.failing.is_empty()]
    if broken:
        rows = check_rows(map(_screened, outcomes), "").drop("version")
        reasons = [sentence(outcome) for outcome in broken]
        return Screened({}, TABLES["quarantine"].empty(), True, reasons, rows)
    removed, own = _removed(failing_rows(outcomes), view, declared)
    rows_of = {name: height(view[name]) for name in own}
    beyond = [
        name for name, count in own.items() if not tolerated(count, rows_of[name], failing_row_share, failing_row_floor)
    ]
    return Screened(
        tables={
            name: _clean(name, frame.lazy(), removed) for name, frame in tables.items() if _is_touched(name, removed)
        },
        quarantine=quarantine(removed, view, declared, batch_id),
        blocked=bool(beyond),
        reasons=[_beyond(name, own[name], rows_of[name], failing_row_share, outcomes) for name in beyond],
        checks_rows=check_rows((_screened(outcome, beyond) for outcome in outcomes), "").drop("version"),
    )


def _view(tables: Given) -> dict[str, pl.LazyFrame]:
    """The tables under the names that rules know; ``KeyError`` where one to be screened is absent."""
    stage = {rule_name: tables[table_name].lazy() for rule_name, table_name in STAGE_TABLES.items()}
    taken = set(STAGE_TABLES.values())
    return stage | {name: frame.lazy() for name, frame in tables.items() if name not in taken}


def row_rules(name: str, table: Table, given: Sequence[str]) -> list[AnyRule]:
    """The error-level rules about single rows of ``table``, known to rules as ``name``, that ``given`` suffice for."""
    candidates: list[AnyRule] = [*generated.rules(table, name), *references.rules(table, name)]
    candidates.extend(rule for rule in (*spans.rules(), *meaning.rules()) if rule.suite == name)
    return [
        rule
        for rule in candidates
        if isinstance(rule, ValueRule)
        or (isinstance(rule, SetRule) and rule.by_row and rule.severity == "error" and set(rule.needs) <= set(given))
    ]


def _evaluate(view: Tables, declared: Mapping[str, Table], now: datetime) -> list[Outcome]:
    context = engine.quiet_context()
    outcomes: list[Outcome] = []
    for name in STAGE_TABLES:
        rules = row_rules(name, declared[name], list(view))
        values = [rule for rule in rules if isinstance(rule, ValueRule)]
        outcomes.extend(engine.evaluate(values, declared[name], view[name], context))
        outcomes.extend(sets.evaluate(rule, declared[name], view, now) for rule in rules if isinstance(rule, SetRule))
    return outcomes


def _removed(
    failing: Mapping[str, pl.DataFrame], view: Tables, declared: Mapping[str, Table]
) -> tuple[dict[str, pl.DataFrame], dict[str, int]]:
    """Return, by table, the rows to set aside with their reasons, and how many failed by themselves."""
    removed: dict[str, pl.DataFrame] = {}
    own: dict[str, int] = {}
    parts = [_mentions_of_parts(name, failing[name], declared[name]) for name in PARTS if name in failing]
    for name in STAGE_TABLES:
        table = declared[name]
        key = list(table.key)
        dependent = _dependents(name, view[name], removed, declared)
        mine = with_first_reason(failing[name], table) if name in failing else None
        if mine is not None:
            mine = without(mine, dependent, key)
            own[name] = matching(view[name].select(key).collect(), mine, key).height
        taken = with_first_reason(pl.concat(parts), table) if name == "mentions" and parts else None
        found = [rows.select(*key, "reason_code", "reason") for rows in (dependent, mine, taken) if rows is not None]
        rows = pl.concat(found).unique(key, keep="first", maintain_order=True)
        if not rows.is_empty():
            removed[name] = rows
    return removed, own


def _mentions_of_parts(name: str, failing: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return the mentions whose parts fail; those are no mentions of which nothing else is known."""
    label = pl.concat_str([pl.col(part).cast(pl.String).fill_null("") for part in table.key], separator=",")
    return failing.select(
        "mention_id",
        "reason_code",
        pl.concat_str(pl.lit(f"its part {name}:"), label, pl.lit(" fails: "), pl.col("reason")).alias("reason"),
    )


def _dependents(
    name: str, frame: pl.LazyFrame, removed: Mapping[str, pl.DataFrame], declared: Mapping[str, Table]
) -> pl.DataFrame:
    """Return the rows of ``frame`` that must point to a row in ``removed``."""
    table = declared[name]
    found = [table.empty().select(table.key).with_columns(reason_code=pl.lit(""), reason=pl.lit(""))]
    for column in table.columns:
        if column.references is None or not column.required:
            continue
        parent, key = references.target(column)
        if parent == name or parent not in removed:
            continue
        rows = frame.select(*dict.fromkeys((*table.key, column.name))).collect()
        gone = matching(rows, removed[parent].select(pl.col(key).alias(column.name)), [column.name])
        reason = pl.concat_str(pl.lit(f"it depends on {parent}:"), pl.col(column.name), pl.lit(", which was set aside"))
        found.append(gone.select(*table.key, pl.lit(DEPENDENT).alias("reason_code"), reason.alias("reason")))
    return pl.concat(found).unique(table.key, keep="first", maintain_order=True)


def _is_touched(table_name: str, removed: Mapping[str, pl.DataFrame]) -> bool:
    """Whether a table has a row that was set aside, or may refer to one."""
    if _rule_name(table_name) in removed:
        return True
    columns = (column for column in TABLES[table_name].columns if column.references is not None)
    return any(references.target(column)[0] in removed for column in columns)


def _rule_name(table_name: str) -> str:
    return next((name for name, stage in STAGE_TABLES.items() if stage == table_name), table_name)


def _clean(table_name: str, frame: pl.LazyFrame, removed: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    """Return ``frame`` without the rows set aside and without references to them."""
    table = TABLES[table_name]
    if _rule_name(table_name) in removed:
        keys = removed[_rule_name(table_name)].select(table.key).unique()
        frame = frame.join(keys.lazy(), on=table.key, how="anti", nulls_equal=True, maintain_order="left")
    for column in table.columns:
        if column.references is None or column.required:
            continue
        parent, key = references.target(column)
        if parent not in removed:
            continue
        if (table_name, column.name) == ("articles", "duplicate_of"):
            frame = _other_original(frame, removed[parent])
        gone = removed[parent][key].implode()
        frame = frame.with_columns(
            pl.when(pl.col(column.name).is_in(gone).not_()).then(pl.col(column.name)).alias(column.name)
        )
    return frame


def _other_original(articles: pl.LazyFrame, removed: pl.DataFrame) -> pl.LazyFrame:
    """Let the copies of an article set aside be copies of the earliest of them, which becomes the original."""
    orphans = articles.filter(pl.col("duplicate_of").is_in(removed[_ARTICLE_KEY].implode()))
    heirs = (
        orphans.select(_ARTICLE_KEY, "duplicate_of", "published_at")
        .sort("published_at", _ARTICLE_KEY, nulls_last=True)
        .group_by("duplicate_of", maintain_order=True)
        .agg(pl.col(_ARTICLE_KEY).first().alias("_heir"))
    )
    joined = articles.join(heirs, on="duplicate_of", how="left", maintain_order="left")
    original = (
        pl.when(pl.col("_heir") == pl.col(_ARTICLE_KEY)).then(None).otherwise(pl.coalesce("_heir", "duplicate_of"))
    )
    return joined.with_columns(original.alias("duplicate_of")).drop("_heir")


def _screened(outcome: Outcome, beyond: Sequence[str] | None = None) -> Outcome:
    """Return ``outcome`` under the suite's name of screening; within the share it is a warning: nothing is blocked."""
    rule = outcome.rule
    blocks = beyond is None or rule.suite in beyond
    return outcome._replace(
        rule=replace(rule, suite=f"{rule.suite}.screened", severity="error" if blocks else "warning")
    )


def _beyond(name: str, count: int, rows: int, share: float, outcomes: Sequence[Outcome]) -> str:
    """Say in a sentence that too many rows of a table fail, and at what."""
    failing = [outcome for outcome in outcomes if outcome.rule.suite == name and not outcome.success]
    worst = max(failing, key=lambda outcome: outcome.unexpected or 0)
    example = key_text(worst.failing.sort(worst.failing.columns).row(0))
    return (
        f"{count} of {rows} rows of {name} fail their checks ({count / rows:.1%}), more than the {share:.1%} that may"
        f" be set aside: most often, {worst.rule.says} ({worst.unexpected} rows, for example {name} {example})."
    )


def withdraw(tables: Frames, failing: Mapping[str, pl.DataFrame], *, batch_id: str) -> Screened:
    """Leave rows that ``check`` found failing in ``LEAVES`` out of the tables that are about to be published.

    ``failing`` is that of a :class:`CheckResult` that does not block; ``tables`` are those of
    these names that it checked, and ``PLACES``.
    """
    removed = {name: with_first_reason(rows, TABLES[name]) for name, rows in failing.items()}
    declared = {name: TABLES[name] for name in tables}
    kept = {name: without(tables[name], rows, list(TABLES[name].key)).lazy() for name, rows in removed.items()}
    rows = quarantine(removed, {name: frame.lazy() for name, frame in tables.items()}, declared, batch_id)
    return Screened(kept, rows, False, [], TABLES["checks"].empty().drop("version"))
