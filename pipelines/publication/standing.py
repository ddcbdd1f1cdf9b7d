"""What readers care for between two versions: claims whose standing changed."""

from collections.abc import Mapping

import polars as pl

from pipelines.publication.changes import aligned
from pipelines.schema import TABLES

Frames = Mapping[str, pl.DataFrame]

TITLES = {
    "corroborated": "Claims that gained a second independent origin",
    "disputed": "Newly disputed claims",
    "withdrawn": "Claims withdrawn",
    "single_again": "Claims that rest on one origin again",
    "undisputed": "Claims no longer disputed",
}
"""What may become of a claim's standing, in the order of what matters most, in words."""

_COUNTS = ("independent_origin_count", "is_disputed")


def claims_that_changed(before: Frames, after: Frames) -> dict[str, pl.DataFrame]:
    """Return the claims whose standing changed, by what became of them: the keys of :data:`TITLES`, in its order.

    A claim is withdrawn where no current revision of any article states it any more, since the
    articles that did were edited or are gone. Each frame: ``claim_id``, ``claim_text``,
    ``origins_before``, ``origins_after``.
    """
    old, new = (aligned(TABLES["claims"], frames.get("claims")) for frames in (before, after))
    pairs = new.join(old.select("claim_id", *_COUNTS), on="claim_id", how="left", suffix="_before")
    known = pairs.filter(pl.col("is_disputed_before").is_not_null())
    was, now = pl.col("independent_origin_count_before"), pl.col("independent_origin_count")
    gone = old.join(_withdrawn(before, after), on="claim_id", how="semi")
    found = {
        "corroborated": known.filter((was < 2) & (now >= 2)),
        "disputed": pairs.filter(pl.col("is_disputed") & ~pl.col("is_disputed_before").fill_null(value=False)),
        "withdrawn": gone.with_columns(
            independent_origin_count_before=now, independent_origin_count=pl.lit(None, pl.Int64)
        ),
        "single_again": known.filter((was >= 2) & (now < 2)),
        "undisputed": known.filter(pl.col("is_disputed_before") & ~pl.col("is_disputed")),
    }
    columns = ("claim_id", "claim_text", was.alias("origins_before"), now.alias("origins_after"))
    return {name: frame.select(columns).sort("claim_id") for name, frame in found.items()}


def _withdrawn(before: Frames, after: Frames) -> pl.DataFrame:
    """Claims of current articles before, all of which are superseded or gone, that no current article states now."""
    stated, stating = (_stated(frames) for frames in (before, after))
    standing = aligned(TABLES["articles"], after.get("articles")).filter("is_current").select("article_id")
    kept = stated.join(standing, on="article_id", how="semi")
    history = aligned(TABLES["claim_history"], after.get("claim_history"))
    merged = history.filter(pl.col("event") == "merged_into").select("claim_id")
    out = stated.select("claim_id").unique()
    for other in (kept, stating, merged):
        out = out.join(other.select("claim_id"), on="claim_id", how="anti")
    return out


def _stated(frames: Frames) -> pl.DataFrame:
    """``claim_id``, ``article_id``: what the current revisions state."""
    current = aligned(TABLES["articles"], frames.get("articles")).filter("is_current").select("article_id")
    mentions = aligned(TABLES["mentions"], frames.get("mentions")).select("claim_id", "article_id")
    return mentions.join(current, on="article_id", how="semi").unique()
