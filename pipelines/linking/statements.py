"""Public statements, and what outlets say that they have confirmed themselves.

Belongs here: telling one speaker's statement from his next, and which mention a confirmation
speaks of. Does not belong here: which origin a mention rests on in the end (`origins`).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pipelines.linking.evidence import own_confirmations
from pipelines.linking.features import source_key
from pipelines.linking.media import Media
from pipelines.linking.origin import Origin, own_reporting

Row = Mapping[str, Any]

_STATEMENT_DAYS = 3
"""Prints of one speaker's claim no more than so many days apart repeat one statement."""
_PRONOUNS = frozenset({"no_antecedent", "ambiguous_antecedent"})
"""Reason codes of sources of which no more than a pronoun is known."""
_NAMED_KINDS = frozenset({"person", "organisation", "government"})


def statements(
    rows: Sequence[Row], published: Mapping[str, date | None], claim_of: Mapping[str, str]
) -> dict[str, str]:
    """Return the key of the public statement behind each mention of a named speaker.

    The day is that of the first print: prints of one speaker's claim at most `_STATEMENT_DAYS`
    after another repeat it, undated ones belong to the first. One whom only his role names is
    the one person who is named for the claim, if one is.

    Args:
        rows: rows of ``screened_mentions``.
        published: the day of publication of each article.
        claim_of: the claim of each mention.
    """
    speakers = {row["mention_id"]: speaker for row in rows if (speaker := _speaker(row)) is not None}
    people: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["mention_id"] in speakers and row["source_kind"] == "person" and row["source_id"]:
            people[claim_of[row["mention_id"]]].add(speakers[row["mention_id"]])
    prints: dict[tuple[str, str], list[tuple[date | None, str]]] = defaultdict(list)
    for row in rows:
        mention = row["mention_id"]
        if mention in speakers:
            claim, role_only = claim_of[mention], row["source_kind"] == "person" and not row["source_id"]
            [named] = people[claim] if role_only and len(people[claim]) == 1 else {speakers[mention]}
            prints[claim, named].append((published.get(row["article_id"]), mention))
    keys = {}
    for (_, speaker), found in prints.items():
        first_of = _first_prints({day for day, _ in found if day is not None})
        for day, mention in found:
            keys[mention] = f"statement:{speaker}:{first_of.get(day, 'undated')}"
    return keys


def _speaker(row: Row) -> str | None:
    """What the speaker of a mention is known by; null where nobody is named or a pronoun is all that is printed."""
    if row["claim_type"] in {"narrator", "no_comment"} or row["anonymous"] or row["source_kind"] not in _NAMED_KINDS:
        return None
    return None if row["source_unresolved_reason"] in _PRONOUNS else source_key(row)


def _first_prints(days: Collection[date]) -> dict[date | None, date]:
    """Return the day of the first print of the statement that each day's print repeats; null is the first."""
    first_of: dict[date | None, date] = {}
    first = previous = min(days, default=date.min)
    for day in sorted(days):
        first = first if (day - previous).days <= _STATEMENT_DAYS else day
        first_of[day], previous = first, day
    if days:
        first_of[None] = min(days)
    return first_of


def confirmations(
    articles: pl.DataFrame, mentions: pl.DataFrame, own: Mapping[str, str | None], media: Media
) -> dict[str, Origin]:
    """Return the origins that an outlet adds by its own confirmation, by the mention that it confirms.

    The confirmation speaks of the mentions in its sentence, else of the last one before it.
    """
    spans = [
        (article, start, end)
        for article, text in articles.select("article_id", "text").iter_rows()
        for start, end in own_confirmations(text, own.get(article), media)
    ]
    columns = ("mention_id", "article_id", "sentence_start", "sentence_end")
    confirming = pl.Series("article_id", sorted({article for article, _, _ in spans}), dtype=pl.String)
    by_article: dict[str, list[Row]] = defaultdict(list)
    some = mentions.select(columns).join(confirming.to_frame(), on="article_id", how="semi").sort("mention_id")
    for told in some.iter_rows(named=True):
        by_article[told["article_id"]].append(told)
    found: dict[str, Origin] = {}
    for article, start, end in spans:
        for row in _confirmed(by_article[article], start, end):
            found[row["mention_id"]] = own_reporting(own.get(article), start, end)
    return found


def _confirmed(rows: Sequence[Row], start: int, end: int) -> list[Row]:
    inside = [row for row in rows if row["sentence_start"] < end and start < row["sentence_end"]]
    before = [row for row in rows if row["sentence_end"] <= start]
    return inside or sorted(before, key=lambda row: (row["sentence_end"], row["mention_id"]))[-1:]
