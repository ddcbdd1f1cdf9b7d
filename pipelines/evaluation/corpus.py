"""Corpora with gold attributions: one article a line of JSON, in the layout of PolNeAR's release as JSON lines.

A line has ``id``, ``text``, ``publisher``, ``date`` and ``attributions``; each of these has ``source``,
``cue`` and ``content``, lists of ``{"start", "end"}`` in characters of ``text``. A role that is
interrupted has several spans; ``source`` may be empty.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ids import article_id, document_id, segment_id, sha256_text
from pipelines.schema import TABLES

Place = tuple[int, int]
"""Character bounds, end exclusive."""


@dataclass(frozen=True)
class Gold:
    """One annotated attribution, by characters of its article."""

    source: tuple[Place, ...]
    cue: tuple[Place, ...]
    content: tuple[Place, ...]


@dataclass(frozen=True)
class Annotated:
    """One article with its gold attributions; those without a content are left out."""

    name: str
    text: str
    publisher: str
    day: str
    gold: tuple[Gold, ...]


def read_corpus(path: Path) -> list[Annotated]:
    """Read a corpus of JSON lines, gzipped or not; raises ``ValueError`` that names a line which is none."""
    return [_annotated(line, f"{path.name}:{number}") for number, line in _lines(path)]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _annotated(line: str, place: str) -> Annotated:
    try:
        row = json.loads(line)
        gold = tuple(
            Gold(*(_places(one, role) for role in ("source", "cue", "content"))) for one in row["attributions"]
        )
        kept = tuple(one for one in gold if one.content)
        return Annotated(row["id"], row["text"], row.get("publisher") or "", row.get("date") or "", kept)
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{place}: {type(error).__name__}: {error}") from error


def _places(one: Mapping[str, Any], role: str) -> tuple[Place, ...]:
    return tuple(sorted({(z["start"], z["end"]) for z in one[role] if z["end"] > z["start"]}))


def staged(articles: list[Annotated]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return frames of ``articles`` and ``segments`` for the texts of a corpus, each one segment of body."""
    rows, segments = [], []
    for one in articles:
        document, content = document_id(one.name), sha256_text(one.text)
        identifier = article_id(document, content)
        rows.append(
            {
                "article_id": identifier,
                "document_id": document,
                "revision": 1,
                "is_current": True,
                "batch_id": "corpus",
                "path": one.name,
                "text": one.text,
                "published_at": datetime.fromisoformat(one.day[:10]) if one.day else None,
                "published_evidence": "none",
                "media_type": "text/plain",
                "raw_sha256": content,
                "text_sha256": content,
                "word_count": len(one.text.split()),
            }
        )
        place = {"start_char": 0, "end_char": len(one.text)}
        identity = segment_id(identifier, 0, len(one.text))
        segments.append({"segment_id": identity, "article_id": identifier, "role": "body", **place})
    return TABLES["articles"].frame(rows), TABLES["segments"].frame(segments)
