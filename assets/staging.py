"""Stage 2: raw articles become text with segments, dates and outlets."""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
import polars as pl

from assets.beforehand import begin_reading
from assets.incremental import dropped, mark, pending
from assets.progress import StageProgress
from assets.quarantine import set_aside, take_back
from assets.resources import HomeResource
from assets.tables import Stopwatch, results, spec
from pipelines.curation import retracted, tombstones
from pipelines.ingest import RawStore
from pipelines.staging import StagingResult, relate, stage
from pipelines.workers import Apply, workers

_BESIDE_ONE_ANOTHER_FROM = 1_500
"""Fewer articles are done before other processes have begun."""


@dg.multi_asset(
    name="articles",
    specs=[
        spec("articles", group="staging", deps=["raw_articles", "corrections"]),
        spec("segments", group="staging", deps=["raw_articles", "corrections"]),
        spec("retractions", group="curation", deps=["raw_articles", "corrections"]),
    ],
)
def staging(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Stage the articles that are new or whose staging code changed, then relate all revisions and copies.

    What people retracted is forgotten here, and with it at every later stage; its raw bytes stay.
    """
    watch = Stopwatch()
    warehouse = home.warehouse
    corrections, everything = warehouse.read("corrections"), warehouse.read("raw_articles")
    raw = everything.join(retracted(corrections, everything), on="article_id", how="anti")
    # an article that was too long is tried again once the limit is another
    limits = home.settings
    fingerprint = f"{home.fingerprint('staging')}-{limits.max_article_chars}-{limits.max_article_words}"
    todo = pending(warehouse, "staging", dict.fromkeys(raw["article_id"], fingerprint))
    fresh = raw.filter(pl.col("article_id").is_in(todo))
    store = RawStore(home.home.raw)
    report = progress.stage(context, "Staging")
    report(0, fresh.height)
    if fresh.height < _BESIDE_ONE_ANOTHER_FROM:  # else this stage has all processors itself
        begin_reading(context, home, fresh.height)
    with workers(home.settings.workers if fresh.height >= _BESIDE_ONE_ANOTHER_FROM else 1) as apply:
        with home.sandbox as sandbox:  # nothing after this reads the bytes of strangers: its child ends here
            done = stage(
                fresh, store.get, home.reference, home.settings, progress=report, call=sandbox.call, apply=apply
            )
        articles, segments = _written(home, raw, done, todo, apply)
    mark(warehouse, "staging", dict.fromkeys(todo, fingerprint))
    before = home.previous_table("retractions")
    gone = tombstones(corrections, everything, home.redacted, before, home.candidate_version)
    warehouse.replace("retractions", gone)
    written = {"articles": articles, "segments": segments, "retractions": gone}
    yield from results(written, watch.seconds)


def _written(
    home: HomeResource, raw: pl.DataFrame, done: StagingResult, todo: Sequence[str], apply: Apply
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keep what was staged now in the place of what was before; return articles, related anew, and segments."""
    warehouse = home.warehouse
    old = [*todo, *dropped(warehouse, "staging", raw["article_id"])]
    for table in ("articles", "segments"):
        warehouse.delete(table, "list_contains(?, article_id)", (old,))
    take_back(warehouse, "staging", old)
    set_aside(warehouse, done.quarantine)
    warehouse.upsert("segments", done.segments)
    segments = warehouse.read("segments")
    articles = relate(
        pl.concat([warehouse.read("articles"), done.articles]), segments, warehouse.read("batches"), apply
    )
    warehouse.replace("articles", articles)
    return articles, segments
