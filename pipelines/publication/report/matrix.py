"""Which outlet states which claim, and whether on its own word: the claims that travelled furthest."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from pipelines.publication.report.texts import Rest, counted, one_line, rest_of

_CLAIMS = 30
_OUTLETS = 14
_OWN = ("own_reporting", "public_record")
"""How an origin is known where the outlet itself heard or found it."""
_ALL = (
    "SELECT c.claim_text, coalesce(o.name, a.outlet) AS outlet, count(DISTINCT article_id) AS articles FROM mentions m"
    " JOIN claims c USING (claim_id) JOIN articles a USING (article_id) LEFT JOIN outlets o USING (outlet_id)"
    " WHERE a.is_current AND c.article_count > 1 GROUP BY ALL ORDER BY ALL"
)
_SHADES = (1, 2, 3, 5)
"""From this many articles on, the next darker shade."""


class Cell(NamedTuple):
    """How an outlet states a claim."""

    sign: str
    """``●`` on its own word, ``○`` taken over from another medium, ``◐`` both; empty where it does not."""
    shade: int
    """0 to 4, by the number of articles."""
    articles: int
    says: str


class Line(NamedTuple):
    """A claim and its cells, one an outlet."""

    claim_id: str
    text: str
    origins: int
    cells: list[Cell]


class Matrix(NamedTuple):
    """The claims that stand in several articles against the outlets that state most of them."""

    outlets: list[str]
    lines: list[Line]
    claims_in_all: int
    outlets_in_all: int
    rest: Rest
    """The claims that have no line."""


def matrix(tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame) -> Matrix:
    """Return the matrix of a version; ``articles`` carry ``outlet_name``."""
    repeated = tables["claims"].filter(pl.col("article_count") > 1)
    chosen = repeated.sort(
        ["outlet_count", "article_count", "mention_count", "claim_text", "claim_id"],
        descending=[True, True, True, False, False],
    ).head(_CLAIMS)
    cells = _cells(tables, articles, chosen)
    weight = cells.group_by("outlet_name").agg(pl.len().alias("claims"), pl.col("articles").sum())
    names = weight.sort(["claims", "articles", "outlet_name"], descending=[True, True, False])["outlet_name"].to_list()
    shown = names[:_OUTLETS]
    found = {(claim, outlet): (own, taken, count) for claim, outlet, own, taken, count in cells.rows()}
    lines = [
        Line(claim, one_line(text, 140), origins, [_cell(outlet, found.get((claim, outlet))) for outlet in shown])
        for claim, text, origins in chosen.select("claim_id", "claim_text", "independent_origin_count").iter_rows()
    ]
    rest = rest_of(lines, repeated.height, _ALL)
    return Matrix([one_line(name, 28) for name in shown], lines, repeated.height, len(names), rest)


def _cells(tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """One row a claim and outlet: whether on its own word, whether taken over, in how many articles."""
    owned = tables["claim_origins"].group_by("mention_id").agg(own=pl.col("method").is_in(_OWN).any())
    stated = (
        tables["mentions"]
        .select("claim_id", "mention_id", "article_id")
        .join(chosen.select("claim_id"), on="claim_id", how="semi")
        .join(articles.filter("is_current").select("article_id", "outlet_name"), on="article_id")
        .join(owned, on="mention_id", how="left")
        .with_columns(pl.col("own").fill_null(value=True))
    )
    return stated.group_by("claim_id", "outlet_name").agg(
        own=pl.col("own").any(), taken=(~pl.col("own")).any(), articles=pl.col("article_id").n_unique()
    )


def _cell(outlet: str, found: tuple[bool, bool, int] | None) -> Cell:
    if found is None:
        return Cell("", 0, 0, "")
    own, taken, count = found
    sign, how = {
        (True, False): ("●", "on its own word"),
        (False, True): ("○", "taken over from another medium"),
    }.get((own, taken), ("◐", "in part on its own word, in part taken over"))
    shade = sum(count >= least for least in _SHADES)
    return Cell(sign, shade, count, f"{one_line(outlet, 60)}: {counted(count, 'article')}, {how}")
