"""What staging reaches on real articles and pages, where they stand beside the project."""

import gzip
import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.ids import article_id, document_id, sha256_bytes
from pipelines.reference import load_reference
from pipelines.schema import TABLES
from pipelines.settings import Settings
from pipelines.staging import relate, stage
from pipelines.staging.articles import BODY_ROLES, STORY_ROLES
from pipelines.staging.pages import read_page
from pipelines.staging.publication_date import publication_of
from pipelines.staging.roles import classify

pytestmark = pytest.mark.shared
NOW = datetime(2026, 11, 22)


def lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        return [json.loads(line) for line in handle]


@pytest.fixture(scope="module")
def articles(shared: Path) -> dict[str, dict[str, Any]]:
    rows, kept = [], {}
    for file in sorted((shared / "seeds").glob("*.txt")):
        data = file.read_bytes()
        sha256 = sha256_bytes(data)
        kept[sha256] = data
        rows.append(
            {
                "article_id": article_id(document_id(file.name), sha256),
                "document_id": document_id(file.name),
                "batch_id": "b",
                "path": file.name,
                "media_type": "text/plain",
                "raw_sha256": sha256,
                "encoding": "utf-8",
                "byte_count": len(data),
                "given": "{}",
                "retrieved_at": NOW,
            }
        )
    staged = stage(TABLES["raw_articles"].frame(rows), kept.__getitem__, load_reference(), Settings())
    batch = {"batch_id": "b", "started_at": NOW, "files_seen": 5, "articles_new": 5, "quarantined": 0}
    related = relate(staged.articles, staged.segments, TABLES["batches"].frame([batch]))
    return {row["path"][:3]: row for row in related.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("article", "day", "precision", "evidence"),
    [
        ("000", datetime(2025, 8, 8), "day", "inferred"),
        ("001", datetime(2025, 8, 1), "month", "inferred"),
        ("002", datetime(2025, 8, 8), "day", "inferred"),
        ("003", datetime(2025, 8, 8), "day", "in_text"),
        ("004", None, None, "none"),
    ],
)
def test_publication_dates(
    articles: dict[str, dict[str, Any]], article: str, day: datetime | None, precision: str | None, evidence: str
) -> None:
    row = articles[article]
    assert (row["published_at"], row["published_precision"], row["published_evidence"]) == (day, precision, evidence)
    assert row["duplicate_of"] is None
    assert row["language"] == "en"


def test_every_annotated_claim_stands_in_the_story_and_none_of_it_is_furniture(
    shared: Path, articles: dict[str, dict[str, Any]]
) -> None:
    outside = []
    with (shared / "gold" / "seeds_annotator_b.jsonl").open(encoding="utf-8") as handle:
        for claim in map(json.loads, handle):
            text = articles[claim["doc"][:3]]["text"]
            inside = any(
                s.role in STORY_ROLES and s.start <= claim["start"] and claim["end"] <= s.end for s in classify(text)
            )
            if not inside:
                outside.append((claim["doc"], claim["start"]))
    assert outside == []


@pytest.mark.parametrize(
    ("corpus", "share"), [("polnear_dev", 0.01), ("polnear_train", 0.01), ("bbc2225", 0.005)], ids=str
)
def test_clean_articles_keep_their_words(shared: Path, corpus: str, share: float) -> None:
    total = lost = 0
    for article in lines(shared / "corpora" / f"{corpus}.jsonl.gz"):
        for segment in classify(article["text"]):
            words = len(article["text"][segment.start : segment.end].split())
            total += words
            lost += words * (segment.role not in STORY_ROLES)
    assert lost / total <= share


def test_pages(shared: Path) -> None:
    pages = lines(shared / "corpora" / "newspages_dev.jsonl.gz")
    precision = recall = dates = titles = 0.0
    for page in pages:
        found = read_page(page["html"], page["url"])
        segments = classify(found.text, found.title, found.headings)
        body = "\n".join(found.text[s.start : s.end] for s in segments if s.role in BODY_ROLES | {"heading"})
        mine, gold = windows(body), windows(page["body"])
        shared_windows = (mine & gold).total()
        precision += shared_windows / max(1, mine.total())
        recall += shared_windows / max(1, gold.total())
        published = publication_of(found.text, segments, found.metadata.published, NOW)
        dates += (published.at.date().isoformat() if published.at else None) == page["date"]
        titles += plain(found.title) == plain(page["title"])
    count = len(pages)
    f1 = 2 * precision * recall / (precision + recall)
    assert f1 >= 0.92
    assert dates / count >= 0.85
    assert titles / count >= 0.90


def windows(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3))


def plain(title: str | None) -> str:
    return " ".join(re.findall(r"\w+", (title or "").casefold()))
