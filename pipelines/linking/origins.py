"""Who repeats whom: the media that an article rests on, and the origin behind each mention.

Belongs here: reading citations, disclaimers, credits, reprints and own confirmations as
evidence of origin. Does not belong here: counting origins (`claims`). The rules are those of
the data model: a mention rests on the medium that it credits; else on the parent of which its
article is a reprint; else, for words that a named speaker said in public, on that statement;
else on the outlet itself.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from pipelines.linking.evidence import Credit, citations, disclaimers, own_confirmations, syndications
from pipelines.linking.features import publication_days, source_key
from pipelines.linking.media import Media
from pipelines.schema import TABLES

Row = Mapping[str, Any]

_LEDE_MENTIONS = 3
"""A medium credited among so many first mentions is what the article as a whole reports on."""
_CREDITED_SHARE = 1 / 3
"""A medium credited for at least this share of the attributed mentions is the article's main origin."""
_STATEMENT_DAYS = 3
"""Prints of one speaker's claim no more than so many days apart repeat one statement."""

_LEDE_BODY = 2
"""So many first segments of the body belong to the lede, with headline and standfirst."""
_STORY = frozenset({"headline", "dek", "body"})
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
    credited: Mapping[str, Origin],
    own: Mapping[str, str | None],
    media: Media,
) -> ArticleOrigins:
    """Find the media that each article rests on, and the main one.

    Args:
        articles: table ``articles``.
        segments: table ``segments``.
        mentions: table ``screened_mentions``.
        credited: the medium that each mention credits, from `credits`.
        own: the outlet of each article.
        media: look-up of outlets, which learns those met.
    """
    parents = _parents(articles)
    columns = ("article_id", "content_start", "mention_id", "claim_type")
    by_article = _by_article(mentions.select(columns))
    parts = _by_article(segments.select("article_id", "start_char", "end_char", "role"))
    rows: list[dict[str, Any]] = []
    main: dict[str, Origin] = {}
    for article in articles.sort("article_id").iter_rows(named=True):
        name = article["article_id"]
        mine, said = parts[name], by_article[name]
        found = [
            *(_origin(credit, "syndicated") for credit in syndications(article, mine, media)),
            *(_origin(credit, "disclaimer") for credit in disclaimers(article, mine, media)),
            *_reprinted(article, parents, own),
            *(credited[m["mention_id"]] for m in said if m["mention_id"] in credited),
            *(_origin(credit, "cited") for credit in _cited(article, mine, media)),
        ]
        found = [origin for origin in found if origin.outlet != own.get(name) and origin.method != "carried_over"]
        rows += _rows(article, found, media)
        chosen = _main(found, said, credited, _lede(mine))
        if chosen is not None:
            main[name] = chosen
    table = TABLES["article_origins"]
    return ArticleOrigins(table.conform(table.frame(rows)), main, parents)


def credits(
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    attributions: pl.DataFrame,
    own: Mapping[str, str | None],
    media: Media,
) -> dict[str, Origin]:
    """Return the medium, other than the article's own outlet, that each mention credits.

    That is the outermost medium of its chain; else a known medium that its sentence cites
    beside the content.
    """
    article_of = dict(mentions.select("mention_id", "article_id").iter_rows())
    named = attributions.filter(pl.col("source_kind") == "medium")
    for name in sorted(set(named.select(pl.coalesce("source_name", "source_text")).to_series())):
        media.learn(name)
    found: dict[str, Origin] = {}
    chains = attributions.filter(pl.col("source_kind").is_in(["medium", "document"])).sort("mention_id", "position")
    for row in chains.iter_rows(named=True):
        mention, name = row["mention_id"], row["source_name"] or row["source_text"]
        if mention in found or mention not in article_of:
            continue
        # a report that bears the name of its medium credits the medium
        known = [outlet for outlet, _, _ in media.named_in(name)] if row["source_kind"] == "document" else []
        if row["source_kind"] == "document" and not known:
            continue
        outlet = known[0] if known else media.identify(name)
        if outlet != own.get(article_of[mention]):
            credit = Credit(outlet, row["evidence_start"], row["evidence_end"])
            found[mention] = _origin(credit, "cited" if row["explicit"] else "carried_over")
    text = dict(articles.select("article_id", "text").iter_rows())
    columns = ("mention_id", "article_id", "sentence_start", "sentence_end", "content_start", "content_end")
    for mention, article, start, end, first, last in mentions.select(columns).sort("mention_id").iter_rows():
        beside = [
            credit
            for credit in (citations(text[article], start, end, media) if mention not in found else ())
            if credit.outlet != own.get(article) and (credit.end <= first or last <= credit.start)
        ]
        if beside:
            found[mention] = _origin(beside[0], "cited")
    return found


