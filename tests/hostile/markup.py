"""Pages, feeds, PDF files and web archives that mean harm."""

import gzip
import zlib
from pathlib import Path

from tests.hostile.kinds import SENTENCE, kind
from tests.made_pdf import pdf

_UNREAD = ("no_body_text", "page_unreadable", "parser_too_slow", "parser_out_of_memory")
"""Reasons for which a page is set aside that cannot be read."""


def page(body: str, head: str = "<title>Pier to close</title>") -> str:
    """Return a page with a body."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def paragraphs(count: int = 4) -> str:
    """Return sound paragraphs in markup."""
    return "".join(f"<p>{SENTENCE * 2}Pier {number} is next.</p>" for number in range(count))


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@kind("entity_declaration", "unsupported_format", "no_body_text")
def billion_laughs(folder: Path, _size: int) -> None:
    feed = f'<?xml version="1.0"?>{LAUGHS}]><rss><channel><item><title>&j;</title></item></channel></rss>'
    (folder / "a.xml").write_text(f'<?xml version="1.0"?>{LAUGHS}]><lolz>&j;</lolz>', encoding="utf-8")
    (folder / "feed.xml").write_text(feed, encoding="utf-8")
    (folder / "feed16.xml").write_bytes(feed.replace("1.0", "1.0", 1).encode("utf-16"))
    (folder / "page.html").write_text(f"{LAUGHS}]>{page('&j;')}", encoding="utf-8")


@kind("entity_declaration")
def external_entities(folder: Path, _size: int) -> None:
    """Feeds that ask their reader to open files and addresses."""
    for name, target in (("file", "file:///etc/hostname"), ("net", "http://127.0.0.1:9/a")):
        declared = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}"><!ENTITY % y SYSTEM "{target}"> %y;]>'
        item = f"<item><title>&x;</title><description>{SENTENCE * 4}&x;</description></item>"
        feed = f'<?xml version="1.0"?>{declared}<rss version="2.0"><channel>{item}</channel></rss>'
        (folder / f"{name}.xml").write_text(feed, encoding="utf-8")
        (folder / f"{name}16.xml").write_bytes(feed.encode("utf-16"))


@kind("html_too_deep", "no_body_text", small=5000, large=200_000)
def deep_html(folder: Path, size: int) -> None:
    for name in ("div", "b", "x-box", "details", "svg", "object"):
        body = f"<{name}>" * size + paragraphs() + f"</{name}>" * size
        (folder / f"{name}.html").write_text(page(body), encoding="utf-8")
    (folder / "open.html").write_text(page("<div>" * size + paragraphs()), encoding="utf-8")


@kind(
    "too_long", "no_body_text", "page_unreadable", "parser_too_slow", "parser_out_of_memory", small=2000, large=400_000
)
def wide_html(folder: Path, size: int) -> None:
    """Elements and attributes without number."""
    (folder / "elements.html").write_text(page(paragraphs() + "<i></i>" * size), encoding="utf-8")
    many = " ".join(f'a{number}="b"' for number in range(size))
    (folder / "attributes.html").write_text(page(f"<div {many}>{paragraphs()}</div>"), encoding="utf-8")
    (folder / "open.html").write_text(page(paragraphs() + "<" * size), encoding="utf-8")
    (folder / "entities.html").write_text(page(paragraphs() + f"<p>{'&amp;' * size}</p>"), encoding="utf-8")
    (folder / "comments.html").write_text(page("<!--" * size + paragraphs()), encoding="utf-8")


@kind("no_body_text", "page_unreadable", reads=1)
def page_of_scripts(folder: Path, _size: int) -> None:
    """What would run in a browser is no text; what stands beside it is."""
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"><iframe src="javascript:alert(3)"></iframe>'
    (folder / "a.html").write_text(page(paragraphs() + evil), encoding="utf-8")


@kind(reads=1)
def halves_of_surrogates_in_a_page(folder: Path, _size: int) -> None:
    body = paragraphs() + "<p>&#xD800; and &#xDFFF; and &#0; and &#x110000; stand here, the mayor said.</p>"
    (folder / "a.html").write_text(page(body), encoding="utf-8")


@kind(
    "bad_json",
    "no_body_text",
    "page_unreadable",
    "parser_too_slow",
    "parser_out_of_memory",
    reads=1,
    small=1000,
    large=100_000,
)
def deep_json_in_a_page(folder: Path, size: int) -> None:
    data = '{"@type":"NewsArticle","author":' + "[" * size + "]" * size + "}"
    head = f'<title>Pier</title><script type="application/ld+json">{data}</script>'
    (folder / "a.html").write_text(page(paragraphs(), head), encoding="utf-8")


def _pdf_of(objects: list[bytes], root: int = 1) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, len(out))
    )


_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << %s >> /Contents 4 0 R >>"


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


@kind("page_unreadable", "no_text_layer", "parser_too_slow", "parser_out_of_memory", "parser_died", "too_many_pages")
def looped_pdf(folder: Path, _size: int) -> None:
    """Pages, forms, tables and fonts that contain themselves."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    tree = _pdf_of([catalog, b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"])
    (folder / "pages.pdf").write_bytes(tree)
    form = _stream(b"/F Do", b"/Type /XObject /Subtype /Form /Resources << /XObject << /F 5 0 R >> >>")
    pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    own = _PAGE % b"/XObject << /F 5 0 R >>"
    (folder / "form.pdf").write_bytes(_pdf_of([catalog, pages, own, _stream(b"/F Do"), form]))
    (folder / "parent.pdf").write_bytes(
        _pdf_of([b"<< /Type /Catalog /Pages 3 0 R >>", b"<< /Parent 3 0 R >>", b"<< /Type /Page /Parent 3 0 R >>"])
    )
    sound = pdf([["A line."]])
    looped = sound.replace(b"/Root 1 0 R", b"/Prev %d /Root 1 0 R" % sound.rindex(b"xref\n0"))
    (folder / "before.pdf").write_bytes(looped.replace(b"A line.", b"       "))
    (folder / "length.pdf").write_bytes(
        _pdf_of([catalog, pages, _PAGE % b"", b"<< /Length 4 0 R >>\nstream\n\nendstream"])
    )


