"""What was fetched, as WARC 1.1 (ISO 28500): one file a call, which appears whole or not at all.

Each page is three records: the answer, under the address that gave it; the request; and the facts of the fetch
(how the address was reached, status, hash). Compression for the way is undone, so that the hash is that of the
bytes which a run reads. Entries that a feed gives in full go to a file of JSON Lines beside it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.files import TEMPORARY, create_whole, move_into_place, writing
from pipelines.ids import sha256_bytes

_NOT_KEPT = frozenset(
    {
        "connection", "content-encoding", "content-length", "keep-alive", "proxy-authenticate", "set-cookie",
        "set-cookie2", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""Headers of the way that a page came, not of the page; and what would make a reader known again."""


@dataclass(frozen=True)
class Answer:
    """A page as it was answered, at the end of its redirects."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """As it was before it was compressed for the way."""
    sent_headers: tuple[tuple[str, str], ...]
    address: str | None
    """The network address that answered."""
    redirects: tuple[tuple[int, str], ...]
    """Status and address of each answer that led on, from the address that was asked for."""

    def header(self, name: str) -> str:
        """Return the value of a header, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Archive:
    """The files that a call writes; nothing is there until ``close``, and no empty file ever.

    Args:
        folder: where they go; made where it is missing.
        name: of both, without ending.
        agent: who fetches.
    """

    def __init__(self, folder: Path, name: str, agent: str) -> None:
        self._folder, self._name, self._agent = folder, name, agent
        self._handle: BinaryIO | None = None
        self._writer: Any = None
        self._entries: list[bytes] = []
        self._pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._handle is not None:
            self._handle.close()
            self._unfinished.unlink(missing_ok=True)

    @property
    def _file(self) -> Path:
        return self._folder / f"{self._name}.warc.gz"

    @property
    def _unfinished(self) -> Path:
        return self._folder / f"{TEMPORARY}{self._name}.warc.gz"

    def add(self, answer: Answer, fetched_at: datetime, via: str | None) -> None:
        """Keep an answer.

        Args:
            answer: of a page.
            fetched_at: when (UTC, no zone).
            via: the feed that led to it.

        Raises:
            StorageError: the disk is full, or the folder cannot be written to.
        """
        with writing(self._file):
            writer = self._opened(fetched_at)
            assert self._handle is not None
            whole = self._handle.tell()
            try:
                _write_page(writer, answer, fetched_at, via)
                self._pages += 1
            except BaseException:
                # whatever ended it, Ctrl-C too: the file goes on as if the page had never come
                self._handle.seek(whole)
                self._handle.truncate()
                raise

    def add_entry(self, record: Mapping[str, Any]) -> None:
        """Keep an entry that its feed gives in full, as a record of an article."""
        self._entries.append(json.dumps(record, ensure_ascii=True, sort_keys=True).encode("ascii"))

    def close(self) -> list[Path]:
        """Give the files their names and return them; without anything kept there are none.

        Raises:
            StorageError: the disk is full, or the folder cannot be written to.
        """
        files = []
        if self._handle is not None and self._pages:
            with writing(self._file):
                self._handle.close()
                move_into_place(self._unfinished, self._file)
            self._handle = None
            files.append(self._file)
        if self._entries:
            lines = self._folder / f"{self._name}.jsonl"
            with writing(lines):
                self._folder.mkdir(parents=True, exist_ok=True)
                create_whole(lines, b"\n".join(self._entries) + b"\n")
            files.append(lines)
        return files

    def _opened(self, at: datetime) -> Any:
        if self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._handle = self._unfinished.open("wb")
            self._writer = WARCWriter(self._handle, gzip=True, warc_version="1.1")
            info = {"software": self._agent, "format": "WARC File Format 1.1", "robots": "obey"}
            record = self._writer.create_warcinfo_record(self._file.name, info)
            record.rec_headers.replace_header("WARC-Date", f"{at.isoformat()}Z")
            self._writer.write_record(record)
        return self._writer


def _write_page(writer: Any, answer: Answer, fetched_at: datetime, via: str | None) -> None:
    """Write the three records of a page."""
    date = f"{fetched_at.isoformat()}Z"
    about = {"WARC-Date": date, **({"WARC-IP-Address": answer.address} if answer.address else {})}
    kept = [(name, value) for name, value in answer.headers if name.lower() not in _NOT_KEPT]
    response = writer.create_warc_record(
        answer.url,
        "response",
        payload=BytesIO(answer.body),
        length=len(answer.body),
        warc_headers_dict=about,
        http_headers=StatusAndHeaders(
            f"{answer.status} {answer.reason}".strip(),
            [*kept, ("Content-Length", str(len(answer.body)))],
            protocol="HTTP/1.1",
        ),
    )
    request = writer.create_warc_record(
        answer.url,
        "request",
        warc_headers_dict=dict(about),
        http_headers=StatusAndHeaders(
            f"GET {_target(answer.url)} HTTP/1.1", list(answer.sent_headers), is_http_request=True
        ),
    )
    writer.write_request_response_pair(request, response)
    facts = _fields(answer, via)
    metadata = writer.create_warc_record(
        answer.url,
        "metadata",
        payload=BytesIO(facts),
        length=len(facts),
        warc_content_type="application/warc-fields",
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
        },
    )
    writer.write_record(metadata)


def _target(url: str) -> str:
    rest = url.partition("://")[2]
    return "/" + rest.partition("/")[2]


def _fields(answer: Answer, via: str | None) -> bytes:
    fields = [
        *([("via", via)] if via else []),
        *[("redirect", f"{status} {url}") for status, url in answer.redirects],
        ("url", answer.url),
        ("status", str(answer.status)),
        *[(name, value) for name in ("etag", "last-modified", "content-type") if (value := answer.header(name))],
        ("sha256", sha256_bytes(answer.body)),
        ("bytes", str(len(answer.body))),
    ]
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields).encode("utf-8")


def unused_name(folder: Path, moment: datetime) -> str:
    """Return a name of the moment that no file of the folder has."""
    stem = f"fetched-{moment.strftime('%Y%m%dT%H%M%SZ')}"
    name, number = stem, 1
    while any((folder / f"{name}{ending}").exists() for ending in (".warc.gz", ".jsonl")):
        number += 1
        name = f"{stem}-{number}"
    return name
