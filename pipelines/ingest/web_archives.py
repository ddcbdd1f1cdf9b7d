"""Pages of WARC files (ISO 28500), as crawlers keep them; the reading is warcio's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipelines.ingest.decoding import decode
from pipelines.ingest.formats import HTML, PDF, PLAIN
from pipelines.ingest.pieces import Aside, Piece, Result
from pipelines.ingest.set_aside import SetAside
from pipelines.settings import Settings

MAGIC = b"WARC/"
_KINDS = {"text/html": HTML, "application/xhtml+xml": HTML, "text/plain": PLAIN, "application/pdf": PDF}
_PAGES = frozenset({"response", "resource", "conversion"})


def warc_pages(stream: BinaryIO, path: str, settings: Settings) -> Iterator[Result]:
    """Yield the pages of a WARC file, which go by their address; requests and notes of the crawler are none.

    Raises:
        SetAside: ``damaged_archive`` where the file cannot be read on, ``empty`` where it holds no page.
    """
    number = 0
    try:
        for record in ArchiveIterator(stream, no_record_parse=False, arc2warc=False):
            if record.rec_type not in _PAGES:
                continue
            number += 1
            where = f"{path}, record {number}"
            row = f"{path}!/{number}"
            try:
                yield _page(record, row, where, settings)
            except SetAside as reason:
                yield Aside(row, f"{where},", reason.reason_code, reason.advice)
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        advice = f"ends early or is damaged after record {number} ({type(error).__name__}): copy it anew"
        raise SetAside("damaged_archive", advice) from None
    if number == 0:
        raise SetAside("empty", "is a WARC file without pages: remove it")


def _page(record: Any, row: str, where: str, settings: Settings) -> Piece:
    status = record.http_headers.get_statuscode() if record.http_headers is not None else "200"
    if status != "200":
        raise SetAside("http_status", f"is an answer with status {status}, not a page: remove it")
    headers = record.http_headers or record.rec_headers
    content_type = Message()
    content_type["Content-Type"] = headers.get_header("Content-Type") or ""
    kind = _KINDS.get(content_type.get_content_type())
    if kind is None:
        raise SetAside("unsupported_format", f"is of type {content_type.get_content_type()}, not a page: remove it")
    limit = settings.max_file_bytes
    data = record.content_stream().read(limit + 1)
    if len(data) > limit:
        raise SetAside("too_large", f"is larger than {limit:,} bytes: set ONRECORD_MAX_FILE_BYTES higher")
    if _is_cut(record, data):
        raise SetAside("damaged_archive", "is cut off: fetch it anew")
    if not data.strip():
        raise SetAside("empty", "is empty: remove it")
    encoding = "binary" if kind == PDF else decode(data, content_type.get_content_charset())[1]
    url = record.rec_headers.get_header("WARC-Target-URI")
    return Piece(data, row, kind, encoding, url=url, retrieved_at=_date(record), where=where, row=row)


def _is_cut(record: Any, data: bytes) -> bool:
    """Tell whether less came than the crawler or the server announced."""
    if record.rec_headers.get_header("WARC-Truncated") or getattr(record.raw_stream, "limit", 0) > 0:
        return True
    headers = record.http_headers
    if headers is None or headers.get_header("Content-Encoding") or headers.get_header("Transfer-Encoding"):
        return False
    announced = headers.get_header("Content-Length") or ""
    return announced.isdigit() and len(data) < int(announced)


def _date(record: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")).astimezone(UTC).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None
