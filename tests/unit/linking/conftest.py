"""A small newsroom to test linking with: invented outlets, articles and mentions, written in a few words each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines import ids
from pipelines.linking import LinkResult, Registry, link
from pipelines.linking.features import Features, features
from pipelines.linking.out_of_core import Executor
from pipelines.reference import Reference, fold, load_reference
from pipelines.schema import REFERENCE, TABLES

OUTLETS = """\
outlet_id,name,kind,domain,country,aliases
harbour-post,The Harbour Post,newspaper,harbourpost.example,XA,Harbour Post
northwire,Northwire,agency,northwire.example,XB,Northwire News|NWN
lantern,The Lantern,site,lantern.example,XA,
"""
ENTITIES = """\
entity_id,name,kind,country,latitude,longitude,wikidata_id,description
veldania,Veldania,place,XV,,,,
veldania-government,Government of Veldania,government,XV,,,,
orsk-lund,Orsk Lund,person,XV,,,,
mira-tolen,Mira Tolen,person,XV,,,,
karsia,Karsia,place,XK,,,,
port-salis,Port Salis,place,XV,,,,
"""
VERBS = """\
lemma,pos,kind,modality,polarity
say,verb,say,,
deny,verb,deny,,negated
reject,verb,deny,,negated
"""
NAMES = {
    "Veldania": "veldania",
    "Orsk Lund": "orsk-lund",
    "Lund": "orsk-lund",
    "Mira Tolen": "mira-tolen",
    "Karsia": "karsia",
    "Port Salis": "port-salis",
}
FUNCTION_WORDS = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "it", "its", "of", "on", "or", "that", "the", "to")
)


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Reference tables of an invented world."""
    folder = tmp_path_factory.mktemp("reference")
    written = {"outlets": OUTLETS, "entities": ENTITIES, "reporting_verbs": VERBS}
    for name, table in REFERENCE.items():
        (folder / f"{name}.csv").write_text(written.get(name, ",".join(table.names) + "\n"), encoding="utf-8")
    return load_reference(Path(folder))


