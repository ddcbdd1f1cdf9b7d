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
from pipelines.ingest.decoding import decode
from pipelines.ingest.formats import RECORD, detect
from pipelines.ingest.raw_store import RawStore
from pipelines.ingest.records import read_record
from pipelines.ingest.set_aside import SetAside
from pipelines.ingest.walk import Found, find_files
from pipelines.schema import TABLES
from pipelines.settings import Settings


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

    Raises:
        FileNotFoundError: an input does not exist; raised before anything is read.
    """
    files = find_files(inputs)
    moment = now.astimezone(UTC).replace(tzinfo=None) if now.tzinfo else now
    run = _Run(store, batch_id, moment, settings, known, refused or {})
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
    data: bytes | None = None
    try:
        data = _bytes_of(found.file, run.settings.max_file_bytes)
        text, encoding = _decode_or_records(data)
        if not text.strip("\ufeff \t\r\n\f\v\xa0"):
            raise SetAside("empty", "holds nothing but white space: remove it or fill it")
        media_type = detect(text)
        if media_type == RECORD:
            _read_lines(data, encoding, found.path, run)
        else:
            run.keep(data, found.path, media_type, encoding)
    except SetAside as reason:
        worth_keeping = data if reason.reason_code in {"broken_encoding", "unsupported_format"} else None
        run.quarantine(found.path, found.path, reason.reason_code, reason.advice, worth_keeping)


def _decode_or_records(data: bytes) -> tuple[str, str]:
    """Decode a file; one of records is given out as UTF-8 with its damage, so that only its damaged lines are lost."""
    try:
        return decode(data)
    except SetAside:
        if data.lstrip().startswith(b"{"):
            text = data.decode("utf-8", "replace")
            if detect(text) == RECORD:
                return text, "utf-8"
        raise


def _bytes_of(file: Path, limit: int) -> bytes:
    """Return a file's bytes, never reading more than ``limit`` and one."""
    try:
        with file.open("rb") as handle:
            data = handle.read(limit + 1)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise SetAside("unreadable", f"cannot be read ({problem}): check its permissions and run again") from None
    if not data:
        raise SetAside("empty", "is empty: remove it or fill it")
    if len(data) > limit:
        raise SetAside("too_large", f"is larger than {limit:,} bytes: split it or set ONRECORD_MAX_FILE_BYTES higher")
    return data


def _read_lines(data: bytes, encoding: str, path: str, run: _Run) -> None:
    for number, line in _lines(data, encoding):
        where, what = f"{path}!/{number}", f"{path}, line {number},"
        limit = run.settings.max_line_bytes
        if len(line) > limit:
            advice = f"is longer than {limit:,} bytes: set ONRECORD_MAX_LINE_BYTES higher"
            run.quarantine(where, what, "line_too_long", advice)
            continue
        try:
            record = read_record(_decode_line(line, encoding))
        except SetAside as reason:
            run.quarantine(where, what, reason.reason_code, reason.advice, line)
            continue
        article = run.keep(
            line,
            f"{path}!/{record.identifier or number}",
            RECORD,
            encoding,
            url=record.url,
            given=record.given,
            retrieved_at=record.retrieved_at,
        )
        first = run.records.setdefault(article, f"{path}, line {number}")
        if first != f"{path}, line {number}":
            run.quarantine(
                where, what, "duplicate_record", f"is the same record as {first}, byte for byte: remove one of them"
            )


def _decode_line(line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise SetAside("broken_encoding", f"is not valid {encoding}: write it anew as UTF-8") from None


def _lines(data: bytes, encoding: str) -> Iterator[tuple[int, bytes]]:
    """Yield the filled lines with their numbers from 1, without their line ends."""
    if encoding.startswith(("utf-16", "utf-32")):
        # a line end is several bytes there, and its bytes occur inside other characters
        pieces = [line.encode(encoding) for line in data.decode(encoding).split("\n")]
    else:
        pieces = data.split(b"\n")
    for number, piece in enumerate(pieces, start=1):
        line = piece.removesuffix("\r".encode(encoding))
        if line.decode(encoding, "replace").strip("\ufeff \t\r"):
            yield number, line