@kind("page_unreadable", "no_text_layer", "parser_too_slow", "parser_out_of_memory", "too_long", small=5, large=300)
def pdf_bomb(folder: Path, size: int) -> None:
    """A stream of zeros, and one of a million text operations, packed to next to nothing."""
    catalog, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    font = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    for name, data in (
        ("zeros", b"\0" * (size * 1_000_000)),
        ("operations", b"BT /F1 9 Tf " + b"(a) Tj " * (size * 20_000) + b"ET"),
        ("brackets", b"[" * (size * 10_000)),
    ):
        packed = _stream(zlib.compress(data, 9), b"/Filter /FlateDecode")
        (folder / f"{name}.pdf").write_bytes(_pdf_of([catalog, pages, _PAGE % font, packed]))


@kind(
    *("page_unreadable", "no_text_layer", "parser_too_slow", "parser_out_of_memory", "parser_died", "too_many_pages"),
    small=2_000,
    large=6_000,
)
def deep_pdf(folder: Path, size: int) -> None:
    """A tree of pages so many deep, values so many deep, and a stream of objects that are not there."""
    catalog, leaf = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] >>" % (size + 1),
    )
    tree = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 3) for number in range(size)]
    (folder / "pages.pdf").write_bytes(_pdf_of([catalog, *tree, leaf]))
    pages = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    for name, value in (("list", b"[" * size + b"]" * size), ("dictionary", b"<< /A " * size + b">>" * size)):
        (folder / f"{name}.pdf").write_bytes(_pdf_of([catalog, pages, _PAGE % (b"/X " + value), _stream(b"")]))
    many = _stream(b"1 0 " * 4, b"/Type /ObjStm /N 1000000000 /First 16")
    table = _stream(b"\1\0\0\2\0\0\2\0\1", b"/Type /XRef /Size 1000000000 /W [1 1 1] /Root 1 0 R")
    head = b"%PDF-1.5\n"
    first = b"4 0 obj\n%s\nendobj\n" % many
    (folder / "objects.pdf").write_bytes(
        head + first + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(head) + len(first))
    )