@dataclass
class Newsroom:
    """Articles and mentions under construction, and the frames that linking reads."""

    reference: Reference
    articles: list[dict[str, Any]] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    attributions: list[dict[str, Any]] = field(default_factory=list)
    quantities: list[dict[str, Any]] = field(default_factory=list)
    entity_mentions: list[dict[str, Any]] = field(default_factory=list)

    def article(
        self,
        outlet: str | None = None,
        day: date | None = date(2031, 3, 4),
        copy_of: str | None = None,
        parts: tuple[tuple[str, str], ...] = (),
        precision: str = "day",
    ) -> str:
        """Begin an article; ``parts`` are (role, text) that no mention stands in."""
        document = ids.document_id(f"article-{len(self.articles)}")
        article = ids.article_id(document, "")
        text = ""
        for role, words in parts:
            start, text = len(text), f"{text}{words}\n"
            place = {"article_id": article, "start_char": start, "end_char": start + len(words), "role": role}
            self.segments.append({"segment_id": ids.segment_id(article, start, start + len(words)), **place})
        self.articles.append(
            {
                "article_id": article,
                "document_id": document,
                "revision": 1,
                "is_current": True,
                "batch_id": "b",
                "outlet_id": outlet,
                "outlet": outlet,
                "path": f"article-{len(self.articles)}",
                "published_at": datetime.combine(day, time()) if day else None,
                "published_precision": precision if day else None,
                "published_evidence": "in_text" if day else "none",
                "media_type": "text/plain",
                "raw_sha256": "0" * 64,
                "text_sha256": "0" * 64,
                "text": text,
                "word_count": 0,
                "duplicate_of": copy_of,
            }
        )
        return article

    def says(
        self,
        article: str,
        content: str,
        *,
        claim_type: str = "narrator",
        speaker: str | None = None,
        speaker_id: str | None = None,
        kind: str = "none",
        cue: str | None = None,
        medium: str | None = None,
        through: str | None = None,
        carried_over: bool = False,
        polarity: str = "positive",
        about: tuple[date, date] | None = None,
        counts: tuple[tuple[float, str], ...] = (),
        subject: str | None = None,
        background: bool = False,
        main_verb: str | None = None,
        modality: str = "asserted",
        unresolved: str | None = None,
        before: str = "",
        after: str = "",
    ) -> str:
        """Append a sentence to an article and a mention of it; return the mention's id."""
        row = next(row for row in self.articles if row["article_id"] == article)
        start = len(row["text"]) + len(before)
        end = start + len(content)
        row["text"] += f"{before}{content}{after}. "
        ordinal = sum(m["content_text"] == content and m["article_id"] == article for m in self.mentions)
        key = ids.mention_key(row["document_id"], content, cue, speaker, ordinal)
        mention = ids.mention_id(article, key)
        self.mentions.append(
            {
                "mention_id": mention,
                "mention_key": key,
                "article_id": article,
                "sentence_start": start - len(before),
                "sentence_end": end + len(after) + 1,
                "content_start": start,
                "content_end": end,
                "content_text": content,
                "claim_text": content,
                "claim_type": claim_type,
                "cue_text": cue,
                "source_text": speaker,
                "source_name": speaker,
                "source_id": speaker_id,
                "source_kind": kind,
                "source_unresolved_reason": unresolved,
                "anonymous": kind == "anonymous",
                "modality": modality,
                "polarity": polarity,
                "about_start": about[0] if about else None,
                "about_end": about[1] if about else None,
                "in_background": background,
                "confidence": 1.0,
                "subject_id": subject,
                "main_verb": main_verb,
                "lemmas": " ".join(word for word in fold(content).split() if word not in FUNCTION_WORDS),
            }
        )
        for position, credited in enumerate(name for name in (medium, through) if name):
            self.attributions.append(
                {
                    "mention_id": mention,
                    "position": position,
                    "source_text": credited,
                    "source_name": credited,
                    "source_kind": "medium",
                    "explicit": not carried_over,
                    "evidence_start": start,
                    "evidence_end": end,
                }
            )
        self._annotate(article, mention, content, start, counts)
        return mention

    def _annotate(
        self, article: str, mention: str, content: str, start: int, counts: tuple[tuple[float, str], ...]
    ) -> None:
        for place, (value, counted) in enumerate(counts):
            number = {"text": f"{value:g}", "value": value, "bound": "exact", "counted": counted}
            at = content.find(number["text"])
            first, last = (start + at, start + at + len(number["text"])) if at >= 0 else (place, place + 1)
            self.quantities.append({"mention_id": mention, "start_char": first, "end_char": last, **number})
        for name, entity in NAMES.items():
            at = content.find(name)
            if at >= 0 and not any(
                row["article_id"] == article and row["start_char"] <= start + at < row["end_char"]
                for row in self.entity_mentions
            ):
                where = {"article_id": article, "start_char": start + at, "end_char": start + at + len(name)}
                named = {"text": name, "entity_id": entity, "mention_id": mention, "role": "other"}
                self.entity_mentions.append({**where, **named})

    def tells(self, *articles: Sequence[str]) -> list[Features]:
        """Add articles that each say these contents, and return all mentions in the order in which they were added."""
        for contents in articles:
            article = self.article()
            for content in contents:
                self.says(article, content)
        frames = self.frames()
        found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
        place = {mention["mention_id"]: index for index, mention in enumerate(self.mentions)}
        return sorted(found, key=lambda mention: place[mention.mention_id])

    def frames(self) -> dict[str, pl.DataFrame]:
        """The frames that linking reads, under the names of its arguments."""
        tables = {
            "articles": "articles",
            "segments": "segments",
            "mentions": "screened_mentions",
            "attributions": "attributions",
            "quantities": "quantities",
            "entity_mentions": "entity_mentions",
        }
        return {name: TABLES[table].frame(getattr(self, name)) for name, table in tables.items()}

    def link(
        self, registry: Registry | None = None, version: str = "2031.03.05.001", executor: Executor | None = None
    ) -> LinkResult:
        """Run linking over everything written so far."""
        registry = registry or Registry()
        return link(**self.frames(), reference=self.reference, registry=registry, version=version, executor=executor)


@pytest.fixture
def newsroom(reference: Reference) -> Newsroom:
    """An empty newsroom."""
    return Newsroom(reference)
