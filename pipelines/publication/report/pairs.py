"""Claims that stand against each other, and quotations printed in two wordings, side by side."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from pipelines.publication.report.claims import NEGATED, content_spans
from pipelines.publication.report.differences import Piece, likeness, marked
from pipelines.publication.report.excerpts import content_words
from pipelines.publication.report.texts import UNKNOWN_OUTLET, Rest, counted, day_in_words, one_line, rest_of
from pipelines.publication.withholding import NOT_PUBLISHED

_SHOWN = 60
_NAMES = 6
_ALIKE = 0.6
"""Wordings that have less in common are shown without marks: everything would be marked."""
_OPPOSED = {"contradicts": "contradicted", "denies": "denied", "supersedes": "later said otherwise"}
_VARIANTS = {"truncated": "shortened", "reworded": "reworded", "reattributed": "given to somebody else"}


_ALL_DISPUTES = (
    "SELECT r.relation, r.reason, r.detail, a.claim_text, b.claim_text AS other_claim_text FROM claim_relations r"
    " JOIN claims a USING (claim_id) JOIN claims b ON b.claim_id = r.other_claim_id"
    " WHERE relation IN ('contradicts', 'denies', 'supersedes') ORDER BY a.article_count + b.article_count DESC"
)
_ALL_VARIANTS = (
    "SELECT v.kind, v.detail, a.content_text, b.content_text AS other_content_text FROM quote_variants v"
    " JOIN mentions a USING (mention_id) JOIN mentions b ON b.mention_id = v.other_mention_id WHERE kind <> 'same'"
)


class Side(NamedTuple):
    """One side of a pair."""

    name: str
    """Which of the two it is, where the order matters, and whether its words are negated."""
    pieces: list[Piece]
    claim_id: str
    said_by: str
    printed_by: str
    origins: str
    day: str


class Pair(NamedTuple):
    """Two wordings and what stands between them."""

    kind: str
    detail: str
    one: Side
    other: Side


class Pairs(NamedTuple):
    """Pairs on the page, and how many there are."""

    shown: list[Pair]
    in_all: int
    rest: Rest
    note: str


def disputes(tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame, first: pl.DataFrame) -> Pairs:
    """Return the claims that contradict, deny or supersede each other, those stated most widely first.

    Args:
        tables: The published tables.
        articles: The articles with ``outlet_name``.
        first: When each claim was first published, as ``figures.first_dates`` gives it.
    """
    relations = tables["claim_relations"]
    kinds = pl.Enum(list(_OPPOSED))
    opposed = relations.filter(pl.col("relation").is_in(list(_OPPOSED)))
    reach = tables["claims"].select("claim_id", "article_count")
    chosen = (
        opposed.join(reach, on="claim_id")
        .join(reach, left_on="other_claim_id", right_on="claim_id", suffix="_other")
        .with_columns(
            weight=pl.sum_horizontal("article_count", "article_count_other"), kind=pl.col("relation").cast(kinds)
        )
        .sort(["kind", "weight", "score", "claim_id", "other_claim_id"], descending=[False, True, True, False, False])
        .head(_SHOWN)
    )
    told = _told(tables, articles, chosen, first)
    named = pl.concat([chosen["mention_id"], chosen["other_mention_id"]]).drop_nulls().unique()
    stated = tables["mentions"].filter(pl.col("mention_id").is_in(named.implode()))
    shows = {
        mention: (None if words == NOT_PUBLISHED else words, polarity)
        for mention, words, polarity in stated.select("mention_id", "claim_text", "polarity").iter_rows()
    }
    shown = []
    for row in chosen.iter_rows(named=True):
        one, other = told[row["claim_id"]], told[row["other_claim_id"]]
        words, polarity = shows.get(row["mention_id"], (None, ""))
        other_words, other_polarity = shows.get(row["other_mention_id"], (None, ""))
        left, right = _marked(one_line(words or one["claim_text"]), one_line(other_words or other["claim_text"]))
        names = ("later", "earlier") if row["relation"] == "supersedes" else ("", "")
        kind = _OPPOSED[row["relation"]] + (f" · {row['reason']}" if row["reason"] else "")
        sides = (
            _claim_side(_named(names[0], polarity), left, one),
            _claim_side(_named(names[1], other_polarity), right, other),
        )
        shown.append(Pair(kind, one_line(row["detail"]), *sides))
    return Pairs(shown, opposed.height, rest_of(shown, opposed.height, _ALL_DISPUTES), _milder(relations))


def _named(name: str, polarity: str) -> str:
    """What a side is called; the words of a negated content need not say so themselves."""
    return " · ".join(each for each in (name, NEGATED if polarity == "negated" else "") if each)


def _marked(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    if likeness(one, other) < _ALIKE:
        return [Piece(one, differs=False)], [Piece(other, differs=False)]
    return marked(one, other)


def _milder(relations: pl.DataFrame) -> str:
    """What else relates two claims, in a sentence."""
    differing = relations.filter(pl.col("relation") == "differs").height
    answered = relations.filter(pl.col("relation") == "answers").height
    told = [
        *([counted(differing, "pair") + " of claims differ without excluding each other"] if differing else []),
        *([counted(answered, "claim is", "claims are") + " answered by a refusal to comment"] if answered else []),
    ]
    return f"Besides, {', and '.join(told)}." if told else ""


def _told(
    tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame, relations: pl.DataFrame, first: pl.DataFrame
) -> dict[str, dict[str, Any]]:
    """The claims of ``relations`` with who says them and who prints them."""
    ids = pl.concat([relations["claim_id"], relations["other_claim_id"]]).unique()
    claims = tables["claims"].filter(pl.col("claim_id").is_in(ids.implode()))
    stated = (
        tables["mentions"]
        .join(claims, on="claim_id", how="semi")
        .join(articles.select("article_id", "outlet_name"), on="article_id")
    )
    names = stated.group_by("claim_id").agg(
        speakers=pl.col("source_name").drop_nulls().unique().sort(), printers=pl.col("outlet_name").unique().sort()
    )
    known = claims.join(names, on="claim_id", how="left").join(first, on="claim_id", how="left")
    return {row["claim_id"]: row for row in known.iter_rows(named=True)}


def _claim_side(name: str, pieces: list[Piece], claim: Mapping[str, Any]) -> Side:
    return Side(
        name,
        pieces,
        claim["claim_id"],
        said_by=_some(claim["speakers"] or []) or "nobody named",
        printed_by=_some(claim["printers"] or []),
        origins=counted(claim["independent_origin_count"], "origin"),
        day=day_in_words(claim["published_at"], claim["published_precision"]),
    )


def _some(names: Sequence[str]) -> str:
    """The names in a row; beyond a few, how many more."""
    shown = [one_line(name, 60) for name in names[:_NAMES]]
    return ", ".join(shown) + (f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else "")


def variants(tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame) -> Pairs:
    """Return the quotations printed in two wordings; equal pairs of wordings are one, with all their printers."""
    found = tables["quote_variants"]
    differing = found.filter(pl.col("kind") != "same").sort("similarity", "mention_id", "other_mention_id")
    ids = pl.concat([differing["mention_id"], differing["other_mention_id"]]).unique()
    mentions = tables["mentions"].filter(pl.col("mention_id").is_in(ids.implode()))
    quoted = _quoted(tables, articles, mentions)
    groups: dict[tuple[str, str, str], list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for row in differing.iter_rows(named=True):
        one, other = sorted((quoted[row["mention_id"]], quoted[row["other_mention_id"]]), key=_longest_first)
        groups.setdefault((row["kind"], one["wording"], other["wording"]), []).append((one, other))
    shown = [_variant(kind, pairs) for (kind, _, _), pairs in groups.items()]
    shown.sort(key=lambda pair: (-len(pair.one.printed_by) - len(pair.other.printed_by), pair.one.claim_id))
    same = found.height - differing.height
    rest = rest_of(shown[:_SHOWN], len(shown), _ALL_VARIANTS)
    return Pairs(shown[:_SHOWN], len(shown), rest, f"{counted(same, 'pair')} of quotations agree word for word.")


def _longest_first(mention: Mapping[str, Any]) -> tuple[int, str]:
    return -mention["length"], mention["wording"]


def _quoted(
    tables: Mapping[str, pl.DataFrame], articles: pl.DataFrame, mentions: pl.DataFrame
) -> dict[str, dict[str, Any]]:
    """The mentions with the words of their contents, by mention, and what tells one wording from another."""
    spans = content_spans(tables["content_spans"], mentions)
    known = articles.select("article_id", "outlet_name", "published_at", "published_precision", "text")
    return {
        row["mention_id"]: row | _worded(row, content_words(row["text"], spans.get(row["mention_id"], [])))
        for row in mentions.join(known, on="article_id").iter_rows(named=True)
    }


def _worded(mention: Mapping[str, Any], words: str) -> dict[str, Any]:
    """What is shown of a wording; one that the version withholds is known by its claim and its length."""
    if words:
        return {"words": words, "wording": words, "length": len(words)}
    length = mention["content_end"] - mention["content_start"]
    return {"words": mention["content_text"], "wording": f"{mention['claim_id']} {length}", "length": length}


def _variant(kind: str, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Pair:
    left, right = marked(one_line(pairs[0][0]["words"], 600), one_line(pairs[0][1]["words"], 600))
    return Pair(
        _VARIANTS[kind],
        "",
        _quoted_side(left, [one for one, _ in pairs]),
        _quoted_side(right, [two for _, two in pairs]),
    )


def _quoted_side(pieces: list[Piece], mentions: Sequence[Mapping[str, Any]]) -> Side:
    days = [(row["published_at"], row["published_precision"]) for row in mentions if row["published_at"] is not None]
    return Side(
        "",
        pieces,
        claim_id=min(row["claim_id"] for row in mentions),
        said_by=_some(sorted({row["source_name"] for row in mentions if row["source_name"]})) or "nobody named",
        printed_by=_some(sorted({row["outlet_name"] or UNKNOWN_OUTLET for row in mentions})),
        origins="",
        day=day_in_words(*min(days, default=(None, None))),
    )
