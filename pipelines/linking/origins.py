"""Who repeats whom: the media that an article rests on, and the origin behind each mention.

Belongs here: reading citations, disclaimers, credits, reprints and own confirmations as
evidence of origin. Does not belong here: counting origins (`claims`). The rules are those of
the data model: a mention rests on the medium that it credits; else on the parent of which its
article is a reprint; else, for words that a named speaker said in public, on that statement;
else on the outlet itself.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from pipelines.linking.evidence import Credit, citations, disclaimers, links, syndications
from pipelines.linking.features import publication_days, source_key
from pipelines.linking.media import Media
from pipelines.linking.origin import Origin, medium, outlet_key
from pipelines.linking.shelf import whole_runs
from pipelines.linking.statements import confirmations, statements
from pipelines.schema import TABLES

Row = Mapping[str, Any]

_LEDE_MENTIONS = 3
"""A medium credited among so many first mentions is what the article as a whole reports on."""
_CREDITED_SHARE = 1 / 3
"""A medium credited for at least this share of the attributed mentions is the article's main origin."""
_LEDE_BODY = 2
"""So many first segments of the body belong to the lede, with headline and standfirst."""
TOLD = (
    *("mention_id", "article_id", "claim_type", "content_text", "sentence_start", "sentence_end", "in_background"),
    *("source_id", "source_name", "source_text", "source_kind", "source_start", "source_end"),
    *("source_unresolved_reason", "anonymous"),
)
"""What a mention's origin follows from."""
_STORY = frozenset({"headline", "dek", "body"})
SLICE = 1 << 14
"""So many mentions are asked for their origins at once."""


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
    said_in = _in_order(mentions.select(columns))
    parts = _by_article(segments.select("article_id", "start_char", "end_char", "role"))
    rows: list[dict[str, Any]] = []
    main: dict[str, Origin] = {}
    for article in articles.sort("article_id").iter_rows(named=True):
        name = article["article_id"]
        mine, said = parts[name], said_in(name)
        found = [
            *(medium(credit, "syndicated") for credit in syndications(article, mine, media)),
            *(medium(credit, "disclaimer") for credit in disclaimers(article, mine, media)),
            *_reprinted(article, parents, own),
            *(credited[m["mention_id"]] for m in said if m["mention_id"] in credited),
            *(medium(credit, "cited") for credit in _cited(article, mine, media)),
            *(medium(credit, "link") for credit in links(article, mine, media)),
        ]
        found = [origin for origin in found if origin.outlet != own.get(name) and origin.method != "carried_over"]
        rows += _rows(article, found, media)
        chosen = _main(found, said, credited, _lede(mine))
        if chosen is not None:
            main[name] = chosen
    table = TABLES["article_origins"]
    return ArticleOrigins(table.conform(table.frame(rows)), main, parents)


def mention_origins(
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    credited: Mapping[str, Origin],
    own: Mapping[str, str | None],
    found: ArticleOrigins,
    claim_of: Mapping[str, str],
    media: Media,
) -> Iterator[dict[str, list[Origin]]]:
    """Yield the origins of every mention, of some claims at a time; an empty list where the text presents none.

    Args:
        articles: table ``articles``.
        mentions: table ``screened_mentions``.
        credited: the medium that each mention credits, from `credits`.
        own: the outlet of each article.
        found: what the articles rest on as a whole.
        claim_of: the claim of each mention: prints of one statement are told apart within a claim.
        media: look-up of outlets.
    """
    days = publication_days(articles)
    confirmed = confirmations(articles, mentions, own, media)
    for rows in _by_claims(mentions, claim_of):
        spoken_on = statements(rows, days, claim_of)
        spoken = [row for row in rows if row["mention_id"] in spoken_on and row["mention_id"] not in credited]
        told = {row["mention_id"] for row in spoken}
        chosen = {
            row["mention_id"]: credited.get(row["mention_id"]) or _unspoken(row, own, found, media)
            for row in rows
            if row["mention_id"] not in told
        }
        chosen |= _spoken(spoken, spoken_on, found, claim_of, _media_of(chosen, claim_of))
        _follow_the_speaker(rows, spoken, chosen, credited, claim_of)
        _follow_the_medium(rows, chosen, own, claim_of)
        yield {mention: _with(confirmed.get(mention), origin) for mention, origin in chosen.items()}


def _with(extra: Origin | None, origin: Origin | None) -> list[Origin]:
    """An origin and the one that a confirmation adds to it, as far as there are such."""
    listed = [origin] if origin is not None else []
    if extra is not None and all(extra.key != one.key for one in listed):
        listed.append(extra)
    return listed


def _by_claims(mentions: pl.DataFrame, claim_of: Mapping[str, str]) -> Iterator[Sequence[Row]]:
    """The rows of mentions, whole claims together, about `SLICE` at a time: all at once they would take gigabytes."""
    of_each = pl.Series("claim_id", [claim_of[mention] for mention in mentions["mention_id"]], dtype=pl.String)
    ordered = pl.DataFrame([of_each, mentions["mention_id"]]).with_row_index("row").sort("claim_id", "mention_id")
    for start, end in whole_runs(ordered["claim_id"], SLICE):
        yield mentions.select(TOLD)[ordered["row"][start:end]].to_dicts()


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
    mains = {row["mention_id"]: _main_of(row["article_id"], found) for row in spoken}
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


