"""How two claims stand to each other, with a sentence for people.

Belongs here: what a difference between two mentions of one event amounts to for their claims,
and who disputes whom. Does not belong here: finding the difference (`differences`), whether
the event is one (`events`), and refusals to comment (`answers`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from pipelines.linking.answers import answers
from pipelines.linking.at_odds import Cues, Found, at_odds
from pipelines.linking.entailment import entailments
from pipelines.linking.features import Features
from pipelines.linking.packed import column
from pipelines.linking.pairs import Pair, Pairs, as_pairs
from pipelines.linking.shelf import Frame as Table
from pipelines.linking.shelf import taken
from pipelines.linking.similarity import Kind
from pipelines.linking.telling import readable, sentence
from pipelines.linking.words import stem
from pipelines.reference import fold
from pipelines.schema import TABLES

if TYPE_CHECKING:
    from pipelines.workers import Apply

Row = Mapping[str, Any]


_CUED = ("mention_id", "article_id", "source_id", "anonymous", "claim_type", "cue_text")
"""What of a mention says how it is told."""
_REJECTING = frozenset(stem(word) for word in ("reject", "rejected", "rebuff", "spurn", "refuse", "oppose", "dismiss"))
_DISPUTES = frozenset({"contradicts", "denies"})


@dataclass(frozen=True, slots=True)
class Told:
    """How mentions are told, by their identifiers."""

    speakers: Mapping[str, str]
    """Who says each: its source as an entity, else, for the writer's own words, his outlet. Unnamed people are nobody
    in particular: two mentions of theirs are not by one speaker."""
    cues: Cues
    asked: Mapping[str, str]
    """What each refusal to comment was asked about, where its text says so."""
    contents: Table
    """``mention_id`` and ``content_text`` of all mentions, of which few are read."""
    names: Mapping[str, str]
    """The name of each entity."""


def claim_relations(
    mentions: Sequence[Features],
    pairs: Iterable[Pair] | Pairs,
    kinds: Mapping[str, Kind],
    claim_of: Mapping[str, str],
    told: Told,
    apply: "Apply" = map,
) -> pl.DataFrame:
    """Return table ``claim_relations``, the best pair of mentions for each pair of claims.

    Args:
        mentions: the mentions that pairs are positions in.
        pairs: the pairs worth comparing.
        kinds: what is known of the entities that subjects are.
        claim_of: the claim of each mention.
        told: how each mention is told.
        apply: what applies a function to some pairs at a time, in whatever processes.
    """
    best: dict[tuple[str, str], Found] = {}
    numbers: dict[str, int] = {}
    of_each = [claim_of[mention] for mention in column(mentions, "mention_id")]
    claims = np.array([numbers.setdefault(claim, len(numbers)) for claim in of_each], np.int64)
    asked = as_pairs(pairs)
    apart = asked[claims[asked[:, 0]] != claims[asked[:, 1]]]
    for found in at_odds(mentions, apart, kinds, told.cues, apply):
        if claim_of[mentions[found.first].mention_id] == claim_of[mentions[found.second].mention_id]:
            continue
        key = _key(mentions[found.first], mentions[found.second], claim_of)
        if key not in best or _rank(found, mentions) < _rank(best[key], mentions):
            best[key] = found
    related = {claim for key in best for claim in key}
    said: dict[str, list[Features]] = {}
    for position, claim in enumerate(of_each):
        if claim in related:
            said.setdefault(claim, []).append(mentions[position])
    spoken = {mentions[index].mention_id for f in best.values() for index in (f.first, f.second)}
    contents = dict(taken(told.contents.lazy().filter(pl.col("mention_id").is_in(list(spoken)))).iter_rows())
    rows = [_relation(mentions[f.first], mentions[f.second], f, said, claim_of, told, contents) for f in best.values()]
    rows += [
        _entailment(mentions[first], mentions[second], claim_of)
        for first, second in entailments(mentions, apart, claim_of)
        if _key(mentions[first], mentions[second], claim_of) not in best
    ]
    chosen: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in [*rows, *answers(mentions, claim_of, told.asked)]:
        name = (row["claim_id"], row["other_claim_id"], row["relation"])
        if name not in chosen or row["score"] > chosen[name]["score"]:
            chosen[name] = row
    table = TABLES["claim_relations"]
    return table.conform(table.frame(chosen.values()))


def disputed(relations: pl.DataFrame) -> set[str]:
    """Return the claims that a contradiction or denial stands against.

    A contradiction stands against both, a denial against what is denied.
    """
    found = set()
    for row in relations.filter(pl.col("relation").is_in(sorted(_DISPUTES))).iter_rows(named=True):
        found.add(row["other_claim_id"])
        if row["relation"] == "contradicts":
            found.add(row["claim_id"])
    return found


def denying_cues(verbs: pl.DataFrame) -> frozenset[str]:
    """Return the stems of the words that deny, from the reference table ``reporting_verbs``."""
    return frozenset(
        stem(word) for lemma in verbs.filter(pl.col("kind") == "deny")["lemma"] for word in fold(lemma).split()[:1]
    )


def denies(cue_text: str | None, cues: Collection[str]) -> bool:
    """Whether a cue denies what it reports."""
    return cue_text is not None and any(stem(word) in cues for word in fold(cue_text).split())


def told_by(
    mentions: Table,
    verbs: pl.DataFrame,
    own: Mapping[str, str | None],
    entities: pl.DataFrame | None = None,
) -> Told:
    """Return how each mention is told.

    Args:
        mentions: table ``screened_mentions``.
        verbs: the reference table ``reporting_verbs``.
        own: the outlet of each article.
        entities: table ``entities``.
    """
    cues = denying_cues(verbs)
    speakers, denials, rejections = {}, set(), set()
    said = cache(lambda cue: (denies(cue, cues), denies(cue, _REJECTING)))
    for mention, article, source, anonymous, claim_type, cue in taken(mentions, *_CUED).iter_rows():
        outlet = own.get(article)
        if source and not anonymous:
            speakers[mention] = intern(source)
        elif claim_type == "narrator" and outlet is not None:
            speakers[mention] = intern(f"outlet:{outlet}")
        denied, rejected = said(cue)
        if denied:
            denials.add(mention)
        if rejected:
            rejections.add(mention)
    asked = {row[0]: row[1] for row in taken(mentions, "mention_id", "asked_text").iter_rows() if row[1]}
    names = {} if entities is None else dict(entities.select("entity_id", "name").iter_rows())
    contents = mentions.lazy().select("mention_id", "content_text")
    return Told(speakers, Cues(denials, rejections), asked, contents, names)


def _key(a: Features, b: Features, claim_of: Mapping[str, str]) -> tuple[str, str]:
    one, other = claim_of[a.mention_id], claim_of[b.mention_id]
    return (one, other) if one < other else (other, one)


def _rank(found: Found, mentions: Sequence[Features]) -> tuple[object, ...]:
    """What neither can be true beside comes first, then what is surest."""
    ids = sorted((mentions[found.first].mention_id, mentions[found.second].mention_id))
    return (found.difference.compatible, -found.evidence.score, ids)


# --- what they amount to -----------------------------------------------------------------------


def _relation(
    a: Features,
    b: Features,
    found: Found,
    said: Mapping[str, Sequence[Features]],
    claim_of: Mapping[str, str],
    told: Told,
    contents: Mapping[str, str],
) -> dict[str, Any]:
    """The row of the best pair of mentions of two claims; the later, or the denial, is the first."""
    difference = found.difference
    here, there = difference.here, difference.there
    if claim_of[a.mention_id] > claim_of[b.mention_id]:
        a, b, here, there = b, a, there, here
    relation = "differs" if difference.compatible else "contradicts"
    one, other = claim_of[a.mention_id], claim_of[b.mention_id]
    same = _same_speaker(said[one], said[other], told.speakers)
    if difference.reason == "polarity" and (a.mention_id in told.cues.denials) != (b.mention_id in told.cues.denials):
        relation = "denies"
        if b.mention_id in told.cues.denials:
            a, b, here, there = b, a, there, here
    elif same is not None:
        earlier, later = same
        relation = "supersedes" if earlier is not later else "differs"
        if relation == "supersedes":
            swap = claim_of[later.mention_id] != one
            a, b, here, there = (b, a, there, here) if swap else (a, b, here, there)
    return {
        "claim_id": claim_of[a.mention_id],
        "other_claim_id": claim_of[b.mention_id],
        "relation": relation,
        "reason": difference.reason,
        "detail": sentence(
            relation,
            difference.reason,
            readable(here, contents[a.mention_id], told.names),
            readable(there, contents[b.mention_id], told.names),
        ),
        "score": round(min(1.0, found.evidence.score), 6),
        "mention_id": a.mention_id,
        "other_mention_id": b.mention_id,
    }


def _entailment(a: Features, b: Features, claim_of: Mapping[str, str]) -> dict[str, Any]:
    return {
        "claim_id": claim_of[a.mention_id],
        "other_claim_id": claim_of[b.mention_id],
        "relation": "entails",
        "reason": None,
        "detail": "One says all that the other says, and more.",
        # the more of what the first says is in the second, the less room for a turn that words do not show
        "score": round(len(b.terms) / len(a.terms), 6),
        "mention_id": a.mention_id,
        "other_mention_id": b.mention_id,
    }


def _same_speaker(
    mine: Sequence[Features], other: Sequence[Features], speakers: Mapping[str, str]
) -> tuple[Features, Features] | None:
    """The earlier and the later statement of one who made both; one of them twice where no order is known."""
    common = {speakers[m.mention_id] for m in mine if m.mention_id in speakers}
    common &= {speakers[m.mention_id] for m in other if m.mention_id in speakers}
    found = None
    for speaker in sorted(common):
        first = [m for m in mine if speakers.get(m.mention_id) == speaker]
        second = [m for m in other if speakers.get(m.mention_id) == speaker]
        found = found or (first[0], first[0])
        days = [[m.published for m in said if m.published] for said in (first, second)]
        if all(days) and min(days[0]) != min(days[1]):
            return (first[0], second[0]) if min(days[0]) < min(days[1]) else (second[0], first[0])
    return found
