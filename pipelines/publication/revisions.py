"""What an edited article says otherwise than before: its mentions in the old and the new revision, compared."""

from collections.abc import Iterator, Mapping

import polars as pl
from rapidfuzz import fuzz

from pipelines.publication.changes import aligned
from pipelines.schema import TABLES

Frames = Mapping[str, pl.DataFrame]

KINDS = ("softened", "hardened", "reversed", "reworded", "removed", "added")
"""What may have become of a mention; ``reversed``: affirmed before and denied now, or the other way round."""

_FIRMNESS = {"asserted": 3, "hedged": 2, "conditional": 1, "unclear": 0}
_ALIKE = 60.0
"""From this likeness of words on (rapidfuzz token_sort_ratio, 0–100) one mention stands for another."""
_COLUMNS = ("mention_id", "mention_key", "article_id", "claim_id", "content_text", "modality", "polarity")
_NEW = "\0new"
"""How a column of the new revision is told from that of the old one; no declared column ends so."""
_SCHEMA = pl.Schema(
    {
        **dict.fromkeys(("document_id", "path", "kind"), pl.String()),
        **{
            f"{name}_{side}": pl.String()
            for name in ("mention_id", "claim_id", "words")
            for side in ("before", "after")
        },
    }
)


def revised_mentions(before: Frames, after: Frames) -> pl.DataFrame:
    """Compare the mentions of every article that has another current revision than before.

    A mention of the old revision that the new one has word for word stays, unless it is put more or less
    firmly now; of the others, those of
    the same claim, else of like words, are one mention put otherwise, and the rest came or went.
    The old revision is read as the later version has it, where it has it: else new code would
    look like a new wording.

    Returns:
        ``document_id``, ``path``, ``kind`` (:data:`KINDS`), and ``mention_id_``, ``claim_id_`` and ``words_`` each
        with ``before`` and ``after``; null where there is none.
    """
    pairs = revised_articles(before, after)
    mentions = {side: _mentions(frames) for side, frames in (("before", before), ("after", after))}
    still = set(aligned(TABLES["articles"], after.get("articles"))["article_id"])
    rows: list[dict[str, str | None]] = []
    for document, path, old, new in pairs.iter_rows():
        one = mentions["after" if old in still else "before"].filter(pl.col("article_id") == old)
        other = mentions["after"].filter(pl.col("article_id") == new)
        rows.extend({"document_id": document, "path": path, **row} for row in _compared(one, other))
    order = pl.col("kind").cast(pl.Enum(KINDS))
    return pl.DataFrame(rows, schema=_SCHEMA).sort("path", "document_id", order, maintain_order=True)


def revised_articles(before: Frames, after: Frames) -> pl.DataFrame:
    """Return the documents that have another current revision: ``document_id``, ``path``, articles ``old``, ``new``."""
    old, new = (
        aligned(TABLES["articles"], frames.get("articles"))
        .filter("is_current")
        .select("document_id", "article_id", "path")
        for frames in (before, after)
    )
    both = new.join(old, on="document_id", suffix="_old").filter(pl.col("article_id") != pl.col("article_id_old"))
    return both.select("document_id", "path", old="article_id_old", new="article_id").sort("path", "document_id")


def _mentions(frames: Frames) -> pl.DataFrame:
    return aligned(TABLES["mentions"], frames.get("mentions")).sort("article_id", "content_start").select(_COLUMNS)


def _compared(old: pl.DataFrame, new: pl.DataFrame) -> Iterator[dict[str, str | None]]:
    """The mentions of two revisions that are not the same in both."""
    stayed = old.join(new, on="mention_key", suffix=_NEW)
    # the words may be the same and a word beside them, "reportedly" or "denied that", new
    differs = pl.any_horizontal(pl.col(name) != pl.col(name + _NEW) for name in ("modality", "polarity"))
    for row in stayed.filter(differs).iter_rows(named=True):
        after = {name: row.get(name + _NEW, row[name]) for name in _COLUMNS}
        yield {"kind": _kind(row, after), **_side(row, "before"), **_side(after, "after")}
    gone = old.join(new, on="mention_key", how="anti", maintain_order="left").to_dicts()
    come = new.join(old, on="mention_key", how="anti", maintain_order="left").to_dicts()
    likeness = sorted(
        ((_likeness(one, other), -i, -j) for i, one in enumerate(gone) for j, other in enumerate(come)), reverse=True
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for score, i, j in likeness:
        if score < _ALIKE or -i in taken_old or -j in taken_new:
            continue
        taken_old.add(-i)
        taken_new.add(-j)
        yield {"kind": _kind(gone[-i], come[-j]), **_side(gone[-i], "before"), **_side(come[-j], "after")}
    for i, one in enumerate(gone):
        if i not in taken_old:
            yield {"kind": "removed", **_side(one, "before")}
    for j, other in enumerate(come):
        if j not in taken_new:
            yield {"kind": "added", **_side(other, "after")}


def _likeness(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    words = (one["content_text"], other["content_text"])
    # without published words, only the claim tells that one mention stands for another
    alike = fuzz.token_sort_ratio(*words) if None not in words else 0.0
    return 100.0 + alike if one["claim_id"] == other["claim_id"] else alike


def _kind(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    if one["polarity"] != other["polarity"]:
        return "reversed"
    change = _FIRMNESS[other["modality"]] - _FIRMNESS[one["modality"]]
    return "softened" if change < 0 else "hardened" if change > 0 else "reworded"


def _side(mention: Mapping[str, str], side: str) -> dict[str, str | None]:
    names = {"mention_id": "mention_id", "claim_id": "claim_id", "words": "content_text"}
    return {f"{name}_{side}": mention[column] for name, column in names.items()}
