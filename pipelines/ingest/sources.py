"""One file of an input, opened down to its articles, whatever it is packed in.

Belongs here: which form a stream of bytes has, told from its content, and what is inside it. Does not
belong here: keeping what is found (``reading``). ``read_source`` runs in a child process: it gets and
gives only what can be pickled.
"""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipelines.ingest import feeds, tables, web_archives
from pipelines.ingest.archives import is_tar, is_zip, tar_members, zip_members
from pipelines.ingest.decoding import decode
from pipelines.ingest.formats import FEED, JSON, PDF, RECORD, TABLE, detect
from pipelines.ingest.lines import lines_of, lines_of_stream
from pipelines.ingest.pieces import Aside, Piece, Result
from pipelines.ingest.records import body_names, read_record
from pipelines.ingest.set_aside import SetAside
from pipelines.ingest.streams import Budget, buffered, expanded, head, is_compressed
from pipelines.settings import Settings

_KEPT = {"broken_encoding", "unsupported_format", "unmapped_columns", "broken_table", "broken_feed"}
"""Reasons for which the bytes of a file are kept, so that it can be mended and tried again."""
_PDF = b"%PDF-"
_PDF_WITHIN = 1024
_PARQUET = b"PAR1"
INSIDE = "!/"
"""Stands in a path between a file and what is in it."""
_BEFORE_A_RECORD = b"\xef\xbb\xbf \t\r\n"
"""What may stand before the first record: a mark of UTF-8, and white space."""
_RECORD_STARTS = frozenset({b"{", b"\xef", b" ", b"\t"})


def read_source(file: str, path: str, settings: Settings) -> Iterator[Result]:
    """Yield the articles of a file, and what in it is set aside.

    Args:
        file: where the file is.
        path: the name that it goes by, relative to its input.
        settings: the limits.
    """
    try:
        with Path(file).open("rb") as handle:
            yield from _opened(path, handle, settings, 0, _budget(file, settings))
    except OSError as error:
        problem = error.strerror or type(error).__name__
        yield Aside(path, path, "unreadable", f"cannot be read ({problem}): check its permissions and run again")


def read_again(file: str, path: str, settings: Settings) -> Iterator[Result]:
    """Yield what kept bytes hold that were set aside under ``path``: a record of a file, or a file or member.

    Args:
        file: where the bytes are kept.
        path: the path that they were set aside under.
        settings: the limits, which may be others now.
    """
    outer, _, last = path.rpartition(INSIDE)
    with Path(file).open("rb") as handle:
        if outer and last.isdecimal() and handle.peek(1)[:1] in _RECORD_STARTS:
            line = handle.read()
            yield from _lines(iter([(int(last), line)]), _encoding_of(line), outer, settings)
        else:
            yield from _opened(path, handle, settings, path.count(INSIDE), _budget(file, settings))


def may_be_larger(start: bytes) -> bool:
    """Whether a file may be larger than the limit of one and be read all the same, by its first bytes: it is packed,
    or holds records that are read one by one.
    """
    records = start.lstrip(_BEFORE_A_RECORD).startswith(b"{") or start.startswith((web_archives.MAGIC, _PARQUET))
    return records or is_compressed(start) or is_zip(start) or is_tar(start)


def _budget(file: str, settings: Settings) -> Budget:
    return Budget(Path(file).stat().st_size, settings)


def _encoding_of(line: bytes) -> str:
    try:
        return decode(line)[1]
    except SetAside:
        return "utf-8"


def _opened(path: str, stream: io.BufferedReader, settings: Settings, depth: int, budget: Budget) -> Iterator[Result]:
    """Yield the articles of a stream; whatever is wrong with it as a whole is one result."""
    data: list[bytes] = []
    try:
        yield from _by_form(path, stream, settings, depth, budget, data)
    except SetAside as reason:
        worth_keeping = data[0] if data and reason.reason_code in _KEPT else None
        yield Aside(path, path, reason.reason_code, reason.advice, worth_keeping)


def _by_form(
    path: str, stream: io.BufferedReader, settings: Settings, depth: int, budget: Budget, read: list[bytes]
) -> Iterator[Result]:
    start = head(stream)
    packed = expanded(stream, settings, budget)
    if (packed is not None or is_zip(start) or is_tar(start)) and depth >= settings.max_nesting:
        raise SetAside("nested_too_deep", f"is packed more than {settings.max_nesting} times: unpack it first")
    if packed is not None:
        yield from _opened(path, packed[1], settings, depth + 1, budget)
    elif is_zip(start) or is_tar(start):
        members = zip_members if is_zip(start) else tar_members
        for member in members(cast(BinaryIO, stream), settings, budget):
            inner = f"{path}{INSIDE}{member.name}"
            if member.problem is not None:
                yield Aside(inner, inner, member.problem.reason_code, member.problem.advice)
            elif member.stream is not None:
                yield from _opened(inner, buffered(member.stream), settings, depth + 1, budget)
    elif start.startswith(web_archives.MAGIC):
        yield from web_archives.warc_pages(cast(BinaryIO, stream), path, settings)
    elif start.startswith(_PARQUET) and stream.seekable():
        bodies = body_names(dict(settings.columns))
        yield from _rows(tables.parquet_rows(cast(BinaryIO, stream), bodies), path, "row", settings)
    else:
        yield from _leaf(path, stream, settings, read)


