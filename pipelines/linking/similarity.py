"""How alike two mentions are, and what forbids that they are one claim.

Belongs here: the judgement of one pair, with its reason in words. Does not belong here:
which pairs are judged and what the judgements of many pairs amount to.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from pipelines.linking.features import Features, Number

Reason = Literal["number", "polarity", "actor", "time", "type"]

WORDING: Mapping[str, float] = {"bias": -3.12, "terms": 1.58, "words": 1.98, "order": 2.68}
"""Logistic regression of the measures on the training part of the Microsoft Research Paraphrase
Corpus (Dolan & Brockett 2005): 4,076 pairs of news sentences, most of them near misses.
Five-fold area under the curve .77."""

NO_COMMENT_DAYS = 7
"""Refusals to comment by one source within so many days answer one matter."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What the reference tables say of an entity: its kind and country, null where they do not know."""

    kind: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Veto:
    """Why two mentions are never one claim, however alike their words."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the comparison of two mentions came to."""

    score: float
    """Likelihood in [0, 1] that the two are one claim, before any veto."""
    reason: str
    veto: Veto | None


def judge(a: Features, b: Features, weights: Mapping[str, float], kinds: Mapping[str, Kind]) -> Judgement:
    """Compare two mentions.

    Args:
        a: a mention.
        b: another.
        weights: weight of every term, from `term_weights`.
        kinds: what is known of the entities that subjects are.
    """
    veto = forbidden(a, b, kinds)
    if a.claim_type == "no_comment" and veto is None:
        return Judgement(1.0, "the same source refuses comment in the same week", None)
    found = measures(a, b, weights)
    score = 1 / (1 + math.exp(-WORDING["bias"] - sum(WORDING[name] * value for name, value in found.items())))
    common = sorted(set(a.terms) & set(b.terms), key=lambda term: (-weights[term], term))[:5]
    words = ", ".join(term.lstrip("@") for term in common) or "nothing"
    detail = ", ".join(f"{name} {value:.2f}" for name, value in found.items())
    reason = f"wording {score:.2f} (shared: {words}; {detail})"
    return Judgement(score, reason if veto is None else f"{reason}; {veto.detail}", veto)


def measures(a: Features, b: Features, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the measures that the similarity combines, each in [0, 1].

    ``terms``: cosine of the weighted terms. ``words``: edit likeness of the sorted words
    (rapidfuzz ``token_sort_ratio``). ``order``: longest common subsequence of the stems, as a
    share of the longer side.
    """
    shared = sum(weights[term] ** 2 for term in sorted(set(a.terms) & set(b.terms)))
    norm = math.sqrt(sum(weights[term] ** 2 for term in a.terms) * sum(weights[term] ** 2 for term in b.terms))
    return {
        "terms": shared / norm if norm else 0.0,
        "words": fuzz.token_sort_ratio(a.text, b.text) / 100,
        "order": LCSseq.normalized_similarity(a.words, b.words),
    }


def forbidden(a: Features, b: Features, kinds: Mapping[str, Kind]) -> Veto | None:
    """Return the first thing that keeps two mentions apart for good, if there is one."""
    return _by_type(a, b, kinds) or _by_number(a, b) or _by_polarity(a, b) or _by_actor(a, b, kinds) or _by_time(a, b)


def _by_type(a: Features, b: Features, kinds: Mapping[str, Kind]) -> Veto | None:
    refusals = (a.claim_type == "no_comment") + (b.claim_type == "no_comment")
    if refusals == 0:
        return None
    if refusals == 1:
        return Veto("type", "one is a refusal to comment, the other a statement")
    if not akin(a.source, b.source, kinds):
        return Veto("type", "two different sources refuse comment")
    if a.published is None or b.published is None or abs((a.published - b.published).days) > NO_COMMENT_DAYS:
        return Veto("type", "the refusals are not known to lie within a week")
    return None


def _by_number(a: Features, b: Features) -> Veto | None:
    for what in sorted({n.what for n in a.numbers if n.what} & {n.what for n in b.numbers if n.what}):
        mine, other = _of(a, what), _of(b, what)
        if not any(x.agrees(y) for x in mine for y in other):
            return Veto("number", f"{mine[0].phrase} in one, {other[0].phrase} in the other")
    return None


def _of(mention: Features, what: str) -> list[Number]:
    return [number for number in mention.numbers if number.what == what]


def _by_polarity(a: Features, b: Features) -> Veto | None:
    if a.polarity == b.polarity:
        return None
    return Veto("polarity", "one affirms what the other negates")


def _by_actor(a: Features, b: Features, kinds: Mapping[str, Kind]) -> Veto | None:
    if a.first_person and b.first_person and a.source and b.source and not akin(a.source, b.source, kinds):
        return Veto("actor", "two different people speak of themselves")
    if a.subject is None or b.subject is None or akin(a.subject, b.subject, kinds):
        return None
    if a.subject in b.entities or b.subject in a.entities:
        return None
    return Veto("actor", "the two speak of different actors")


def _by_time(a: Features, b: Features) -> Veto | None:
    if a.about is None or b.about is None or (a.about[0] <= b.about[1] and b.about[0] <= a.about[1]):
        return None
    return Veto("time", f"{_days(a.about[0], a.about[1])} in one, {_days(b.about[0], b.about[1])} in the other")


def _days(first: object, last: object) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def akin(a: str | None, b: str | None, kinds: Mapping[str, Kind]) -> bool:
    """Whether two sources or actors may stand for each other: a country, its bodies and its people.

    Two people are never akin unless they are one; what the reference tables do not know is
    akin to itself alone.
    """
    if a is None or b is None or a == b:
        return a == b
    first, second = kinds.get(a, Kind()), kinds.get(b, Kind())
    if first.kind == second.kind == "person":
        return False
    return first.country is not None and first.country == second.country
