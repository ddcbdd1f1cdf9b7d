"""What articles come packed in: archives, compressions, tables, feeds, web archives."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from pipelines.ids import document_id
from pipelines.ingest import IngestResult, RawStore, read_inputs
from pipelines.settings import Settings

NOW = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
PROSE = "The harbour board of Port Ellis approved a new pier on Monday.\n\nIts cost was not disclosed."
PAGE = f"<!DOCTYPE html><html><body><p>{PROSE}</p></body></html>"
RECORD = json.dumps({"id": "pier", "text": PROSE})


def read(folder: Path, **limits: object) -> IngestResult:
    settings = Settings.model_validate(limits)
    return read_inputs([folder / "in"], store=RawStore(folder / "raw"), batch_id="b1", now=NOW, settings=settings)


def read_file(folder: Path, name: str, data: bytes, **limits: object) -> IngestResult:
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / name).write_bytes(data)
    return read(folder, **limits)


def paths(result: IngestResult) -> list[str]:
    assert result.quarantine.is_empty(), result.quarantine.to_dicts()
    return sorted(result.raw_articles["path"])


def reasons(result: IngestResult) -> dict[str, str]:
    return dict(result.quarantine.select("path", "reason_code").iter_rows())


def zipped(members: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def tarred(members: Mapping[str, bytes], *more: tarfile.TarInfo) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in more:
            archive.addfile(info)
    return held.getvalue()


def zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)  # type: ignore[no-any-return]


@pytest.mark.parametrize("pack", [gzip.compress, zstd, bz2.compress, lzma.compress])
def test_a_compressed_file_is_read_under_its_own_name(tmp_path: Path, pack) -> None:
    assert paths(read_file(tmp_path, "day", pack(PROSE.encode()))) == ["day"]
    assert RawStore(tmp_path / "raw").get(read(tmp_path).raw_articles["raw_sha256"][0]) == PROSE.encode()


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_compressed_records_go_by_their_names(tmp_path: Path, pack) -> None:
    assert paths(read_file(tmp_path, "day.x", pack(f"{RECORD}\n".encode()))) == ["day.x!/pier"]


def test_streams_of_several_compressed_parts_are_read_whole(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(i), "text": PROSE}).encode() + b"\n" for i in range(3)]
    for name, pack in (("g", gzip.compress), ("z", zstd)):
        read_file(tmp_path, name, b"".join(map(pack, lines)))
    assert paths(read(tmp_path)) == ["g!/0", "g!/1", "g!/2", "z!/0", "z!/1", "z!/2"]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_members_of_archives_go_by_their_names_inside(tmp_path: Path, pack) -> None:
    members = {"a/page.html": PAGE.encode(), "b.txt": PROSE.encode(), "c.jsonl": RECORD.encode(), "empty.txt": b""}
    result = read_file(tmp_path, "week", gzip.compress(pack(members)))
    assert sorted(result.raw_articles["path"]) == ["week!/a/page.html", "week!/b.txt", "week!/c.jsonl!/pier"]
    assert reasons(result) == {"week!/empty.txt": "empty"}


def test_archives_in_archives_are_opened_so_far_and_no_further(tmp_path: Path) -> None:
    inner = zipped({"deep.txt": PROSE.encode()})
    assert paths(read_file(tmp_path, "two.zip", zipped({"in.zip": inner}))) == ["two.zip!/in.zip!/deep.txt"]
    for _ in range(4):
        inner = zipped({"in.zip": inner})
    result = read_file(tmp_path, "two.zip", inner)
    assert list(reasons(result).values()) == ["nested_too_deep"]


def test_names_and_links_that_leave_an_archive_are_set_aside(tmp_path: Path) -> None:
    link = tarfile.TarInfo("link.txt")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    device = tarfile.TarInfo("pipe")
    device.type = tarfile.FIFOTYPE
    members = {"../up.txt": PROSE.encode(), "/top.txt": PROSE.encode(), ".hid.txt": PROSE.encode()}
    result = read_file(tmp_path, "t.tar", tarred(members, link, device))
    assert reasons(result) == {
        "t.tar!/../up.txt": "unsafe_name",
        "t.tar!//top.txt": "unsafe_name",
        "t.tar!/.hid.txt": "hidden",
        "t.tar!/link.txt": "link_in_archive",
        "t.tar!/pipe": "not_a_file",
    }
    result = read_file(
        tmp_path, "t.tar", zipped({"..\\up.txt": b"x y", "C:\\a.txt": b"x y", "good.txt": PROSE.encode()})
    )
    assert sorted(reasons(result).values()) == ["unsafe_name", "unsafe_name"]
    assert result.raw_articles["path"].to_list() == ["t.tar!/good.txt"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, lambda data: zipped({"a.txt": data})])
def test_what_expands_past_belief_is_set_aside_and_the_rest_is_read(tmp_path: Path, pack) -> None:
    read_file(tmp_path, "good.txt", PROSE.encode())
    result = read_file(tmp_path, "bomb", pack(b"a" * 40_000_000))
    assert set(reasons(result).values()) == {"expands_too_much"}
    assert result.raw_articles["path"].to_list() == ["good.txt"]


def test_an_archive_of_many_large_members_is_left_at_the_limit(tmp_path: Path) -> None:
    big = {f"{i}.txt": bytes([97 + i]) * 9_000_000 for i in range(6)}
    result = read_file(tmp_path, "bomb.zip", zipped(big))
    assert reasons(result)["bomb.zip"] == "expands_too_much"
    assert len(reasons(result)) < 6
    result = read_file(tmp_path, "bomb.zip", zipped({f"{i}.txt": b"x y" for i in range(9)}), max_archive_members=8)
    assert reasons(result) == {"bomb.zip": "too_many_members"}


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, zstd, lambda d: zipped({"a": d}), lambda d: tarred({"a": d})]
)
def test_what_is_cut_off_is_set_aside(tmp_path: Path, pack) -> None:
    data = pack(b"".join(f"{PROSE} {i}".encode() for i in range(400)))
    result = read_file(tmp_path, "cut", data[: len(data) * 2 // 3])
    assert result.raw_articles.is_empty()
    assert set(reasons(result).values()) == {"damaged_archive"}


def test_an_office_document_is_no_archive_of_articles(tmp_path: Path) -> None:
    result = read_file(tmp_path, "letter.docx", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}))
    assert reasons(result) == {"letter.docx": "unsupported_format"}


# --- tables -------------------------------------------------------------------------------

TABLE = [
    {"id": "1", "text": PROSE, "title": "Pier", "date": "2031-05-01"},
    {"id": "2", "text": 'He said "no", and\nleft; she, too.', "title": "=1+1", "date": "2031-05-02"},
]


def csv_of(delimiter: str) -> bytes:
    return pl.DataFrame(TABLE).write_csv(separator=delimiter).encode()


def parquet_of() -> bytes:
    held = io.BytesIO()
    pl.DataFrame(TABLE).with_columns(pl.col("date").str.to_date()).write_parquet(held)
    return held.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        csv_of(","),
        csv_of(";"),
        csv_of("\t"),
        parquet_of(),
        json.dumps(TABLE).encode(),
        json.dumps({"articles": TABLE}, indent=1).encode(),
        gzip.compress(parquet_of()),
    ],
)
def test_a_table_of_articles_has_one_in_each_row(tmp_path: Path, data: bytes) -> None:
    result = read_file(tmp_path, "t", data)
    assert paths(result) == ["t!/1", "t!/2"]
    rows = {row["path"]: row for row in result.raw_articles.iter_rows(named=True)}
    kept = json.loads(RawStore(tmp_path / "raw").get(rows["t!/2"]["raw_sha256"]))
    assert kept == TABLE[1]
    assert json.loads(rows["t!/1"]["given"])["published_at"] == "2031-05-01"


def test_columns_of_other_names_are_mapped(tmp_path: Path) -> None:
    data = b"Nr,Artikel,Kopf\n7,Der Hafen wird gebaut.,Hafen\n8,,Leer\n"
    assert reasons(read_file(tmp_path, "t.csv", data)) == {"t.csv": "unmapped_columns"}
    result = read(tmp_path, columns="text=Artikel, title=Kopf, id=Nr")
    assert result.raw_articles["path"].to_list() == ["t.csv!/7"]
    assert json.loads(result.raw_articles["given"][0]) == {
        "body_field": "Artikel",
        "body_type": "text",
        "title": "Hafen",
    }
    assert reasons(result) == {"t.csv!/2": "missing_text"}
    with pytest.raises(ValueError, match="none of"):
        Settings.model_validate({"columns": "colour=Farbe"})
    with pytest.raises(ValueError, match="write it as"):
        Settings.model_validate({"columns": "text"})


def test_prose_with_commas_and_semicolons_is_no_table(tmp_path: Path) -> None:
    prose = b"Body, soul and text\nThe board, which met on Monday, agreed.\nNobody, it said, objected.\n"
    assert read_file(tmp_path, "p", prose).raw_articles["media_type"].to_list() == ["text/plain"]


def test_lines_of_a_file_of_any_size_are_read_one_by_one(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(i), "text": PROSE}) for i in range(50)]
    lines[7] = json.dumps({"id": "long", "text": PROSE * 100})
    result = read_file(tmp_path, "big.jsonl", "\n".join(lines).encode(), max_file_bytes=1000, max_line_bytes=900)
    assert result.raw_articles.height == 49
    assert reasons(result) == {"big.jsonl!/8": "line_too_long"}


# --- feeds and web archives ---------------------------------------------------------------

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ellis Courier</title><link>https://ellis.example/</link>
<item><title>Pier &amp; quay</title><link>https://ellis.example/pier</link><guid>g1</guid>
<dc:creator>Orla Finch</dc:creator><pubDate>Thu, 01 May 2031 10:00:00 +0200</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{PROSE}</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>No text</title><link>https://ellis.example/none</link></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ellis Courier</title><entry><id>tag:1</id>
<title>Pier</title><link href="https://ellis.example/pier"/><updated>2031-05-01T08:00:00Z</updated>
<published>2031-05-01T08:00:00Z</published><content type="html">&lt;p&gt;{PROSE}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_entries_of_a_feed_are_articles_with_their_addresses(tmp_path: Path, feed: str) -> None:
    result = read_file(tmp_path, "feed", feed.encode())
    row = result.raw_articles.row(0, named=True)
    assert row["url"] == "https://ellis.example/pier"
    assert row["document_id"] == document_id("https://ellis.example/pier")
    given = json.loads(row["given"])
    assert given["published_at"] == "2031-05-01T08:00:00+00:00"
    assert given["outlet"] == "Ellis Courier"
    assert given["body_type"] == "html"
    kept = json.loads(RawStore(tmp_path / "raw").get(row["raw_sha256"]))
    assert "Its cost was not disclosed." in kept["html"]
    assert "script" not in kept["html"]
    assert set(reasons(result).values()) <= {"missing_text"}


def warc(*records: tuple[str, str, bytes]) -> bytes:
    """Return a WARC file of (type, address, HTTP answer)."""
    parts = []
    for number, (kind, address, body) in enumerate(records):
        lines = [
            "WARC/1.0",
            f"WARC-Type: {kind}",
            f"WARC-Target-URI: {address}",
            "WARC-Date: 2031-05-02T06:00:00Z",
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>",
            "Content-Type: application/http; msgtype=response",
            f"Content-Length: {len(body)}",
        ]
        parts.append("\r\n".join(lines).encode() + b"\r\n\r\n" + body + b"\r\n\r\n")
    return b"".join(parts)


def answer(body: bytes, status: str = "200 OK", content_type: str = "text/html; charset=utf-8", **more: str) -> bytes:
    headers = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *(f"{k}: {v}" for k, v in more.items())]
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_pages_of_a_web_archive_go_by_their_addresses(tmp_path: Path, pack) -> None:
    koi = PAGE.replace("Monday", "понедельник").encode("koi8-r")
    records = [
        ("request", "https://ellis.example/pier", b"GET / HTTP/1.1\r\n\r\n"),
        ("response", "https://ellis.example/pier", answer(PAGE.encode())),
        (
            "response",
            "https://ellis.example/packed",
            answer(gzip.compress(PAGE.encode()), **{"Content-Encoding": "gzip"}),
        ),
        ("response", "https://ellis.example/koi", answer(koi, content_type="text/html; charset=koi8-r")),
        ("response", "https://ellis.example/gone", answer(b"gone", "404 Not Found")),
        ("response", "https://ellis.example/p.png", answer(b"\x89PNG", content_type="image/png")),
        ("response", "https://ellis.example/cut", answer(PAGE.encode()[:50], **{"Content-Length": "900"})),
    ]
    result = read_file(tmp_path, "crawl.warc", pack(warc(*records)))
    rows = {row["url"]: row for row in result.raw_articles.iter_rows(named=True)}
    assert {address.rsplit("/", 1)[1] for address in rows} == {"pier", "packed", "koi"}
    assert rows["https://ellis.example/koi"]["encoding"] == "koi8-r"
    assert rows["https://ellis.example/pier"]["retrieved_at"] == datetime(2031, 5, 2, 6, 0)
    assert rows["https://ellis.example/pier"]["raw_sha256"] == rows["https://ellis.example/packed"]["raw_sha256"]
    assert sorted(reasons(result).values()) == ["damaged_archive", "http_status", "unsupported_format"]


def test_a_web_archive_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    data = warc(*(("response", f"https://ellis.example/{i}", answer(PAGE.encode())) for i in range(3)))
    result = read_file(tmp_path, "crawl.warc", data[: len(data) - 120])
    assert result.raw_articles.height == 2
    assert set(reasons(result).values()) == {"damaged_archive"}
