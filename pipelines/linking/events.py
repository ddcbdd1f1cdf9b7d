"""Whether two mentions speak of one event, whatever they say of it.

Belongs here: how much of what two mentions speak of they share, and whether their articles
tell one story. Does not belong here: what they say differently (`differences`).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from pipelines.linking.differences import Difference
from pipelines.linking.features import Features
from pipelines.linking.frames import Frame
from pipelines.linking.outlines import GENERIC
from pipelines.linking.packed import coded, column
from pipelines.linking.pairs import SHIFT, Floats, Ints, Pairs, gathered, joined, keys_of
from pipelines.linking.stories import Stories, Weights, mass

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
        """Know mentions, which pairs are positions in."""
        self._stories = Stories(column(mentions, "article_id"), coded(mentions, "event_terms"))
        number_of = self._stories.articles
        self._articles = np.array([number_of[article] for article in column(mentions, "article_id")], np.int64)
        self._known = (np.zeros(0, np.int64), np.zeros(0))

    def of_one_story(self, parts: Iterable[Pairs]) -> Pairs:
        """Return the pairs of mentions whose articles share enough for any evidence to count, sorted, each once.

        Args:
            parts: pairs, of which most are of two stories: some at a time, as all would be too much to keep.
        """
        near, known = [np.zeros((0, 2), np.int32)], [self._known]
        for some in gathered(parts, AT_ONCE):
            keys, which = np.unique(self._pairs_of_articles(some), return_inverse=True)
            stories = self._stories.cosines(keys >> SHIFT, keys & ((1 << SHIFT) - 1))
            enough = stories >= self._stories.enough * NEARLY
            near.append(some[enough[which]])
            known.append((keys[enough], stories[enough]))
        keys, first = np.unique(np.concatenate([keys for keys, _ in known]), return_index=True)
        self._known = keys, np.concatenate([stories for _, stories in known])[first]
        self._stories.tell(keys >> SHIFT, keys & ((1 << SHIFT) - 1), self._known[1])
        return joined(near[0], np.concatenate(near))

    def _pairs_of_articles(self, pairs: Pairs) -> Ints:
        """The articles of each pair as one number, which is the same whichever comes first."""
        one, other = self._articles[pairs[:, 0]], self._articles[pairs[:, 1]]
        return keys_of(np.minimum(one, other), np.maximum(one, other))

    def between(self, pairs: Pairs) -> "Between":
        """Return what some pairs are measured by, of those that `of_one_story` returned."""
        articles, places = np.unique(self._articles[pairs], return_inverse=True)
        keys, stories = self._known
        found = stories[np.searchsorted(keys, self._pairs_of_articles(pairs))]
        return Between(self._stories.weights_of(articles), places.reshape(-1, 2), found, self._stories.enough)


class Between(NamedTuple):
    """What the mentions of some pairs are measured by, little enough to hand to another process."""

    weights: Weights
    """Of the articles of these mentions."""
    places: Ints
    """The two articles of each pair."""
    stories: Floats
    """The cosine of the terms of the two; 1 within one article."""
    enough: float
    """What makes one story in a corpus of its size."""

    def evidence(self, row: int, a: Frame, b: Frame, difference: Difference) -> Evidence:
        """Measure what the two mentions of the pair in a row share besides a difference of theirs."""
        mine, other = a.terms - difference.apart - GENERIC, b.terms - difference.apart - GENERIC
        here, there = map(self.weights.of, self.places[row].tolist())
        shared = mine & other
        both = math.fsum([here[term] * there[term] for term in shared])
        least, most = sorted((mass(mine, here), mass(other, there)))
        story = float(self.stories[row])
        return Evidence(
            containment=both / least if least else 0.0,
            cosine=both / math.sqrt(least * most) if least else 0.0,
            shared=len(shared),
            story=story,
            one_story=story >= self.enough,
            nearly_one_story=story >= self.enough * NEARLY,
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
