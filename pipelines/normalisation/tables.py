"""The rows of the room's tables.

Belongs here: from what the readers found to rows as ``schema.py`` declares them. Nothing is
decided here but the part that a name plays in a mention.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import polars as pl

from pipelines.memory import give_back
from pipelines.normalisation.entities import Entity
from pipelines.normalisation.parts import Frame, packed, taken, unpacked
from pipelines.normalisation.quantities import Quantity
from pipelines.normalisation.resolution import KnownNames
from pipelines.normalisation.sources import NamedSpot, Source
from pipelines.normalisation.times import TimeExpression
from pipelines.schema import TABLES

Row = dict[str, Any]

_KEPT = tuple(
    name
    for name in TABLES["normalised_mentions"].names
    if name in set(TABLES["extracted_mentions"].names) - {"source_kind", "source_unresolved_reason"}
)
"""Columns of a mention that stay as they were extracted."""
_MADE = ("mention_id", *(name for name in TABLES["normalised_mentions"].names if name not in _KEPT))
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|around|across|inside|throughout|from|to|into|over)\s+(?:the\s+)?$", re.IGNORECASE
)


_BY_ARTICLE = ("normalised_mentions", "attributions", "entity_mentions", "times", "quantities")
_Place = tuple[str, int, str]
"""An article, a position in it, and the mention that stands there."""


class Found(NamedTuple):
    """What the articles of a part gave."""

    frames: dict[str, bytes]
    """By table, the rows, packed; of mentions only what is not as it was extracted."""
    evidence: dict[tuple[str, str], _Place]
    """By entity and spelling, the first place that it stands at in a mention."""
    used: set[str]
    """Entities that are somebody's source."""
    failed: dict[str, str]
    """Why an article gave nothing."""


