"""Raw articles in, articles, segments and quarantine out."""

import json
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ids import article_id, document_id, outlet_id, sha256_bytes
from pipelines.reference import Reference, load_reference
from pipelines.schema import TABLES
from pipelines.settings import Settings
from pipelines.staging import StagingResult, stage
from pipelines.staging.languages import detect_language
from pipelines.staging.outlets import find_outlet
from pipelines.staging.roles import classify

FIRST = "The harbour board of Port Ellis approved a new pier on Monday, its chair said after the vote."
SECOND = "Work on the pier will begin in June and is expected to take two years, according to the plans."


_REFERENCE = cache(load_reference)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return _REFERENCE()


def raw(data: bytes, path: str = "pier.txt", media_type: str = "text/plain", **more: Any) -> dict[str, Any]:
    document = document_id(path)
    sha256 = sha256_bytes(data)
    row = {
        "article_id": article_id(document, sha256),
        "document_id": document,
        "batch_id": "b1",
        "path": path,
        "media_type": media_type,
        "raw_sha256": sha256,
        "encoding": "utf-8",
        "byte_count": len(data),
        "given": "{}",
        "retrieved_at": datetime(2031, 5, 20),
    }
    return row | more


def staged(reference: Reference, *items: tuple[bytes, dict[str, Any]], **limits: int) -> StagingResult:
    kept = {row["raw_sha256"]: data for data, row in items}
    frame = TABLES["raw_articles"].frame([row for _, row in items])
    return stage(frame, kept.__getitem__, reference, Settings.model_validate(limits))


def test_plain_text_is_the_decoded_file_unchanged(reference: Reference) -> None:
    data = f"\ufeffPort Ellis gets its pier\r\n\r\n{FIRST}\r\n{SECOND}\r\n".encode()
    result = staged(reference, (data, raw(data)))
    article = result.articles.row(0, named=True)
    assert article["text"].encode() == data
    assert (article["title"], article["language"], article["unextracted_reason"]) == (
        "Port Ellis gets its pier",
        "en",
        None,
    )
    spans = result.segments.sort("start_char").select("start_char", "end_char", "role").rows()
    assert [(article["text"][start:end], role) for start, end, role in spans] == [
        ("Port Ellis gets its pier", "headline"),
        (FIRST, "body"),
        (SECOND, "body"),
    ]


def test_a_record_says_what_it_knows(reference: Reference) -> None:
    record = {
        "text": f"{FIRST}\n\n{SECOND}",
        "title": "A pier at last",
        "date": "2031-05-02",
        "source": "Ellis Courier",
    }
    data = json.dumps(record).encode()
    given = {
        "body_field": "text",
        "body_type": "text",
        "title": "A pier at last",
        "published_at": "2031-05-02",
        "outlet": "Ellis Courier",
    }
    row = raw(data, "day.jsonl!/1", "application/json", given=json.dumps(given), url="https://ellis.example/pier")
    article = staged(reference, (data, row)).articles.row(0, named=True)
    assert article["text"] == record["text"]
    assert (article["title"], article["outlet"]) == ("A pier at last", "Ellis Courier")
    assert article["outlet_id"] == outlet_id("ellis courier"), "an outlet that no table knows goes by its name"
    assert article["published_at"] == datetime(2031, 5, 2)
    assert (article["published_evidence"], article["published_note"]) == ("metadata", "record")
    assert article["url"] == "https://ellis.example/pier"


@pytest.mark.parametrize(
    ("data", "media_type", "reason"),
    [
        (b"-- ... --", "text/plain", "no_body_text"),
        (b"<html><body><nav>Home</nav></body></html>", "text/html", "no_body_text"),
        ((FIRST * 20).encode(), "text/plain", "too_long"),
    ],
)
def test_what_cannot_be_staged_is_set_aside_alone(
    reference: Reference, data: bytes, media_type: str, reason: str
) -> None:
    good = FIRST.encode()
    result = staged(reference, (data, raw(data, "bad", media_type)), (good, raw(good)), max_article_chars=1000)
    row = result.quarantine.row(0, named=True)
    assert (row["path"], row["stage"], row["reason_code"]) == ("bad", "staging", reason)
    assert row["message"].startswith("bad ")
    assert row["row_key"].startswith("raw_articles:art-")
    assert result.articles["path"].to_list() == ["pier.txt"]


def test_what_is_set_aside_holds_no_bytes_while_its_part_is_staged(reference: Reference) -> None:
    parts: list[Any] = []

    def kept(function: Any, some: Any) -> Any:
        for part in some:
            parts.extend(part)
            yield function(part)

    row = raw((FIRST * 60).encode(), "bad")
    frame = TABLES["raw_articles"].frame([row])
    stage(frame, lambda _: (FIRST * 60).encode(), reference, Settings(max_article_chars=1000), apply=kept)
    ((_, reason),) = parts
    assert reason.reason_code == "too_long"
    assert (reason.__traceback__, reason.__context__) == (None, None)


