"""What can be found in a version: its claims, evidence sentences, articles and names, as fields of text."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, Literal, get_args

import polars as pl

from pipelines.search.index import Unit

Kind = Literal["claims", "mentions", "articles", "entities"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Lazy = Callable[[str], pl.LazyFrame]
"""Gives a table of the version by its name."""


def units(kind: Kind, lazy: Lazy) -> Iterator[Unit]:
    """Yield the units of a kind with their fields.

    A claim has its wording and those of its mentions; a mention the sentence that shows it and the
    name of its source; an article its headline and text; an entity its name, its other spellings
    and its description.
    """
    match kind:
        case "claims":
            yield from wordings(lazy).items()
        case "mentions":
            yield from _mentions(lazy)
        case "articles":
            for row in _rows(lazy("articles"), "article_id", "title", "text"):
                yield row["article_id"], (row["title"] or "", row["text"] or "")
        case "entities":
            yield from _entities(lazy)


def wordings(lazy: Lazy, claims: Collection[str] | None = None) -> dict[str, list[str]]:
    """Return the different wordings of claims, the canonical one first, by claim; of all claims without ``claims``."""
    own, others = (lazy(table).select("claim_id", "claim_text") for table in ("claims", "mentions"))
    every = pl.concat([own, others.unique().sort("claim_id", "claim_text")])
    if claims is not None:
        every = every.filter(pl.col("claim_id").is_in(list(claims)))
    found: dict[str, dict[str, None]] = {}
    for claim, text in every.collect().iter_rows():
        found.setdefault(claim, {})[text or ""] = None
    return {claim: list(texts) for claim, texts in found.items()}


def evidence_span(mention: dict[str, Any]) -> tuple[int, int]:
    """Return where the evidence of a mention stands: its sentence, and all of its content."""
    start = min(mention["sentence_start"], mention["content_start"])
    return start, max(mention["sentence_end"], mention["content_end"])


def _mentions(lazy: Lazy) -> Iterator[Unit]:
    places = ("sentence_start", "sentence_end", "content_start", "content_end")
    texts = dict(lazy("articles").select("article_id", "text").collect().iter_rows())
    for row in _rows(lazy("mentions"), "mention_id", "article_id", "source_name", "content_text", *places):
        start, end = evidence_span(row)
        # a version may withhold the texts of its articles, or all their words
        evidence = (texts[row["article_id"]] or "")[start:end] or row["content_text"]
        yield row["mention_id"], (evidence or "", row["source_name"] or "")


def _entities(lazy: Lazy) -> Iterator[Unit]:
    aliases: dict[str, list[str]] = {}
    for row in _rows(lazy("entity_aliases"), "entity_id", "alias"):
        aliases.setdefault(row["entity_id"], []).append(row["alias"])
    for row in _rows(lazy("entities"), "entity_id", "name", "description"):
        others = [alias for alias in aliases.get(row["entity_id"], []) if alias != row["name"]]
        yield row["entity_id"], (row["name"], *others, row["description"] or "")


def _rows(frame: pl.LazyFrame, *columns: str) -> Iterator[dict[str, Any]]:
    yield from frame.select(columns).collect().iter_rows(named=True)