class Rows:
    """Collects the rows of articles by table."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {}
        self._evidence: dict[tuple[str, str], _Place] = {}
        self._used: set[str] = set()
        self.failed: dict[str, str] = {}

    def add(self, other: "Rows") -> None:
        """Add the rows of one article, which are whole."""
        for name, rows in other._rows.items():
            self._rows.setdefault(name, []).extend(rows)
        _keep_first(self._evidence, other._evidence)
        self._used |= other._used

    def found(self) -> Found:
        """Return what was collected."""
        frames = {name: TABLES[name].frame(self._rows.get(name, ())) for name in _BY_ARTICLE}
        frames["normalised_mentions"] = frames["normalised_mentions"].select(_MADE)
        return Found({name: packed(frame) for name, frame in frames.items()}, self._evidence, self._used, self.failed)

    def _add(self, name: str, row: Row) -> None:
        self._rows.setdefault(name, []).append(row)

    def add_mention(
        self, mention: Row, source: Source, about: TimeExpression | None, wording: str, subject_id: str | None
    ) -> None:
        """Add a normalised mention."""
        if source.source_id:
            self._used.add(source.source_id)
        self._add(
            "normalised_mentions",
            {
                "mention_id": mention["mention_id"],
                "claim_text": wording,
                "source_id": source.source_id,
                "source_name": source.name,
                "source_kind": source.kind,
                "source_unresolved_reason": source.unresolved_reason,
                "about_text": about.text if about else None,
                "about_start": about.first if about else None,
                "about_end": about.last if about else None,
                "about_precision": about.precision if about else None,
                "about_unresolved_reason": about.unresolved_reason if about else None,
                "subject_id": subject_id,
            },
        )

    def add_attribution(self, link: Row, source: Source) -> None:
        """Add a link of a chain of attribution."""
        if source.source_id:
            self._used.add(source.source_id)
        kept = ("mention_id", "position", "source_text", "cue_text", "explicit", "evidence_start", "evidence_end")
        self._add(
            "attributions",
            {name: link[name] for name in kept}
            | {"source_id": source.source_id, "source_name": source.name, "source_kind": source.kind},
        )

    def add_times(self, article_id: str, times: Iterable[TimeExpression]) -> None:
        """Add the time expressions of an article."""
        for time in times:
            self._add(
                "times",
                {
                    "article_id": article_id,
                    "start_char": time.start,
                    "end_char": time.end,
                    "text": time.text,
                    "from_date": time.first,
                    "to_date": time.last,
                    "precision": time.precision,
                    "unresolved_reason": time.unresolved_reason,
                },
            )

    def add_quantities(self, mention: Row, quantities: Iterable[Quantity]) -> None:
        """Add the numbers of a mention."""
        for one in quantities:
            self._add(
                "quantities",
                {
                    "mention_id": mention["mention_id"],
                    "start_char": one.start,
                    "end_char": one.end,
                    "text": one.text,
                    "value": one.value,
                    "value_max": one.value_max,
                    "bound": one.bound,
                    "unit": one.unit,
                    "currency": one.currency,
                    "counted": one.counted,
                },
            )

    def add_entity_mentions(
        self,
        article_id: str,
        text: str,
        named: Sequence[NamedSpot],
        mentions: Sequence[Row],
        sources: Mapping[str, Source],
        subjects: Mapping[str, str | None],
    ) -> None:
        """Add the places where an article names entities, with their part in the mention around them."""
        for one in named:
            mention, role = _part(one, text, mentions, sources, subjects)
            self._add(
                "entity_mentions",
                {
                    "article_id": article_id,
                    "start_char": one.spot.start,
                    "end_char": one.spot.end,
                    "text": one.spot.text,
                    "entity_id": one.entity_id,
                    "mention_id": mention,
                    "role": role,
                },
            )
            if mention and not one.adjective:
                place = (article_id, one.spot.start, mention)
                key = (one.entity_id, one.spot.text)
                self._evidence[key] = min(place, self._evidence.get(key, place))


def _keep_first(evidence: dict[tuple[str, str], _Place], other: Mapping[tuple[str, str], _Place]) -> None:
    """Take places over, in place, where they are the first of their spelling."""
    for key, place in other.items():
        evidence[key] = min(place, evidence.get(key, place))


def joined(found: list[Found], entities: list[Entity], known: KnownNames, extracted: Frame) -> dict[str, pl.DataFrame]:
    """Return the room's tables by name, checked against their declarations.

    Args:
        found: what the parts gave; it is emptied, so that no row is in memory twice.
        entities: the entities of the corpus; they are let go too.
        known: what the reference tables call them.
        extracted: the mentions before.
    """
    evidence: dict[tuple[str, str], _Place] = {}
    for part in found:
        _keep_first(evidence, part.evidence)
    used: set[str] = set().union(*(part.used for part in found))
    pieces = {name: [part.frames[name] for part in found] for name in _BY_ARTICLE}
    found.clear()
    about = _Entities(known, evidence, entities, used)
    frames = {name: TABLES[name].conform(TABLES[name].frame(rows)) for name, rows in about.rows().items()}
    del about
    evidence.clear()
    entities.clear()
    give_back()
    for name in _BY_ARTICLE:
        made = pl.concat(map(unpacked, pieces.pop(name)), rechunk=True)
        frames[name] = TABLES[name].conform(_mentions(made, extracted) if name == "normalised_mentions" else made)
        give_back()
    return frames


def _mentions(made: pl.DataFrame, extracted: Frame) -> pl.DataFrame:
    """Return mentions by their identifiers: what was made of them beside what stays as it was extracted.

    A join would hold all columns of both three times.
    """
    made = made.sort("mention_id")
    kept = taken(extracted, *_KEPT)
    if kept.height > made.height:
        kept = kept.join(made.select("mention_id"), on="mention_id", how="semi", maintain_order="left")
    if not kept["mention_id"].is_sorted():
        kept = kept.sort("mention_id")
    if not kept["mention_id"].equals(made["mention_id"]):
        raise ValueError("the mentions that were normalised are not those that were extracted")
    return kept.with_columns(made.drop("mention_id").get_columns())


class _Entities:
    """The rows of entities and their spellings."""

    def __init__(
        self,
        known: KnownNames,
        evidence: Mapping[tuple[str, str], _Place],
        entities: Sequence[Entity],
        used: Set[str],
    ) -> None:
        self._known = known
        self._evidence = evidence
        self._seen = entities
        self._unseen = sorted(used - {entity.entity_id for entity in entities})
        """Those that are only a source, by another name."""

    def rows(self) -> dict[str, Iterator[Row]]:
        """Return the rows by table, made as they are taken."""
        return {"entities": self._entities(), "entity_aliases": self._aliases()}

    def _entities(self) -> Iterator[Row]:
        for entity in self._seen:
            yield self._entity(entity.entity_id, entity.name, entity.kind)
        for entity_id in self._unseen:
            yield self._entity(entity_id, self._known.name(entity_id), self._known.kind(entity_id))

    def _aliases(self) -> Iterator[Row]:
        for entity in self._seen:
            yield from self._spelt(entity.entity_id, {text for _, group in entity.members for text in group.spellings})
        for entity_id in self._unseen:
            yield from self._spelt(entity_id, set())

    def _entity(self, entity_id: str, name: str, kind: str) -> Row:
        reference = self._known.reference
        row = reference.entity(entity_id)
        if row is None:
            outlet = reference.outlet(entity_id)
            row = {"country": outlet["country"]} if outlet is not None else {}
        details = ("country", "latitude", "longitude", "wikidata_id", "description")
        return {"entity_id": entity_id, "name": name, "kind": kind} | {key: row.get(key) for key in details}

    def _spelt(self, entity_id: str, seen: set[str]) -> Iterator[Row]:
        given = self._known.spellings(entity_id)
        for alias in sorted({*given, *seen}):
            place = self._evidence.get((entity_id, alias))
            yield {
                "entity_id": entity_id,
                "alias": alias,
                "language": given.get(alias),
                "origin": "reference" if alias in given else "observed",
                "evidence_mention_id": place[2] if place else None,
            }


def _part(
    one: NamedSpot,
    text: str,
    mentions: Sequence[Row],
    sources: Mapping[str, Source],
    subjects: Mapping[str, str | None],
) -> tuple[str | None, str]:
    """Return the mention that a name stands in (the narrowest content around it), and its part there."""
    start, end = one.spot.start, one.spot.end
    speaking = [m for m in mentions if _within(start, end, m["source_start"], m["source_end"])]
    speaking = [m for m in speaking if sources[m["mention_id"]].source_id == one.entity_id]
    if speaking:
        return speaking[0]["mention_id"], "source"
    around = [m for m in mentions if _within(start, end, m["content_start"], m["content_end"])]
    if not around:
        return None, "other"
    mention = min(around, key=lambda m: (m["content_end"] - m["content_start"], m["content_start"], m["mention_id"]))
    if one.adjective:
        return mention["mention_id"], "other"
    if subjects[mention["mention_id"]] == one.entity_id:
        return mention["mention_id"], "subject"
    if one.kind in {"place", "facility"} and _LOCATIVE.search(text, max(0, start - 24), start):
        return mention["mention_id"], "place"
    return mention["mention_id"], "object"


def _within(start: int, end: int, left: int | None, right: int | None) -> bool:
    return left is not None and right is not None and left <= start and end <= right
