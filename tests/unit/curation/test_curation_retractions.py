"""Which articles rows of the curation file take out, and the tombstones in their place."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from pipelines import ids
from pipelines.curation import COLUMNS, read, retracted, retraction_effects, standing, tombstones
from pipelines.schema import TABLES

DOCUMENT = ids.document_id("a.txt")
FIRST, SECOND = (ids.article_id(DOCUMENT, name * 64) for name in "12")
OTHER_DOCUMENT = ids.document_id("https://bay.example/b")
OTHER = ids.article_id(OTHER_DOCUMENT, "3" * 64)
VERSION = "2031.05.06.002"


def raw_articles() -> pl.DataFrame:
    base = {"batch_id": "b", "media_type": "text/plain", "encoding": "utf-8", "byte_count": 1, "given": "{}"}
    rows = [
        {**base, "article_id": FIRST, "document_id": DOCUMENT, "path": "a.txt", "raw_sha256": "1" * 64},
        {**base, "article_id": SECOND, "document_id": DOCUMENT, "path": "a.txt", "raw_sha256": "2" * 64},
        {
            **base,
            **{"article_id": OTHER, "document_id": OTHER_DOCUMENT, "path": "b.txt", "raw_sha256": "3" * 64},
            "url": "https://bay.example/b",
        },
    ]
    return TABLES["raw_articles"].frame(rows)


def corrections(*rows: str) -> pl.DataFrame:
    lines = [f"c{number},2031-05-06,Ann,{row}" for number, row in enumerate(rows, start=1)]
    data = "\n".join([",".join(COLUMNS), *lines, ""]).encode()
    file = read(data)
    assert not file.problems
    return standing(file, TABLES["curation"].empty())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {}),
        ([f"retract,{DOCUMENT},,x"], {FIRST: "c1", SECOND: "c1"}),
        ([f"retract,{SECOND},,x"], {SECOND: "c1"}),
        ([f"retract,{SECOND},,x", f"retract,{DOCUMENT},,x"], {FIRST: "c2", SECOND: "c1"}),
        ([f"retract,{DOCUMENT},,x", "undo,c1,,"], {}),
        ([f"retract,{DOCUMENT},,x", "undo,c1,,", "undo,c2,,"], {FIRST: "c1", SECOND: "c1"}),
        ([f"retract,{OTHER},,x", f"retract,{FIRST},,x"], {OTHER: "c1", FIRST: "c2"}),
    ],
)
def test_rows_take_out_documents_and_revisions_until_they_are_undone(rows: list[str], expected: dict[str, str]) -> None:
    found = retracted(corrections(*rows), raw_articles())
    assert dict(found.select("article_id", "curation_id").iter_rows()) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([f"retract,{DOCUMENT},,x"], [("c1", "applied", "2 revisions are left out")]),
        ([f"retract,{SECOND},,x"], [("c1", "applied", "1 revision is left out")]),
        (
            [f"retract,{DOCUMENT},,x", f"retract,{FIRST},,x"],
            [("c1", "applied", "2 revisions are left out"), ("c2", "no_effect", "an earlier row takes it out already")],
        ),
        ([f"retract,doc-{'0' * 24},,x"], [("c1", "unresolved", "no article of that identifier has been read")]),
    ],
)
def test_what_each_row_came_to_is_said(rows: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert retraction_effects(corrections(*rows), raw_articles()).rows() == expected


@pytest.mark.parametrize("row", ["retract,clm-1,,x", f"retract,{DOCUMENT},value,x", "retract,a.txt,,x"])
def test_a_row_that_names_no_article_is_a_problem(row: str) -> None:
    file = read(f"{','.join(COLUMNS)}\nc1,2031-05-06,Ann,{row}\n".encode())
    assert [problem.reason_code for problem in file.problems] == ["bad_operand"]


def test_tombstones_say_who_when_and_why_and_keep_the_first_version() -> None:
    table = TABLES["retractions"]
    said = corrections(f"retract,{OTHER_DOCUMENT},,withdrawn")
    first = tombstones(said, raw_articles(), [], table.empty(), "2031.05.06.001")
    assert first.row(0, named=True) == {
        **{"article_id": OTHER, "document_id": OTHER_DOCUMENT, "kind": "retracted", "raw_sha256": "3" * 64},
        **{"path": "b.txt", "url": "https://bay.example/b", "reason": "withdrawn", "author": "Ann"},
        **{"made_at": datetime(2031, 5, 6), "curation_id": "c1", "version": "2031.05.06.001"},
    }
    redacted: dict[str, Any] = {"article_id": FIRST, "document_id": DOCUMENT, "raw_sha256": "1" * 64}
    redacted |= {"kind": "redacted", "reason": "by a court", "author": "Bea", "made_at": datetime(2031, 5, 7)}
    second = tombstones(said, raw_articles(), [redacted], first, VERSION).sort("version")
    assert second.select("kind", "path", "version").rows() == [
        ("retracted", "b.txt", "2031.05.06.001"),
        ("redacted", None, VERSION),
    ]
    assert tombstones(corrections(), raw_articles(), [], second, VERSION).is_empty()
