"""Body, date and title of real news pages beside their gold: ``python -m tests.score_pages PAGES``.

Body text is scored with 4-token shingles: precision and recall of the multiset of 4-token windows of
the extracted body against the gold body, averaged over pages, then F1 of the two averages.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.ids import article_id, document_id, sha256_bytes
from pipelines.reference import load_reference
from pipelines.schema import TABLES
from pipelines.settings import Settings
from pipelines.staging import stage
from pipelines.staging.articles import BODY_ROLES

_WINDOW = 4
_READ_AT = datetime(2026, 1, 1)


@dataclass(frozen=True)
class PageScore:
    """How one page was read."""

    page: str
    precision: float
    recall: float
    date: bool | None
    title: bool | None
    found: dict[str, Any]
    gold: dict[str, Any]


def pages(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of gold pages."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the windows of four words."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < _WINDOW:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(*(words[i:] for i in range(_WINDOW)), strict=False))


def score_page(page: dict[str, Any]) -> PageScore:
    """Stage one page as the pipeline does and compare it with its gold."""
    data = page["html"].encode("utf-8", "replace")
    document = document_id(page["url"])
    raw = TABLES["raw_articles"].frame(
        [
            {
                "article_id": article_id(document, sha256_bytes(data)),
                "document_id": document,
                "batch_id": "b",
                "path": page["id"],
                "url": page["url"],
                "media_type": "text/html",
                "raw_sha256": sha256_bytes(data),
                "encoding": "utf-8",
                "byte_count": len(data),
                "given": "{}",
                "retrieved_at": _READ_AT,
            }
        ]
    )
    result = stage(raw, lambda _: data, load_reference(), Settings())
    gold = {key: page.get(key) for key in ("title", "date", "body", "authors", "url")}
    if not result.articles.height:
        reason = result.quarantine["reason_code"][0]
        return PageScore(
            page["id"], 0.0, 0.0, _or_none(gold["date"]), _or_none(gold["title"]), {"reason": reason}, gold
        )
    article = result.articles.row(0, named=True)
    body = "\n".join(
        article["text"][row["start_char"] : row["end_char"]]
        for row in result.segments.sort("start_char").iter_rows(named=True)
        if row["role"] in BODY_ROLES
    )
    ours, theirs = shingles(body), shingles(page["body"])
    same = (ours & theirs).total()
    published = article["published_at"]
    return PageScore(
        page["id"],
        same / ours.total() if ours else 0.0,
        same / theirs.total() if theirs else 0.0,
        None if not gold["date"] else published is not None and published.strftime("%Y-%m-%d") == gold["date"][:10],
        None if not gold["title"] else _same(article["title"], gold["title"]),
        {**{key: article[key] for key in ("title", "published_at", "outlet", "byline")}, "body": body},
        gold,
    )


def _or_none(value: object) -> bool | None:
    return False if value else None


def _same(one: str | None, other: str) -> bool:
    return one is not None and re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def summary(scores: list[PageScore]) -> dict[str, float]:
    """Return body precision, recall and F1, and the shares of right dates and titles."""
    precision = sum(score.precision for score in scores) / len(scores)
    recall = sum(score.recall for score in scores) / len(scores)
    dates = [score.date for score in scores if score.date is not None]
    titles = [score.title for score in scores if score.title is not None]
    return {
        "body_precision": precision,
        "body_recall": recall,
        "body_f1": 2 * precision * recall / (precision + recall),
        "date": sum(dates) / len(dates),
        "title": sum(titles) / len(titles),
    }


def main() -> None:
    """Print the figures, and with ``--errors`` what each page that is not read rightly gave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--errors", action="store_true", help="list the pages that are not read rightly")
    given = parser.parse_args()
    scores = [score_page(page) for page in pages(given.pages)]
    if given.errors:
        for score in sorted(scores, key=lambda score: score.precision + score.recall):
            print(f"{score.page:40} {score.precision:.2f} {score.recall:.2f} date={score.date} title={score.title}")
            if score.date is False:
                print("    date", score.found.get("published_at"), "gold", score.gold["date"])
            if score.title is False:
                print("    title", score.found.get("title"), "| gold", score.gold["title"])
    print(json.dumps({key: round(value, 3) for key, value in summary(scores).items()}))


if __name__ == "__main__":
    main()
