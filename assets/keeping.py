"""Stages over all articles that are not done again where nothing that they are made from has changed.

From normalisation on a stage looks at all articles of the home, so one new article has all of them done. What is kept
is for two other cases: a run that was ended goes on after the last stage that it finished, and one with nothing new
finds what is published to be what it would make.

A stage leaves a stamp in the working store: what it was made from beside tables (code, settings, reference tables, the
versions before) and what the tables held when it had ended, its own and those of the stages before it. Where both are
still so, it and the stages before it take their tables over. A stamp says only that these came of those, whatever
happened in between, so a run that dies between tables and stamp leaves no false one; and a stage that is done takes
the stamps of those behind it away before it begins.
"""

import json
import platform
from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

import assets
import expectations
import pipelines
from assets.resources import HomeResource
from assets.tables import Stopwatch, result
from expectations.suites.meaning import CLOCK_TOLERANCE
from pipelines import warehouse as database
from pipelines.ids import code_fingerprint, digest
from pipelines.publication import confirm, read_versions
from pipelines.schema import TABLES, qualified
from pipelines.warehouse import Warehouse

TAKEN_OVER = "taken_over"
"""What a stage reports that was not done again."""
_CHAIN: Mapping[str, tuple[str, ...]] = {
    "normalised_mentions": (
        *("normalised_mentions", "attributions", "entities", "entity_aliases", "entity_mentions", "times"),
        *("quantities", "entity_history", "resolved_entities", "resolved_aliases"),
        *("correction_effects", "claim_corrections"),
    ),
    "screened_mentions": ("screened_mentions", "screened_articles"),
    "claims": (
        *("mentions", "claims", "claim_origins", "claim_relations", "quote_variants", "article_origins"),
        *("outlets", "claim_history", "curation"),
    ),
    "checks": ("checks",),
    "snapshot": (),
}
"""The stages in their order, and the tables that each is the first to write."""
_STAGES = tuple(_CHAIN)
_PUBLICATION = _STAGES[-1]
_SCREENED = "SELECT * FROM {} WHERE suite LIKE '%.screened'"
_PARTS: Mapping[tuple[str, str], str] = {
    ("normalised_mentions", "quarantine"): "SELECT * FROM {} WHERE stage <> 'checks'",
    ("screened_mentions", "checks"): _SCREENED,
    ("claims", "checks"): _SCREENED,
    # publication counts what was set aside, and adds batches that only set aside
    **{
        (stage, "batches"): "SELECT * EXCLUDE (quarantined) FROM {} WHERE articles_new > 0"
        for stage in _CHAIN
        if stage != _PUBLICATION
    },
}
"""What of a table to which stages behind write as well is a stage's, or of those before it."""
_NO_MATTER = frozenset(
    {
        *("workers", "parallel_from", "engine", "spark_master", "spark_conf", "shards", "storage_options"),
        *("lock_seconds", "log_format", "metrics_file", "inbox", "inbox_files"),
    }
)
"""Settings that say how and where a run is done, not what comes of it."""
_PROJECT = Path(pipelines.__file__).parent
_SHARED = (
    *sorted(_PROJECT.glob("*.py")),
    *sorted(Path(assets.__file__).parent.glob("*.py")),
    _PROJECT / "curation",
)
_ROOMS = (
    _PROJECT / "normalisation",
    Path(expectations.__file__).parent,
    _PROJECT / "linking",
    # the checks' own code is that of screening
    Path(expectations.__file__).parent,
    _PROJECT / "publication",
)
"""The code of each stage, in their order."""

_LIBRARIES = ("duckdb", "great-expectations", "numpy", "polars", "pyarrow", "rapidfuzz", "scipy")
"""What the stages compute with: another release may compute otherwise."""

Body = Callable[..., Iterator[dg.MaterializeResult[Any]] | dg.MaterializeResult[Any]]
Step = Callable[..., Iterator[dg.MaterializeResult[Any]]]


def kept(stage: str) -> Callable[[Body], Step]:
    """Return what has a stage taken over where nothing has changed, and stamped where it was done.

    Args:
        stage: the name of its step; one of those from normalisation to publication.
    """

    def around(body: Body) -> Step:
        @wraps(body)
        def step(
            context: dg.AssetExecutionContext, home: HomeResource, **given: Any
        ) -> Iterator[dg.MaterializeResult[Any]]:
            if holds(home, stage):
                yield from _told_again(context, home, stage)
                return
            # behind a stage that was not done on what is there now, as when one is run alone, none is taken over
            follows = stage == _STAGES[0] or holds(home, _before(stage))
            _forget(home.warehouse, stage)
            versions: dict[str, str] = {}
            done = body(context, home, **given)
            for made in [done] if isinstance(done, dg.MaterializeResult) else done:
                versions[_name(made, stage)] = made.data_version.value if made.data_version else ""
                yield made
            if follows:
                _stamp(home, stage, versions)

        return step

    return around


def holds(home: HomeResource, stage: str) -> bool:
    """Whether the tables of a stage are what it would make of what is there now."""
    stamps = {name: (made_from, held) for name, made_from, held, _ in _stamps(home.warehouse).iter_rows()}
    wanted = [name for name in reversed(_STAGES[_STAGES.index(stage) :]) if name in stamps]
    return any(stamps[name] == (_made_from(home, name), _held(home.warehouse, name)) for name in wanted)


