"""What is read of articles, and some articles at a time with all that belongs to them.

Belongs here: cutting the frames of a corpus into parts that can be read beside one another. Does not belong here:
what is made of them.
"""

import pickle
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

import polars as pl

from pipelines.memory import give_back
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
Frame = pl.DataFrame | pl.LazyFrame


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


class Corpus(NamedTuple):
    """The tables that the room reads, in memory or to be read when they are needed."""

    articles: Frame
    segments: Frame
    mentions: Frame
    annotations: Frame
    attributions: Frame


class Part(NamedTuple):
    """Some articles and the rows that belong to them."""

    articles: pl.DataFrame
    segments: pl.DataFrame
    mentions: pl.DataFrame
    annotations: pl.DataFrame
    attributions: pl.DataFrame

    @classmethod
    def of(cls, given: bytes) -> "Part":
        """Return what :func:`packed_parts` packed."""
        return cls(*map(unpacked, pickle.loads(given)))

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


def taken(frame: Frame, *columns: str) -> pl.DataFrame:
    """Return these columns of a table, all without any named."""
    wanted = frame.lazy()
    return (wanted.select(columns) if columns else wanted).collect()


def by(frame: pl.DataFrame, key: str) -> dict[str, list[Row]]:
    """Return the rows of a frame by the value of one column."""
    found: dict[str, list[Row]] = {}
    for row in frame.iter_rows(named=True):
        found.setdefault(row[key], []).append(row)
    return found


def packed_parts(corpus: Corpus, size: int) -> list[bytes]:
    """Return a corpus in parts of so many articles, in the order of their identifiers; one part of no articles at all.

    Rows of articles that are not there are left out. Parts are packed (:meth:`Part.of`), so that all of them take
    little memory, and no two tables of the corpus are laid out at a time.
    """
    articles = taken(corpus.articles, *_OF_ARTICLES).sort("article_id").with_row_index(_PART)
    count = max(1, -(-articles.height // size))
    articles = articles.with_columns(pl.col(_PART) // size)
    places = articles.select("article_id", _PART)
    tables = [_pieces(articles, count)]
    del articles
    for frame, columns in (
        (corpus.segments, _OF_SEGMENTS),
        (corpus.mentions, _OF_MENTIONS),
        (corpus.annotations, _OF_ANNOTATIONS),
    ):
        tables.append(_pieces(_placed(taken(frame, *columns), places, "article_id"), count))
        give_back()
    of_mentions = taken(corpus.mentions, "mention_id", "article_id").join(places, on="article_id")
    tables.append(_pieces(_placed(taken(corpus.attributions), of_mentions, "mention_id").drop("article_id"), count))
    return [pickle.dumps(pieces) for pieces in zip(*tables, strict=True)]


def _placed(frame: pl.DataFrame, places: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.join(places, on=key, maintain_order="left").sort(_PART, maintain_order=True)


def _pieces(ordered: pl.DataFrame, count: int) -> list[bytes]:
    """Return the rows of each part, packed."""
    ends = [ordered[_PART].search_sorted(part, side="right") for part in range(count)]
    rows = ordered.drop(_PART)
    return [packed(rows.slice(start, end - start)) for start, end in zip([0, *ends], ends, strict=False)]


def packed(frame: pl.DataFrame) -> bytes:
    """Return a frame in Arrow's format, compressed: what takes little memory and goes to other processes as it is."""
    out = BytesIO()
    frame.write_ipc_stream(out, compression="zstd")
    return out.getvalue()


def unpacked(given: bytes) -> pl.DataFrame:
    """Return the frame that was packed."""
    return pl.read_ipc_stream(given)
