"""All that a version knows of one article."""

from typing import TYPE_CHECKING

import polars as pl

from assets.looking.shared import UNKNOWN, Facts, Row, mention_facts, outlet_names, rows_of

if TYPE_CHECKING:
    from pipelines.reader import Dataset

_COLUMNS = (
    *("article_id", "document_id", "revision", "is_current", "path", "url", "title", "byline", "language"),
    *("published_at", "published_precision", "published_evidence", "published_note", "retrieved_at"),
    *("media_type", "word_count", "raw_sha256", "duplicate_of", "unextracted_reason"),
)
_BRIEF = ("article_id", "path", "outlet", "title", "published_at", "published_precision")


def article_facts(data: "Dataset", article: str) -> Facts:
    """Return what a version knows of an article, as values of JSON.

    Args:
        data: The version.
        article: An ``article_id``.

    Returns:
        The columns of ``articles`` but its text, and ``outlet``, ``published_words`` (the words that prove its date),
        ``rests_on`` (the media credited), ``revisions`` of the document, ``copies`` (what it is a copy of, and the
        copies of it) and ``mentions`` in the order of the text, each with the standing of its claim.
    """
    row = rows_of(data, "articles", "article_id", [article]).row(0, named=True)
    names = outlet_names(data)
    start, end = row["published_evidence_start"], row["published_evidence_end"]
    # what is compared with is read without its text: a corpus may hold gigabytes of it
    others = data.scan("articles").select(*_BRIEF, "outlet_id", "document_id", "revision", "is_current", "duplicate_of")
    revisions = others.filter(pl.col("document_id") == row["document_id"]).sort("revision").collect()
    original = row["duplicate_of"] or article
    copies = others.filter((pl.col("article_id") == original) | (pl.col("duplicate_of") == original)).collect()
    mentions = mention_facts(data, rows_of(data, "mentions", "article_id", [article]))
    claims = rows_of(data, "claims", "claim_id", {each["claim_id"] for each in mentions})
    standing = {claim["claim_id"]: claim for claim in claims.iter_rows(named=True)}
    return {
        "kind": "article",
        "version": data.version,
        **{name: row[name] for name in _COLUMNS},
        "outlet": names.get(row["outlet_id"] or "") or row["outlet"] or UNKNOWN,
        "published_words": (row["text"] or "")[start:end].strip() or None if start is not None else None,
        "rests_on": _rests_on(data, article, names),
        "revisions": [
            {name: each[name] for name in ("article_id", "revision", "is_current", "published_at")}
            for each in revisions.iter_rows(named=True)
        ],
        "copies": [
            {
                **{name: each[name] for name in _BRIEF if name != "outlet"},
                "outlet": names.get(each["outlet_id"] or "") or each["outlet"] or UNKNOWN,
                "is_original": each["article_id"] == original,
            }
            for each in copies.sort("published_at", "path").iter_rows(named=True)
            if each["article_id"] != article
        ],
        "mentions": [
            each | _standing(standing[each["claim_id"]])
            for each in sorted(mentions, key=lambda each: (each["content_start"], each["content_end"]))
        ],
    }


def _standing(claim: Row) -> Facts:
    """What a claim amounts to, and its canonical wording."""
    shown = ("independent_origin_count", "article_count", "status", "is_disputed")
    return {"canonical_claim_text": claim["claim_text"]} | {name: claim[name] for name in shown}


def _rests_on(data: "Dataset", article: str, names: dict[str, str]) -> list[Facts]:
    """The media that the article credits, each with the names printed and how it is known."""
    rows = rows_of(data, "article_origins", "article_id", [article]).sort("origin_id", "method")
    found: dict[str, Facts] = {}
    for row in rows.iter_rows(named=True):
        name = names.get(row["origin_id"], row["origin_name"])
        each = found.setdefault(row["origin_id"], {"name": name, "printed": [], "methods": []})
        each["methods"].append(row["method"])
        if row["origin_name"] not in each["printed"]:
            each["printed"].append(row["origin_name"])
    return list(found.values())
