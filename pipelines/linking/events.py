"""Whether two mentions speak of one event, whatever they say of it.

Belongs here: how much of what two mentions speak of they share, and whether their articles
tell one story. Does not belong here: what they say differently (`differences`).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from pipelines.linking.differences import Difference
from pipelines.linking.features import Features
from pipelines.linking.frames import GENERIC, Frame

SAME_STORY = (0.1, 0.3)
"""Articles share a story from this cosine of their terms on, in a corpus of `FEW` articles at most and in one of `MANY`
and more: the more articles, the more the rare names of a story weigh. Random articles of one desk have a third."""
FEW, MANY = 20, 500
NEARLY = 0.75
DAYS = 60
"""A mention without a date of its own speaks of the days around its publication, so many before and after."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much two mentions share apart from what they say differently."""

    containment: float
    """The shared mass of terms, as a share of the lesser side, in [0, 1]."""
    cosine: float
    """The shared mass as a share of the geometric mean of both sides."""
    shared: int
    """How many terms are shared."""
    story: float
    """Cosine of the terms of the two articles; 1 within one article."""
    one_story: bool
    """Whether that is enough for one story in a corpus of its size."""
    nearly_one_story: bool
    """Whether it is enough but for `NEARLY` of it."""

    @property
    def score(self) -> float:
        """The two shares in one figure, in [0, 1]: a short mention may stand inside a long one."""
        return 0.6 * self.containment + 0.4 * self.cosine


class Events:
    """The terms of all mentions and articles, weighed by how rare they are."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._weights = _weights([frame.terms for frame in frames])
        self._articles: dict[str, set[str]] = defaultdict(set)
        for frame in frames:
            self._articles[frame.mention.article_id] |= frame.terms
        self._article_weights = _weights(self._articles.values())
        self._masses = {name: _mass(terms, self._article_weights) for name, terms in self._articles.items()}
        self._enough = _same_story(len(self._articles))
        self.story = lru_cache(maxsize=100_000)(self._story)
        """Cosine of the terms of two articles."""

    def may_be_one_story(self, article: str, other: str) -> bool:
        """Whether two articles share enough for any evidence to count."""
        return self.story(*sorted((article, other))) >= self._enough * NEARLY

    def evidence(self, a: Frame, b: Frame, difference: Difference) -> Evidence:
        """Measure what two mentions share besides a difference of theirs."""
        mine, other = a.terms - difference.apart - GENERIC, b.terms - difference.apart - GENERIC
        shared = mine & other
        mass, least, most = _mass(shared, self._weights), _mass(mine, self._weights), _mass(other, self._weights)
        least, most = min(least, most), max(least, most)
        story = self.story(*sorted((a.mention.article_id, b.mention.article_id)))
        return Evidence(
            containment=mass / least if least else 0.0,
            cosine=mass / math.sqrt(least * most) if least else 0.0,
            shared=len(shared),
            story=story,
            one_story=story >= self._enough,
            nearly_one_story=story >= self._enough * NEARLY,
        )

    def _story(self, article: str, other: str) -> float:
        if article == other:
            return 1.0
        norm = math.sqrt(self._masses[article] * self._masses[other])
        shared = self._articles[article] & self._articles[other]
        return _mass(shared, self._article_weights) / norm if norm else 0.0


def _same_story(articles: int) -> float:
    """The cosine that makes one story in a corpus of so many articles, between the two of `SAME_STORY` by logarithm."""
    growth = math.log(max(articles, FEW) / FEW) / math.log(MANY / FEW)
    return SAME_STORY[0] + min(1.0, growth) * (SAME_STORY[1] - SAME_STORY[0])


def one_time(a: Features, b: Features) -> bool:
    """Whether two mentions can speak of one time.

    What lies far before the day on which the other was published, without saying when, is
    another event; what is still to come may be dated as one likes.
    """
    if a.about and b.about:
        return a.about[0] <= b.about[1] and b.about[0] <= a.about[1]
    for dated, other in ((a, b), (b, a)):
        if dated.about and other.published and dated.about[1] < other.published - timedelta(days=DAYS):
            return False
    return not (a.published and b.published) or abs((a.published - b.published).days) <= DAYS


def _weights(sets: Iterable[Collection[str]]) -> dict[str, float]:
    """Inverse document frequency of every term, smoothed as `features.term_weights` does."""
    frequency: Counter[str] = Counter()
    total = 0
    for terms in sets:
        total += 1
        frequency.update(terms)
    return {term: math.log(1 + total / (count + 0.5)) for term, count in frequency.items()}


def _mass(terms: Collection[str], weights: Mapping[str, float]) -> float:
    return math.fsum([weights[term] ** 2 for term in terms])
