"""Stage 3: text becomes mentions, over worker processes, each article once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import polars as pl

from assets.beforehand import beforehand
from assets.engines import engine_for, told_by
from assets.incremental import dropped, mark, pending
from assets.progress import Report, StageProgress
from assets.quarantine import set_aside, take_back
from assets.resources import HomeResource
from assets.shards import Cut, place_of, read, work
from assets.tables import Stopwatch, results, spec
from pipelines.engines import map_shards
from pipelines.extraction import producer, unpack
from pipelines.ids import digest
from pipelines.schema import TABLES
from pipelines.warehouse import Warehouse

_STORED_AT_ONCE = 16
"""Shards whose rows are written together: a write costs the same for few rows as for many."""
_TABLES = ("extracted_mentions", "extracted_attributions", "content_spans", "annotations")


def fingerprints(articles: pl.DataFrame, segments: pl.DataFrame, room: str) -> dict[str, str]:
    """What each article's extraction depends on: the room's fingerprint and the article as staged."""
    places = (
        segments.sort("article_id", "start_char")
        .group_by("article_id", maintain_order=True)
        .agg(pl.format("{}-{}-{}", "start_char", "end_char", "role").str.join(",").alias("places"))
    )
    rows = articles.join(places, on="article_id", how="left").select(
        "article_id", "text_sha256", "language", "title", "outlet", pl.col("published_at").cast(pl.String), "places"
    )
    return {row[0]: digest("ext", room, *(str(value) for value in row[1:])) for row in rows.iter_rows()}


def _forget(warehouse: Warehouse, articles: Sequence[str]) -> None:
    """Remove what earlier extractions of these articles left."""
    theirs = "mention_id IN (SELECT mention_id FROM work.extracted_mentions WHERE list_contains(?, article_id))"
    for table in ("extracted_attributions", "content_spans"):
        warehouse.delete(table, theirs, (list(articles),))
    for table in ("extracted_mentions", "annotations"):
        warehouse.delete(table, "list_contains(?, article_id)", (list(articles),))
    take_back(warehouse, "extraction", articles)


def _store(warehouse: Warehouse, frames: Mapping[str, pl.DataFrame]) -> None:
    for table in _TABLES:
        warehouse.upsert(table, frames[table])
    set_aside(warehouse, frames["quarantine"])


@dg.multi_asset(
    name="extracted_mentions",
    specs=[
        *(
            spec(name, group="extraction", deps=["articles", "segments"], kinds=("spacy", "parquet", "duckdb"))
            for name in _TABLES
        ),
        spec("producers", group="extraction"),
    ],
)
def extraction(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Extract the mentions of articles that are new, edited, or not yet read by this code and model."""
    watch = Stopwatch()
    warehouse, settings = home.warehouse, home.settings
    made_by = producer(settings, home.reference.version)
    articles = warehouse.read("articles").filter(pl.col("unextracted_reason").is_null())
    segments = warehouse.read("segments")
    wanted = fingerprints(articles, segments, str(made_by["producer_id"]))
    todo = pending(warehouse, "extraction", wanted)
    fresh = articles.filter(pl.col("article_id").is_in(todo))
    engine = engine_for(context, settings, fresh.height, home.begun)
    report = _Resumed(progress.stage(context, "Extracting"))
    place = place_of(home.home, settings, str(made_by["producer_id"]))
    with beforehand(context, home, engine):
        outputs = map_shards(
            work(settings, str(made_by["producer_id"])),
            Cut(fresh, segments, settings, home.reference_folders),
            place,
            engine=engine,
            progress=report,
        )
    _forget(warehouse, [*todo, *dropped(warehouse, "extraction", wanted)])
    for start in range(0, len(outputs), _STORED_AT_ONCE):
        _store(warehouse, unpack(read(place, outputs[start : start + _STORED_AT_ONCE])))
    mark(warehouse, "extraction", {article: wanted[article] for article in todo})
    others = [home.producer(room) for room in ("staging", "normalisation", "linking")]
    warehouse.replace("producers", TABLES["producers"].frame([made_by, *others]))
    counts = {"articles_due": fresh.height, "articles_resumed": report.articles, **told_by(engine)}
    frames = {name: warehouse.read(name) for name in (*_TABLES, "producers")}
    yield from results(frames, watch.seconds, {"extracted_mentions": counts})


class _Resumed:
    """Passes progress on, and keeps how many articles an earlier run had done before it died."""

    def __init__(self, report: Report) -> None:
        self.articles = 0
        self._report = report
        self._began = False

    def __call__(self, done: int, total: int) -> None:
        if not self._began:
            self._began, self.articles = True, done
        self._report(done, total)
