"""Corrections of names: entities merged or split, speakers righted, mentions rejected.

Belongs here: what such a row does to the frames that normalisation leaves, before anything is
linked. Does not belong here: claims. Rows are applied in their order, each to what the ones before
it left; a row that names what is not there changes nothing and says so.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipelines.curation import entity_frames as frames_of
from pipelines.curation.notation import tokens
from pipelines.ids import entity_id as minted
from pipelines.ids import successor
from pipelines.reference import Reference
from pipelines.schema import TABLES

Row = Mapping[str, Any]

NAME_ACTIONS = ("merge-entities", "split-entity", "set-speaker", "reject")

_SPEAKER_KINDS: Mapping[str, str] = {
    "person": "person",
    "organisation": "organisation",
    "government": "government",
    "medium": "medium",
    "document": "document",
    "place": "government",
    "facility": "organisation",
    "group": "organisation",
}
"""What kind of source an entity of each kind is: a place that speaks is its government."""
_NOBODY = "none"
_UNKNOWN_SPEAKER = "curation"


@dataclass(frozen=True, slots=True)
class CorrectedNames:
    """The frames after the corrections, and what each correction came to."""

    frames: dict[str, pl.DataFrame]
    effects: pl.DataFrame
    """Table ``correction_effects``, one row for each active row of `NAME_ACTIONS`."""
    touched: frozenset[str]
    """Mention keys whose claims may change because a correction was made or taken back."""
    entities: frozenset[str]
    """Entities that a correction made or taken back names."""


@dataclass
class _State:
    frames: dict[str, pl.DataFrame]
    documents: Mapping[str, str]
    """The document of each article."""
    reference: Reference
    redirects: Mapping[str, str]
    touched: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)

    def find(self, entity: str) -> str | None:
        """Return the entity that ``entity`` stands for now, if any."""
        return successor(entity, self.redirects, set(self.frames["entities"]["entity_id"]))

    def name(self, entity: str) -> str:
        """Return an entity's name."""
        return str(self.frames["entities"].filter(pl.col("entity_id") == entity)["name"][0])

    def mark(self, row: Row, entities: Collection[str], keys: Collection[str] = ()) -> None:
        """Note what a changed row touches."""
        if row["changed"]:
            self.entities |= set(entities)
            self.touched |= set(keys) | frames_of.mention_keys(self.frames, entities)


def correct_names(
    frames: Mapping[str, pl.DataFrame],
    corrections: pl.DataFrame,
    articles: pl.DataFrame,
    reference: Reference,
    entity_history: pl.DataFrame,
) -> CorrectedNames:
    """Apply the corrections of names to the frames of normalisation.

    Args:
        frames: ``normalised_mentions``, ``attributions``, ``quantities``, ``entities``, ``entity_aliases``
            and ``entity_mentions``; further ones are handed back as they are.
        corrections: table ``corrections``.
        articles: table ``articles``.
        reference: the reference tables: a speaker or an entity may be one that no article names yet.
        entity_history: table ``entity_history`` of the version before, whose redirects are followed.
    """
    state = _State(
        dict(frames),
        dict(articles.select("article_id", "document_id").iter_rows()),
        reference,
        frames_of.redirects(entity_history),
    )
    wanted = corrections.filter(pl.col("action").is_in(NAME_ACTIONS)).sort("position")
    rows = wanted.to_dicts()
    effects = []
    for row in rows:
        if row["active"]:
            status, note = _ACTIONS[row["action"]](row, state)
            effects.append({"curation_id": row["curation_id"], "status": status, "note": note})
        elif row["changed"]:
            _taken_back(row, state)
    table = TABLES["correction_effects"]
    return CorrectedNames(
        {name: TABLES[name].conform(frame) for name, frame in state.frames.items()} if effects else state.frames,
        table.conform(table.frame(effects)),
        frozenset(state.touched),
        frozenset(state.entities),
    )


def _taken_back(row: Row, state: _State) -> None:
    """Mark what a correction that no longer holds had changed."""
    if row["action"] in {"reject", "set-speaker"}:
        state.mark(row, (), [row["target"]])
        return
    named = [row["target"], *(token for token in tokens(row["value"] or "") if not token.startswith("doc-"))]
    state.mark(row, [entity for entity in (state.find(name) for name in named) if entity])


# --- the actions ----------------------------------------------------------------------------

Effect = tuple[str, str]


