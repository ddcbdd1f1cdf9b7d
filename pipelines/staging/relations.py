"""What articles are to each other: revisions of one document, copies of one article, reports of one story.

Runs over all articles of a home; everything that needs no other article is in ``stage``.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.schema import TABLES
from pipelines.staging.near_duplicates import clusters, near_duplicate_pairs
from pipelines.staging.own_words import own_words
from pipelines.staging.story_dates import infer_dates

if TYPE_CHECKING:
    from pipelines.workers import Apply

_NEVER = datetime.max


def relate(articles: pl.DataFrame, segments: pl.DataFrame, batches: pl.DataFrame, apply: "Apply" = map) -> pl.DataFrame:
    """Fill ``revision``, ``is_current``, ``duplicate_of`` and dates left open, over all articles of a home.

    Revisions of a document are numbered by arrival: start of their batch, then retrieval, then
    ``article_id``. Copies point at the earliest published article of their cluster (then the
    earliest to arrive); revisions of one document are no copies of each other. A publication
    date that an article's own words leave open is inferred from dated reports of the same story.
    Running it over its own result gives the same result.

    Args:
        articles: rows of the table of that name, of all batches.
        segments: rows of the table of that name, of these articles.
        batches: rows of the table of that name.
        apply: what applies a function to some texts at a time, in whatever processes; the rows are the same.
    """
    table = TABLES["articles"]
    started = dict(batches.select("batch_id", "started_at").iter_rows())
    rows = sorted(table.conform(articles).iter_rows(named=True), key=lambda row: _arrival(row, started))
    _number_revisions(rows)
    infer_dates(rows)
    _mark_copies(rows, own_words(rows, segments), apply)
    return table.conform(table.frame(rows))


def _arrival(row: dict[str, Any], started: dict[str, datetime]) -> tuple[datetime, datetime, str]:
    return started.get(row["batch_id"], _NEVER), row["retrieved_at"] or _NEVER, row["article_id"]


def _number_revisions(rows: list[dict[str, Any]]) -> None:
    """Number the revisions of each document; ``rows`` stand in order of arrival."""
    of_document: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_document[row["document_id"]].append(row)
    for revisions in of_document.values():
        for number, row in enumerate(revisions, start=1):
            row["revision"] = number
            row["is_current"] = number == len(revisions)


def _mark_copies(rows: list[dict[str, Any]], words: Mapping[str, str], apply: "Apply") -> None:
    """Point copies at the first of their cluster; ``rows`` stand in order of arrival, ``words`` are compared."""
    by_id = {row["article_id"]: row for row in rows}
    order = {article: place for place, article in enumerate(by_id)}
    for row in rows:
        row["duplicate_of"] = None
    pairs = near_duplicate_pairs(words, {article: _day(row) for article, row in by_id.items()}, apply)
    for cluster in clusters(list(by_id), pairs):
        first = min(cluster, key=lambda article: (by_id[article]["published_at"] or _NEVER, order[article]))
        for article in cluster:
            if by_id[article]["document_id"] != by_id[first]["document_id"]:
                by_id[article]["duplicate_of"] = first


def _day(row: Mapping[str, Any]) -> date | None:
    """Return the day on which an article was published, where it is known to the day."""
    return row["published_at"].date() if row["published_precision"] in {"minute", "day"} else None
