"""Articles that people took out: which of them, and the tombstones that stay in their place.

Belongs here: what a row `retract` names, and the table ``retractions``. Does not belong here: what
becomes of the claims of such an article, which is what linking makes of the articles that are left.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from pipelines.schema import TABLES

RETRACT = "retract"
_IDENTITY = ("article_id", "document_id", "raw_sha256")


def retracted(corrections: pl.DataFrame, raw_articles: pl.DataFrame) -> pl.DataFrame:
    """Return the revisions that active corrections take out: ``article_id``, ``curation_id``, ``position``.

    A document that is named takes all its revisions out, later ones too; a revision only itself.
    Where several corrections name an article, the first of them has taken it out.

    Args:
        corrections: table ``corrections``.
        raw_articles: table ``raw_articles``; of it ``article_id`` and ``document_id``.
    """
    rows = corrections.filter((pl.col("action") == RETRACT) & pl.col("active"))
    named = rows.select("target", "curation_id", "position")
    articles = raw_articles.select("article_id", "document_id")
    found = [
        articles.join(named, left_on=column, right_on="target").select("article_id", "curation_id", "position")
        for column in ("article_id", "document_id")
    ]
    return pl.concat(found).sort("article_id", "position").unique("article_id", keep="first", maintain_order=True)


def retraction_effects(corrections: pl.DataFrame, raw_articles: pl.DataFrame) -> pl.DataFrame:
    """Return table ``correction_effects`` for the active rows `retract`; arguments as in :func:`retracted`."""
    counts = dict(retracted(corrections, raw_articles)["curation_id"].value_counts().iter_rows())
    known = {*raw_articles["article_id"], *raw_articles["document_id"]}
    rows = []
    for row in corrections.filter((pl.col("action") == RETRACT) & pl.col("active")).iter_rows(named=True):
        count = counts.get(row["curation_id"], 0)
        if count:
            status, note = "applied", f"{count} {'revision is' if count == 1 else 'revisions are'} left out"
        elif row["target"] in known:
            status, note = "no_effect", "an earlier row takes it out already"
        else:
            status, note = "unresolved", "no article of that identifier has been read"
        rows.append({"curation_id": row["curation_id"], "status": status, "note": note})
    table = TABLES["correction_effects"]
    return table.conform(table.frame(rows))


def tombstones(
    corrections: pl.DataFrame,
    raw_articles: pl.DataFrame,
    redacted: Iterable[Mapping[str, Any]],
    previous: pl.DataFrame,
    version: str,
) -> pl.DataFrame:
    """Return table ``retractions``.

    Args:
        corrections: table ``corrections``.
        raw_articles: table ``raw_articles``.
        redacted: a row for each article that was redacted: columns of ``retractions`` without ``version``.
        previous: table ``retractions`` of the version before, which knows the first version without each.
        version: the version being made.
    """
    table = TABLES["retractions"]
    said = corrections.select("curation_id", "reason", "author", "made_at")
    places = raw_articles.select(*_IDENTITY, "path", "url")
    rows = retracted(corrections, raw_articles).join(places, on="article_id").join(said, on="curation_id")
    since = dict(previous.select("article_id", "version").iter_rows())
    found = {row["article_id"]: {**row, "kind": "retracted"} for row in rows.drop("position").iter_rows(named=True)}
    found |= {row["article_id"]: dict(row) for row in redacted}
    return table.conform(table.frame({**row, "version": since.get(key, version)} for key, row in found.items()))
