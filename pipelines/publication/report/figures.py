"""What a version holds, counted: the head of the page, its charts, its speakers and outlets, its checks."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from pipelines.publication.report.charts import periods_of, shares
from pipelines.publication.report.texts import UNKNOWN_OUTLET, counted, one_line

_SPEAKERS = 20
_OUTLETS = 40
_VERSIONS = 12
_MANY = 5
"""This many origins and more share a bar."""
_PRECISIONS = ["minute", "day", "month", "year"]
STATUS_WORDS = {"single_origin": "one origin", "corroborated": "two or more origins", "unattributed": "no origin found"}


class Row(NamedTuple):
    """A row of a chart that is a table: what it counts, how long its bar is, and further columns."""

    label: str
    value: int
    share: float
    """Length of the bar, in per cent of the longest."""
    more: tuple[str, ...] = ()


def with_outlets(articles: pl.DataFrame, outlets: pl.DataFrame) -> pl.DataFrame:
    """Return the articles with ``outlet_name``: the canonical name, else the name printed, else that it is unknown."""
    names = outlets.select("outlet_id", outlet_name="name")
    joined = articles.join(names, on="outlet_id", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("outlet_name", "outlet", pl.lit(UNKNOWN_OUTLET)))


def tiles(tables: Mapping[str, pl.DataFrame]) -> list[tuple[str, str]]:
    """Return the counts at the head of the page: a number and what it counts."""
    articles, mentions, claims = tables["articles"], tables["mentions"], tables["claims"]
    current = articles.filter("is_current")
    sources = mentions.filter(pl.col("source_name").is_not_null() & ~pl.col("anonymous"))
    counts = [
        (current.height, "article", None),
        (current["outlet_id"].drop_nulls().n_unique(), "known outlet", None),
        (mentions.height, "mention", None),
        (claims.height, "claim", None),
        (sources.select(pl.coalesce("source_id", "source_name")).n_unique(), "named source", None),
        (tables["claim_origins"]["origin_key"].n_unique(), "independent origin", None),
        (claims.filter("is_disputed").height, "disputed claim", None),
        (tables["quarantine"].height, "set aside", "set aside"),
    ]
    return [(f"{count:,}", counted(count, noun, plural).split(" ", 1)[1]) for count, noun, plural in counts]


def headline(claims: pl.DataFrame) -> str:
    """Return in a sentence how far repetition is confirmation."""
    repeated = claims.filter(pl.col("article_count") > 1)
    if not repeated.height:
        return "No claim stands in two or more articles."
    alone = repeated.filter(pl.col("independent_origin_count") < 2).height
    rest = counted(repeated.height, "claim stands", "claims stand") + " in two or more articles. "
    if alone == repeated.height:
        return rest + "Not one of them rests on more than a single origin."
    if not alone:
        return rest + ("It rests" if repeated.height == 1 else "All of them rest") + " on two origins or more."
    return rest + f"{alone:,} of them {'rests' if alone == 1 else 'rest'} on a single origin or none."


def by_origins(claims: pl.DataFrame) -> list[Row]:
    """Return how many claims rest on how many origins, and how many of those stand in several articles."""
    capped = claims.with_columns(pl.col("independent_origin_count").clip(upper_bound=_MANY).alias("origins"))
    found = capped.group_by("origins").agg(
        claims=pl.len(), repeated=(pl.col("article_count") > 1).sum(), most=pl.col("article_count").max()
    )
    rows = found.sort("origins").rows()
    return [
        Row(
            counted(origins, "origin") if origins < _MANY else f"{_MANY} or more origins",
            count,
            share,
            (f"{repeated:,}", f"{most:,}"),
        )
        for (origins, count, repeated, most), share in zip(rows, shares([row[1] for row in rows]), strict=True)
    ]


def first_dates(mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return ``claim_id``, ``published_at``, ``published_precision`` of the first dated mention of each claim.

    A claim of which no mention is dated is absent.
    """
    dated = mentions.select("claim_id", "article_id").join(
        articles.filter(pl.col("published_at").is_not_null()).select(
            "article_id", "published_at", pl.col("published_precision").fill_null("day")
        ),
        on="article_id",
    )
    exact = pl.col("published_precision").cast(pl.Enum(_PRECISIONS))
    return dated.sort("claim_id", "published_at", exact).group_by("claim_id", maintain_order=True).first()


