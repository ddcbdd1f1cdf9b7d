"""How normalisation and linking apply people's corrections, and keep them out of their own memory.

Identifiers are carried over from what normalisation resolved by itself, not from what corrections
made of it: else a correction would change the very names that it is about.
"""

from collections.abc import Mapping

import polars as pl

from assets.resources import HomeResource
from pipelines.curation import claim_corrections, correct_names, curation_table, retraction_effects
from pipelines.normalisation import entity_history
from pipelines.publication import read_versions
from pipelines.schema import TABLES

_RESOLVED = {"entities": "resolved_entities", "entity_aliases": "resolved_aliases"}


def previous_names(home: HomeResource) -> dict[str, pl.DataFrame]:
    """Return entities and spellings as normalisation left them for the newest published version."""
    latest = read_versions(home.home.snapshots).latest
    found = {}
    for name, table in _RESOLVED.items():
        kept = home.warehouse.read(table, where="version = ?", params=(latest,))
        found[name] = kept.drop("version") if kept.height else home.previous_table(name)
    return found


def keep_names(home: HomeResource, frames: Mapping[str, pl.DataFrame]) -> None:
    """Keep what normalisation resolved for this candidate, beside that of the newest published version."""
    latest = read_versions(home.home.snapshots).latest
    candidate = pl.lit(home.candidate_version).alias("version")
    for name, table in _RESOLVED.items():
        kept = home.warehouse.read(table, where="version = ? AND version <> ?", params=(latest, home.candidate_version))
        now = frames[name].with_columns(candidate).select(kept.columns)
        home.warehouse.replace(table, pl.concat([kept, now]))


def apply_to_names(home: HomeResource, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Correct the frames of normalisation, with the history of entities added; ready what linking has to apply."""
    warehouse = home.warehouse
    corrections = warehouse.read("corrections")
    history = home.previous_table("entity_history")
    done = correct_names(frames, corrections, warehouse.read("articles"), home.reference, history)
    mentions = done.frames["normalised_mentions"]
    taken_out = retraction_effects(corrections, warehouse.read("raw_articles"))
    warehouse.replace("correction_effects", pl.concat([done.effects, taken_out]))
    warehouse.replace(
        "claim_corrections", claim_corrections(corrections, mentions, home.previous_table("mentions"), done.touched)
    )
    added = entity_history(
        home.previous_table("entity_mentions"),
        done.frames["entity_mentions"],
        set(home.previous_table("entities")["entity_id"]),
        set(done.frames["entities"]["entity_id"]),
        home.candidate_version,
        done.entities,
    )
    return {**done.frames, "entity_history": TABLES["entity_history"].conform(pl.concat([history, added]))}


def outcome(home: HomeResource, linked: pl.DataFrame) -> pl.DataFrame:
    """Return table ``curation``: what every correction came to, in names and in claims (``linked``)."""
    effects = pl.concat([home.warehouse.read("correction_effects"), linked])
    return curation_table(home.warehouse.read("corrections"), effects)
