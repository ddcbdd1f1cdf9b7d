"""How alike two mentions are, and what forbids that they are one claim.

Belongs here: the judgement of one pair, with its reason in words. Does not belong here:
which pairs are judged and what the judgements of many pairs amount to.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from pipelines.linking.features import MARKS, Features, Number
from pipelines.linking.stories import mass
from pipelines.linking.synonyms import concept

Days = tuple[date, date]
Reason = Literal["number", "polarity", "actor", "place", "time", "modality", "antonym", "type"]

WORDING: Mapping[str, float] = {"bias": -3.12, "terms": 1.58, "words": 1.98, "order": 2.68}
"""Logistic regression of the measures on the training part of the Microsoft Research Paraphrase
Corpus (Dolan & Brockett 2005): 4,076 pairs of news sentences, most of them near misses.
Five-fold area under the curve .77."""

FEWEST = 5
"""Contents of fewer terms, numbers apart, are alike by chance too often; sentences of the corpus are longer."""
PARTICULARS: Mapping[str, float] = {
    "brevity": -0.65,
    "numbers": -1.4,
    "same_number": 0.75,
    "lone_number": -0.5,
    "same_source": 0.25,
    "same_days": 0.3,
}
"""Log-odds of what the corpus does not tell, found by search on annotated stories (`tests/fit_linking.py`)."""
CHANCE = 10
"""Smaller numbers are equal by chance where they count different things."""
UNTIL = "until"
WITHOUT = "without"
"""Negates what follows it."""
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
    compatible: bool = False
    """Whether both can be true all the same: at least eleven, and fourteen."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How alike the words of two mentions are, each measure in [0, 1]."""

    terms: float
    """Cosine of the weighted concepts."""
    words: float
    """Edit likeness of the sorted words (`token_sort_ratio` of rapidfuzz)."""
    order: float
    """Longest common subsequence of the words, synonyms being one, as a share of the longer side."""
    brevity: float
    """How far the shorter side falls short of `FEWEST` terms that are not numbers, as a share."""
    numbers: float
    """1 where each side names a number that the other does not, else 0."""
    same_number: float
    """1 where both give one number of one thing, else 0."""
    lone_number: float
    """1 where one counts something and the other nothing, else 0."""
    same_source: float
    """1 where both have one source, else 0."""
    same_days: float
    """1 where both speak of the same days, else 0."""

    @property
    def likelihood(self) -> float:
        """The measures combined as `WORDING` and `PARTICULARS` weigh them, in [0, 1]."""
        odds = WORDING["bias"] + WORDING["terms"] * self.terms
        odds += WORDING["words"] * self.words + WORDING["order"] * self.order
        odds += math.fsum(weight * getattr(self, name) for name, weight in PARTICULARS.items())
        return 1 / (1 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the comparison of two mentions came to."""

    score: float
    """Likelihood in [0, 1] that the two are one claim, before any veto."""
    measures: Measures | None
    """Null where the words do not matter: for two refusals to comment."""
    veto: Veto | None


def judge(
    a: Features,
    b: Features,
    weights: Mapping[str, float],
    kinds: Mapping[str, Kind],
    likeness: float | None = None,
) -> Judgement:
    """Compare two mentions.

    Args:
        a: a mention.
        b: another.
        weights: weight of every concept, from `term_weights`.
        kinds: what is known of the entities that subjects are.
        likeness: the cosine of their concepts by the weights of their stories; by ``weights`` where null.
    """
    veto = forbidden(a, b, kinds)
    if a.claim_type == "no_comment" and veto is None and a.published and b.published:
        return Judgement(1.0, None, None)
    found = measures(a, b, weights, likeness)
    return Judgement(found.likelihood, found, veto)


def measures(a: Features, b: Features, weights: Mapping[str, float], likeness: float | None = None) -> Measures:
    """Measure how alike the words of two mentions are."""
    if likeness is None:
        norm = mass(a.concepts, weights) * mass(b.concepts, weights)
        likeness = mass(a.concepts & b.concepts, weights) / math.sqrt(norm) if norm else 0.0
    telling = min(len(a.terms) - len(a.figures), len(b.terms) - len(b.figures))
    return Measures(
        terms=likeness,
        words=fuzz.ratio(a.sorted_text, b.sorted_text) / 100,
        order=LCSseq.normalized_similarity(a.sequence, b.sequence),
        brevity=max(0, FEWEST - telling) / FEWEST,
        numbers=float(bool(a.figures - b.figures) and bool(b.figures - a.figures)),
        same_number=float(share_a_number(a.numbers, b.numbers)),
        lone_number=float(bool(a.numbers) != bool(b.numbers)),
        same_source=float(a.source is not None and a.source == b.source),
        same_days=float(a.about is not None and a.about == b.about),
    )


def share_a_number(mine: Sequence[Number], other: Sequence[Number]) -> bool:
    """Whether two mentions give one number of one thing."""
    return any(_one_number(x, y) for x in mine for y in other)


def _one_number(a: Number, b: Number) -> bool:
    """Whether two numbers are one figure of one event: equal, and of one thing or too large to be equal by chance."""
    if a.value != b.value:
        return False
    return a.value >= CHANCE or a.what is None or b.what is None or concept(a.what) == concept(b.what)


def explain(a: Features, b: Features, judgement: Judgement, weights: Mapping[str, float]) -> str:
    """Return the judgement of two mentions in words."""
    found = judgement.measures
    if found is None:
        return "the same source refuses comment in the same week"
    common = sorted(a.concepts & b.concepts, key=lambda term: (-weights[term], term))[:5]
    shared = ", ".join(_both(a, b, term).lstrip(MARKS) for term in common) or "nothing"
    told = f"wording {judgement.score:.2f} (shared: {shared}; terms {found.terms:.2f}, "
    told += f"words {found.words:.2f}, order {found.order:.2f})"
    return told if judgement.veto is None else f"{told}; {judgement.veto.detail}"


def _both(a: Features, b: Features, shared: str) -> str:
    """The term that both have, or the two synonyms."""
    words = {term for term in a.terms | b.terms if concept(term) == shared}
    common = words & a.terms & b.terms
    return "=".join(sorted(common or words))


def forbidden(a: Features, b: Features, kinds: Mapping[str, Kind]) -> Veto | None:
    """Return the first thing that keeps two mentions apart for good, if there is one."""
    return (
        _by_type(a, b, kinds)
        or by_number(a.numbers, b.numbers)
        or _by_polarity(a, b)
        or _by_actor(a, b, kinds)
        or by_time(a.about, b.about, ends=UNTIL in a.words and UNTIL in b.words)
    )


def _by_type(a: Features, b: Features, kinds: Mapping[str, Kind]) -> Veto | None:
    refusals = (a.claim_type == "no_comment") + (b.claim_type == "no_comment")
    if refusals == 0:
        return None
    if refusals == 1:
        return Veto("type", "one is a refusal to comment, the other a statement")
    if not any(akin(x, y, kinds) for x in a.source_names or {None} for y in b.source_names or {None}):
        return Veto("type", "two different sources refuse comment")
    if a.published and b.published and abs((a.published - b.published).days) > NO_COMMENT_DAYS:
        return Veto("type", "the refusals lie more than a week apart")
    return None


def by_number(numbers: Sequence[Number], others: Sequence[Number]) -> Veto | None:
    """Return that two mentions give different numbers of one thing, if they do."""
    if not numbers or not others:
        return None
    for what in sorted({n.what for n in numbers if n.what} & {n.what for n in others if n.what}):
        mine, other = ([number for number in some if number.what == what] for some in (numbers, others))
        if not any(x.equals(y) for x in mine for y in other):
            compatible = any(x.agrees(y) for x in mine for y in other)
            return Veto("number", f"{mine[0].phrase} in one, {other[0].phrase} in the other", compatible)
    return None


def _by_polarity(a: Features, b: Features) -> Veto | None:
    if a.polarity != b.polarity:
        return Veto("polarity", "one affirms what the other negates")
    for one, other in ((a, b), (b, a)):
        lacking = _lacking(one)
        if lacking is not None and lacking in other.terms and WITHOUT not in other.words:
            return Veto("polarity", f"without {lacking.lstrip(MARKS)} in one, not so in the other")
    return None


def _lacking(mention: Features) -> str | None:
    """The stem of what follows a *without*, which negates it: *without bringing its rules into line*."""
    if WITHOUT not in mention.words:
        return None
    after = mention.words[mention.words.index(WITHOUT) + 1 :]
    return next((word for word in after if word in mention.terms), None)


def _by_actor(a: Features, b: Features, kinds: Mapping[str, Kind]) -> Veto | None:
    if a.of_its_source and b.of_its_source and a.source and b.source and not akin(a.source, b.source, kinds):
        return Veto("actor", "two different people speak of themselves")
    if a.subject is None or b.subject is None or akin(a.subject, b.subject, kinds):
        return None
    if a.subject in b.entities or b.subject in a.entities:
        return None
    if a.subject not in a.entities or b.subject not in b.entities:
        return None  # a pronoun, and whom it stands for is too uncertain to part two mentions for good
    if may_stand_for(a.subject, b.subject, kinds):
        return None
    return Veto("actor", "the two speak of different actors")


def by_time(one: Days | None, other: Days | None, *, ends: bool) -> Veto | None:
    """Return that two mentions speak of different days, if they do.

    Args:
        one: the first and the last day that a mention speaks of.
        other: those of another.
        ends: whether both speak of an end: until.
    """
    if one is None or other is None:
        return None
    if not (ends and one[1] != other[1]) and one[0] <= other[1] and other[0] <= one[1]:
        return None
    return Veto("time", f"{_days(*one)} in one, {_days(*other)} in the other")


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


def may_stand_for(a: str, b: str, kinds: Mapping[str, Kind]) -> bool:
    """Whether one may be named for the other: a person for a country or body, where no two countries are known."""
    first, second = kinds.get(a, Kind()), kinds.get(b, Kind())
    if first.kind is None or second.kind is None or (first.kind == "person") == (second.kind == "person"):
        return False
    return first.country is None or second.country is None
