"""The annotation of the embedded articles: every row stands on its words and the corpus shows what it is to show."""

import csv
from collections import defaultdict
from datetime import date

import pytest
from build_gold import ARTICLES, GOLD, anchor, article_texts, read_gold

from pipelines.schema import CLAIM_TYPES, DATE_PRECISIONS, MODALITIES, POLARITIES

FIELDS = [
    "doc",
    "start",
    "end",
    "text",
    "type",
    "cue",
    "speaker",
    "chain",
    "anonymous",
    "modality",
    "polarity",
    "about_time",
    "group",
    "conflicts",
]


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return read_gold()


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return article_texts()


def test_every_row_is_the_slice_it_says(rows: list[dict], texts: dict[str, str]) -> None:
    for row in rows:
        assert list(row) == FIELDS
        assert texts[row["doc"]][row["start"] : row["end"]] == row["text"], row


def test_rows_are_already_where_the_builder_puts_them(rows: list[dict], texts: dict[str, str]) -> None:
    assert anchor(rows, texts) == rows


def test_the_builder_follows_words_that_moved_and_refuses_words_that_went() -> None:
    row = {"doc": "a", "start": 4, "end": 8, "text": "rain"}
    assert anchor([row], {"a": "rain and more rain"})[0]["start"] == 0
    assert anchor([{**row, "start": 12}], {"a": "rain and more rain"})[0]["start"] == 14
    with pytest.raises(ValueError, match="not in the article"):
        anchor([row], {"a": "sun"})


def test_no_place_is_annotated_twice(rows: list[dict]) -> None:
    places = [(row["doc"], row["start"], row["end"]) for row in rows]
    assert len(places) == len(set(places))


def test_there_is_enough_of_everything(rows: list[dict], texts: dict[str, str]) -> None:
    assert len(rows) >= 170
    assert {row["doc"] for row in rows} == set(texts)
    assert {row["type"] for row in rows} == set(CLAIM_TYPES)
    assert {row["modality"] for row in rows} == set(MODALITIES)
    assert {row["polarity"] for row in rows} == set(POLARITIES)
    assert sum(row["anonymous"] for row in rows) >= 20
    assert sum(row["about_time"] is not None for row in rows) >= 40


def test_values_hang_together(rows: list[dict], texts: dict[str, str]) -> None:
    for row in rows:
        attributed = row["type"] in {"direct", "mixed", "indirect"}
        assert bool(row["chain"]) == (attributed and row["speaker"] is not None), row
        assert not row["chain"] or row["chain"][-1] == row["speaker"], row
        assert row["type"] != "narrator" or row["speaker"] is None, row
        assert row["type"] != "no_comment" or (row["speaker"] and row["polarity"] == "negated"), row
        assert row["cue"] is None or row["cue"] in texts[row["doc"]], row


def test_propositions_are_shared_across_articles(rows: list[dict]) -> None:
    docs = defaultdict(set)
    for row in rows:
        docs[row["group"]].add(row["doc"])
    assert sum(len(found) > 1 for found in docs.values()) >= 30
    assert max(len(found) for found in docs.values()) >= 4


def test_conflicts_name_groups_and_are_mutual(rows: list[dict]) -> None:
    conflicts = defaultdict(set)
    for row in rows:
        conflicts[row["group"]] |= set(row["conflicts"])
    assert {(one, other) for one, others in conflicts.items() for other in others} == {
        (other, one) for one, others in conflicts.items() for other in others if other in conflicts
    }


def test_articles_are_of_the_promised_sizes_and_forms(texts: dict[str, str]) -> None:
    suffixes = [path.suffix for path in ARTICLES.iterdir()]
    assert suffixes.count(".txt") >= 8
    assert suffixes.count(".html") >= 3
    assert suffixes.count(".jsonl") >= 1
    assert len(texts) >= 14
    assert all(120 <= len(text.split()) <= 500 for text in texts.values())


def test_every_article_has_a_right_publication_date(texts: dict[str, str]) -> None:
    with (GOLD.parent / "dates.csv").open(encoding="utf-8", newline="") as handle:
        dates = list(csv.DictReader(handle))
    assert [row["doc"] for row in dates] == sorted(texts)
    for row in dates:
        assert bool(row["published_at"]) == bool(row["precision"]), row
        assert not row["precision"] or (row["precision"] in DATE_PRECISIONS and date.fromisoformat(row["published_at"]))
        assert row["note"]
