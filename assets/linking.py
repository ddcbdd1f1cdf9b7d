"""Stage 6: mentions become claims with their origins and relations."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dagster as dg
import polars as pl

from assets.correcting import outcome
from assets.keeping import kept
from assets.preview import pictured
from assets.progress import StageProgress
from assets.quarantine import screened
from assets.resources import HomeResource
from assets.tables import Stopwatch, results, spec
from pipelines.executing import DuckDB
from pipelines.linking import Registry, laid_aside, link
from pipelines.memory import give_back
from pipelines.publication.report import figures
from pipelines.schema import TABLES
from pipelines.workers import workers

_BESIDE_ONE_ANOTHER_FROM = 1_000
"""Fewer articles save no more than other processes take to begin."""
_TABLES = (
    "mentions",
    "claims",
    "claim_origins",
    "claim_relations",
    "quote_variants",
    "article_origins",
    "outlets",
    "claim_history",
)
_READ = ("screened_mentions", "attributions", "quantities", "entity_mentions", "entities")


@dg.multi_asset(
    name="claims",
    specs=[
        spec(
            name,
            group="linking",
            deps=[
                "articles",
                "segments",
                "screened_mentions",
                "attributions",
                "quantities",
                "entity_mentions",
                "entities",
                "corrections",
            ],
        )
        for name in (*_TABLES, "curation")
    ],
)
@kept("claims")
def linking(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Link the screened mentions of all articles; identifiers are carried over from the last published version."""
    watch = Stopwatch()
    warehouse = home.warehouse
    history = home.previous_table("claim_history")
    linked = home.previous_table("mentions", ("mention_key", "claim_id"))
    registry = Registry.of(linked, home.previous_table("claims", ("claim_id", "first_version")), history)
    del linked
    settings = home.settings
    with (
        TemporaryDirectory(prefix="onrecord-") as folder,
        DuckDB(settings.linking_memory_bytes, settings.workers, Path(folder)) as executor,
    ):
        screening = ((name, screened(warehouse, name)) for name in ("articles", "segments"))
        reading = ((name.removeprefix("screened_"), warehouse.read(name)) for name in _READ)
        tables = laid_aside(chain(screening, reading), Path(folder))
        count = tables["articles"].select(pl.len()).collect().item()
        with workers(settings.workers if count >= _BESIDE_ONE_ANOTHER_FROM else 1) as apply:
            done = link(
                **tables,
                reference=home.reference,
                registry=registry,
                version=home.candidate_version,
                progress=progress.stage(context, "Linking"),
                corrections=warehouse.read("claim_corrections"),
                apply=apply,
                threads=settings.workers,
                executor=executor,
                let_go=apply.end,
            )
    del registry  # tables are written and hashed without it beside them
    give_back()
    frames = {name: getattr(done, name) for name in _TABLES}
    frames["claim_history"] = TABLES["claim_history"].conform(pl.concat([history, done.claim_history]))
    frames["curation"] = outcome(home, done.correction_effects)
    for name, frame in frames.items():
        warehouse.replace(name, frame)
    yield from results(frames, watch.seconds, _pictures(frames, screened(warehouse, "articles")))


def _pictures(frames: Mapping[str, pl.DataFrame], articles: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Charts for the assets that people look at first."""
    named = figures.with_outlets(articles, frames["outlets"])
    return {
        "claims": dict(pictured({"claims by origins": figures.by_origins(frames["claims"])})),
        "mentions": dict(pictured({"most quoted": figures.speakers(frames["mentions"], named)})),
        "claim_origins": dict(
            pictured({"outlets": figures.outlets(frames["mentions"], named, frames["claim_origins"])})
        ),
    }
