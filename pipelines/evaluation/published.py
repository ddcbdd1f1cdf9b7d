"""What the pipeline reads: the tables of a version as articles and readings.

Belongs here: turning frames of the schema's tables into the values that this room compares.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from pipelines.evaluation.readings import Article, Reading

Tables = Callable[[str], pl.DataFrame]
"""Gives a table of a version by its name."""

_DIFFERING = ("contradicts", "differs", "supersedes", "denies")
"""Relations under which two claims cannot both be meant."""


def read_articles(tables: Tables) -> dict[str, Article]:
    """Return the current articles of a version by path."""
    articles = tables("articles").filter("is_current").sort("path")
    rows = articles.select("article_id", "path", "text", "unextracted_reason").iter_rows()
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in tables("segments").sort("start_char").iter_rows(named=True):
        places[row["article_id"]].append((row["start_char"], row["end_char"]))
    return {path: Article(path, text, tuple(places[article]), why) for article, path, text, why in rows}


def read_set_aside(tables: Tables) -> dict[str, str]:
    """Return why whole files and records were set aside, by path."""
    rows = tables("quarantine").select("path", "message").sort("path", "message")
    return dict(rows.iter_rows())


def read_mentions(tables: Tables) -> list[Reading]:
    """Return the mentions of the current articles of a version, by article and place."""
    paths = dict(tables("articles").filter("is_current").select("article_id", "path").iter_rows())
    chains = _lists(tables("attributions").sort("mention_id", "position"), _link)
    pieces = _lists(
        tables("content_spans").sort("mention_id", "position"), lambda row: (row["start_char"], row["end_char"])
    )
    differing = _differing(tables("claim_relations"))
    found = [
        _reading(row, paths[row["article_id"]], chains, pieces, differing)
        for row in tables("mentions").iter_rows(named=True)
        if row["article_id"] in paths
    ]
    return sorted(found, key=lambda each: (each.doc, each.start, each.end))


def _link(row: dict[str, Any]) -> str:
    return row["source_name"] or row["source_text"] or ""


def _lists(frame: pl.DataFrame, value: Callable[[dict[str, Any]], Any]) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        lists[row["mention_id"]].append(value(row))
    return lists


def _differing(relations: pl.DataFrame) -> dict[str, set[str]]:
    """Return the claims that stand against each claim, in both directions."""
    against: dict[str, set[str]] = defaultdict(set)
    rows = relations.filter(pl.col("relation").is_in(_DIFFERING)).select("claim_id", "other_claim_id")
    for one, other in rows.iter_rows():
        against[one].add(other)
        against[other].add(one)
    return against


def _reading(
    row: dict[str, Any],
    path: str,
    chains: dict[str, list[str]],
    pieces: dict[str, list[tuple[int, int]]],
    differing: dict[str, set[str]],
) -> Reading:
    return Reading(
        doc=path,
        start=row["content_start"],
        end=row["content_end"],
        type=row["claim_type"],
        cue=row["cue_text"],
        speaker=row["source_name"] or row["source_text"],
        chain=tuple(link for link in chains.get(row["mention_id"], ()) if link),
        anonymous=row["anonymous"],
        modality=row["modality"],
        polarity=row["polarity"],
        about_time=_written(row["about_start"], row["about_end"]),
        group=row["claim_id"],
        conflicts=tuple(sorted(differing.get(row["claim_id"], ()))),
        pieces=tuple(pieces.get(row["mention_id"], ())),
        confidence=row["confidence"],
        is_open=row["source_name"] is None,
    )


def _written(first: date | None, last: date | None) -> str | None:
    """Write an interval of dates as annotations do; without a first day there is none."""
    if first is None or last in {None, first}:
        return first.isoformat() if first else None
    return f"{first.isoformat()}/{last.isoformat()}"
