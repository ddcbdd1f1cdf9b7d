"""A small corpus builder: articles of invented sentences with the frames that normalisation reads."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines import ids
from pipelines.normalisation import NormalisationResult, normalise
from pipelines.reference import Reference, load_reference
from pipelines.schema import TABLES

REFERENCE_FILES = {
    "outlets": "outlet_id,name,kind,domain,country,aliases\n"
    "vessen-wire,Vessen Wire,agency,vessenwire.example,,The Wire|WIRE\n"
    "lantern,Lantern,newspaper,lantern.example,,\n",
    "entities": "entity_id,name,kind,country,latitude,longitude,wikidata_id,description\n"
    "aldoria,Aldoria,place,,10.0,20.0,,Country\n"
    "tarnov,Tarnov,place,,10.5,20.5,,Capital of Aldoria\n"
    "tarnov-palace,Tarnov Palace,government,,,,,Office of the President of Aldoria\n"
    "ilya-zelenko,Ilya Zelenko,person,,,,,President of Aldoria\n"
    "zarozhia,Zarozhzhia,place,,,,,Region of Aldoria\n"
    "zarozhia-plant,Zarozhzhia Nuclear Power Plant,facility,,,,,Nuclear power plant\n",
    "aliases": "entity_id,alias,language,use\n"
    "aldoria,Tarnov,en,metonym\n"
    "aldoria,Aldorian,en,adjective\n"
    "tarnov-palace,the Palace,en,name\n"
    "ilya-zelenko,Zelenko,en,short\n"
    "zarozhia-plant,Zarozhzhia nuclear plant,en,name\n",
    "offices": "office,body,holder_id,from_date,to_date\npresident,aldoria,ilya-zelenko,2020-01-01,\n",
    "reporting_verbs": "lemma,pos,kind,modality,polarity\nsay,verb,say,,\n",
}


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Reference tables of an invented country."""
    folder: Path = tmp_path_factory.mktemp("reference")
    for name, text in REFERENCE_FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_reference(folder)


_MARK = re.compile(r"\[(?P<label>[A-Z]+)\s(?P<name>[^\]]+)\]")


@dataclass
class Story:
    """One article, written with names marked as ``[PERSON Lena Kovar]``; mentions are added by their words."""

    path: str
    marked: str
    published: str | None = "2025-08-08"
    precision: str | None = "day"
    mentions: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _MARK.sub(lambda match: match["name"], self.marked)

    @property
    def document_id(self) -> str:
        return ids.document_id(self.path)

    @property
    def article_id(self) -> str:
        return ids.article_id(self.document_id, ids.sha256_text(self.text))

    def claim(self, content: str, source: str | None = None, cue: str | None = None, **values: Any) -> "Story":
        """Add a mention; ``source``, ``cue`` and ``referent`` are found by their words in the text."""
        text = self.text
        start = text.index(content)
        opening = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start))
        sentence = 0 if opening < 0 else opening + (2 if text[opening] == "." else 1)
        key = ids.mention_key(self.document_id, content, cue, source, len(self.mentions))
        row: dict[str, Any] = {
            "mention_id": ids.mention_id(self.article_id, key),
            "mention_key": key,
            "article_id": self.article_id,
            "sentence_start": sentence,
            "sentence_end": (text + ". ").index(". ", start) + 1,
            "content_start": start,
            "content_end": start + len(content),
            "content_text": content,
            "claim_type": "indirect" if source else "narrator",
            "source_kind": "person" if source else "none",
            "anonymous": values.get("source_kind") == "anonymous",
            "modality": "asserted",
            "polarity": "positive",
            "in_background": False,
            "confidence": 1.0,
            "rule": "test",
        }
        row["sentence_end"] = min(row["sentence_end"], len(text))
        for name, words in (("source", source), ("cue", cue), ("referent", values.pop("referent", None))):
            if words is not None:
                place = text.find(words, sentence)
                place = place if place >= 0 else text.index(words)
                row |= {f"{name}_start": place, f"{name}_end": place + len(words), f"{name}_text": words}
        self.mentions.append(row | values)
        return self

    def annotations(self) -> list[dict[str, Any]]:
        rows, shift = [], 0
        for match in _MARK.finditer(self.marked):
            start = match.start() - shift
            shift += len(match[0]) - len(match["name"])
            rows.append(
                {
                    "article_id": self.article_id,
                    "start_char": start,
                    "end_char": start + len(match["name"]),
                    "text": match["name"],
                    "label": match["label"],
                }
            )
        return rows

    def article(self) -> dict[str, Any]:
        return {
            "article_id": self.article_id,
            "document_id": self.document_id,
            "revision": 1,
            "is_current": True,
            "batch_id": "test",
            "path": self.path,
            "published_at": datetime.fromisoformat(self.published) if self.published else None,
            "published_precision": self.precision if self.published else None,
            "published_evidence": "metadata" if self.published else "none",
            "media_type": "text/plain",
            "raw_sha256": ids.sha256_text(self.text),
            "text_sha256": ids.sha256_text(self.text),
            "text": self.text,
            "word_count": len(self.text.split()),
        }


Normalise = Callable[..., NormalisationResult]


@pytest.fixture(scope="session")
def run(reference: Reference) -> Normalise:
    """Normalise stories, after a previous result if one is given."""

    def _run(
        stories: Sequence[Story], previous: NormalisationResult | None = None, *, lazy: bool = False, **more: Any
    ) -> NormalisationResult:
        rows: Mapping[str, list[dict[str, Any]]] = {
            "articles": [story.article() for story in stories],
            "extracted_mentions": [row for story in stories for row in story.mentions],
            "extracted_attributions": [row for story in stories for row in story.links],
            "annotations": [row for story in stories for row in story.annotations()],
        }
        read = {name: TABLES[name].frame(rows[name]) for name in rows}
        frames: Mapping[str, pl.DataFrame | pl.LazyFrame]
        frames = {name: frame.lazy() for name, frame in read.items()} if lazy else read
        return normalise(
            frames["articles"],
            TABLES["segments"].empty(),
            frames["extracted_mentions"],
            frames["extracted_attributions"],
            frames["annotations"],
            reference,
            previous_entities=previous.entities if previous else None,
            previous_aliases=previous.entity_aliases if previous else None,
            **more,
        )

    return _run


@pytest.fixture(scope="session")
def story() -> type[Story]:
    """The builder of one article."""
    return Story


def entity_of(result: NormalisationResult, words: str) -> set[str]:
    """Return the entities that ``words`` name in a result."""
    return set(result.entity_mentions.filter(pl.col("text") == words)["entity_id"])


@pytest.fixture(scope="session")
def named() -> Callable[[NormalisationResult, str], set[str]]:
    """Look up the entities that words name in a result."""
    return entity_of
