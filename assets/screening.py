"""Stage 5: rows that fail their checks are set aside before anything is linked."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.keeping import kept
from assets.progress import StageProgress
from assets.quarantine import keep_what_still_fails
from assets.rejection import reject
from assets.resources import HomeResource
from assets.tables import Stopwatch, result, spec
from expectations.runner import screen
from pipelines.memory import give_back
from pipelines.schema import TABLES
from pipelines.warehouse import Warehouse

_STAGED = ("articles", "segments", "content_spans")
_NORMALISED = ("normalised_mentions", "attributions", "quantities", "times", "entity_mentions", "entity_aliases")
_REFERENCED = ("entities", "batches")


@dg.multi_asset(
    name="screened_mentions",
    specs=[
        spec("screened_mentions", group="quality", deps=[*_STAGED, *_NORMALISED, *_REFERENCED]),
        spec("screened_articles", group="quality", deps=_STAGED),
        spec("quarantine", group="quality", deps=["raw_articles", "articles", "extracted_mentions", *_NORMALISED]),
    ],
)
@kept("screened_mentions")
def screening(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Set failing rows aside with what depends on them; the articles' other rows go on."""
    watch = Stopwatch()
    warehouse = home.warehouse
    report = progress.stage(context, "Screening")
    report(0, 1)
    tables = {name: warehouse.scan(name, in_order=False) for name in (*_STAGED, *_NORMALISED, *_REFERENCED)}
    # a mention that people rejected is no longer there, but the pieces of its content are kept with its extraction
    there = tables["normalised_mentions"].select("mention_id")
    tables["content_spans"] = tables["content_spans"].join(there, on="mention_id", how="semi")
    done = screen(
        tables,
        batch_id=home.batch_id,
        now=home.now,
        failing_row_share=home.settings.failing_row_share,
        failing_row_floor=home.settings.failing_row_floor,
    )
    checks = done.checks_rows.with_columns(pl.lit(home.candidate_version).alias("version"))
    warehouse.replace("checks", TABLES["checks"].conform(checks))
    if done.blocked:
        raise reject(home, done.reasons, checks)
    keep_what_still_fails(warehouse, done.quarantine)
    for name in _NORMALISED[1:]:
        if name in done.tables:
            warehouse.replace(name, done.tables[name].collect())
    left = {**tables, **done.tables}
    told = [result(name, frame, watch.seconds) for name, frame in _written(warehouse, left)]
    report(1, 1)
    quarantine = warehouse.read("quarantine")
    by_reason = dict(quarantine["reason_code"].value_counts().iter_rows())
    yield from told
    yield result("quarantine", quarantine, watch.seconds, {"by_reason": by_reason})


def _written(warehouse: Warehouse, left: Mapping[str, pl.LazyFrame]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Write and yield the screened tables one after the other; no two of them are in memory."""
    for name, source in (("screened_mentions", "normalised_mentions"), ("screened_articles", "articles")):
        table = TABLES[name]
        frame = table.conform(left[source].select(table.names).collect())
        warehouse.replace(name, frame)
        yield name, frame
        del frame
        give_back()
