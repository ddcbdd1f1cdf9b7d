"""Who repeats whom: the media that an article rests on, and the origin behind each mention.

Belongs here: reading citations, disclaimers, credits, reprints and own confirmations as
evidence of origin. Does not belong here: counting origins (`claims`). The rules are those of
the data model: a mention rests on the medium that it credits; else on the parent of which its
article is a reprint; else, for words that a named speaker said in public, on that statement;
else on the outlet itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from pipelines.linking.features import source_key
from pipelines.linking.media import Media
from pipelines.schema import TABLES

Row = Mapping[str, Any]

_DATELINE = re.compile(r"\A\s*[^\n()]{0,60}\((?P<medium>[^()\n]{2,40})\)\s*[-–—]")
_SOURCING = re.compile(
    r"\b(?:based on|material|original|publish|republish|reprint|sourc|report|courtes|copyright|rights?|via|credit|"
    r"translat|syndicat|contribut|from)",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(r"\b(?:independently|separately)\s+(?:confirm|verif|corroborat)\w*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_LONGEST_SUBJECT = 160
_SELF = re.compile(r"\b(?:we|this (?:newspaper|paper|publication|outlet|agency|site|website))\b", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:not|never|unable|cannot|can't|couldn't|could ?n[o’']t|has ?n[o’']t|have ?n[o’']t)\b", re.I)
_LEDE_MENTIONS = 3
"""A medium credited among so many first mentions is what the article as a whole reports on."""
_CREDITED_SHARE = 1 / 3
"""A medium credited for at least this share of the attributed mentions is the article's main origin."""
_STATEMENT_DAYS = 3
"""Prints of one speaker's claim no more than so many days apart repeat one statement."""

_NAMED_KINDS = frozenset({"person", "organisation", "government"})


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin that a mention rests on, with its evidence."""

    key: str
    kind: str
    method: str
    outlet: str | None = None
    """The medium, where the origin is one other than the article's own outlet."""
    evidence_start: int | None = None
    evidence_end: int | None = None


@dataclass(frozen=True)
class ArticleOrigins:
    """What all articles rest on as a whole."""

    frame: pl.DataFrame
    """Table ``article_origins``."""
    main: Mapping[str, Origin]
    """The one medium that an article re-reports, by article."""
    parent: Mapping[str, str]
    """The article that an article is a reprint of, through all steps."""


def article_origins(
    articles: pl.DataFrame,
    segments: pl.DataFrame,
    mentions: pl.DataFrame,
    attributions: pl.DataFrame,
    own: Mapping[str, str | None],
    media: Media,
) -> ArticleOrigins:
    """Find the media that each article rests on, and the main one.

    Args:
        articles: table ``articles``.
        segments: table ``segments``.
        mentions: table ``screened_mentions``.
        attributions: table ``attributions``.
        own: the outlet of each article.
        media: look-up of outlets, which learns those met.
    """
    parents = _parents(articles)
    credited = credits(mentions, attributions, own, media)
    by_article: dict[str, list[Row]] = defaultdict(list)
    columns = ("mention_id", "article_id", "content_start", "source_kind", "claim_type")
    for row in mentions.select(columns).sort("article_id", "content_start", "mention_id").iter_rows(named=True):
        by_article[row["article_id"]].append(row)
    parts: dict[str, list[Row]] = defaultdict(list)
    if segments.height:
        for row in segments.sort("article_id", "start_char").iter_rows(named=True):
            parts[row["article_id"]].append(row)
    rows: list[dict[str, Any]] = []
    main: dict[str, Origin] = {}
    for article in articles.sort("article_id").iter_rows(named=True):
        found = [
            *_syndicated(article, parts[article["article_id"]], media),
            *_disclaimed(article, parts[article["article_id"]], media),
            *_reprinted(article, parents, own),
            *_cited(by_article[article["article_id"]], credited),
        ]
        found = [origin for origin in found if origin.outlet not in (None, own.get(article["article_id"]))]
        rows += _rows(article, found, media)
        chosen = _main(found, by_article[article["article_id"]], credited)
        if chosen is not None:
            main[article["article_id"]] = chosen
    table = TABLES["article_origins"]
    return ArticleOrigins(table.conform(table.frame(rows)), main, parents)


