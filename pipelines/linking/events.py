"""Whether two mentions speak of one event, whatever they say of it.

Belongs here: how much of what two mentions speak of they share, and whether their articles
tell one story. Does not belong here: what they say differently (`differences`).
"""

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from scipy.sparse import csr_array

from pipelines.linking.differences import Difference
from pipelines.linking.features import Features
from pipelines.linking.frames import GENERIC, Frame, Outline
from pipelines.linking.packed import column
from pipelines.linking.pairs import SHIFT, Floats, Ints, Pair, Pairs, gathered, joined, keys_of, shared_mass

SAME_STORY = (0.1, 0.3)
"""Articles share a story from this cosine of their terms on, in a corpus of `FEW` articles at most and in one of `MANY`
and more: the more articles, the more the rare names of a story weigh. Random articles of one desk have a third."""
FEW, MANY = 20, 500
NEARLY = 0.75
AT_ONCE = 1 << 20
"""So many pairs of mentions are looked at at once, articles of which are asked for once."""
SLICE = 1 << 14
"""So many pairs of articles are compared at once."""
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

    def __init__(self, frames: Iterable[Outline]) -> None:
        numbers: dict[str, int] = {}
        self._articles: dict[str, int] = {}
        seen, total = array("q"), 0
        frequency: Counter[str] = Counter()
        for frame in frames:
            total += 1
            frequency.update(frame.terms)
            article = self._articles.setdefault(frame.mention.article_id, len(self._articles))
            seen.extend((article << SHIFT) | numbers.setdefault(term, len(numbers)) for term in frame.terms)
        self._weights = {term: math.log(1 + total / (count + 0.5)) for term, count in frequency.items()}
        self._rows = unit_rows(np.unique(np.array(seen, np.int64)), len(self._articles), len(numbers))
        self._enough = same_story(len(self._articles))
        self._stories: dict[Pair, float] = {}

    def of_one_story(self, mentions: Sequence[Features], parts: Iterable[Pairs]) -> Pairs:
        """Return the pairs of mentions whose articles share enough for any evidence to count, sorted, each once.

        Args:
            mentions: the mentions that pairs are positions in.
            parts: pairs, of which most are of two stories: some at a time, as all would be too much to keep.
        """
        numbers = np.array([self._articles[article] for article in column(mentions, "article_id")], np.int64)
        near = [np.zeros((0, 2), np.int32), *(self._near(numbers, some) for some in gathered(parts, AT_ONCE))]
        return joined(near[0], np.concatenate(near))

    def _near(self, numbers: Ints, pairs: Pairs) -> Pairs:
        one, other = numbers[pairs[:, 0]], numbers[pairs[:, 1]]
        keys, which = np.unique(keys_of(np.minimum(one, other), np.maximum(one, other)), return_inverse=True)
        first, second = keys >> SHIFT, keys & ((1 << SHIFT) - 1)
        stories = np.concatenate(
            [
                np.zeros(0),
                *(self._cosines(first[at : at + SLICE], second[at : at + SLICE]) for at in _slices(len(keys))),
            ]
        )
        near = stories >= self._enough * NEARLY
        found = zip(first[near].tolist(), second[near].tolist(), stories[near].tolist(), strict=True)
        self._stories |= {(a, b): story for a, b, story in found}
        return pairs[near[which]]

    def _cosines(self, first: Ints, second: Ints) -> Floats:
        """Cosines of the terms of many pairs of articles, by their numbers."""
        return np.where(first == second, 1.0, shared_mass(self._rows, first, second))

    def story(self, article: str, other: str) -> float:
        """Cosine of the terms of two articles; 1 within one article."""
        one, two = sorted((self._articles[article], self._articles[other]))
        if (one, two) not in self._stories:
            self._stories[one, two] = float(self._cosines(np.array([one]), np.array([two]))[0])
        return self._stories[one, two]

    def evidence(self, a: Frame, b: Frame, difference: Difference) -> Evidence:
        """Measure what two mentions share besides a difference of theirs."""
        mine, other = a.terms - difference.apart - GENERIC, b.terms - difference.apart - GENERIC
        shared = mine & other
        mass, least, most = _mass(shared, self._weights), _mass(mine, self._weights), _mass(other, self._weights)
        least, most = min(least, most), max(least, most)
        story = self.story(a.mention.article_id, b.mention.article_id)
        return Evidence(
            containment=mass / least if least else 0.0,
            cosine=mass / math.sqrt(least * most) if least else 0.0,
            shared=len(shared),
            story=story,
            one_story=story >= self._enough,
            nearly_one_story=story >= self._enough * NEARLY,
        )


def same_story(articles: int) -> float:
    """Return the cosine that makes one story in a corpus of so many articles: by logarithm between `SAME_STORY`."""
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


def unit_rows(cells: Ints, articles: int, terms: int) -> csr_array:
    """Return a row of length 1 for each article: its terms, weighed by inverse document frequency among articles.

    ``cells`` are the article and term of each cell as one number. The smoothing is that of `features.term_weights`.
    """
    rows, columns = cells >> SHIFT, cells & ((1 << SHIFT) - 1)
    weights = np.log(1 + articles / (np.bincount(columns, minlength=terms) + 0.5))[columns]
    norms = np.sqrt(np.bincount(rows, weights**2, minlength=articles))
    return csr_array((weights / norms[rows], (rows, columns)), shape=(articles, terms))


def _slices(count: int) -> range:
    return range(0, count, SLICE)


def _mass(terms: Collection[str], weights: Mapping[str, float]) -> float:
    return math.fsum([weights[term] ** 2 for term in terms])