@kind("page_unreadable", "no_text_layer", reads=0)
def truncated_pdf(folder: Path, _size: int) -> None:
    sound = pdf([[SENTENCE[:70], SENTENCE[70:]] * 10])
    (folder / "a.pdf").write_bytes(sound[: len(sound) // 3])
    (folder / "head.pdf").write_bytes(sound[:20])


def _warc(*records: tuple[bytes, bytes], first: int = 0) -> bytes:
    out = b""
    for number, (headers, block) in enumerate(records, start=first):
        out += (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%08d>\r\n"
            b"WARC-Target-URI: https://example.org/%d\r\nWARC-Date: 2024-03-04T00:00:00Z\r\n"
            b"Content-Type: application/http; msgtype=response\r\n" % (number, number)
        )
        out += (headers or b"Content-Length: %d\r\n" % len(block)) + b"\r\n" + block + b"\r\n\r\n"
    return out


def _answer(number: int, headers: bytes = b"") -> bytes:
    body = page(paragraphs() + f"<p>Page {number} ends here, the mayor said.</p>").encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n%s\r\n%s" % (headers, body)


@kind("damaged_archive", reads=2)
def truncated_warc(folder: Path, _size: int) -> None:
    """Cut in a record, in a header and in the compression; what stands before is read."""
    (folder / "record.warc").write_bytes(_warc((b"", _answer(0)), (b"", _answer(1)))[:-400])
    (folder / "header.warc").write_bytes(_warc((b"", _answer(2)), first=2) + b"WARC/1.0\r\nWARC-Type: resp")
    packed = gzip.compress(_warc((b"", _answer(3)), first=3)) + gzip.compress(_warc((b"", _answer(4)), first=4))
    (folder / "a.warc.gz").write_bytes(packed[:-300])


@kind("damaged_archive", "http_status", "unsupported_format", "empty", "broken_encoding", "not_text", "too_large")
def warc_that_lies(folder: Path, _size: int) -> None:
    """Lengths that are not so, answers that are none, and a body whose compression is a bomb."""
    (folder / "length.warc").write_bytes(_warc((b"Content-Length: 99999999999\r\n", _answer(5))))
    (folder / "negative.warc").write_bytes(_warc((b"Content-Length: -5\r\n", _answer(6))))
    (folder / "word.warc").write_bytes(_warc((b"Content-Length: many\r\n", _answer(7))))
    bomb = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
        b"\0" * 60_000_000
    )
    (folder / "body.warc").write_bytes(_warc((b"", bomb)))
    (folder / "binary.warc").write_bytes(
        _warc((b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n\x00\xff\x00"))
    )
    (folder / "none.warc").write_bytes(b"WARC/1.0\r\n\r\n")


@kind(
    *("broken_feed", "missing_text", "no_body_text", "parser_too_slow", "parser_out_of_memory", "html_too_deep"),
    reads=1,
    small=200,
    large=20_000,
)
def feeds(folder: Path, size: int) -> None:
    """Elements without end, and depth without bound."""
    item = "<item><title>Pier</title><link>https://example.org/{}</link><description>{}</description></item>"
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Tessel Wire</title>'
    (folder / "deep.xml").write_text(head + "<a>" * size + item.format("deep", SENTENCE * 4), encoding="utf-8")
    (folder / "sound.xml").write_text(f"{head}{item.format('sound', SENTENCE * 4)}</channel></rss>", encoding="utf-8")
    (folder / "cut.xml").write_text(head + "<item><title>Pier</ti", encoding="utf-8")


@kind(
    "missing_text",
    "no_body_text",
    "parser_too_slow",
    "parser_out_of_memory",
    "broken_feed",
    reads=1,
    small=50,
    large=5_000,
)
def feed_of_many_entries(folder: Path, size: int) -> None:
    """Entries without number that say nothing, after one that says something."""
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Tessel Wire</title>'
    words = f"<description>{SENTENCE * 4}</description>"
    sound = f"<item><title>Pier</title><link>https://example.org/first</link>{words}</item>"
    nothing = "".join(f"<item><guid>{number}</guid></item>" for number in range(size))
    (folder / "a.xml").write_text(f"{head}{sound}{nothing}</channel></rss>", encoding="utf-8")
