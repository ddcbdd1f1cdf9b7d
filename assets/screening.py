"""Stage 5: rows that fail their checks are set aside before anything is linked."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from assets.progress import StageProgress
from assets.quarantine import set_aside
from assets.rejection import reject
from assets.resources import HomeResource
from assets.tables import Stopwatch, result, spec
from expectations.runner import screen
from pipelines.schema import TABLES

_STAGED = ("articles", "segments")
_NORMALISED = ("normalised_mentions", "content_spans", "attributions", "quantities", "times", "entity_mentions")


@dg.multi_asset(
    name="screened_mentions",
    specs=[
        spec("screened_mentions", group="quality", deps=[*_STAGED, *_NORMALISED]),
        spec("quarantine", group="quality", deps=["raw_articles", "articles", "extracted_mentions", *_NORMALISED]),
    ],
)
def screening(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Set failing rows aside with what depends on them; the articles' other rows go on."""
    watch = Stopwatch()
    warehouse = home.warehouse
    report = progress.stage(context, "Screening")
    report(0, 1)
    tables = {name: warehouse.read(name) for name in (*_STAGED, *_NORMALISED)}
    done = screen(tables, batch_id=home.batch_id, now=home.now, failing_row_share=home.settings.failing_row_share)
    if done.blocked:
        raise reject(home, done.reasons)
    _keep_what_still_fails(home, done.quarantine)
    for name in _NORMALISED[1:]:
        warehouse.replace(name, done.tables[name])
    screened = TABLES["screened_mentions"].conform(done.tables["normalised_mentions"])
    warehouse.replace("screened_mentions", screened)
    report(1, 1)
    quarantine = warehouse.read("quarantine")
    by_reason = dict(quarantine["reason_code"].value_counts().iter_rows())
    yield result("screened_mentions", screened, watch.seconds)
    yield result("quarantine", quarantine, watch.seconds, {"by_reason": by_reason})


def _keep_what_still_fails(home: HomeResource, failing: pl.DataFrame) -> None:
    """Replace earlier check failures by those found now: rows that code or input has since mended come back."""
    still = failing.select("path", "row_key", "reason_code").unique()
    earlier = home.warehouse.read("quarantine")
    mended = earlier.filter(pl.col("stage") == "checks").join(still, on=["path", "row_key", "reason_code"], how="anti")
    home.warehouse.replace("quarantine", earlier.join(mended, on=list(TABLES["quarantine"].key), how="anti"))
    set_aside(home.warehouse, failing)
