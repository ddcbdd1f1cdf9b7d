"""All that a version knows of one person, body or place."""

from typing import TYPE_CHECKING

import polars as pl

from assets.commands.published import table
from assets.looking.shared import UNKNOWN, Facts, outlet_names, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.reader import Dataset
    from pipelines.reference import Reference

_CLAIM = ("claim_id", "claim_text", "article_count", "independent_origin_count", "status", "is_disputed")


def entity_facts(data: "Dataset", entity: str, reference: "Reference | None" = None) -> Facts:
    """Return what a version knows of an entity, as values of JSON.

    Args:
        data: The version.
        entity: A live ``entity_id``.
        reference: The reference tables of the home, from which the offices are taken; no offices without them.

    Returns:
        The columns of ``entities``, and ``names`` (each spelling with how often it is seen and by which outlets),
        ``offices``, ``claims_made``, ``claims_about`` (it is named in their content) and ``quoted_by``; claims and
        outlets with the number of mentions, the most first.
    """
    row = rows_of(data, "entities", "entity_id", [entity]).row(0, named=True)
    made = rows_of(data, "mentions", "source_id", [entity])
    named = rows_of(data, "entity_mentions", "entity_id", [entity])
    about = rows_of(
        data, "mentions", "mention_id", named.filter(pl.col("role") != "source")["mention_id"].drop_nulls()
    ).filter(pl.col("source_id").is_null() | (pl.col("source_id") != entity))
    places = _places(data, {*named["article_id"], *made["article_id"]})
    return {
        "kind": "entity",
        "version": data.version,
        **_described(row),
        "names": _names(data, entity, named.join(places, on="article_id", how="left")),
        "offices": _offices(reference, entity),
        "mention_count": made.height,
        "claims_made": _claims(data, made),
        "claims_about": _claims(data, about),
        "quoted_by": _counted(made.join(places, on="article_id", how="left"), "place"),
        "merged": _merged(data, entity),
    }


def _described(row: Facts) -> Facts:
    return {("entity_kind" if name == "kind" else name): value for name, value in row.items()}


def _places(data: "Dataset", articles: set[str]) -> pl.DataFrame:
    """The outlet of each article, by name: ``article_id``, ``place``."""
    rows = data.scan("articles").select("article_id", "outlet_id", "outlet")
    found = rows.filter(pl.col("article_id").is_in(sorted(articles))).collect()
    names = outlet_names(data)
    places = [
        (article, names.get(outlet or "") or printed or UNKNOWN) for article, outlet, printed in found.iter_rows()
    ]
    return pl.DataFrame(places, schema={"article_id": pl.String, "place": pl.String}, orient="row")


def _names(data: "Dataset", entity: str, named: pl.DataFrame) -> "Sequence[Facts]":
    """The spellings: those seen in articles by their number, then those that only the reference tables have."""
    aliases = rows_of(data, "entity_aliases", "entity_id", [entity])
    seen = (
        named.with_columns(name=pl.col("text").str.replace_all(r"\s+", " "))
        .group_by("name")
        .agg(times=pl.len(), outlets=pl.col("place").unique().sort())
        .sort("times", "name", descending=[True, False])
    )
    rows = seen.to_dicts()
    known = set(seen["name"])
    rows += [{"name": alias, "times": 0, "outlets": []} for alias in sorted(set(aliases["alias"]) - known)]
    return rows


def _counted(frame: pl.DataFrame, column: str) -> list[Facts]:
    counted = frame.group_by(name=pl.col(column)).agg(mentions=pl.len())
    return counted.sort("mentions", "name", descending=[True, False]).to_dicts()


def _claims(data: "Dataset", mentions: pl.DataFrame) -> list[Facts]:
    """The claims of ``mentions`` with how many of these each has and how firm they are, the most first."""
    counted = mentions.group_by("claim_id").agg(
        mentions=pl.len(), modalities=pl.col("modality").unique().sort(), polarities=pl.col("polarity").unique().sort()
    )
    claims = rows_of(data, "claims", "claim_id", counted["claim_id"]).select(*_CLAIM, "first_published_at")
    joined = claims.join(counted, on="claim_id")
    order = ["mentions", "article_count", "first_published_at", "claim_id"]
    return joined.sort(order, descending=[True, True, False, False], nulls_last=True).to_dicts()


def _offices(reference: "Reference | None", entity: str) -> list[Facts]:
    """The offices that the entity holds or held, and, of a body, who holds or held offices of it."""
    if reference is None:
        return []
    rows = reference.offices.filter((pl.col("holder_id") == entity) | (pl.col("body") == entity))
    found = []
    for row in rows.sort("from_date", "office").iter_rows(named=True):
        holder, body = (reference.entity(row[name]) or {"name": row[name]} for name in ("holder_id", "body"))
        told = {name: row[name] for name in ("office", "from_date", "to_date")}
        found.append(told | {"holder": holder["name"], "body": body["name"]})
    return found


def _merged(data: "Dataset", entity: str) -> list[str]:
    """The entities that were merged into this one."""
    history = table(data, "entity_history")
    merged = history.filter((pl.col("event") == "merged_into") & (pl.col("other_entity_id") == entity))
    return merged["entity_id"].unique().sort().to_list()
