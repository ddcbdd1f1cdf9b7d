"""What the views of a claim, an article and an entity have in common: names, chains and evidence."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.publication.report.claims import content_spans
from pipelines.publication.report.excerpts import excerpt
from pipelines.publication.withholding import NOT_PUBLISHED

if TYPE_CHECKING:
    from pipelines.reader import Dataset

Row = Mapping[str, Any]
Facts = dict[str, Any]

UNKNOWN = "an unknown outlet"


def rows_of(data: "Dataset", table: str, column: str, values: Iterable[str]) -> pl.DataFrame:
    """Return the rows of a table whose ``column`` is one of ``values``; no other row is kept in memory."""
    wanted = sorted(set(values))
    return data.scan(table).filter(pl.col(column).is_in(wanted)).collect()


def outlet_names(data: "Dataset") -> dict[str, str]:
    """Return the canonical names of the outlets by identifier."""
    return dict(data.table("outlets").select("outlet_id", "name").iter_rows())


def by_time(row: Row) -> tuple[datetime, str, int]:
    """The place of a mention among others: by the day of its article, undated ones last."""
    return row["published_at"] or datetime.max, row["path"], row["content_start"]


def mention_facts(data: "Dataset", mentions: pl.DataFrame) -> list[Facts]:
    """Return mentions as values, in the order of time: who says it where, through whom, how firmly, in which words."""
    articles = {
        row["article_id"]: row for row in rows_of(data, "articles", "article_id", mentions["article_id"]).to_dicts()
    }
    names = outlet_names(data)
    spans = content_spans(rows_of(data, "content_spans", "mention_id", mentions["mention_id"]), mentions)
    chains = _chains(data, mentions)
    told = [
        _mention(row, articles[row["article_id"]], chains.get(row["mention_id"], []), spans, names)
        for row in mentions.iter_rows(named=True)
    ]
    return sorted(told, key=by_time)


def _mention(
    row: Row, article: Row, chain: Sequence[Facts], spans: Mapping[str, list[tuple[int, int]]], names: Mapping[str, str]
) -> Facts:
    outlet = names.get(article["outlet_id"] or "") or article["outlet"] or UNKNOWN
    links = [{"name": outlet, "kind": "outlet", "explicit": True}, *chain]
    credited = names.get(row["origin_id"] or "")
    if credited and all(link["name"] != credited for link in links):
        links.insert(1, {"name": credited, "kind": "medium", "explicit": False})
    fragments = excerpt(article["text"] or "", row, spans.get(row["mention_id"], []))
    return {
        "mention_id": row["mention_id"],
        "claim_id": row["claim_id"],
        "article_id": row["article_id"],
        "path": article["path"],
        "outlet": outlet,
        "published_at": article["published_at"],
        "published_precision": article["published_precision"],
        "is_current": article["is_current"],
        "claim_type": row["claim_type"],
        "modality": row["modality"],
        "polarity": row["polarity"],
        "speaker": row["source_name"] or row["source_text"],
        "anonymous": row["anonymous"],
        "cue": row["cue_text"],
        "chain": links,
        "claim_text": row["claim_text"],
        "content_text": row["content_text"],
        "content_start": row["content_start"],
        "content_end": row["content_end"],
        "sentence": [{"text": each.text, "part": each.part} for each in fragments if each.part != "context"],
    }


def _chains(data: "Dataset", mentions: pl.DataFrame) -> dict[str, list[Facts]]:
    """Who stands between the outlet and the content, outermost first, by mention."""
    found: dict[str, list[Facts]] = {}
    links = rows_of(data, "attributions", "mention_id", mentions["mention_id"]).sort("mention_id", "position")
    for row in links.iter_rows(named=True):
        link = {
            "name": row["source_name"] or row["source_text"] or NOT_PUBLISHED,
            "kind": row["source_kind"],
            "explicit": row["explicit"],
        }
        found.setdefault(row["mention_id"], []).append(link)
    return found
