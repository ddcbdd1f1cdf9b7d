"""Read inputs: every file becomes raw articles or rows of the quarantine, and the run goes on."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ids import article_id, document_id, sha256_bytes
from pipelines.ingest.pieces import Aside, Piece
from pipelines.ingest.raw_store import RawStore
from pipelines.ingest.walk import Found, find_files
from pipelines.sandbox import SandboxError, called_here
from pipelines.schema import TABLES
from pipelines.settings import Settings

SOURCE = "pipelines.ingest.sources:read_source"
"""What opens a file, by the name under which a child process finds it."""

Call = Callable[..., Iterator[Any]]
"""Calls a function by its name with arguments, and yields its results."""


@dataclass(frozen=True)
class IngestResult:
    """What a run read: ``raw_articles`` and ``quarantine`` as frames of those tables, and the files looked at."""

    raw_articles: pl.DataFrame
    quarantine: pl.DataFrame
    files_seen: int


@dataclass
class _Run:
    """What all files of one run share, and what has been gathered so far."""

    store: RawStore
    batch_id: str
    now: datetime
    settings: Settings
    known: AbstractSet[str]
    refused: Mapping[str, str]
    call: Call
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    set_aside: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    """The line at which each record's revision was met first."""

    def keep(self, data: bytes, path: str, media_type: str, encoding: str, **more: Any) -> str:
        """Note one article, unless it is refused or the home or this run has that very revision; return its ID."""
        document = document_id(more.get("url") or path)
        sha256 = sha256_bytes(data)
        article = article_id(document, sha256)
        refusal = self.refused.get(document) or self.refused.get(sha256)
        if refusal is not None:
            advice = f"{refusal} and may not be read again: remove it from the input"
            self.quarantine(path, path, "redacted", advice)
            return article
        if article in self.known or article in self.articles:
            return article
        self.store.put(data)
        self.articles[article] = {
            "article_id": article,
            "document_id": document,
            "batch_id": self.batch_id,
            "path": path,
            "url": more.get("url"),
            "media_type": media_type,
            "raw_sha256": sha256,
            "encoding": encoding,
            "byte_count": len(data),
            "given": json.dumps(more.get("given", {}), ensure_ascii=False, sort_keys=True),
            # an input cannot have been retrieved after it was read
            "retrieved_at": min(more.get("retrieved_at") or self.now, self.now),
        }
        return article

    def quarantine(self, path: str, what: str, reason_code: str, advice: str, data: bytes | None = None) -> None:
        """Note a file or record that is set aside; ``data``, where given, is kept."""
        row_key, count = "", 1
        while (path, row_key) in self.set_aside:
            # the same relative path in two inputs
            count += 1
            row_key = f"input:{count}"
        self.set_aside[path, row_key] = {
            "batch_id": self.batch_id,
            "path": path,
            "stage": "ingest",
            "row_key": row_key,
            "reason_code": reason_code,
            "message": f"{what} {advice}.",
            "raw_sha256": self.store.put(data) if data is not None else None,
            "payload": None,
        }


def read_inputs(
    inputs: Sequence[Path],
    *,
    store: RawStore,
    batch_id: str,
    now: datetime,
    settings: Settings,
    known: AbstractSet[str] = frozenset(),
    refused: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    call: Call = called_here,
    only: AbstractSet[str] | None = None,
) -> IngestResult:
    """Read files and folders into raw articles.

    Args:
        inputs: files and folders; folders are walked with everything below them.
        store: where the raw bytes are kept.
        batch_id: the run that the rows belong to.
        now: the moment of reading, for inputs that do not say when they were retrieved.
        settings: the limits.
        known: ``article_id`` of revisions that the home has; they are not given out again.
        refused: by ``document_id`` and by SHA-256 of raw bytes, what may not be read again and why, as words that
            follow the name of a file: it goes to quarantine, and its bytes are not kept.
        progress: called with the files done and the files in all after each file.
        call: calls what parses the bytes of strangers, ``Sandbox.call`` where they are not trusted.
        only: paths relative to the inputs; without it every file is read.

    Raises:
        FileNotFoundError: an input does not exist; raised before anything is read.
    """
    files = [found for found in find_files(inputs) if only is None or found.path in only]
    moment = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
    run = _Run(store, batch_id, moment, settings, known, refused or {}, call)
    for done, found in enumerate(files, start=1):
        _read_file(found, run)
        if progress is not None:
            progress(done, len(files))
    raw_articles, quarantine = TABLES["raw_articles"], TABLES["quarantine"]
    return IngestResult(
        raw_articles=raw_articles.conform(raw_articles.frame(run.articles.values())),
        quarantine=quarantine.conform(quarantine.frame(run.set_aside.values())),
        files_seen=len(files),
    )


def _read_file(found: Found, run: _Run) -> None:
    if found.skip_reason is not None:
        run.quarantine(found.path, found.path, found.skip_reason, found.skip_advice or "was passed over")
        return
    try:
        for result in run.call(SOURCE, str(found.file), found.path, run.settings):
            if isinstance(result, Aside):
                run.quarantine(result.path, result.what, result.reason_code, result.advice, result.data)
            else:
                _take(result, run)
    except SandboxError as ended:
        run.quarantine(found.path, found.path, ended.reason_code, ended.advice)


def _take(piece: Piece, run: _Run) -> None:
    """Keep an article; a record that is there byte for byte already is set aside."""
    article = run.keep(
        piece.data,
        piece.path,
        piece.media_type,
        piece.encoding,
        url=piece.url,
        given=dict(piece.given),
        retrieved_at=piece.retrieved_at,
    )
    if piece.where is None or piece.row is None:
        return
    first = run.records.setdefault(article, piece.where)
    if first != piece.where:
        advice = f"is the same record as {first}, byte for byte: remove one of them"
        run.quarantine(piece.row, f"{piece.where},", "duplicate_record", advice)