def credits(
    mentions: pl.DataFrame, attributions: pl.DataFrame, own: Mapping[str, str | None], media: Media
) -> dict[str, Origin]:
    """Return the outermost medium, other than the article's own outlet, that each mention credits."""
    article_of = dict(mentions.select("mention_id", "article_id").iter_rows())
    found: dict[str, Origin] = {}
    chains = attributions.filter(pl.col("source_kind") == "medium").sort("mention_id", "position")
    for row in chains.iter_rows(named=True):
        mention = row["mention_id"]
        if mention in found or mention not in article_of:
            continue
        outlet = media.identify(row["source_name"] or row["source_text"])
        if outlet == own.get(article_of[mention]):
            continue
        method = "cited" if row["explicit"] else "carried_over"
        found[mention] = Origin(
            _outlet_key(outlet), "medium", method, outlet, row["evidence_start"], row["evidence_end"]
        )
    return found


def mention_origins(
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    attributions: pl.DataFrame,
    own: Mapping[str, str | None],
    found: ArticleOrigins,
    claim_of: Mapping[str, str],
    media: Media,
) -> dict[str, list[Origin]]:
    """Return the origins of every mention; an empty list where the text presents none.

    Args:
        articles: table ``articles``.
        mentions: table ``screened_mentions``.
        attributions: table ``attributions``.
        own: the outlet of each article.
        found: what the articles rest on as a whole.
        claim_of: the claim of each mention: prints of one statement are told apart within a claim.
        media: look-up of outlets.
    """
    credited = credits(mentions, attributions, own, media)
    published = {
        row["article_id"]: row["published_at"].date() if row["published_at"] is not None else None
        for row in articles.select("article_id", "published_at").iter_rows(named=True)
    }
    rows = mentions.sort("mention_id").to_dicts()
    media_of: dict[str, set[str]] = defaultdict(set)
    for mention, origin in credited.items():
        media_of[claim_of[mention]].add(origin.key)
    statements = _statements(rows, published, claim_of)
    confirmed = _own_confirmations(articles, rows, own, media)
    origins: dict[str, list[Origin]] = {}
    for row in rows:
        mention = row["mention_id"]
        chosen = credited.get(mention) or _uncredited(
            row, own, found, statements.get(mention), media_of[claim_of[mention]]
        )
        listed = [chosen] if chosen is not None else []
        extra = confirmed.get(mention)
        if extra is not None and all(extra.key != origin.key for origin in listed):
            listed.append(extra)
        origins[mention] = listed
    return origins


def _uncredited(
    row: Row,
    own: Mapping[str, str | None],
    found: ArticleOrigins,
    statement: str | None,
    claim_media: Collection[str],
) -> Origin | None:
    """The origin of a mention that credits no medium.

    A speaker's words are a public statement, unless the article re-reports the very medium
    that other mentions of the claim credit with them (``claim_media``).
    """
    article = row["article_id"]
    source = found.parent.get(article, article)
    main = found.main.get(source)
    if statement is not None and (main is None or main.key not in claim_media):
        return Origin(statement, "public_statement", "public_record", None, row["source_start"], row["source_end"])
    if row["source_kind"] == "document" and (document := source_key(row)) is not None:
        return Origin(f"document:{document}", "document", "public_record", None, row["source_start"], row["source_end"])
    if main is not None:
        return main if main.method != "cited" else replace(main, method="carried_over")
    if row["claim_type"] != "narrator" and row["source_kind"] == "none":
        return None
    outlet = own.get(source)
    method = "near_duplicate" if source != article else "own_reporting"
    if outlet is None:
        return Origin("unknown", "unknown", method)
    credited = outlet if outlet != own.get(article) else None
    return Origin(_outlet_key(outlet), "outlet", method, credited)


