"""Read inputs: every file becomes raw articles or rows of the quarantine, and the run goes on.

Each thing that is found, a file that is passed over, an article or a record, is counted where it is found, and
again in what becomes of it; ``IngestResult.lost`` is the difference, which must be none.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.ids import article_id, document_id, sha256_bytes
from pipelines.ingest.objects import Object, fetched, find_objects
from pipelines.ingest.pieces import Aside, Piece
from pipelines.ingest.raw_store import RawStore
from pipelines.ingest.set_aside import SetAside
from pipelines.ingest.walk import Found, find_files
from pipelines.sandbox import SandboxError, called_here
from pipelines.schema import TABLES
from pipelines.settings import Settings

SOURCE = "pipelines.ingest.sources:read_source"
AGAIN = "pipelines.ingest.sources:read_again"
"""What opens a file, and what opens kept bytes, by the names under which a child process finds them."""

_BEYOND_A_LIMIT = frozenset({"expands_too_much", "nested_too_deep", "too_many_members"})
"""Reasons that another setting may lift: the file is kept, where it is not too large, to be read again."""

Call = Callable[..., Iterator[Any]]
"""Calls a function by its name with arguments, and yields its results."""


@dataclass(frozen=True)
class IngestResult:
    """What a run read: ``raw_articles`` and ``quarantine`` as frames of those tables, and the files looked at."""

    raw_articles: pl.DataFrame
    quarantine: pl.DataFrame
    files_seen: int
    found: int
    """Articles, and files and records that are none."""
    known: int
    """Of them the articles that the home has already, or that were found twice."""
    read: frozenset[str]
    """Paths that were read to their end: what was set aside there before and is not now is mended."""

    @property
    def lost(self) -> int:
        """What was found and is neither an article nor set aside: none, unless the program is wrong."""
        return self.found - self.known - self.raw_articles.height - self.quarantine.height


@dataclass(frozen=True)
class Kept:
    """Bytes that were set aside and kept, to be read again."""

    path: str
    """The path that they were set aside under."""
    raw_sha256: str


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
    found: int = 0
    again: int = 0
    """Articles that are not noted, since the home or this run has them."""
    read: set[str] = field(default_factory=set)

    def keep(self, data: bytes, path: str, media_type: str, encoding: str, **more: Any) -> tuple[str, bool]:
        """Note one article, unless the home or this run has that very revision; return its ID, and whether so.

        One that is refused is set aside.
        """
        document = document_id(more.get("url") or path)
        sha256 = sha256_bytes(data)
        article = article_id(document, sha256)
        refusal = self.refused.get(document) or self.refused.get(sha256)
        if refusal is not None:
            advice = f"{refusal} and may not be read again: remove it from the input"
            self.quarantine(path, path, "redacted", advice)
            return article, True
        if article in self.known or article in self.articles:
            return article, False
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
        return article, True

    def quarantine(
        self,
        path: str,
        what: str,
        reason_code: str,
        advice: str,
        data: bytes | None = None,
        size: int | None = None,
    ) -> None:
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
            "byte_count": len(data) if data is not None else size,
            "payload": None,
        }


def read_inputs(
    inputs: Sequence[Path | str],
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
    again: Sequence[Kept] = (),
) -> IngestResult:
    """Read files and folders, objects of stores, and kept bytes, into raw articles.

    Args:
        inputs: files and folders, and addresses as text; folders are walked with everything below them.
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
        again: what was set aside before and is to be read again from the store.

    Raises:
        FileNotFoundError: an input does not exist; raised before anything is read.
        StorageError: an address cannot be opened or listed; raised before anything is read.
    """
    paths, urls = (
        [each for each in inputs if isinstance(each, Path)],
        [each for each in inputs if isinstance(each, str)],
    )
    files = [found for found in find_files(paths) if only is None or found.path in only]
    objects = [found for found in find_objects(urls, dict(settings.storage_options)) if not only or found.path in only]
    moment = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
    run = _Run(store, batch_id, moment, settings, known, refused or {}, call)
    todo = len(files) + len(objects) + len(again)
    with store.together():
        steps: Iterator[Found | tuple[Object, Path | SetAside] | Kept]
        steps = chain(files, fetched(objects, store.folder.parent, settings), again)
        for done, item in enumerate(steps, start=1):
            if isinstance(item, Kept):
                _read(AGAIN, store.path(item.raw_sha256), item.path, run)
            elif isinstance(item, tuple):
                _read_object(*item, run)
            else:
                _read_file(item, run)
            if progress is not None:
                progress(done, todo)
    raw_articles, quarantine = TABLES["raw_articles"], TABLES["quarantine"]
    return IngestResult(
        raw_articles=raw_articles.conform(raw_articles.frame(run.articles.values())),
        quarantine=quarantine.conform(quarantine.frame(run.set_aside.values())),
        files_seen=todo,
        found=run.found,
        known=run.again,
        read=frozenset(run.read),
    )


def _read_file(found: Found, run: _Run) -> None:
    if found.skip_reason is None:
        _read(SOURCE, found.file, found.path, run)
        return
    run.found += 1
    run.read.add(found.path)
    run.quarantine(found.path, found.path, found.skip_reason, found.skip_advice or "was passed over")


def _read_object(found: Object, copy: Path | SetAside, run: _Run) -> None:
    if isinstance(copy, Path):
        _read(SOURCE, copy, found.path, run, found.size)
        return
    run.found += 1
    if copy.reason_code != "unreadable":
        run.read.add(found.path)
    run.quarantine(found.path, found.path, copy.reason_code, copy.advice, size=found.size)


def _read(function: str, file: Path, path: str, run: _Run, size: int | None = None) -> None:
    """Take what a function finds in a file; one that gives nothing out is set aside, so that none vanishes.

    Args:
        function: ``SOURCE`` or ``AGAIN``.
        file: where its bytes are.
        path: the name that it goes by.
        run: what takes it.
        size: bytes, where ``file`` may hold fewer.
    """
    before = run.found
    whole_size = _size(file) if size is None else size
    try:
        for result in run.call(function, str(file), path, run.settings):
            run.found += 1
            if isinstance(result, Aside):
                data = result.data
                if data is None and result.path == path and result.reason_code in _BEYOND_A_LIMIT:
                    data = _small_file(file, run.settings)
                length = whole_size if result.path == path else result.size
                run.quarantine(result.path, result.what, result.reason_code, result.advice, data, length)
            else:
                _take(result, run)
    except SandboxError as ended:
        run.found += 1
        data = _small_file(file, run.settings)
        run.quarantine(path, path, ended.reason_code, ended.advice, data, whole_size)
        return
    if run.found == before:
        run.found += 1
        run.quarantine(path, path, "empty", "holds nothing that could be an article: remove it", None, whole_size)
    run.read.add(path)


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None


def _small_file(file: Path, settings: Settings) -> bytes | None:
    """Return the bytes of a file that may be read again under other limits, unless it is too large to be kept."""
    size = _size(file)
    try:
        return file.read_bytes() if size is not None and size <= settings.max_file_bytes else None
    except OSError:
        return None


def _take(piece: Piece, run: _Run) -> None:
    """Keep an article; a record that is there byte for byte already is set aside."""
    article, is_new = run.keep(
        piece.data,
        piece.path,
        piece.media_type,
        piece.encoding,
        url=piece.url,
        given=dict(piece.given),
        retrieved_at=piece.retrieved_at,
    )
    if piece.where is not None and piece.row is not None:
        first = run.records.setdefault(article, piece.where)
        if first != piece.where and not is_new:
            advice = f"is the same record as {first}, byte for byte: remove one of them"
            run.quarantine(piece.row, f"{piece.where},", "duplicate_record", advice, size=len(piece.data))
            return
    run.again += not is_new