def test_another_language_is_staged_and_left_unextracted(reference: Reference) -> None:
    data = b"Der Hafenrat von Port Ellis hat am Montag einen neuen Pier genehmigt, sagte die Vorsitzende."
    article = staged(reference, (data, raw(data))).articles.row(0, named=True)
    assert (article["language"], article["unextracted_reason"]) == ("de", "language_without_model")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Orla Finchson, 5 May 2031", "Orla Finchson"),
        ("By Wat Adam on 5 May 2031", "Wat Adam"),
        ("By Orla Finch | Published at 10:30 am on 5 May 2031", "Orla Finch"),
    ],
)
def test_a_byline_keeps_its_authors_without_the_date(reference: Reference, line: str, authors: str) -> None:
    data = f"Port Ellis gets its pier\n\n{line}\n\n{FIRST}\n\n{SECOND}\n".encode()
    assert staged(reference, (data, raw(data))).articles["byline"].to_list() == [authors]


def test_furniture_alone_has_no_body(reference: Reference) -> None:
    data = b"Menu\nSearch\nShare\n"
    article = staged(reference, (data, raw(data))).articles.row(0, named=True)
    assert article["unextracted_reason"] == "no_body"


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [
        (FIRST, None, "en"),
        (FIRST, "de", "en"),
        ("Pier opens", "en_GB", "en"),
        ("Pier opens", None, None),
        ("Рада порту затвердила новий причал у понеділок, повідомила її голова.", None, "uk"),
        ("港湾理事会は月曜日に新しい埠頭を承認したと議長が述べた。", None, "ja"),
        ("Le conseil du port a approuvé lundi une nouvelle jetée, a déclaré sa présidente.", "en", "fr"),
        ("La junta del puerto aprobó el lunes un nuevo muelle, dijo su presidenta tras la votación.", None, "es"),
        ("وافق مجلس الميناء يوم الاثنين على رصيف جديد، بحسب ما قالت رئيسته بعد التصويت.", None, "ar"),
        (f"{FIRST} « Nous sommes fiers », a dit sa présidente. {SECOND}", None, "en"),
    ],
)
def test_languages(text: str, given: str | None, language: str | None) -> None:
    assert detect_language(text, given) == language


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"Port Ellis gets its pier\n\nPort Ellis • EWN\n\n{FIRST}\n\n{SECOND}", "EWN"),
        (f"PORT ELLIS (Ellis Wire) - {FIRST}\n\n{SECOND}", "Ellis Wire"),
        (
            f"{FIRST}\n\nEllisweek has contacted the board for comment.\n\nFinch told Ellisweek that it was safe.",
            "Ellisweek",
        ),
        (f"THE ELLIS COURIER\nFriday, 2 May 2031\nPort Ellis gets its pier\n{FIRST}\n{SECOND}", "THE ELLIS COURIER"),
        (
            f"Port Ellis gets its pier\n\nEllis Evening Post, 2 May 2031\n\nPORT ELLIS (Ellis Wire) - {FIRST}",
            "Ellis Evening Post",
        ),
        (f"The Short Post | Economy | 2 May 2031 | Share\n\n{FIRST}\n\n{SECOND}", "The Short Post"),
        (f"{FIRST}\n\nThe pier is safe, Elliscope reports with reference to the Ellis Wire.", "Elliscope"),
        (f"{FIRST}\n\nThe ministry did not respond to requests for comment from Ellisweek.", "Ellisweek"),
        (f"{FIRST}\n\nNorthmark has asked the Court of Rivers for a ruling.", None),
        (f"{FIRST}\n\nFinch told the Courier that it was safe.\n\n{SECOND}", None),
        (f"{FIRST}\n\nThe Ellis Courier reported the cost first.", None),
    ],
)
def test_an_article_names_its_own_outlet(reference: Reference, text: str, name: str | None) -> None:
    assert find_outlet(text, classify(text), [], None, reference).name == name


def test_an_address_tells_a_known_outlet(reference: Reference) -> None:
    known = reference.outlets.filter(pl.col("domain").is_not_null()).row(0, named=True)
    found = find_outlet(FIRST, classify(FIRST), [], f"https://www.{known['domain']}/a/b", reference)
    assert (found.outlet_id, found.name) == (known["outlet_id"], known["name"])


@settings(max_examples=80, deadline=None)
@given(
    text=st.one_of(
        st.text(min_size=1, max_size=200),
        st.lists(st.sampled_from(["<p>", "</div>", FIRST, "<!--", "]]>", "<table>", "\x00", "&#xD800;", "<h1>"])).map(
            "".join
        ),
    ),
    media_type=st.sampled_from(["text/plain", "text/html"]),
)
def test_any_text_ends_as_an_article_or_in_quarantine(text: str, media_type: str) -> None:
    data = text.encode("utf-8", "ignore")
    result = staged(_REFERENCE(), (data, raw(data, "x", media_type)))
    assert result.articles.height + result.quarantine.height == 1
    for start, end in result.segments.select("start_char", "end_char").iter_rows():
        assert 0 <= start < end <= len(result.articles["text"].item())