def _outlet_key(outlet: str) -> str:
    """One key for an outlet, whether it is credited by others or speaks for itself."""
    return f"outlet:{outlet}"


# --- what an article rests on --------------------------------------------------------------


def _parents(articles: pl.DataFrame) -> dict[str, str]:
    """Follow ``duplicate_of`` to the article that has no parent itself."""
    direct = {a: b for a, b in articles.select("article_id", "duplicate_of").iter_rows() if b is not None}
    found = {}
    for article in direct:
        parent, seen = direct[article], {article}
        while parent in direct and parent not in seen:
            seen.add(parent)
            parent = direct[parent]
        if parent not in seen:
            found[article] = parent
    return found


def _reprinted(article: Row, parents: Mapping[str, str], own: Mapping[str, str | None]) -> Iterable[Origin]:
    outlet = own.get(parents.get(article["article_id"], ""))
    if outlet is not None:
        yield Origin(_outlet_key(outlet), "medium", "near_duplicate", outlet)


def _syndicated(article: Row, parts: Sequence[Row], media: Media) -> Iterable[Origin]:
    """An agency in the byline, or a medium in the dateline: the text itself is theirs."""
    text = article["text"]
    for part in parts:
        if part["role"] == "byline":
            for outlet, start, end in media.named_in(text[part["start_char"] : part["end_char"]]):
                if media.is_agency(outlet):
                    yield _evident(outlet, "syndicated", part["start_char"] + start, part["start_char"] + end)
    for part in [part for part in parts if part["role"] in {"dek", "body"}][:2]:
        dateline = _DATELINE.match(text[part["start_char"] : part["end_char"]])
        for outlet, start, end in media.named_in(dateline["medium"]) if dateline else ():
            at = part["start_char"] + dateline.start("medium") if dateline else 0
            yield _evident(outlet, "syndicated", at + start, at + end)


def _disclaimed(article: Row, parts: Sequence[Row], media: Media) -> Iterable[Origin]:
    for part in parts:
        if part["role"] != "disclaimer":
            continue
        text = article["text"][part["start_char"] : part["end_char"]]
        if _SOURCING.search(text):
            for outlet, start, end in media.named_in(text):
                yield _evident(outlet, "disclaimer", part["start_char"] + start, part["start_char"] + end)


def _cited(mentions: Sequence[Row], credited: Mapping[str, Origin]) -> Iterable[Origin]:
    for mention in mentions:
        origin = credited.get(mention["mention_id"])
        if origin is not None and origin.method == "cited":
            yield origin


def _evident(outlet: str, method: str, start: int, end: int) -> Origin:
    return Origin(_outlet_key(outlet), "medium", method, outlet, start, end)


def _rows(article: Row, found: Iterable[Origin], media: Media) -> list[dict[str, Any]]:
    """One row a medium and method, with the first evidence."""
    rows: dict[tuple[str | None, str], dict[str, Any]] = {}
    for origin in found:
        if origin.outlet is None or (origin.outlet, origin.method) in rows:
            continue
        rows[origin.outlet, origin.method] = {
            "article_id": article["article_id"],
            "origin_id": origin.outlet,
            "origin_name": media.name(origin.outlet),
            "evidence_start": origin.evidence_start,
            "evidence_end": origin.evidence_end,
            "method": origin.method,
        }
    return list(rows.values())


