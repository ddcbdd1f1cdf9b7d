"""The claims of a version, the most widely stated first, each with its mentions and their evidence."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from pipelines.publication.report.excerpts import Fragment, excerpt
from pipelines.publication.report.figures import STATUS_WORDS
from pipelines.publication.report.texts import Rest, counted, day_in_words, one_line, rest_of

CLAIMS = 2_000
"""Claims on the page."""
MENTIONS = 4_000
"""Mentions on the page."""
A_CLAIM = 6
"""Mentions of one claim."""
NEGATED = "read as negative"
"""What a negated content is called: its words may (*did not sink*) or may not (denied that it *sank*) say so."""
_ALL_CLAIMS = (
    "SELECT claim_text, article_count, outlet_count, independent_origin_count, claim_id FROM claims"
    " ORDER BY article_count DESC, outlet_count DESC"
)
_ALL_OF_A_CLAIM = (
    "SELECT a.outlet, a.path, m.source_name, m.content_text FROM mentions m JOIN articles a USING (article_id)"
    " WHERE claim_id = '{}'"
)
_TYPES = {
    "direct": "quoted",
    "mixed": "quoted in part",
    "indirect": "reported",
    "narrator": "the writer’s own words",
    "no_comment": "a refusal to comment",
}
_FIRMNESS = {"hedged": "hedged", "conditional": "conditional", "unclear": "of unclear firmness"}


class Mention(NamedTuple):
    """A mention as the page shows it."""

    outlet: str
    day: str
    title: str
    chain: list[str]
    """Who stands between the reader and the content, from the outlet inwards."""
    notes: list[str]
    evidence: list[Fragment]


class Claim(NamedTuple):
    """A claim as the page shows it."""

    claim_id: str
    text: str
    day: str
    reach: str
    origins: str
    marks: list[str]
    """What the filter goes by: ``disputed``, ``corroborated``, ``repeated`` (in several articles, on one origin)."""
    standing: str
    negated: bool
    """Whether all its mentions negate its words."""
    mentions: list[Mention]
    rest: Rest
    """Its mentions that are not on the page."""


class Listing(NamedTuple):
    """The claims on the page, and how many there are."""

    claims: list[Claim]
    claims_in_all: int
    rest: Rest
    """The claims that are not on the page."""
    mentions_shown: int
    mentions_in_all: int


def listing(tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame, first: pl.DataFrame) -> Listing:
    """Return the claims of a version in the order of their reach.

    Args:
        tables: The published tables.
        articles: The articles with ``outlet_name``.
        first: When each claim was first published, as ``figures.first_dates`` gives it.
    """
    claims = (
        tables["claims"]
        .join(first, on="claim_id", how="left")
        .sort(
            ["article_count", "outlet_count", "mention_count", "is_disputed", "claim_text", "claim_id"],
            descending=[True, True, True, True, False, False],
        )
    )
    shown = claims.head(CLAIMS)
    mentions, in_all = _mentions(tables, articles, shown)
    negated = _negated(tables["mentions"])
    read = [
        _claim(row, mentions.get(row["claim_id"], []), in_all.get(row["claim_id"], 0), row["claim_id"] in negated)
        for row in shown.iter_rows(named=True)
    ]
    left = rest_of(read, claims.height, _ALL_CLAIMS)
    return Listing(read, claims.height, left, sum(len(each.mentions) for each in read), tables["mentions"].height)


def _claim(row: Mapping[str, Any], mentions: list[Mention], in_all: int, negated: bool) -> Claim:
    alone = row["independent_origin_count"] < 2
    marks = [
        *(["disputed"] if row["is_disputed"] else []),
        *(["corroborated"] if row["status"] == "corroborated" else []),
        *(["repeated"] if row["article_count"] > 1 and alone else []),
    ]
    return Claim(
        claim_id=row["claim_id"],
        text=one_line(row["claim_text"]),
        day=day_in_words(row["published_at"], row["published_precision"]),
        reach=f"{counted(row['article_count'], 'article')} · {counted(row['outlet_count'], 'outlet')}",
        origins=counted(row["independent_origin_count"], "origin"),
        marks=marks,
        standing=STATUS_WORDS[row["status"]],
        negated=negated,
        mentions=mentions,
        rest=rest_of(mentions, in_all, _ALL_OF_A_CLAIM.format(row["claim_id"])),
    )


def _negated(mentions: pl.DataFrame) -> set[str]:
    """The claims that no mention affirms."""
    found = mentions.group_by("claim_id").agg(negated=(pl.col("polarity") == "negated").all())
    return set(found.filter("negated")["claim_id"])


def _mentions(
    tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame, claims: pl.DataFrame
) -> tuple[dict[str, list[Mention]], dict[str, int]]:
    """The mentions on the page by claim, current and earliest first, and how many each claim has in all."""
    known = articles.select("article_id", "outlet_name", "title", "published_at", "published_precision", "is_current")
    order = claims.select("claim_id").with_row_index("rank")
    ranked = (
        tables["mentions"]
        .join(order, on="claim_id")
        .join(known, on="article_id")
        .sort(
            ["rank", "is_current", "published_at", "outlet_name", "article_id", "content_start", "mention_id"],
            descending=[False, True, False, False, False, False, False],
            nulls_last=True,
        )
    )
    counts = dict(ranked.group_by("claim_id").len().iter_rows())
    shown = ranked.filter(pl.int_range(pl.len()).over("claim_id") < A_CLAIM).head(MENTIONS)
    texts = dict(articles.join(shown, on="article_id", how="semi").select("article_id", "text").iter_rows())
    spans = content_spans(tables["content_spans"], shown)
    chains = _chains(tables["attributions"], shown)
    found: dict[str, list[Mention]] = {}
    for row in shown.iter_rows(named=True):
        evidence = excerpt(texts[row["article_id"]], row, spans.get(row["mention_id"], []))
        found.setdefault(row["claim_id"], []).append(_mention(row, chains.get(row["mention_id"], []), evidence))
    return found, counts


def _mention(row: Mapping[str, Any], chain: Sequence[str], evidence: list[Fragment]) -> Mention:
    notes = [_TYPES[row["claim_type"]]]
    if row["modality"] in _FIRMNESS:
        notes.append(_FIRMNESS[row["modality"]])
    if row["polarity"] == "negated":
        notes.append(NEGATED)
    if not row["is_current"]:
        notes.append("in an earlier revision")
    return Mention(
        outlet=one_line(row["outlet_name"], 80),
        day=day_in_words(row["published_at"], row["published_precision"]),
        title=one_line(row["title"], 160),
        chain=[one_line(name, 100) for name in chain],
        notes=notes,
        evidence=evidence,
    )


def content_spans(spans: pl.DataFrame, mentions: pl.DataFrame) -> dict[str, list[tuple[int, int]]]:
    """Return the pieces of the contents of ``mentions`` by mention, in their order."""
    found: dict[str, list[tuple[int, int]]] = {}
    wanted = spans.join(mentions, on="mention_id", how="semi").sort("mention_id", "position")
    for mention, start, end in wanted.select("mention_id", "start_char", "end_char").iter_rows():
        found.setdefault(mention, []).append((start, end))
    return found


def _chains(attributions: pl.DataFrame, mentions: pl.DataFrame) -> dict[str, list[str]]:
    """The sources of each mention, outermost first."""
    found: dict[str, list[str]] = {}
    wanted = attributions.join(mentions, on="mention_id", how="semi").sort("mention_id", "position")
    for mention, name in wanted.select("mention_id", pl.coalesce("source_name", "source_text")).iter_rows():
        found.setdefault(mention, []).append(name)
    return found
