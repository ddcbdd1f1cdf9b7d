"""What a version holds, counted: the head of the page, its charts, its speakers and outlets, its checks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from pipelines.publication.report.charts import Bar, periods_of
from pipelines.publication.report.texts import UNKNOWN_OUTLET, Rest, counted, one_line, rest_of

_SPEAKERS = 20
_OUTLETS = 20
_FAILED = 60
_VERSIONS = 12
_MANY = 5
"""This many origins and more share a bar."""
_PRECISIONS = ["minute", "day", "month", "year"]
_ALL_SPEAKERS = (
    "SELECT source_name, count(*) AS mentions FROM mentions WHERE source_name IS NOT NULL AND NOT anonymous"
    " GROUP BY ALL ORDER BY mentions DESC"
)
_ALL_OUTLETS = (
    "SELECT coalesce(o.name, a.outlet) AS outlet, count(*) AS mentions FROM mentions m"
    " JOIN articles a USING (article_id) LEFT JOIN outlets o USING (outlet_id) WHERE a.is_current"
    " GROUP BY ALL ORDER BY mentions DESC"
)
_ALL_FAILED = "SELECT suite, expectation, column_name, severity, observed FROM checks WHERE NOT success"
_ALL_VERSIONS = "SELECT * FROM versions ORDER BY version DESC"
STATUS_WORDS = {"single_origin": "one origin", "corroborated": "two or more origins", "unattributed": "no origin found"}


class Ranking(NamedTuple):
    """A chart of bars, and the table of the same and further numbers."""

    bars: list[Bar]
    series: tuple[str, ...]
    """What the parts of each bar are."""
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    """A row a bar: its label, then a word a column."""
    rest: Rest
    """What has no bar."""


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


def by_origins(claims: pl.DataFrame) -> Ranking:
    """Return how many claims rest on how many origins, and how many of those stand in several articles."""
    capped = claims.with_columns(pl.col("independent_origin_count").clip(upper_bound=_MANY).alias("origins"))
    found = capped.group_by("origins").agg(
        claims=pl.len(), repeated=(pl.col("article_count") > 1).sum(), most=pl.col("article_count").max()
    )
    rows = [
        (counted(origins, "origin") if origins < _MANY else f"{_MANY} or more origins", claims, repeated, most)
        for origins, claims, repeated, most in found.sort("origins").iter_rows()
    ]
    return Ranking(
        [Bar(label, (claims - repeated, repeated)) for label, claims, repeated, _ in rows],
        ("in one article", "in several articles"),
        ("origins", "claims", "of them in several articles", "articles at most"),
        [_words(row) for row in rows],
        Rest(0, ""),
    )


def _words(row: Sequence[str | int]) -> tuple[str, ...]:
    return tuple(f"{each:,}" if isinstance(each, int) else one_line(each, 80) for each in row)


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


def speakers(mentions: pl.DataFrame, articles: pl.DataFrame) -> Ranking:
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
    )
    shown = found.head(_SPEAKERS)
    return Ranking(
        [
            Bar(name, (some, count - some))
            for name, count, some in shown.select("name", "count", "verbatim").iter_rows()
        ],
        ("quoted, at least in part", "reported in other words"),
        ("source", "kind", "mentions", "quoted", "articles", "outlets", "claims"),
        [
            _words(row)
            for row in shown.select("name", "kind", "count", "verbatim", "articles", "outlets", "claims").rows()
        ],
        rest_of(shown.height, found.height, _ALL_SPEAKERS),
    )


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


def outlets(mentions: pl.DataFrame, articles: pl.DataFrame, origins: pl.DataFrame) -> Ranking:
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
    )
    shown = found.head(_OUTLETS)
    counts = shown.select("outlet_name", "mentions", "borrowed").iter_rows()
    return Ranking(
        [Bar(name, (mentions - borrowed, borrowed)) for name, mentions, borrowed in counts],
        ("on its own word", "taken over from another medium"),
        ("outlet", "mentions", "of them taken over", "articles", "claims"),
        [_words(row) for row in shown.select("outlet_name", "mentions", "borrowed", "articles", "claims").rows()],
        rest_of(shown.height, found.height, _ALL_OUTLETS),
    )


def checks(found: pl.DataFrame) -> dict[str, Any]:
    """Return how many checks held, by suite, and those that did not."""
    failed = found.filter(~pl.col("success")).sort("severity", "suite", "expectation", "column_name")
    suites = found.group_by("suite").agg(total=pl.len(), passed=pl.col("success").sum()).sort("suite")
    shown = failed.head(_FAILED)
    return {
        "total": found.height,
        "passed": found.height - failed.height,
        "failed": shown.to_dicts(),
        "rest": rest_of(shown.height, failed.height, _ALL_FAILED),
        "suites": suites.rows(),
    }


def versions(found: pl.DataFrame) -> tuple[list[dict[str, Any]], Rest]:
    """Return the newest versions, newest first, and how many there are besides."""
    shown = found.sort("version", descending=True).head(_VERSIONS)
    return shown.to_dicts(), rest_of(shown.height, found.height, _ALL_VERSIONS)