def mention_origins(
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    credited: Mapping[str, Origin],
    own: Mapping[str, str | None],
    found: ArticleOrigins,
    claim_of: Mapping[str, str],
    media: Media,
) -> dict[str, list[Origin]]:
    """Return the origins of every mention; an empty list where the text presents none.

    Args:
        articles: table ``articles``.
        mentions: table ``screened_mentions``.
        credited: the medium that each mention credits, from `credits`.
        own: the outlet of each article.
        found: what the articles rest on as a whole.
        claim_of: the claim of each mention: prints of one statement are told apart within a claim.
        media: look-up of outlets.
    """
    rows = mentions.sort("mention_id").to_dicts()
    statements = _statements(rows, publication_days(articles), claim_of)
    spoken = [row for row in rows if row["mention_id"] in statements and row["mention_id"] not in credited]
    told = {row["mention_id"] for row in spoken}
    chosen = {
        row["mention_id"]: credited.get(row["mention_id"]) or _unspoken(row, own, found, media)
        for row in rows
        if row["mention_id"] not in told
    }
    chosen |= _spoken(spoken, statements, found, claim_of, _media_of(chosen, claim_of))
    _follow_the_speaker(rows, spoken, chosen, credited, claim_of)
    confirmed = _own_confirmations(articles, rows, own, media)
    origins: dict[str, list[Origin]] = {}
    for mention, origin in chosen.items():
        listed = [origin] if origin is not None else []
        extra = confirmed.get(mention)
        if extra is not None and all(extra.key != origin.key for origin in listed):
            listed.append(extra)
        origins[mention] = listed
    return origins


def _media_of(chosen: Mapping[str, Origin | None], claim_of: Mapping[str, str]) -> dict[str, set[str]]:
    """Keys of the media that mentions of each claim rest on."""
    found: dict[str, set[str]] = defaultdict(set)
    for mention, origin in chosen.items():
        if origin is not None and origin.kind == "medium":
            found[claim_of[mention]].add(origin.key)
    return found


def _spoken(
    spoken: Sequence[Row],
    statements: Mapping[str, str],
    found: ArticleOrigins,
    claim_of: Mapping[str, str],
    claim_media: Mapping[str, Collection[str]],
) -> dict[str, Origin]:
    """The origins of named speakers' words that credit no medium.

    They are public statements; but where all who print them re-report one medium, on which
    other mentions of the claim rest, they are known through that medium alone.
    """
    mains = {
        row["mention_id"]: found.main.get(found.parent.get(row["article_id"], row["article_id"])) for row in spoken
    }
    printed: dict[tuple[str, str | None], set[str | None]] = defaultdict(set)
    for row in spoken:
        main = mains[row["mention_id"]]
        printed[claim_of[row["mention_id"]], source_key(row)].add(main.key if main else None)
    origins = {}
    for row in spoken:
        mention, main = row["mention_id"], mains[row["mention_id"]]
        claim = claim_of[mention]
        if main is not None and main.key in claim_media[claim] and printed[claim, source_key(row)] == {main.key}:
            origins[mention] = _inherited(main)
        else:
            start, end = row["source_start"], row["source_end"]
            origins[mention] = Origin(statements[mention], "public_statement", "public_record", None, start, end)
    return origins


def _follow_the_speaker(
    rows: Sequence[Row],
    spoken: Sequence[Row],
    chosen: dict[str, Origin | None],
    credited: Mapping[str, Origin],
    claim_of: Mapping[str, str],
) -> None:
    """Let, in place, what a writer tells in his own words rest on the words that he quotes for it."""
    quoted = {(claim_of[row["mention_id"]], row["article_id"]): row["mention_id"] for row in reversed(spoken)}
    for row in rows:
        mention = row["mention_id"]
        source = quoted.get((claim_of[mention], row["article_id"]))
        if row["claim_type"] == "narrator" and mention not in credited and source is not None:
            chosen[mention] = chosen[source]