def _before(stage: str) -> str:
    return _STAGES[_STAGES.index(stage) - 1]


def _made_from(home: HomeResource, stage: str) -> str:
    """Return what decides the tables of a stage and those before it, beside the tables that they are made from.

    The versions that there are count: identifiers are carried over from them, and they decide the name of the next.
    Once the tables are published they are what is carried over, and the next name matters only where something changes.
    """
    index = read_versions(home.home.snapshots)
    settings = home.settings.model_dump(mode="json", exclude=set(_NO_MATTER))
    ahead = home.warehouse.query(
        f"SELECT article_id FROM {qualified(TABLES['articles'])} WHERE published_at > ? OR retrieved_at > ? ORDER BY 1",
        (home.now + CLOCK_TOLERANCE,) * 2,
    )
    return digest(
        "made",
        _code(_STAGES.index(stage)),
        home.reference.version,
        json.dumps(settings, sort_keys=True),
        index.model_dump_json(),
        "" if stage == _PUBLICATION else home.candidate_version,
        *ahead["article_id"],
    )


@cache
def _code(last: int) -> str:
    """Return what the code of the stages up to one is, and what it stands on: that which this process has loaded."""
    libraries = (f"{name} {version(name)}" for name in _LIBRARIES)
    return digest("code", code_fingerprint([*_SHARED, *_ROOMS[: last + 1]]), platform.python_version(), *libraries)


def _held(warehouse: Warehouse, stage: str) -> str:
    """Return a digest of all rows that a stage and those before it read and left, in whatever order."""
    behind = {table for later in _STAGES[_STAGES.index(stage) + 1 :] for table in _CHAIN[later]}
    sums = []
    for name, table in TABLES.items():
        part = _PARTS.get((stage, name))
        if name == "stamps" or (name in behind and part is None):
            continue
        rows = (part or "SELECT * FROM {}").format(qualified(table))
        # the sum tells what the exclusive or does not, and the other way round
        sums.append(
            f"SELECT '{name}' AS name, count(*) AS rows, coalesce(sum(hash(r)), 0)::VARCHAR AS total,"
            f" coalesce(bit_xor(hash(r)), 0)::VARCHAR AS odd FROM ({rows}) AS r"
        )
    found = warehouse.query(" UNION ALL ".join(sums))
    return digest("held", *(f"{name}:{rows}:{total}:{odd}" for name, rows, total, odd in sorted(found.iter_rows())))


def _stamps(warehouse: Warehouse) -> pl.DataFrame:
    return warehouse.read("stamps", columns=["stage", "made_from", "held", "data_versions"])


def _forget(warehouse: Warehouse, stage: str) -> None:
    """Take the stamps of a stage and of those behind it away."""
    warehouse.delete("stamps", "list_contains(?, stage)", (list(_STAGES[_STAGES.index(stage) :]),))


def _stamp(home: HomeResource, stage: str, versions: Mapping[str, str]) -> None:
    """Keep what a stage was made from and what the tables hold now that it has ended."""
    row = {
        "stage": stage,
        "made_from": _made_from(home, stage),
        "held": _held(home.warehouse, stage),
        "data_versions": json.dumps(versions),
    }
    home.warehouse.upsert("stamps", TABLES["stamps"].frame([row]))


# --- what is reported ----------------------------------------------------------------------


def _told_again(
    context: dg.AssetExecutionContext, home: HomeResource, stage: str
) -> Iterator[dg.MaterializeResult[Any]]:
    """Report the tables of a stage as they were when they were made."""
    watch = Stopwatch()
    known = dict(_stamps(home.warehouse).select("stage", "data_versions").iter_rows())
    versions = json.loads(known.get(stage, "{}"))
    extra = _published(home) if stage == _PUBLICATION else {}
    for name in sorted(key.to_user_string() for key in context.selected_asset_keys):
        stored = versions.get(name, "")
        earlier = context.instance.get_latest_materialization_event(dg.AssetKey(name))
        made = earlier.asset_materialization if earlier else None
        if made is not None and (made.tags or {}).get("dagster/data_version") == stored:
            told = dict(made.metadata)
        elif name in TABLES:  # another of Dagster's logs, as when a service was moved
            yield result(name, home.warehouse.read(name), watch.seconds, {TAKEN_OVER: True})
            continue
        else:
            told = {}
        told |= {**extra, "seconds": round(watch.seconds, 3), TAKEN_OVER: True}
        yield dg.MaterializeResult(asset_key=name, metadata=told, data_version=dg.DataVersion(stored))


def _published(home: HomeResource) -> dict[str, Any]:
    """What publication tells where nothing changed, once it has seen that what is published is whole."""
    done = confirm(home.home, database)
    return {"version": done.version, "is_new": done.is_new, "path": dg.MetadataValue.path(str(done.path))}


def _name(made: dg.MaterializeResult[Any], stage: str) -> str:
    return dg.AssetKey.from_coercible(made.asset_key).to_user_string() if made.asset_key else stage
