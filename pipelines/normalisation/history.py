"""What became of entities whose identity changed since the version before.

Belongs here: comparing where the entities of two versions are named. Does not belong here: which
names are one entity. An identifier that is gone redirects to the entity that most of its places
name now, so that a reader who noted it finds what it meant.
"""

from collections import Counter
from collections.abc import Collection

import polars as pl

from pipelines.schema import TABLES

Place = tuple[str, int]


def entity_history(
    previous: pl.DataFrame,
    current: pl.DataFrame,
    previous_ids: Collection[str],
    current_ids: Collection[str],
    version: str,
    curated: Collection[str] = (),
) -> pl.DataFrame:
    """Return the rows of ``entity_history`` that this version adds.

    Args:
        previous: table ``entity_mentions`` of the version before.
        current: the same table now.
        previous_ids: the entities of the version before.
        current_ids: the entities now.
        version: name of the version being made.
        curated: entities that people's corrections name, and that were not corrected so before.
    """
    gone, fresh = set(previous_ids) - set(current_ids), set(current_ids) - set(previous_ids)
    before, now = _places(previous), _places(current)
    rows = []
    for entity, others in sorted(_elsewhere(before, now, gone).items()):
        event = ("merged_into", _most(others)) if others else ("retired", "")
        rows.append(_row(version, entity, *event, curated))
    for entity, others in sorted(_elsewhere(now, before, fresh).items()):
        # an entity whose places belonged to one that is still there was split from it
        parents = Counter({other: count for other, count in others.items() if other in current_ids})
        if parents:
            rows.append(_row(version, entity, "split_from", _most(parents), curated))
    table = TABLES["entity_history"]
    return table.conform(table.frame(rows))


def _places(entity_mentions: pl.DataFrame) -> dict[Place, str]:
    columns = ("article_id", "start_char", "entity_id")
    return {(article, start): entity for article, start, entity in entity_mentions.select(columns).iter_rows()}


def _elsewhere(here: dict[Place, str], there: dict[Place, str], wanted: Collection[str]) -> dict[str, Counter[str]]:
    """By entity of ``wanted``: what its places name in the other version."""
    found: dict[str, Counter[str]] = {entity: Counter() for entity in wanted}
    for place, entity in here.items():
        if entity in found and place in there:
            found[entity][there[place]] += 1
    return found


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda entity: (-counts[entity], entity))


def _row(version: str, entity: str, event: str, other: str, curated: Collection[str]) -> dict[str, str]:
    cause = "curation" if entity in curated or other in curated else "pipeline"
    return {"version": version, "entity_id": entity, "event": event, "other_entity_id": other, "cause": cause}
