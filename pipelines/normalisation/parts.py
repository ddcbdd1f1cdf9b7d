"""What is read of articles, and some articles at a time with all that belongs to them.

Belongs here: cutting the frames of a corpus into parts that can be read beside one another. Does not belong here:
what is made of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from pipelines.normalisation.intervals import Anchor, Grain

CLAIM_ROLES = frozenset({"headline", "dek", "body", "background"})
"""Roles of segments whose names and times are read."""

_GRAINS: dict[str, Grain] = {"minute": "day", "day": "day", "month": "month", "year": "year"}
_OF_ARTICLES = ("article_id", "text", "published_at", "published_precision")
_OF_SEGMENTS = ("article_id", "role", "start_char", "end_char")
_OF_ANNOTATIONS = ("article_id", "label", "start_char", "end_char", "title", "governor", "dependency", "counted")
_OF_MENTIONS = (
    *("mention_id", "article_id", "claim_type", "main_verb", "subject_text", "sentence_start", "sentence_end"),
    *("content_start", "content_end", "content_text", "cue_start", "cue_end", "source_start", "source_end"),
    *("source_text", "source_kind", "source_title", "source_unresolved_reason"),
    *("referent_start", "referent_end", "referent_text"),
)
"""What the room reads of its tables; nothing else need go to another process."""
_PART = "__part__"

Row = dict[str, Any]


@dataclass
class Article:
    """What is read of one article."""

    row: Row
    mentions: list[Row]
    annotations: list[Row]
    segments: list[Row]

    @property
    def text(self) -> str:
        """The text that every position points into."""
        return str(self.row["text"])

    @property
    def published(self) -> date | None:
        """The day of publication; the first day of its month or year where no more is known."""
        return self.row["published_at"].date() if self.row["published_at"] is not None else None

    @property
    def headlines(self) -> list[tuple[int, int]]:
        """Where headlines stand."""
        return [(row["start_char"], row["end_char"]) for row in self.segments if row["role"] == "headline"]

    def claims_at(self, start: int, end: int) -> bool:
        """Return whether claims are read at a span; everywhere where nothing is segmented."""
        if not self.segments:
            return True
        return any(
            row["role"] in CLAIM_ROLES and row["start_char"] <= start and end <= row["end_char"]
            for row in self.segments
        )

    @property
    def anchor(self) -> Anchor:
        """What relative times are reckoned from."""
        return Anchor(self.published, _GRAINS[self.row["published_precision"] or "day"])


class Part(NamedTuple):
    """Some articles and the rows that belong to them."""

    articles: pl.DataFrame
    segments: pl.DataFrame
    mentions: pl.DataFrame
    annotations: pl.DataFrame
    attributions: pl.DataFrame

    def read(self) -> dict[str, Article]:
        """Return the articles by their ``article_id``."""
        mentions, annotations, segments = (
            by(frame, "article_id") for frame in (self.mentions, self.annotations, self.segments)
        )
        corpus = {}
        for row in self.articles.iter_rows(named=True):
            key = row["article_id"]
            corpus[key] = Article(
                row,
                sorted(mentions.get(key, ()), key=lambda mention: (mention["content_start"], mention["mention_id"])),
                sorted(annotations.get(key, ()), key=lambda one: (one["start_char"], one["end_char"], one["label"])),
                segments.get(key, []),
            )
        return corpus


def by(frame: pl.DataFrame, key: str) -> dict[str, list[Row]]:
    """Return the rows of a frame by the value of one column."""
    found: dict[str, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row[key], []).append(row)
    return found


def cut(corpus: Part, size: int) -> Iterator[Part]:
    """Yield a corpus in parts of so many articles, in the order of their identifiers; one part of no articles at all.

    Rows of articles that are not there are left out.
    """
    articles = corpus.articles.select(_OF_ARTICLES).sort("article_id").with_row_index(_PART)
    articles = articles.with_columns(pl.col(_PART) // size)
    places = articles.select("article_id", _PART)
    of_mentions = corpus.mentions.select("mention_id", "article_id").join(places, on="article_id")
    placed = (
        articles,
        _placed(corpus.segments.select(_OF_SEGMENTS), places, "article_id"),
        _placed(corpus.mentions.select(_OF_MENTIONS), places, "article_id"),
        _placed(corpus.annotations.select(_OF_ANNOTATIONS), places, "article_id"),
        _placed(corpus.attributions, of_mentions.select("mention_id", _PART), "mention_id"),
    )
    parts = [frame.partition_by(_PART, as_dict=True, include_key=False) for frame in placed]
    empty = [frame.clear().drop(_PART) for frame in placed]
    for key in sorted(parts[0]) or [()]:
        yield Part(*(part.get(key, nothing) for part, nothing in zip(parts, empty, strict=True)))


def _placed(frame: pl.DataFrame, places: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.join(places, on=key, maintain_order="left")