def _main(found: Sequence[Origin], mentions: Sequence[Row], credited: Mapping[str, Origin]) -> Origin | None:
    """The medium that the article as a whole re-reports: credited as a whole, in the lede, or throughout."""
    for method in ("near_duplicate", "syndicated", "disclaimer"):
        whole = [origin for origin in found if origin.method == method]
        if whole:
            return whole[0]
    cited = {origin.outlet: origin for origin in reversed(found) if origin.method == "cited"}
    attributed = [mention for mention in mentions if mention["claim_type"] not in {"narrator", "no_comment"}]
    share = Counter(credited[m["mention_id"]].outlet for m in attributed if m["mention_id"] in credited)
    lede = {credited[m["mention_id"]].outlet for m in mentions[:_LEDE_MENTIONS] if m["mention_id"] in credited}
    whole_outlets = [
        outlet for outlet in cited if outlet in lede or share[outlet] >= max(2, _CREDITED_SHARE * len(attributed))
    ]
    if not whole_outlets:
        return None
    return cited[min(whole_outlets, key=lambda outlet: (-share[outlet], str(outlet)))]


# --- public statements and own confirmations -----------------------------------------------


def _statements(
    rows: Sequence[Row], published: Mapping[str, date | None], claim_of: Mapping[str, str]
) -> dict[str, str]:
    """Key of the public statement behind each mention of a named speaker.

    The day is that of the first print: prints of one speaker's claim at most `_STATEMENT_DAYS`
    after another repeat it, undated ones belong to the first.
    """
    prints: dict[tuple[str, str], list[tuple[date | None, str]]] = defaultdict(list)
    for row in rows:
        speaker = source_key(row)
        if row["claim_type"] in {"narrator", "no_comment"} or row["anonymous"] or speaker is None:
            continue
        if row["source_kind"] in _NAMED_KINDS:
            prints[claim_of[row["mention_id"]], speaker].append((published.get(row["article_id"]), row["mention_id"]))
    keys = {}
    for (_, speaker), found in prints.items():
        first_of = _first_prints({day for day, _ in found if day is not None})
        for day, mention in found:
            keys[mention] = f"statement:{speaker}:{first_of.get(day, 'undated')}"
    return keys


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


def _own_confirmations(
    articles: pl.DataFrame, rows: Sequence[Row], own: Mapping[str, str | None], media: Media
) -> dict[str, Origin]:
    """Origins that an outlet adds by its own confirmation, by the mention that it confirms.

    The confirmation speaks of the mentions in its sentence, else of the last one before it.
    """
    by_article: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_article[row["article_id"]].append(row)
    found: dict[str, Origin] = {}
    for article in articles.iter_rows(named=True):
        outlet = own.get(article["article_id"])
        for match in _CONFIRMED.finditer(article["text"]):
            start = _clause_start(article["text"], match.start())
            before = article["text"][start : match.start()]
            if _REFUSED.search(before) or not _speaks_for_itself(before, outlet, media):
                continue
            origin = Origin(
                _outlet_key(outlet) if outlet else "unknown",
                "outlet" if outlet else "unknown",
                "own_reporting",
                None,
                start,
                match.end(),
            )
            for row in _confirmed(by_article[article["article_id"]], start, match.end()):
                found[row["mention_id"]] = origin
    return found


def _clause_start(text: str, at: int) -> int:
    """Where the sentence that ``at`` stands in begins, no more than `_LONGEST_SUBJECT` before."""
    window = max(0, at - _LONGEST_SUBJECT)
    start = max((end.end() for end in _SENTENCE_END.finditer(text, window, at)), default=window)
    return start + len(text[start:at]) - len(text[start:at].lstrip())


def _speaks_for_itself(who: str, outlet: str | None, media: Media) -> bool:
    named = {name for name, _, _ in media.named_in(who)}
    if named:
        return outlet in named
    return (
        re.search(r"\b(?:we|this (?:newspaper|paper|publication|outlet|agency|site|website))\b", who, re.I) is not None
    )


def _confirmed(rows: Sequence[Row], start: int, end: int) -> list[Row]:
    inside = [row for row in rows if row["sentence_start"] < end and start < row["sentence_end"]]
    before = [row for row in rows if row["sentence_end"] <= start]
    return inside or sorted(before, key=lambda row: (row["sentence_end"], row["mention_id"]))[-1:]