def _follow_the_medium(
    rows: Sequence[Row],
    chosen: dict[str, Origin | None],
    own: Mapping[str, str | None],
    claim_of: Mapping[str, str],
) -> None:
    """Let, in place, what rests on a medium rest on the one that this medium itself credits for the claim.

    Where two media credit one another, each is left to stand.
    """
    behind: dict[tuple[str, str], set[Origin | None]] = defaultdict(set)
    for row in rows:
        outlet = own.get(row["article_id"])
        if outlet is not None:
            behind[claim_of[row["mention_id"]], outlet].add(chosen[row["mention_id"]])
    sole = {place: next(iter(found)) for place, found in behind.items() if len({o and o.key for o in found}) == 1}
    for row in rows:
        origin = chosen[row["mention_id"]]
        if origin is not None and origin.kind == "medium":
            chosen[row["mention_id"]] = _deepest(origin, claim_of[row["mention_id"]], sole)


def _deepest(origin: Origin, claim: str, sole: Mapping[tuple[str, str], Origin | None]) -> Origin:
    """The medium at the end of a chain of media that credit one another for a claim; the first where they go round."""
    last, seen = origin, {origin.outlet}
    while last.outlet is not None:
        deeper = sole.get((claim, last.outlet))
        if deeper is None or deeper.kind != "medium":
            return replace(origin, key=last.key, outlet=last.outlet)
        if deeper.outlet in seen:
            return origin
        seen.add(deeper.outlet)
        last = deeper
    return origin


def _unspoken(row: Row, own: Mapping[str, str | None], found: ArticleOrigins, media: Media) -> Origin | None:
    """The origin of a mention that credits no medium and that no named speaker said."""
    article = row["article_id"]
    source = found.parent.get(article, article)
    if row["source_kind"] == "document" and (document := source_key(row)) is not None:
        return Origin(f"document:{document}", "document", "public_record", None, row["source_start"], row["source_end"])
    outlet, main = own.get(source), _main_of(article, found)
    if main is not None and not _is_own(row, main, outlet, media):
        return _inherited(main)
    if row["claim_type"] != "narrator" and row["source_kind"] == "none":
        return None
    method = "near_duplicate" if source != article else "own_reporting"
    if outlet is None:
        return Origin("unknown", "unknown", method)
    credited = outlet if outlet != own.get(article) else None
    return Origin(outlet_key(outlet), "outlet", method, credited)


def _is_own(row: Row, main: Origin, outlet: str | None, media: Media) -> bool:
    """Whether a mention of a re-report is the outlet's own: its background, or what it says of itself."""
    if main.method != "cited":
        return False
    return bool(row["in_background"]) or (
        outlet is not None and any(name == outlet for name, _, _ in media.named_in(row["content_text"]))
    )


def _main_of(article: str, found: ArticleOrigins) -> Origin | None:
    """The medium that an article as a whole rests on, a reprint on that of its parent.

    Where the parent says so is a place in another text, and none in the reprint.
    """
    main = found.main.get(found.parent.get(article, article))
    if main is None or article not in found.parent:
        return main
    return replace(main, evidence_start=None, evidence_end=None)


def _inherited(main: Origin) -> Origin:
    """What a mention takes over from its article."""
    return replace(main, method="carried_over") if main.method == "cited" else main


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
        yield Origin(outlet_key(outlet), "medium", "near_duplicate", outlet)


def _cited(article: Row, parts: Sequence[Row], media: Media) -> Iterable[Credit]:
    for part in parts:
        if part["role"] in _STORY:
            yield from citations(article["text"], part["start_char"], part["end_char"], media)


def _by_article(frame: pl.DataFrame) -> dict[str, list[Row]]:
    """Rows by article, in the order of their second column."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in frame.sort(frame.columns[:3]).iter_rows(named=True):
        rows[row["article_id"]].append(row)
    return rows


def _in_order(frame: pl.DataFrame) -> Callable[[str], Sequence[Row]]:
    """Return what gives the rows of an article, in the order of their second column, where articles are asked for in
    the order of their names: the rows of all at once would take gigabytes."""
    groups = groupby(frame.sort(frame.columns[:3]).iter_rows(named=True), key=itemgetter("article_id"))
    waiting = next(groups, None)

    def rows(article: str) -> Sequence[Row]:
        nonlocal waiting
        if waiting is None or waiting[0] != article:
            return ()
        found = list(waiting[1])
        waiting = next(groups, None)
        return found

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
    """The medium that the article as a whole re-reports: credited as a whole, in the lede, or throughout.

    What somebody told a medium makes no re-report of an article that prints it.
    """
    for method in ("near_duplicate", "syndicated", "disclaimer"):
        whole = [origin for origin in found if origin.method == method]
        if whole:
            return whole[0]
    cited = {origin.outlet: origin for origin in reversed(found) if origin.method == "cited"}
    attributed = [mention for mention in mentions if mention["claim_type"] not in {"narrator", "no_comment"}]
    share = Counter(credited[m["mention_id"]].outlet for m in attributed if m["mention_id"] in credited)
    first = [credited[m["mention_id"]] for m in mentions[:_LEDE_MENTIONS] if m["mention_id"] in credited]
    first += [o for o in found if o.method == "cited" and o.evidence_start is not None and o.evidence_start < lede_end]
    lede = {origin.outlet for origin in first if not origin.is_told}
    mains = [o for o in cited if o in lede or share[o] >= max(2, _CREDITED_SHARE * len(attributed))]
    if not mains:
        return None
    return cited[min(mains, key=lambda outlet: (-share[outlet], str(outlet)))]
