"""Great Expectations as an engine for value rules: frames in, outcomes out.

It takes no polars frames, so each slice of at most ``SLICE_ROWS`` rows is handed over as pandas, with
the columns that rules look at and no others. A column that is only asked to be there is handed over
as its presence, so that article texts are never copied; of a lazy frame no more than that is read.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NamedTuple

import polars as pl

from expectations.rules import Outcome, ValueRule, height
from pipelines.schema import Table

SLICE_ROWS = 50_000
"""Rows that are held as pandas at a time."""

_TYPES = {
    pl.String(): "VARCHAR",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Boolean(): "BOOLEAN",
    pl.Date(): "DATE",
    pl.Datetime("us"): "TIMESTAMP",
}
_POSITION = "__position__"
_KEY = "\0key:"
_SOURCE = "slice"


def quiet_context(site: dict[str, Any] | None = None) -> Any:
    """Return an ephemeral context of Great Expectations that reports to nobody and draws no bars.

    ``site`` is the configuration of a Data Docs site, if one is to be written.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with _without_spark():
        import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={"checks": site} if site else {},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    context = gx.get_context(project_config=config, mode="ephemeral", cloud_mode=False)
    asset = context.data_sources.add_pandas(_SOURCE).add_dataframe_asset(_SOURCE)
    asset.add_batch_definition_whole_dataframe(_SOURCE)
    return context


def load() -> None:
    """Import what the rules are evaluated with, which takes seconds, ahead of its use."""
    quiet_context()


@contextmanager
def _without_spark() -> Iterator[None]:
    """Let nothing imported meanwhile find pyspark, where it is installed.

    Great Expectations imports all of it for a kind of frame that is never handed over here. That takes seconds,
    and where a part of it lacks a dependency of its own it ends the process (``SystemExit``) rather than to raise.
    """
    hidden = ("pyspark", "pyspark.sql.connect")
    loaded = {name: sys.modules[name] for name in hidden if name in sys.modules}
    modules: dict[str, ModuleType | None] = dict.fromkeys(hidden)
    sys.modules.update(modules)  # type: ignore[arg-type]  # a name that stands for None can not be imported
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
        sys.modules.update(loaded)


def evaluate(
    rules: Sequence[ValueRule],
    table: Table,
    frame: pl.DataFrame | pl.LazyFrame,
    context: Any,
    slice_rows: int = SLICE_ROWS,
) -> list[Outcome]:
    """Evaluate ``rules`` on ``frame``, one outcome a rule, in the order of ``rules``."""
    seen = _seen(rules, table, frame.lazy())
    positions: dict[int, list[int]] = defaultdict(list)
    errors: dict[int, str] = {}
    failed: set[int] = set()
    for over in _passes(seen.height, slice_rows):
        numbers = [number for number, rule in enumerate(rules) if rule.over in over]
        chosen = [rules[number] for number in numbers]
        for part in _slices(over[0], chosen, seen, slice_rows) if chosen else ():
            for number, result in zip(numbers, _validated(chosen, part, context), strict=True):
                error = engine_error(result)
                if error is not None:
                    errors.setdefault(number, error)
                elif not result.success:
                    failed.add(number)
                    positions[number].extend(int(at) for at in result.result.get("unexpected_index_list") or [])
    return [
        _outcome(rule, seen, number not in failed, positions[number], errors.get(number))
        for number, rule in enumerate(rules)
    ]


class _Seen(NamedTuple):
    """What rules look at of a table."""

    schema: pl.Schema
    keys: pl.DataFrame
    """Its key columns, as far as it has them."""
    rows: pl.DataFrame
    """The columns that rules look at, in the same order of rows."""
    height: int


def _seen(rules: Sequence[ValueRule], table: Table, frame: pl.LazyFrame) -> _Seen:
    """Read keys and columns at once, so that both have the same order."""
    schema = frame.collect_schema()
    keys = [name for name in table.key if name in schema]
    read = frame.select(*(pl.col(name).alias(_KEY + name) for name in keys), *_needed(rules, schema)).collect()
    key_columns = read.select(pl.col(_KEY + name).alias(name) for name in keys)
    rows = read.height if read.columns else height(frame)
    return _Seen(schema, key_columns, read.drop(_KEY + name for name in keys), rows)


def _passes(rows: int, slice_rows: int) -> tuple[tuple[str, ...], ...]:
    """Which kinds of rules see the same frames: keys need slices of their own only where there are several."""
    return (("layout",), ("rows", "keys")) if rows <= slice_rows else (("layout",), ("keys",), ("rows",))


def layout(schema: pl.Schema) -> list[str]:
    """Return name and type of each column of a frame, the types as the schema of the tables calls them."""
    return [f"{name} {_TYPES.get(dtype, dtype)}" for name, dtype in schema.items()]


