"""``report.html``: a version as one page for people, that needs nothing but itself.

Belongs here: what the page shows and how it is drawn. Does not belong here: anything that is not
in the tables, the changelog or the quality figures of the version.

The charts are SVG and tables written by the few functions of :mod:`.charts`, not Vega-Lite: an
embedded chart library would add a megabyte of script to every version, draw nothing without that
script, and hide its numbers from screen readers. Here every chart is a table, or stands beside
one. The page works without its script, which only filters and unfolds; a policy in its head
forbids all requests and every script but that one.

The page is bounded: the claims that are stated most widely come first, up to
:data:`.claims.CLAIMS` claims and :data:`.claims.MENTIONS` mentions, and it says what it leaves out.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl
from markupsafe import Markup

from pipelines.publication.manifest import Release
from pipelines.publication.report import figures
from pipelines.publication.report.charts import HEIGHT, WIDTH, columns
from pipelines.publication.report.claims import NEGATED, listing
from pipelines.publication.report.matrix import matrix
from pipelines.publication.report.news import news
from pipelines.publication.report.page import page
from pipelines.publication.report.pairs import disputes, variants
from pipelines.publication.versions import clock

__all__ = ["REPORT", "report"]

REPORT = "report.html"
"""The page's file in a snapshot."""


def report(release: Release, tables: Mapping[str, pl.DataFrame], changelog: str) -> str:
    """Return the page of a version.

    Args:
        release: What is said of the version as a whole.
        tables: A frame for every published table.
        changelog: The text of ``changelog.md``.
    """
    articles = figures.with_outlets(tables["articles"], tables["outlets"])
    claims, mentions = tables["claims"], tables["mentions"]
    first = figures.first_dates(mentions, articles)
    series, undated, loose = figures.over_time(claims, first)
    listed = listing(tables, articles, first)
    chart = columns(dict(series))
    values: dict[str, Any] = {
        "version": release.version,
        "created": clock(release.created_at),
        "follows": release.follows,
        "tiles": figures.tiles(tables),
        "headline": figures.headline(claims),
        "origins": figures.by_origins(claims),
        "chart": chart,
        "series": series,
        "places": {name: place for place, (name, _) in enumerate(series)},
        "undated": undated,
        "loose": loose,
        "width": WIDTH,
        "height": HEIGHT,
        "matrix": matrix(tables, articles),
        "disputes": disputes(tables, articles, first),
        "variants": variants(tables, articles),
        "speakers": figures.speakers(mentions, articles),
        "unnamed": figures.unnamed(mentions),
        "outlets": figures.outlets(mentions, articles, tables["claim_origins"]),
        "news": Markup(news(changelog, {claim.claim_id for claim in listed.claims})),
        "versions": figures.versions(tables["versions"]),
        "checks": figures.checks(tables["checks"]),
        "quality": figures.quality(release.quality),
        "listing": listed,
        "negated": NEGATED,
    }
    return page(values)
