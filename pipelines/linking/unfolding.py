"""An origin count unfolded into the words that it rests on.

Belongs here: putting the rows of ``claim_origins`` side by side with outlets, articles and the
sentences that prove them. Does not belong here: deciding what an origin is (`origins`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

Row = Mapping[str, Any]

_SENTENCE_END = re.compile(r"(?:[.!?][”’\"')\]]*)(?P<after>\s+)|(?P<line>\n\s*)")
_UNKNOWN = "an unknown outlet"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mention that rests on an origin, and the sentence that shows it."""

    mention_id: str
    article_id: str
    path: str
    outlet: str
    published_at: datetime | None
    method: str
    content_start: int
    content_end: int
    content: str
    """The claim in the article's words."""
    start: int
    """Where the words that prove it begin in the article's text: the credit or speaker, else the content itself."""
    end: int
    words: str
    sentence_start: int
    sentence_end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class UnfoldedOrigin:
    """One independent origin of a claim, with every mention that rests on it."""

    key: str
    kind: str
    name: str
    methods: tuple[str, ...]
    outlets: tuple[str, ...]
    """The outlets that print it."""
    evidence: tuple[Evidence, ...]
    """In the order of publication; undated ones last."""


def unfold(
    claim: str, claim_origins: pl.DataFrame, mentions: pl.DataFrame, articles: pl.DataFrame, outlets: pl.DataFrame
) -> list[UnfoldedOrigin]:
    """Return the origins of a claim: as many as ``independent_origin_count`` says, most repeated first.

    Args:
        claim: a live ``claim_id``.
        claim_origins: table ``claim_origins``.
        mentions: table ``mentions``.
        articles: table ``articles``.
        outlets: table ``outlets``.
    """
    rows = claim_origins.filter(pl.col("claim_id") == claim)
    said = mentions.filter(pl.col("mention_id").is_in(rows["mention_id"].implode()))
    texts = articles.filter(pl.col("article_id").is_in(said["article_id"].implode()))
    article = {row["article_id"]: row for row in texts.iter_rows(named=True)}
    mention = {row["mention_id"]: row for row in said.iter_rows(named=True)}
    names = dict(outlets.select("outlet_id", "name").iter_rows())
    found = [
        _origin(str(key[0]), list(group.iter_rows(named=True)), mention, article, names)
        for key, group in rows.sort("origin_key", "mention_id").group_by("origin_key", maintain_order=True)
    ]
    return sorted(found, key=lambda origin: (-len(origin.evidence), origin.key))


def _origin(
    key: str,
    rows: list[Row],
    mentions: Mapping[str, Row],
    articles: Mapping[str, Row],
    names: Mapping[str, str],
) -> UnfoldedOrigin:
    evidence = [_evidence(row, mentions[row["mention_id"]], articles, names) for row in rows]
    evidence.sort(key=lambda one: (one.published_at or datetime.max, one.path, one.start))
    # an origin that one article credits as a medium is the outlet itself in its own article
    kinds = {row["origin_kind"] for row in rows}
    return UnfoldedOrigin(
        key=key,
        kind=" and ".join(sorted(kinds)),
        name=_name(key, [mentions[row["mention_id"]] for row in rows], names),
        methods=tuple(sorted({row["method"] for row in rows})),
        outlets=_distinct(one.outlet for one in evidence),
        evidence=tuple(evidence),
    )


def _evidence(row: Row, mention: Row, articles: Mapping[str, Row], names: Mapping[str, str]) -> Evidence:
    article = articles[mention["article_id"]]
    text = article["text"] or ""  # a version may withhold the words of its articles
    start, end = row["evidence_start"], row["evidence_end"]
    if start is None:
        start, end = mention["content_start"], mention["content_end"]
    first, last = sentence_around(text, start, end)
    if mention["sentence_start"] <= start and end <= mention["sentence_end"]:
        first, last = mention["sentence_start"], mention["sentence_end"]
    return Evidence(
        mention_id=mention["mention_id"],
        article_id=mention["article_id"],
        path=article["path"],
        outlet=names.get(article["outlet_id"] or "") or article["outlet"] or _UNKNOWN,
        published_at=article["published_at"],
        method=row["method"],
        content_start=mention["content_start"],
        content_end=mention["content_end"],
        content=mention["content_text"] or "",
        start=start,
        end=end,
        words=text[start:end],
        sentence_start=first,
        sentence_end=last,
        sentence=text[first:last],
    )


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch of ``text`` between sentence ends or line breaks that holds ``[start, end)``."""
    first, last = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        ends, begins = match.span("after" if match["after"] else "line")
        if begins <= start:
            first = begins
        elif ends >= end:
            last = ends
            break
    return first, last


def _name(key: str, mentions: Iterable[Row], names: Mapping[str, str]) -> str:
    kind, _, rest = key.partition(":")
    if kind == "outlet":
        return names.get(rest, rest)
    speakers = sorted({m["source_name"] or m["source_text"] for m in mentions if m["source_name"] or m["source_text"]})
    speaker = speakers[0] if speakers else rest
    if kind == "statement":
        return f"{speaker}, {rest.rpartition(':')[2]}"
    return speaker if kind == "document" else _UNKNOWN


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