def _unspoken(row: Row, own: Mapping[str, str | None], found: ArticleOrigins, media: Media) -> Origin | None:
    """The origin of a mention that credits no medium and that no named speaker said."""
    article = row["article_id"]
    source = found.parent.get(article, article)
    if row["source_kind"] == "document" and (document := source_key(row)) is not None:
        return Origin(f"document:{document}", "document", "public_record", None, row["source_start"], row["source_end"])
    outlet, main = own.get(source), found.main.get(source)
    if main is not None and not _is_own(row, main, outlet, media):
        return _inherited(main)
    if row["claim_type"] != "narrator" and row["source_kind"] == "none":
        return None
    method = "near_duplicate" if source != article else "own_reporting"
    if outlet is None:
        return Origin("unknown", "unknown", method)
    credited = outlet if outlet != own.get(article) else None
    return Origin(_outlet_key(outlet), "outlet", method, credited)


def _is_own(row: Row, main: Origin, outlet: str | None, media: Media) -> bool:
    """Whether a mention of a re-report is the outlet's own: its background, or what it says of itself."""
    if main.method != "cited":
        return False
    return bool(row["in_background"]) or (
        outlet is not None and any(name == outlet for name, _, _ in media.named_in(row["content_text"]))
    )


def _inherited(main: Origin) -> Origin:
    """What a mention takes over from its article."""
    return replace(main, method="carried_over") if main.method == "cited" else main


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


def _cited(article: Row, parts: Sequence[Row], media: Media) -> Iterable[Credit]:
    for part in parts:
        if part["role"] in _STORY:
            yield from citations(article["text"], part["start_char"], part["end_char"], media)


def _origin(credit: Credit, method: str) -> Origin:
    return Origin(_outlet_key(credit.outlet), "medium", method, credit.outlet, credit.start, credit.end)


def _by_article(frame: pl.DataFrame) -> dict[str, list[Row]]:
    """Rows by article, in the order of their second column."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in frame.sort(frame.columns[:3]).iter_rows(named=True):
        rows[row["article_id"]].append(row)
    return rows


def _lede(parts: Sequence[Row]) -> int:
    """Where the lede ends: headline, standfirst and the first segments of the body."""
    body = [part["end_char"] for part in parts if part["role"] == "body"][:_LEDE_BODY]
    return max([*body, *(part["end_char"] for part in parts if part["role"] in {"headline", "dek"})], default=0)


def _rows(article: Row, found: Iterable[Origin], media: Media) -> list[dict[str, Any]]:
    """One row a medium and method, with the first evidence."""
    rows: dict[tuple[str | None, str], dict[str, Any]] = {}
    for origin in found:
        if origin.outlet is None or (origin.outlet, origin.method) in rows:  # the first evidence stands
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


def _main(
    found: Sequence[Origin], mentions: Sequence[Row], credited: Mapping[str, Origin], lede_end: int
) -> Origin | None:
    """The medium that the article as a whole re-reports: credited as a whole, in the lede, or throughout."""
    for method in ("near_duplicate", "syndicated", "disclaimer"):
        whole = [origin for origin in found if origin.method == method]
        if whole:
            return whole[0]
    cited = {origin.outlet: origin for origin in reversed(found) if origin.method == "cited"}
    attributed = [mention for mention in mentions if mention["claim_type"] not in {"narrator", "no_comment"}]
    share = Counter(credited[m["mention_id"]].outlet for m in attributed if m["mention_id"] in credited)
    lede = {credited[m["mention_id"]].outlet for m in mentions[:_LEDE_MENTIONS] if m["mention_id"] in credited}
    lede |= {o.outlet for o in found if o.evidence_start is not None and o.evidence_start < lede_end}
    mains = [o for o in cited if o in lede or share[o] >= max(2, _CREDITED_SHARE * len(attributed))]
    if not mains:
        return None
    return cited[min(mains, key=lambda outlet: (-share[outlet], str(outlet)))]


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
    for article, text in articles.select("article_id", "text").iter_rows():
        outlet = own.get(article)
        key, kind = (_outlet_key(outlet), "outlet") if outlet else ("unknown", "unknown")
        for start, end in own_confirmations(text, outlet, media):
            for row in _confirmed(by_article[article], start, end):
                found[row["mention_id"]] = Origin(key, kind, "own_reporting", None, start, end)
    return found


def _confirmed(rows: Sequence[Row], start: int, end: int) -> list[Row]:
    inside = [row for row in rows if row["sentence_start"] < end and start < row["sentence_end"]]
    before = [row for row in rows if row["sentence_end"] <= start]
    return inside or sorted(before, key=lambda row: (row["sentence_end"], row["mention_id"]))[-1:]
