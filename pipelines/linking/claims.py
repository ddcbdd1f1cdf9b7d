"""The tables of claims and of the origins that they rest on.

Belongs here: what a claim amounts to once its mentions, origins and relations are known.
Does not belong here: how any of these was found.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from pipelines.linking.origin import Origin
from pipelines.schema import TABLES

Row = Mapping[str, Any]

_TYPE_RANK = {"direct": 3, "mixed": 2, "indirect": 0, "narrator": 1, "no_comment": 0}
_LONG_WORDS = 40
_LEANING = re.compile(
    r"(?:\[|(?:which|who|whose|to|him|her|his|its|it|he|she|they|them|this|these|that|those|whether|how|i|we|you)\b)",
    re.IGNORECASE,
)
"""How a wording begins that leans on words outside it: a pronoun, a relative clause, an infinitive."""


@dataclass(frozen=True, slots=True)
class Credited:
    """The media that mentions rest on."""

    of_mention: Mapping[str, str]
    """The first medium of each mention that rests on one."""
    outlets: AbstractSet[str]
    """All media."""


def claim_origins(
    parts: Iterable[Mapping[str, Sequence[Origin]]], claim_of: Mapping[str, str]
) -> tuple[pl.DataFrame, Credited]:
    """Return table ``claim_origins``, one row an origin of a mention, and the media among the origins.

    Args:
        parts: the origins of some mentions at a time.
        claim_of: the claim of each mention.
    """
    table = TABLES["claim_origins"]
    frames, of_mention, outlets = [table.empty()], dict[str, str](), set[str]()
    for origins in parts:
        frames.append(table.frame(_origin_rows(origins, claim_of)))
        for mention, found in origins.items():
            media = [origin.outlet for origin in found if origin.outlet is not None]
            outlets.update(media)
            if media:
                of_mention[mention] = media[0]
    return table.conform(pl.concat(frames)), Credited(of_mention, outlets)


def _origin_rows(origins: Mapping[str, Sequence[Origin]], claim_of: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for mention, found in origins.items():
        for origin in found:
            yield {
                "claim_id": claim_of[mention],
                "origin_key": origin.key,
                "origin_kind": origin.kind,
                "mention_id": mention,
                "method": origin.method,
                "evidence_start": origin.evidence_start,
                "evidence_end": origin.evidence_end,
            }


STATED = (
    *("mention_key", "article_id", "claim_text", "claim_type", "about_unresolved_reason", "confidence"),
    "mention_id",
)
"""What a claim is made of, of each of its mentions."""


def claims(
    mentions: pl.DataFrame,
    articles: pl.DataFrame,
    claim_of: Mapping[str, str],
    first_versions: Mapping[str, str],
    origins: pl.DataFrame,
    disputed: Collection[str],
) -> pl.DataFrame:
    """Return table ``claims``.

    Args:
        mentions: table ``screened_mentions``.
        articles: table ``articles``.
        claim_of: the claim of each mention.
        first_versions: the version that first held each claim.
        origins: table ``claim_origins``.
        disputed: claims that a contradiction or denial stands against.
    """
    columns = ("article_id", "document_id", "outlet_id", "published_at")
    article = {row["article_id"]: row for row in articles.select(columns).to_dicts()}
    counts = dict(origins.group_by("claim_id").agg(pl.col("origin_key").n_unique()).iter_rows())
    table = TABLES["claims"]
    return table.conform(
        table.frame(
            {
                **_row(claim, found, article),
                "independent_origin_count": counts.get(claim, 0),
                "status": status(counts.get(claim, 0)),
                "is_disputed": claim in disputed,
                "first_version": first_versions[claim],
            }
            for claim, found in _by_claim(mentions, claim_of)
        )
    )


def _row(claim: str, found: Sequence[Row], article: Mapping[str, Row]) -> Row:
    """What the mentions of a claim say of it by themselves."""
    dates = [article[m["article_id"]]["published_at"] for m in found]
    known = [day for day in dates if day is not None]
    return {
        "claim_id": claim,
        "claim_text": _wording(found, article),
        "first_published_at": min(known, default=None),
        "last_published_at": max(known, default=None),
        # revisions of one document state a thing once: they share its mention keys
        "mention_count": len({m["mention_key"] for m in found}),
        "article_count": len({article[m["article_id"]]["document_id"] for m in found}),
        "outlet_count": len({article[m["article_id"]]["outlet_id"] for m in found}),
    }


def _by_claim(mentions: pl.DataFrame, claim_of: Mapping[str, str]) -> Iterator[tuple[str, list[Row]]]:
    """Each claim with the rows of its mentions, one claim at a time: all rows at once would not fit."""
    stated = mentions.select(STATED).with_columns(
        pl.Series("claim_id", [claim_of[mention] for mention in mentions["mention_id"]], dtype=pl.String)
    )
    ordered = stated.sort("claim_id", "mention_id")
    for claim, rows in groupby(ordered.iter_rows(named=True), key=itemgetter("claim_id")):
        yield claim, list(rows)


def status(origin_count: int) -> str:
    """Return what a number of independent origins amounts to."""
    if origin_count == 0:
        return "unattributed"
    return "single_origin" if origin_count == 1 else "corroborated"


def _wording(mentions: Sequence[Row], article: Mapping[str, Row]) -> str:
    """The wording of one mention: one that stands alone, in plain words, sure, early, not too long."""

    def preference(mention: Row) -> tuple[object, ...]:
        words = len(mention["claim_text"].split())
        return (
            mention["about_unresolved_reason"] is not None,
            words > _LONG_WORDS,
            bool(_LEANING.match(mention["claim_text"])),
            _TYPE_RANK[mention["claim_type"]],
            -round(mention["confidence"], 2),
            article[mention["article_id"]]["published_at"] or datetime.max,
            -words,
            mention["mention_key"],
        )

    return str(min(mentions, key=preference)["claim_text"])