def _leaf(path: str, stream: io.BufferedReader, settings: Settings, read: list[bytes]) -> Iterator[Result]:
    """Yield what a file holds that is packed in nothing; its bytes are noted in ``read``."""
    limit = settings.max_file_bytes
    if head(stream).lstrip(_BEFORE_A_RECORD).startswith(b"{"):
        yield from _perhaps_long_lines(path, stream, settings, read)
        return
    data = stream.read(limit + 1)
    if not data:
        raise SetAside("empty", "is empty: remove it or fill it")
    if len(data) > limit:
        raise SetAside("too_large", f"is larger than {limit:,} bytes: split it or set ONRECORD_MAX_FILE_BYTES higher")
    read.append(data)
    yield from _whole(path, data, settings)


def _perhaps_long_lines(
    path: str, stream: io.BufferedReader, settings: Settings, read: list[bytes]
) -> Iterator[Result]:
    """Read what may be JSON Lines: whole where it fits, else line by line, since such a file may be of any size."""
    data = stream.read(settings.max_file_bytes + 1)
    if len(data) <= settings.max_file_bytes:
        read.append(data)
        yield from _whole(path, data, settings)
    else:
        yield from _lines(lines_of_stream(data, stream, settings.max_line_bytes), "utf-8", path, settings)


def _whole(path: str, data: bytes, settings: Settings) -> Iterator[Result]:
    if _PDF in data[:_PDF_WITHIN]:
        yield Piece(data, path, PDF, "binary")
        return
    if data.startswith(_PARQUET):
        rows = tables.parquet_rows(io.BytesIO(data), body_names(dict(settings.columns)))
        yield from _rows(rows, path, "row", settings)
        return
    text, encoding = _decoded(data)
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise SetAside("empty", "holds nothing but white space: remove it or fill it")
    bodies = body_names(dict(settings.columns))
    form = detect(text, bodies, settings.max_line_bytes)
    if form == RECORD:
        yield from _lines(lines_of(data, encoding), encoding, path, settings)
    elif form == JSON:
        yield from _rows(tables.json_rows(text, bodies), path, "object", settings)
    elif form == TABLE:
        yield from _rows(tables.csv_rows(text, bodies, settings.max_line_bytes), path, "row", settings)
    elif form == FEED:
        yield from _rows(feeds.feed_entries(data), path, "entry", settings)
    else:
        yield Piece(data, path, form, encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    """Decode a file; one of records is given out as UTF-8 with its damage, so that only its damaged lines are lost."""
    try:
        return decode(data)
    except SetAside:
        if data.lstrip().startswith(b"{"):
            text = data.decode("utf-8", "replace")
            if detect(text) == RECORD:
                return text, "utf-8"
        raise


def _lines(lines: Iterator[tuple[int, bytes | None]], encoding: str, path: str, settings: Settings) -> Iterator[Result]:
    for number, line in lines:
        where, what = f"{path}{INSIDE}{number}", f"{path}, line {number},"
        limit = settings.max_line_bytes
        if line is None or len(line) > limit:
            advice = f"is longer than {limit:,} bytes: set ONRECORD_MAX_LINE_BYTES higher"
            yield Aside(where, what, "line_too_long", advice, size=len(line) if line is not None else None)
            continue
        try:
            text = _decoded_line(line, encoding)
            yield _record(text, line, encoding, path, number, "line", settings)
        except SetAside as reason:
            yield Aside(where, what, reason.reason_code, reason.advice, line)


def _rows(rows: Iterator[tuple[int, Mapping[str, Any]]], path: str, word: str, settings: Settings) -> Iterator[Result]:
    for number, row in rows:
        data: bytes | None = None
        try:
            data = tables.written(row)
            yield _record(data.decode("utf-8"), data, "utf-8", path, number, word, settings)
        except SetAside as reason:
            what = f"{path}, {word} {number},"
            yield Aside(f"{path}{INSIDE}{number}", what, reason.reason_code, reason.advice, data)


def _record(text: str, data: bytes, encoding: str, path: str, number: int, word: str, settings: Settings) -> Piece:
    record = read_record(text, dict(settings.columns))
    return Piece(
        data,
        f"{path}{INSIDE}{record.identifier or number}",
        RECORD,
        encoding,
        url=record.url,
        given=record.given,
        retrieved_at=record.retrieved_at,
        where=f"{path}, {word} {number}",
        row=f"{path}{INSIDE}{number}",
    )


def _decoded_line(line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise SetAside("broken_encoding", f"is not valid {encoding}: write it anew as UTF-8") from None
