"""Stage 1: files become raw articles."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import Field

from assets.progress import StageProgress
from assets.quarantine import forget_mended, set_aside, tried_again
from assets.resources import HomeResource
from assets.shards import remove_outputs
from assets.tables import Stopwatch, result, spec
from pipelines.ingest import IngestResult, RawStore, read_inputs
from pipelines.publication.redaction import refusals
from pipelines.schema import TABLES
from pipelines.settings import SEEDS
from pipelines.storage import StorageError, is_url, without_keys


class IngestConfig(dg.Config):
    """What to read, chosen when the run is launched."""

    inputs: list[str] = Field(
        default_factory=list,
        description="Files and folders of articles, or addresses such as s3://bucket/folder;"
        " empty: ONRECORD_INPUT, else the embedded corpus.",
    )
    only: list[str] = Field(
        default_factory=list,
        description="Paths within the inputs, as the inbox hands them over; empty: all files.",
    )
    retry: list[str] = Field(
        default_factory=list,
        description="Rows of the quarantine (qua-…) to try again from what was kept of them; no input is read then.",
    )


def chosen_inputs(given: Sequence[str]) -> list[Path | str]:
    """The paths and addresses given, else those of ``ONRECORD_INPUT`` (separated as in PATH), else the embedded corpus.

    Addresses stay text.
    """
    parts = re.split(f"{re.escape(os.pathsep)}(?!//)", os.environ.get("ONRECORD_INPUT", ""))
    chosen = list(given) or [part for part in parts if part]
    return [part if is_url(part) else Path(part).expanduser() for part in chosen] or [SEEDS / "articles"]


def _read(context: dg.AssetExecutionContext, home: HomeResource, **told: Any) -> IngestResult:
    """Read inputs; one that is not there, or does not answer, ends the run in words."""
    try:
        return read_inputs(
            store=RawStore(home.home.raw),
            batch_id=home.batch_id,
            now=home.now,
            settings=home.settings,
            refused=refusals(home.redactions),
            call=home.sandbox.call,
            **told,
        )
    except (FileNotFoundError, StorageError) as error:
        context.log.error(str(error))
        raise dg.Failure(description=str(error)) from error


@dg.multi_asset(
    name="raw_articles",
    specs=[
        spec("raw_articles", group="ingest"),
        spec("batches", group="ingest"),
    ],
)
def ingest(
    context: dg.AssetExecutionContext,
    config: IngestConfig,
    home: HomeResource,
    progress: dg.ResourceParam[StageProgress],
) -> Iterator[dg.MaterializeResult[Any]]:
    """Keep the raw bytes of every new revision and list it; set aside what cannot be read."""
    watch = Stopwatch()
    inputs = [] if config.retry else chosen_inputs(config.inputs)
    again = tried_again(home.warehouse, config.retry, partial(remove_outputs, home.home, home.settings))
    known = frozenset(home.warehouse.read("raw_articles", columns=["article_id"])["article_id"])
    read = _read(
        context,
        home,
        inputs=inputs,
        known=known,
        progress=progress.stage(context, "Reading"),
        only=frozenset(config.only) or None,
        again=again,
    )
    if read.lost:
        raise dg.Failure(
            description=f"the input does not add up: of {read.found:,} articles, files and records {read.lost:,} are"
            " neither read nor set aside. Nothing of this run is kept; report it with the log of the run",
            allow_retries=False,
        )
    # in one step: an article whose batch a kill had lost could never be published
    with home.warehouse.transaction():
        forget_mended(home.warehouse, read.read, read.quarantine)
        aside = set_aside(home.warehouse, read.quarantine)
        home.warehouse.upsert("raw_articles", read.raw_articles)
        if read.raw_articles.height or aside:
            batch = {
                "batch_id": home.batch_id,
                "started_at": home.started,
                "inputs": json.dumps([each.name if isinstance(each, Path) else without_keys(each) for each in inputs]),
                "files_seen": read.files_seen,
                "articles_new": read.raw_articles.height,
                "quarantined": aside,
            }
            home.warehouse.upsert("batches", TABLES["batches"].frame([batch]))
    extra = {
        "files_seen": read.files_seen,
        "found": read.found,
        "articles_new": read.raw_articles.height,
        "known_already": read.known,
        "set_aside": read.quarantine.height,
        "quarantined": aside,
    }
    yield result("raw_articles", home.warehouse.read("raw_articles"), watch.seconds, extra)
    yield result("batches", home.warehouse.read("batches"), watch.seconds)