def _merge(row: Row, state: _State) -> Effect:
    kept = state.find(row["target"])
    if kept is None:
        return "unresolved", f"no entity {row['target']} is in the dataset now"
    names = tokens(row["value"])
    merged = [entity for entity in dict.fromkeys(state.find(name) for name in names) if entity not in {None, kept}]
    missing = [name for name in names if state.find(name) is None]
    gone = f"; {', '.join(missing)} is not in the dataset now" if missing else ""
    if not merged:
        return ("unresolved" if missing else "no_effect"), f"there is nothing to merge into {kept}{gone}"
    told = ", ".join(f"{state.name(str(entity))} ({entity})" for entity in merged)
    for entity in merged:
        state.frames = frames_of.merged(state.frames, kept, str(entity), _SPEAKER_KINDS)
    state.mark(row, [kept, *names])
    return "applied", f"{told} is {state.name(kept)} ({kept}){gone}"


def _split(row: Row, state: _State) -> Effect:
    entity = state.find(row["target"])
    if entity is None:
        return "unresolved", f"no entity {row['target']} is in the dataset now"
    given = tokens(row["value"])
    documents = {token for token in given if token.startswith("doc-")}
    articles = {article for article, document in state.documents.items() if document in documents}
    if not articles:
        return "unresolved", "none of the documents is in the dataset"
    places = state.frames["entity_mentions"].filter(
        pl.col("article_id").is_in(list(articles)) & (pl.col("entity_id") == entity)
    )
    named = [token for token in given if token not in documents]
    kind = state.frames["entities"].filter(pl.col("entity_id") == entity)["kind"][0]
    other = named[0] if named else minted(kind, f"curation:{row['curation_id']}")
    if named and not _enters(named[0], state):
        return "unresolved", f"no entity {named[0]} is in the dataset or the reference tables"
    other = state.find(other) or other
    if places.is_empty() and not frames_of.speaks_in(state.frames, entity, articles):
        return "no_effect", f"{state.name(entity)} ({entity}) is not named in these documents"
    state.frames = frames_of.split(state.frames, entity, other, articles, places, _SPEAKER_KINDS)
    state.mark(row, [entity, other])
    return "applied", f"in {len(articles)} articles {state.name(entity)} ({entity}) is {state.name(other)} ({other})"


def _set_speaker(row: Row, state: _State) -> Effect:
    mentions = state.frames["normalised_mentions"].filter(pl.col("mention_key") == row["target"])
    if mentions.is_empty():
        return "unresolved", "the mention is not in the dataset now"
    entity, source = None, {"source_id": None, "source_name": None, "source_kind": "none"}
    if row["value"] != _NOBODY:
        if not _enters(row["value"], state):
            return "unresolved", f"no entity {row['value']} is in the dataset or the reference tables"
        entity = state.find(row["value"])
        found = state.frames["entities"].filter(pl.col("entity_id") == entity).row(0, named=True)
        source = {"source_id": entity, "source_name": found["name"], "source_kind": _SPEAKER_KINDS[found["kind"]]}
    same = mentions["source_id"].eq_missing(pl.Series([entity], dtype=pl.String)).all()
    if same and mentions["source_kind"].eq(source["source_kind"]).all():
        return "no_effect", "the speaker is so without the correction"
    state.frames = frames_of.spoken_by(state.frames, row["target"], source, None if entity else _UNKNOWN_SPEAKER)
    state.mark(row, (), [row["target"]])
    return "applied", f"the speaker is {source['source_name']} ({entity})" if entity else "the speaker is unknown"


def _reject(row: Row, state: _State) -> Effect:
    mentions = state.frames["normalised_mentions"].filter(pl.col("mention_key") == row["target"])
    if mentions.is_empty():
        return "unresolved", "the mention is not in the dataset now"
    state.frames = frames_of.rejected(state.frames, mentions["mention_id"].to_list())
    state.mark(row, (), [row["target"]])
    return "applied", f"left out: {mentions['content_text'][0]!r}"


_ACTIONS: Mapping[str, Callable[[Row, _State], Effect]] = {
    "merge-entities": _merge,
    "split-entity": _split,
    "set-speaker": _set_speaker,
    "reject": _reject,
}


def _enters(entity: str, state: _State) -> bool:
    """Whether an entity is in the dataset, which it is made part of where the reference tables know it."""
    if state.find(entity) is not None:
        return True
    row = state.reference.entity(entity)
    if row is None:
        return False
    entities = state.frames["entities"]
    state.frames["entities"] = pl.concat([entities, TABLES["entities"].frame([row]).select(entities.columns)])
    return True
