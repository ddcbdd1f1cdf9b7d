"""What of an article's text is its own: its story, without the lines that its outlet prints beside many stories.

Two articles of one site may share more furniture than either has words of its own, and most furniture says nothing of
being any. It is told by where it stands: in articles of one outlet that begin otherwise. Articles without a known
outlet keep all of their story.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.staging.articles import BODY_ROLES

MIN_STORIES = 3
"""A paragraph that an outlet prints in so many stories belongs to none of them."""


def own_words(rows: Sequence[Mapping[str, Any]], segments: pl.DataFrame) -> dict[str, str]:
    """Return by ``article_id`` the words of its own; all of its text where nothing else is left.

    Args:
        rows: of the table ``articles``.
        segments: rows of the table of that name, of these articles.
    """
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    body = segments.filter(pl.col("role").is_in(sorted(BODY_ROLES))).select("article_id", "start_char", "end_char")
    for article, start, end in body.sort("article_id", "start_char").iter_rows():
        spans[article].append((start, end))
    parts = {
        row["article_id"]: [" ".join(row["text"][start:end].split()) for start, end in spans[row["article_id"]]]
        for row in rows
    }
    furniture = _furniture((row["outlet_id"], parts[row["article_id"]]) for row in rows if row["outlet_id"])
    words = {}
    for row in rows:
        own = [part for part in parts[row["article_id"]] if (row["outlet_id"], part) not in furniture]
        words[row["article_id"]] = "\n".join(own) or row["text"]
    return words


def _furniture(stories: Iterable[tuple[str, Sequence[str]]]) -> set[tuple[str, str]]:
    """Return the outlets and paragraphs that stand in many stories, told apart by their first or longest paragraph."""
    firsts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    longests: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for outlet, parts in stories:
        for part in parts:
            firsts[outlet, part].add(parts[0])
            longests[outlet, part].add(max(parts, key=len))
    return {key for key in firsts if max(len(firsts[key]), len(longests[key])) >= MIN_STORIES}
