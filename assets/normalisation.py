"""Stage 4: names become entities, times become dates, numbers become values."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.correcting import apply_to_names, keep_names, previous_names
from assets.keeping import kept
from assets.progress import StageProgress
from assets.quarantine import replace_stage
from assets.resources import HomeResource
from assets.tables import Stopwatch, results, spec
from pipelines.normalisation import normalise
from pipelines.workers import workers

_READ = ("articles", "segments", "extracted_mentions", "extracted_attributions", "annotations")
_BESIDE_ONE_ANOTHER_FROM = 500
"""Fewer articles are done before other processes have begun."""
_TABLES = (
    "normalised_mentions",
    "attributions",
    "entities",
    "entity_aliases",
    "entity_mentions",
    "times",
    "quantities",
)
_WRITTEN = (*_TABLES, "entity_history")


@dg.multi_asset(
    name="normalised_mentions",
    specs=[
        spec(
            name,
            group="normalisation",
            deps=[*_READ, "corrections"],
        )
        for name in _WRITTEN
    ],
)
@kept("normalised_mentions")
def normalisation(
    context: dg.AssetExecutionContext, home: HomeResource, progress: dg.ResourceParam[StageProgress]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Resolve names, times, numbers and wording over all articles of the home; then apply what people know better."""
    watch = Stopwatch()
    warehouse = home.warehouse
    before = previous_names(home)
    count = warehouse.read("articles", columns=["article_id"]).height
    done = normalise(
        **{name: warehouse.scan(name) for name in _READ},
        reference=home.reference,
        previous_entities=before["entities"],
        previous_aliases=before["entity_aliases"],
        progress=progress.stage(context, "Normalising"),
        beside=workers(home.settings.workers if count >= _BESIDE_ONE_ANOTHER_FROM else 1),
    )
    replace_stage(warehouse, "normalisation", done.quarantine)
    resolved = {name: getattr(done, name) for name in _TABLES}
    keep_names(home, resolved)
    frames = apply_to_names(home, resolved)
    for name, frame in frames.items():
        warehouse.replace(name, frame)
    yield from results(frames, watch.seconds)
