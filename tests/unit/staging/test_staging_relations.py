"""Revisions, copies and dates that other articles settle."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines.ids import article_id, document_id, sha256_text
from pipelines.schema import TABLES
from pipelines.staging import relate
from pipelines.staging.near_duplicates import near_duplicate_pairs, shingles

START = datetime(2031, 5, 20)
STORY = (
    "The harbour board of Port Ellis approved a new pier on Monday after a vote that lasted until midnight. "
    "Work will begin in June and is expected to take two years, according to plans seen by the Ellis Courier. "
    "Residents have fought the project since it was proposed ten years ago, when a storm damaged the old breakwater. "
    "Chair Orla Finch said the ferry company had promised to pay a third of the cost, which she put at nine million."
)
OTHER = (
    "A beekeeper in the northern valleys has bred a queen that survives the long winters of the plateau. "
    "Her hives gave twice the honey of her neighbours, although the summer was the wettest in living memory there."
)


def row(path: str, text: str, batch: str = "b1", **more: Any) -> dict[str, Any]:
    document = document_id(path)
    article = article_id(document, sha256_text(text))
    base: dict[str, Any] = {
        "article_id": article,
        "document_id": document,
        "revision": 1,
        "is_current": True,
        "batch_id": batch,
        "path": path,
        "published_evidence": "none",
        "published_note": "no_date",
        "retrieved_at": START,
        "media_type": "text/plain",
        "raw_sha256": sha256_text(text),
        "text_sha256": sha256_text(text),
        "text": text,
        "word_count": len(text.split()),
    }
    return base | more


def dated(day: datetime) -> dict[str, Any]:
    return {
        "published_at": day,
        "published_precision": "day",
        "published_evidence": "in_text",
        "published_note": "date_line",
    }


def left_open(text: str, words: str, note: str) -> dict[str, Any]:
    start = text.index(words)
    return {"published_evidence_start": start, "published_evidence_end": start + len(words), "published_note": note}


def related(*rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    batches = TABLES["batches"].frame(
        {
            "batch_id": f"b{n}",
            "started_at": START + timedelta(days=n),
            "files_seen": 1,
            "articles_new": 1,
            "quarantined": 0,
        }
        for n in (1, 2, 3)
    )
    articles = TABLES["articles"].frame(rows)
    segments = TABLES["segments"].empty()
    once = relate(articles, segments, batches)
    assert once.equals(relate(once, segments, batches)), "relating twice gives the same"
    assert once.equals(relate(articles.reverse(), segments, batches)), "the order of rows does not matter"
    return {f"{r['path']}@{r['batch_id']}": r for r in once.iter_rows(named=True)}


def test_revisions_are_numbered_by_arrival() -> None:
    found = related(
        row("pier.txt", STORY + " Third.", "b3"),
        row("pier.txt", STORY, "b1"),
        row("pier.txt", STORY + " Second.", "b2"),
    )
    assert [(found[f"pier.txt@b{n}"]["revision"], found[f"pier.txt@b{n}"]["is_current"]) for n in (1, 2, 3)] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert {r["duplicate_of"] for r in found.values()} == {None}, "revisions are no copies of each other"


def test_copies_point_at_the_earliest_published() -> None:
    found = related(
        row("late.txt", STORY, **dated(datetime(2031, 5, 4))),
        row("early.txt", "Another headline\n\n" + STORY, "b2", **dated(datetime(2031, 5, 2))),
        row("undated.txt", STORY[: int(len(STORY) * 0.7)]),
        row("other.txt", OTHER),
    )
    first = found["early.txt@b2"]["article_id"]
    assert found["late.txt@b1"]["duplicate_of"] == first
    assert found["undated.txt@b1"]["duplicate_of"] == first
    assert found["early.txt@b2"]["duplicate_of"] is None
    assert found["other.txt@b1"]["duplicate_of"] is None


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        (STORY, STORY.upper().replace(",", ""), True),
        (
            STORY,
            OTHER + " " + STORY[:110] + " " + OTHER.swapcase() + " They sell it in jars of glass at the fair.",
            False,
        ),
        (STORY, STORY + " " + " ".join(f"word{n}" for n in range(400)), False),
        ("Too short.", "Too short.", True),
        ("Too short.", "Too short, too.", False),
    ],
)
def test_what_counts_as_a_copy(one: str, other: str, copies: bool) -> None:
    assert bool(near_duplicate_pairs({"a": one, "b": other})) == copies


def test_many_copies_of_one_text_are_found_together() -> None:
    texts = {f"{n:03}": f"{STORY} The {n}th paper adds its own line number {n}." for n in range(120)}
    pairs = near_duplicate_pairs(texts)
    assert {key for pair in pairs for key in pair} == set(texts)


def test_shingles_know_neither_case_nor_punctuation() -> None:
    assert shingles("The pier, at last, opened.").tolist() == shingles("the PIER at last opened").tolist() != []
    assert shingles("").tolist() == []


REPORT = "The pier will be built, the Ellis Courier reported on {}. " + STORY


@pytest.mark.parametrize(
    ("words", "note", "day", "closed"),
    [
        ("2 May", "year_unknown", datetime(2031, 5, 2), "year_from_related_article"),
        ("Friday", "weekday_without_date", datetime(2031, 5, 2), "weekday_from_related_article"),
        ("9 November", "year_unknown", None, "year_unknown"),
        ("Monday", "weekday_without_date", None, "weekday_without_date"),
    ],
)
def test_a_dated_report_of_the_story_settles_what_is_open(
    words: str, note: str, day: datetime | None, closed: str
) -> None:
    text = REPORT.format(words)
    found = related(
        row("open.txt", text, **left_open(text, words, note)),
        row("known.txt", STORY + " The mayor was absent.", **dated(datetime(2031, 5, 2))),
    )["open.txt@b1"]
    assert (found["published_at"], found["published_note"]) == (day, closed)
    assert found["published_evidence"] == ("inferred" if day else "none")


def test_another_story_settles_nothing() -> None:
    text = REPORT.format("2 May")
    found = related(
        row("open.txt", text, **left_open(text, "2 May", "year_unknown")),
        row("known.txt", OTHER, **dated(datetime(2031, 5, 2))),
    )
    assert found["open.txt@b1"]["published_at"] is None


def test_the_crawl_bounds_the_month() -> None:
    text = "Today: May 19, 2031\n\n" + STORY
    found = related(
        row("open.txt", text, **left_open(text, "May 19, 2031", "crawl_date_only")),
        row("known.txt", STORY + " The mayor was absent.", **dated(datetime(2031, 5, 2))),
    )["open.txt@b1"]
    assert (found["published_at"], found["published_precision"]) == (datetime(2031, 5, 1), "month")


def test_no_articles_are_related_to_none() -> None:
    empty = TABLES["articles"].empty()
    assert relate(empty, TABLES["segments"].empty(), TABLES["batches"].empty()).equals(empty)
    assert isinstance(relate(empty, TABLES["segments"].empty(), TABLES["batches"].empty()), pl.DataFrame)