def over_time(claims: pl.DataFrame, first: pl.DataFrame) -> tuple[list[tuple[str, list[date]]], int, int]:
    """Return the days on which claims were first published, by standing.

    Args:
        claims: The claims.
        first: Their first dates, as :func:`first_dates` gives them.

    Returns:
        The days by standing; how many claims are undated; how many are dated too loosely for the
        periods that the days call for.
    """
    dated = claims.join(first, on="claim_id").with_columns(day=pl.col("published_at").dt.date())
    exact = dated.filter(pl.col("published_precision").is_in(_PRECISIONS[:2]))
    parts = len((periods_of(exact["day"].to_list()) or periods_of(dated["day"].to_list()) or [()])[0])
    enough = _PRECISIONS[: {3: 2, 2: 3}.get(parts, 4)]
    shown = dated.filter(pl.col("published_precision").is_in(enough)) if exact.height else dated
    days = [
        (words, shown.filter(pl.col("status") == status)["day"].sort().to_list())
        for status, words in STATUS_WORDS.items()
    ]
    return [(words, each) for words, each in days if each], claims.height - dated.height, dated.height - shown.height


def speakers(mentions: pl.DataFrame, articles: pl.DataFrame) -> list[Row]:
    """Return who is quoted most, in current articles: mentions, of which verbatim, articles, outlets, claims.

    Unnamed sources are not counted: two of them may be one.
    """
    named = mentions.filter(pl.col("source_name").is_not_null() & ~pl.col("anonymous")).join(
        articles.filter("is_current").select("article_id", "outlet_name"), on="article_id"
    )
    found = (
        named.group_by(pl.coalesce("source_id", "source_name").alias("key"))
        .agg(
            name=pl.col("source_name").sort().first(),
            kind=pl.col("source_kind").sort().first(),
            count=pl.len(),
            verbatim=pl.col("claim_type").is_in(["direct", "mixed"]).sum(),
            articles=pl.col("article_id").n_unique(),
            outlets=pl.col("outlet_name").n_unique(),
            claims=pl.col("claim_id").n_unique(),
        )
        .sort(["count", "articles", "name", "key"], descending=[True, True, False, False])
        .head(_SPEAKERS)
    )
    rows = found.select("name", "count", "kind", "verbatim", "articles", "outlets", "claims").rows()
    return [
        Row(one_line(name, 80), count, share, (kind, *(f"{each:,}" for each in numbers)))
        for (name, count, kind, *numbers), share in zip(rows, shares([row[1] for row in rows]), strict=True)
    ]


def unnamed(mentions: pl.DataFrame) -> str:
    """Return in a sentence how much rests on unnamed people."""
    attributed = mentions.filter(pl.col("claim_type") != "narrator")
    hidden = attributed.filter("anonymous").height
    if not attributed.height:
        return "No mention is attributed to anybody."
    return (
        f"Of {counted(attributed.height, 'attributed mention')}, {hidden:,} ({hidden / attributed.height:.0%}) "
        "rest on unnamed people; they are not in the table, since two of them may be one."
    )


def outlets(mentions: pl.DataFrame, articles: pl.DataFrame, origins: pl.DataFrame) -> list[Row]:
    """Return the outlets by current articles: articles, mentions, claims, and mentions that rest on another medium."""
    borrowed = origins.filter(~pl.col("method").is_in(["own_reporting", "public_record"]))["mention_id"].unique()
    current = articles.filter("is_current").select("article_id", "outlet_name")
    stated = current.join(mentions.select("article_id", "mention_id", "claim_id"), on="article_id", how="left")
    found = (
        stated.group_by("outlet_name")
        .agg(
            articles=pl.col("article_id").n_unique(),
            mentions=pl.col("mention_id").drop_nulls().len(),
            claims=pl.col("claim_id").drop_nulls().n_unique(),
            borrowed=pl.col("mention_id").is_in(borrowed.implode()).sum(),
        )
        .sort(["mentions", "outlet_name"], descending=[True, False])
        .head(_OUTLETS)
    )
    rows = found.select("outlet_name", "mentions", "articles", "claims", "borrowed").rows()
    return [
        Row(one_line(name, 80), count, share, tuple(f"{each:,}" for each in numbers))
        for (name, count, *numbers), share in zip(rows, shares([row[1] for row in rows]), strict=True)
    ]


def checks(found: pl.DataFrame) -> dict[str, Any]:
    """Return how many checks held, by suite, and every one that did not."""
    failed = found.filter(~pl.col("success")).sort("severity", "suite", "expectation", "column_name")
    suites = found.group_by("suite").agg(total=pl.len(), passed=pl.col("success").sum()).sort("suite")
    return {
        "total": found.height,
        "passed": found.height - failed.height,
        "failed": failed.head(100).to_dicts(),
        "suites": suites.rows(),
    }


def versions(found: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the newest versions, newest first."""
    return found.sort("version", descending=True).head(_VERSIONS).to_dicts()


def quality(found: Mapping[str, Any], path: str = "") -> list[tuple[str, str]]:
    """Return quality figures that may be nested as names and values: ``held out / 2031``, ``0.712``."""
    rows: list[tuple[str, str]] = []
    for name, value in found.items():
        label = f"{path} / {name}" if path else str(name)
        if isinstance(value, Mapping):
            rows += quality(value, label)
        else:
            rows.append((label.replace("_", " "), f"{value:.3f}" if isinstance(value, float) else str(value)))
    return rows
