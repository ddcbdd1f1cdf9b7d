"""A question put to a published version: which kinds are searched, what is left out, and what is told of each hit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple, cast

import polars as pl

from assets.looking.shared import UNKNOWN, Facts, rows_of
from pipelines.ids import sha256_file
from pipelines.reference import fold
from pipelines.search import (
    KINDS,
    Hits,
    Index,
    Kind,
    evidence_span,
    open_index,
    passage,
    rank,
    standing_name,
    stored_name,
    wordings,
)

if TYPE_CHECKING:
    from pipelines.reader import Dataset
    from pipelines.search.query import Term
    from pipelines.settings import Home

QUOTATIONS = "quotations"
_QUOTED = ("direct", "mixed")
_MENTION = (
    *("mention_id", "claim_id", "article_id", "outlet_name", "published_at", "published_precision", "path"),
    *("source_name", "claim_type", "modality", "polarity", "claim_text"),
)
_CLAIM = (
    *("claim_id", "article_count", "outlet_count", "independent_origin_count", "status", "is_disputed"),
    *("claim_text", "first_published_at"),
)


class Filters(NamedTuple):
    """What is looked among; a filter that is None lets everything through."""

    speaker: str | None = None
    """Words of the name of who says it, in any spelling."""
    outlet: str | None = None
    """Words of the name of who prints it."""
    since: date | None = None
    """The first day on which it was printed."""
    until: date | None = None
    """The last one; articles without a date pass neither."""

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return any(each is not None for each in self)


class Found(NamedTuple):
    """What was found of one kind."""

    total: int
    has_all: bool
    """Whether the hits hold every term of the question; else they hold some."""
    hits: list[Facts]


def searched(kind: str | None) -> list[str]:
    """Return the kinds that are searched: the one asked for, else all."""
    return list(KINDS) if kind is None else [kind]


def search(
    data: "Dataset",
    home: "Home",
    terms: "Sequence[Term]",
    *,
    kinds: Sequence[str],
    filters: Filters,
    limit: int,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Found]:
    """Return what answers a question, by kind, the best first.

    Where a kind holds every term of the question, kinds that hold only some of them give nothing.

    Args:
        data: The version.
        home: The home, which keeps the indexes.
        terms: The question.
        kinds: Kinds of :data:`pipelines.search.KINDS`, or ``quotations``.
        filters: What is looked among.
        limit: Hits of a kind.
        progress: Told which index is being made, where it is missing.
    """
    ranked: dict[str, Hits] = {}
    allowed = _allowed(data, filters) if filters.any else {}
    for kind in kinds:
        base = cast("Kind", "mentions" if kind == QUOTATIONS else kind)
        keys = allowed.get(base)
        if kind == QUOTATIONS:
            quoted = data.scan("mentions").filter(pl.col("claim_type").is_in(_QUOTED)).select("mention_id").collect()
            keys = set(quoted["mention_id"]) if keys is None else keys & set(quoted["mention_id"])
        index = _index(data, home, base, progress)
        ranked[kind] = rank(index, terms, limit=limit, allowed=keys)
    full = any(hits.total and hits.has_all for hits in ranked.values())
    return {
        kind: Found(hits.total, hits.has_all, _TOLD[kind](data, hits, terms))
        if hits.has_all or not full
        else Found(0, True, [])
        for kind, hits in ranked.items()
    }


def _index(data: "Dataset", home: "Home", kind: Kind, progress: Callable[[str], None]) -> Index:
    name = stored_name(data.version, sha256_file(data.file("manifest.json")))
    if not (home.search / name / kind).is_dir():
        progress(kind)
    return open_index(home.search, name, kind, data.lazy, lambda: _standing(home))[0]


def _standing(home: "Home") -> set[str]:
    """How the names of indexes begin whose versions still stand, as their home lists them."""
    from pipelines.publication import read_versions

    return {standing_name(each.version, each.manifest_sha256 or "") for each in read_versions(home.snapshots).versions}


# --- filters ------------------------------------------------------------------------------


def _allowed(data: "Dataset", filters: Filters) -> dict[str, set[str]]:
    """The keys that pass, by kind: mentions, the claims that they state, their articles, and those who make them.

    Without a speaker, articles pass by themselves, whether or not a mention was read in them.
    """
    articles = _articles(data, filters)
    mentions = data.scan("mentions").select("mention_id", "claim_id", "article_id", "source_id", "source_name")
    passing = mentions.filter(pl.col("article_id").is_in(articles.implode())).collect()
    if filters.speaker is not None:
        passing = _spoken_by(data, passing, filters.speaker)
        articles = passing["article_id"]
    return {
        "mentions": set(passing["mention_id"]),
        "claims": set(passing["claim_id"]),
        "articles": set(articles),
        "entities": set(passing["source_id"].drop_nulls()),
    }


def _articles(data: "Dataset", filters: Filters) -> pl.Series:
    """The articles of the outlet and the days."""
    columns = ("article_id", "outlet_id", "outlet", "published_at")
    articles = data.scan("articles").select(columns).collect()
    if filters.since is not None:
        articles = articles.filter(pl.col("published_at") >= datetime.combine(filters.since, time.min))
    if filters.until is not None:
        articles = articles.filter(pl.col("published_at") <= datetime.combine(filters.until, time.max))
    if filters.outlet is not None:
        names = data.table("outlets").select("outlet_id", "name")
        articles = articles.join(names, on="outlet_id", how="left")
        articles = articles.filter(
            _named(articles["name"], filters.outlet) | _named(articles["outlet"], filters.outlet)
        )
    return articles["article_id"]


def _spoken_by(data: "Dataset", mentions: pl.DataFrame, speaker: str) -> pl.DataFrame:
    aliases = data.table("entity_aliases")
    known = set(aliases.filter(_named(aliases["alias"], speaker))["entity_id"])
    by_name = _named(mentions["source_name"], speaker)
    return mentions.filter(by_name | pl.Series(mentions["source_id"].is_in(known).fill_null(value=False)))


def _named(names: pl.Series, wanted: str) -> pl.Series:
    """Which names hold all words of ``wanted``, in any spelling of case and accents."""
    words = set(fold(wanted).split())
    fits = {name: words <= set(fold(name).split()) for name in names.drop_nulls().unique()}
    return pl.Series([bool(words) and fits.get(name, False) for name in names], dtype=pl.Boolean)


# --- hits ---------------------------------------------------------------------------------


def _passage(text: str, terms: "Sequence[Term]", width: int = 240) -> Facts:
    """The passage of a text and its hits, as positions in the passage and as parts to print."""
    found = passage(text, terms, width)
    return {
        "text": text[found.start : found.end],
        "hits": [[start - found.start, end - found.start] for start, end in found.hits],
        "parts": found.parts(text),
    }


def _in_order(hits: Hits, rows: Mapping[str, Facts]) -> list[Facts]:
    return [{"score": round(score, 3), **rows[key]} for key, score in zip(hits.keys, hits.scores, strict=True)]


def _claims(data: "Dataset", hits: Hits, terms: "Sequence[Term]") -> list[Facts]:
    """The wording that answers best, the canonical one among equals."""
    rows = rows_of(data, "claims", "claim_id", hits.keys).iter_rows(named=True)
    texts = wordings(data.lazy, hits.keys)
    told = {}
    for row in rows:
        passages = [_passage(text, terms, 400) for text in texts[row["claim_id"]]]
        best = max(passages, key=lambda each: len(each["hits"]))
        told[row["claim_id"]] = {name: row[name] for name in _CLAIM} | best
    return _in_order(hits, told)


def _mentions(data: "Dataset", hits: Hits, terms: "Sequence[Term]") -> list[Facts]:
    wanted = pl.col("mention_id").is_in(hits.keys)
    places = ("sentence_start", "sentence_end", "content_start", "content_end", "content_text", "source_text")
    rows = data.mentions_in_context().filter(wanted).select(*_MENTION, *places).collect()
    texts = dict(rows_of(data, "articles", "article_id", rows["article_id"]).select("article_id", "text").iter_rows())
    told = {}
    for row in rows.iter_rows(named=True):
        start, end = evidence_span(row)
        evidence = (texts[row["article_id"]] or "")[start:end] or row["content_text"] or ""
        known = {name: row[name] for name in _MENTION} | {"outlet_name": row["outlet_name"] or UNKNOWN}
        known["speaker"] = row["source_name"] or row["source_text"]
        told[row["mention_id"]] = known | {"start": start, "end": end} | _passage(evidence, terms, 400)
    return _in_order(hits, told)


def _article_hits(data: "Dataset", hits: Hits, terms: "Sequence[Term]") -> list[Facts]:
    names = dict(data.table("outlets").select("outlet_id", "name").iter_rows())
    told = {}
    for row in rows_of(data, "articles", "article_id", hits.keys).iter_rows(named=True):
        shown = ("article_id", "title", "path", "url", "published_at", "published_precision", "is_current")
        outlet = names.get(row["outlet_id"] or "") or row["outlet"] or UNKNOWN
        told[row["article_id"]] = (
            {name: row[name] for name in shown} | {"outlet_name": outlet} | _passage(row["text"] or "", terms)
        )
    return _in_order(hits, told)


def _entity_hits(data: "Dataset", hits: Hits, terms: "Sequence[Term]") -> list[Facts]:
    aliases: dict[str, list[str]] = {}
    for entity, alias in rows_of(data, "entity_aliases", "entity_id", hits.keys).select("entity_id", "alias").rows():
        aliases.setdefault(entity, []).append(alias)
    said = rows_of(data, "mentions", "source_id", hits.keys).group_by("source_id").len().rows()
    told = {}
    for row in rows_of(data, "entities", "entity_id", hits.keys).iter_rows(named=True):
        others = [alias for alias in aliases.get(row["entity_id"], []) if alias != row["name"]]
        known = {name: row[name] for name in ("entity_id", "name", "kind", "country", "description")}
        spelt = ", ".join([row["name"], *others])
        told[row["entity_id"]] = known | {"mentions": dict(said).get(row["entity_id"], 0)} | _passage(spelt, terms, 300)
    return _in_order(hits, told)


_TOLD = {
    "claims": _claims,
    "mentions": _mentions,
    QUOTATIONS: _mentions,
    "articles": _article_hits,
    "entities": _entity_hits,
}
