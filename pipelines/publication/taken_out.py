"""What a version says of articles that people took out of it or brought back, in plain words."""

from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.publication.changes import aligned
from pipelines.publication.markdown import escape
from pipelines.schema import TABLES

Frames = Mapping[str, pl.DataFrame]

_LINE = 240
_ALL_GONE = "Its words, and what was made of them, are gone from every version"
_BACK = "Articles brought back"
_TITLES = {"retracted": "Articles retracted", "redacted": "Articles redacted"}


def taken_out(before: Frames, after: Frames) -> Iterator[tuple[str, list[str]]]:
    """Yield titles with a line for each article, in Markdown: retracted, redacted, brought back.

    Args:
        before: the frames of the version before.
        after: the frames of the version made.
    """
    old, new = (aligned(TABLES["retractions"], frames.get("retractions")) for frames in (before, after))
    come = new.join(old, on=["article_id", "kind"], how="anti")
    losses = _losses(before, after)
    for kind, title in _TITLES.items():
        rows = come.filter(pl.col("kind") == kind).sort("path", "article_id", nulls_last=True)
        yield title, [_line(row, losses) for row in rows.iter_rows(named=True)]
    back = old.join(new, on="article_id", how="anti").sort("path", "article_id", nulls_last=True)
    yield _BACK, [f"{_name(row)} (`{row['article_id']}`)" for row in back.iter_rows(named=True)]


def _name(row: Mapping[str, object]) -> str:
    return escape(str(row["url"] or row["path"] or "an article"), _LINE)


def _line(row: Mapping[str, object], losses: Mapping[str, tuple[int, int]]) -> str:
    mentions, claims = losses.get(str(row["article_id"]), (0, 0))
    why = escape(str(row["reason"]), _LINE) if row["reason"] else "no reason given"
    who = f"taken out by {escape(str(row['author']), _LINE)}: {why}"
    told = _said(mentions, claims) if row["kind"] == "retracted" else _ALL_GONE
    return f"{_name(row)} (`{row['article_id']}`), {who}. {told}"


def _said(mentions: int, claims: int) -> str:
    gone = "Its one mention is gone" if mentions == 1 else f"Its {mentions:,} mentions are gone"
    alone = "1 claim that no other article states" if claims == 1 else f"{claims:,} claims that no other article states"
    if not mentions:
        return "Nothing had been read from it"
    return f"{gone}, and with them {alone}" if claims else f"{gone}; other articles still state all that it claimed"


def _losses(before: Frames, after: Frames) -> dict[str, tuple[int, int]]:
    """The mentions of each article that went, and the claims that went with them."""
    mentions = aligned(TABLES["mentions"], before.get("mentions")).select("mention_id", "article_id", "claim_id")
    left = aligned(TABLES["articles"], after.get("articles")).select("article_id")
    gone = mentions.join(left, on="article_id", how="anti")
    claims = gone.join(aligned(TABLES["claims"], after.get("claims")), on="claim_id", how="anti")
    counted = gone.group_by("article_id").agg(mentions=pl.len())
    lost = claims.group_by("article_id").agg(claims=pl.col("claim_id").n_unique())
    rows = counted.join(lost, on="article_id", how="left").with_columns(pl.col("claims").fill_null(0))
    return {article: (number, lone) for article, number, lone in rows.iter_rows()}
