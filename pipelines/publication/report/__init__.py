"""``report.html``: a version as one page for people, that needs nothing but itself.

Belongs here: what the page shows and how it is drawn. Does not belong here: anything that is not
in the tables, the changelog or the quality figures of the version.

The charts are drawn by Vega-Lite when the version is made (:mod:`.charts`) and stand in the page as SVG: no
library has to travel with every version, nothing needs a script, and the policy in the page's head can forbid
all requests and every script but its own, which only filters and unfolds. Beside each chart stands a table
of its numbers. Outlets × claims is a table and no drawing: its cells are read out, and its lines lead to the claims.

The page is bounded: the claims that are stated most widely come first, up to
:data:`.claims.CLAIMS` claims and :data:`.claims.MENTIONS` mentions, and it says what it leaves out.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl
from markupsafe import Markup

from pipelines.publication.laying import columns_of
from pipelines.publication.manifest import Release
from pipelines.publication.report import figures
from pipelines.publication.report.charts import bars, columns
from pipelines.publication.report.claims import NEGATED, listing
from pipelines.publication.report.matrix import matrix
from pipelines.publication.report.news import news
from pipelines.publication.report.page import page
from pipelines.publication.report.pairs import disputes, variants
from pipelines.publication.scorecard import scorecard
from pipelines.publication.versions import clock
from pipelines.schema import PUBLISHED

__all__ = ["REPORT", "report"]

REPORT = "report.html"
"""The page's file in a snapshot."""
_TABLES = (
    *("articles", "outlets", "mentions", "content_spans", "attributions", "claims", "claim_origins"),
    *("claim_relations", "quote_variants", "quarantine", "checks", "versions"),
)
"""The tables that the page is made from; they are held together while it is made."""
_COLUMNS = {
    "mentions": (
        *("mention_id", "article_id", "claim_id", "content_start", "content_end", "content_text", "claim_text"),
        *("sentence_start", "sentence_end", "cue_start", "cue_end", "source_start", "source_end"),
        *("claim_type", "source_id", "source_name", "source_kind", "anonymous", "modality", "polarity"),
    ),
    "claim_origins": ("claim_id", "mention_id", "origin_key", "method"),
    "quarantine": ("batch_id",),
}
"""Of the longest of them, the columns that the page is made from."""
_TABLE = "the same numbers stand in the table below"
_OVER_TIME = f"Claims by the day of their first publication; {_TABLE}"


def report(release: Release, tables: Mapping[str, pl.DataFrame], changelog: str) -> str:
    """Return the page of a version.

    Args:
        release: What is said of the version as a whole.
        tables: A frame for every published table.
        changelog: The text of ``changelog.md``.
    """
    tables = {name: columns_of(tables, name, _COLUMNS.get(name, PUBLISHED[name].names)) for name in _TABLES}
    articles = figures.with_outlets(tables["articles"], tables["outlets"])
    claims, mentions = tables["claims"], tables["mentions"]
    first = figures.first_dates(mentions, articles)
    series, undated, loose = figures.over_time(claims, first)
    listed = listing(tables, articles, first)
    over_time, periods = columns(dict(series), _OVER_TIME) if series else (None, [])
    known, more_versions = figures.versions(tables["versions"])
    values: dict[str, Any] = {
        "version": release.version,
        "created": clock(release.created_at),
        "follows": release.follows,
        "tiles": figures.tiles(tables),
        "headline": figures.headline(claims),
        "origins": _drawn(figures.by_origins(claims), "Claims by the number of independent origins that they rest on"),
        "over_time": over_time,
        "series": [name for name, _ in series],
        "periods": periods,
        "undated": undated,
        "loose": loose,
        "matrix": matrix(tables, articles),
        "disputes": disputes(tables, articles, first),
        "variants": variants(tables, articles),
        "speakers": _drawn(figures.speakers(mentions, articles), "Named sources by their mentions"),
        "unnamed": figures.unnamed(mentions),
        "outlets": _drawn(
            figures.outlets(mentions, articles, tables["claim_origins"]), "Outlets by the mentions in their articles"
        ),
        "news": Markup(news(changelog, {claim.claim_id for claim in listed.claims})),
        "versions": known,
        "more_versions": more_versions,
        "checks": figures.checks(tables["checks"]),
        "scorecard": scorecard(release.quality),
        "listing": listed,
        "negated": NEGATED,
    }
    return page(values)


def _drawn(ranking: figures.Ranking, caption: str) -> dict[str, Any]:
    """A ranking with its chart, as the template asks for it."""
    chart = bars(ranking.bars, ranking.series, f"{caption}; {_TABLE}") if ranking.bars else None
    return ranking._asdict() | {"chart": chart, "caption": caption}