def _slices(over: str, rules: Sequence[ValueRule], seen: _Seen, slice_rows: int) -> Iterator[Any]:
    """Yield pandas frames indexed by the rows' positions in the table: at least one, even without rows."""
    if over == "layout":
        yield pl.DataFrame(schema=dict.fromkeys(layout(seen.schema), pl.Int64)).to_pandas()
        return
    if over == "keys":
        needed = seen.keys
        parts = -(-seen.height // slice_rows) or 1
        numbered = needed.with_row_index(_POSITION)
        share = pl.struct(needed.columns).hash(seed=0) % parts if needed.columns and parts > 1 else pl.lit(0)
        for part in range(parts):
            yield _as_pandas(numbered.filter(share == part))
        return
    asked = dict.fromkeys(name for rule in rules for name in rule.kwargs.get("column_list", [rule.column]))
    needed = seen.rows.select(name for name in asked if name in seen.rows.columns)
    for start in range(0, max(seen.height, 1), slice_rows):
        yield _as_pandas(needed.slice(start, slice_rows).with_row_index(_POSITION, offset=start))


def _needed(rules: Sequence[ValueRule], schema: pl.Schema) -> list[pl.Expr]:
    """Return the columns that ``rules`` look at; those that must merely not be null as 1 or null."""
    asked: dict[str, set[str]] = defaultdict(set)
    for rule in rules:
        if rule.over == "layout":
            continue
        for name in rule.kwargs.get("column_list", [rule.column]):
            asked[name].add(rule.expectation)
    expressions = []
    for name, expectations in asked.items():
        if name not in schema:
            continue
        column = pl.col(name)
        if expectations == {"expect_column_values_to_not_be_null"}:
            column = pl.when(column.is_not_null()).then(1.0).alias(name)
        expressions.append(column)
    return expressions


def _as_pandas(part: pl.DataFrame) -> Any:
    """Index the rows by their positions; an index with a name would come back as dictionaries with the values."""
    return part.to_pandas().set_index(_POSITION).rename_axis(None)


def _validated(rules: Sequence[ValueRule], data: Any, context: Any) -> list[Any]:
    """Validate ``rules`` on a pandas frame; which rows fail is asked of those alone that do not hold.

    To ask whether a rule holds takes little more than half of the time, and nearly all do.
    """
    results = validate(rules, data, context, "BOOLEAN_ONLY")
    failed = [number for number, result in enumerate(results) if not result.success]
    if failed:
        told = validate([rules[number] for number in failed], data, context)
        for number, result in zip(failed, told, strict=True):
            results[number] = result
    return results


def validate(rules: Sequence[ValueRule], data: Any, context: Any, told: str = "COMPLETE") -> list[Any]:
    """Validate ``rules`` on a pandas frame; return the results in the order of ``rules``.

    ``told`` is how much a result tells, as Great Expectations calls it (``result_format``).
    """
    import great_expectations as gx

    expectations = [configuration(rule, {"rule": number}) for number, rule in enumerate(rules)]
    suite = context.suites.add_or_update(gx.ExpectationSuite(name=_SOURCE, expectations=expectations))
    batch = context.data_sources.get(_SOURCE).get_asset(_SOURCE).get_batch_definition(_SOURCE)
    batch = batch.get_batch({"dataframe": data})
    result_format = {
        "result_format": told,
        "partial_unexpected_count": 0,
        "return_unexpected_index_query": False,
        "include_unexpected_rows": False,
    }
    results = batch.validate(suite, result_format=result_format).results
    ordered = {result.expectation_config.meta["rule"]: result for result in results}
    return [ordered[number] for number in range(len(rules))]


def configuration(rule: ValueRule, meta: dict[str, Any]) -> Any:
    """Return ``rule`` as an expectation's configuration."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    return ExpectationConfiguration(
        type=rule.expectation,
        kwargs=dict(rule.kwargs),
        meta=meta,
        severity=FailureSeverity.CRITICAL if rule.severity == "error" else FailureSeverity.WARNING,
    )


def engine_error(result: Any) -> str | None:
    """Return what the engine raised while it evaluated a rule; null where it came to a result.

    An exception is reported either flat or under the identifier of each metric that raised it, and always
    beside ``success=False``, as if values had been found wrong.
    """
    info = result.exception_info or {}
    by_metric = [entry for entry in info.values() if isinstance(entry, dict)]
    entries = [info] if "raised_exception" in info else by_metric
    raised = [entry for entry in entries if entry.get("raised_exception")]
    if not raised:
        return None
    return str(raised[0].get("exception_message") or "the engine raised an exception without a message")


def _outcome(rule: ValueRule, seen: _Seen, success: bool, positions: list[int], error: str | None) -> Outcome:
    keys = seen.keys
    checked = 1 if rule.over == "layout" else seen.height
    if error is not None:
        return Outcome(rule, False, f"could not be evaluated: {error}", checked, None, keys.clear(), error)
    if rule.over == "layout":
        return Outcome(rule, success, ", ".join(layout(seen.schema)), checked, 0 if success else 1, keys.clear())
    rows = sorted(set(positions))
    share = len(rows) / checked if checked else 0.0
    return Outcome(rule, success, f"{len(rows)} of {checked} rows ({share:.2%})", checked, len(rows), keys[rows])
