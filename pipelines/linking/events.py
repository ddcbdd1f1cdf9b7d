"""Whether two mentions speak of one event, whatever they say of it.

Belongs here: how much of what two mentions speak of they share, and whether their articles
tell one story. Does not belong here: what they say differently (`differences`).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from pipelines.linking.differences import Difference
from pipelines.linking.features import Features
from pipelines.linking.frames import Frame
from pipelines.linking.outlines import GENERIC
from pipelines.linking.packed import coded, column
from pipelines.linking.pairs import SHIFT, Ints, Pair, Pairs, gathered, joined, keys_of
from pipelines.linking.stories import Stories, mass

NEARLY = 0.75
AT_ONCE = 1 << 20
"""So many pairs of mentions are looked at at once, articles of which are asked for once."""
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
    """The terms of all mentions and articles, weighed by how rare they are in their stories."""

    def __init__(self, mentions: Sequence[Features]) -> None:
        self._stories = Stories(column(mentions, "article_id"), coded(mentions, "event_terms"))
        self._known: dict[Pair, float] = {}

    def of_one_story(self, mentions: Sequence[Features], parts: Iterable[Pairs]) -> Pairs:
        """Return the pairs of mentions whose articles share enough for any evidence to count, sorted, each once.

        Args:
            mentions: the mentions that pairs are positions in.
            parts: pairs, of which most are of two stories: some at a time, as all would be too much to keep.
        """
        number_of = self._stories.articles
        numbers = np.array([number_of[article] for article in column(mentions, "article_id")], np.int64)
        near = [np.zeros((0, 2), np.int32), *(self._near(numbers, some) for some in gathered(parts, AT_ONCE))]
        known = np.array(list(self._known), np.int64).reshape(-1, 2)
        self._stories.tell(known[:, 0], known[:, 1])
        return joined(near[0], np.concatenate(near))

    def _near(self, numbers: Ints, pairs: Pairs) -> Pairs:
        one, other = numbers[pairs[:, 0]], numbers[pairs[:, 1]]
        keys, which = np.unique(keys_of(np.minimum(one, other), np.maximum(one, other)), return_inverse=True)
        first, second = keys >> SHIFT, keys & ((1 << SHIFT) - 1)
        stories = self._stories.cosines(first, second)
        near = stories >= self._stories.enough * NEARLY
        found = zip(first[near].tolist(), second[near].tolist(), stories[near].tolist(), strict=True)
        self._known |= {(a, b): story for a, b, story in found}
        return pairs[near[which]]

    def story(self, article: str, other: str) -> float:
        """Cosine of the terms of two articles; 1 within one article."""
        one, two = sorted((self._stories.articles[article], self._stories.articles[other]))
        if (one, two) not in self._known:
            self._known[one, two] = self._stories.cosine(one, two)
        return self._known[one, two]

    def evidence(self, a: Frame, b: Frame, difference: Difference) -> Evidence:
        """Measure what two mentions share besides a difference of theirs, of those that `of_one_story` was asked of."""
        mine, other = a.terms - difference.apart - GENERIC, b.terms - difference.apart - GENERIC
        here, there = self._stories.weights(a.mention.article_id), self._stories.weights(b.mention.article_id)
        shared = mine & other
        both = math.fsum([here[term] * there[term] for term in shared])
        least, most = sorted((mass(mine, here), mass(other, there)))
        story = self.story(a.mention.article_id, b.mention.article_id)
        return Evidence(
            containment=both / least if least else 0.0,
            cosine=both / math.sqrt(least * most) if least else 0.0,
            shared=len(shared),
            story=story,
            one_story=story >= self._stories.enough,
            nearly_one_story=story >= self._stories.enough * NEARLY,
        )


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
