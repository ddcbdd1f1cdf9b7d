"""How much two mentions of different stories share by chance: the more mentions there are, the more of it.

Belongs here: weighing what is shared against the size of the corpus. Does not belong here: how alike the words
are (`similarity`), nor what the articles around them say (`context`).

A word of weight w, its inverse document frequency, is in one mention of e**w. Were words independent, e**-s of all
mentions would share with a given one what sums up to s, so n * e**-s of n do so without saying the same. In one
story that is no sign of chance: what it tells again it tells in its words.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from pipelines.linking.features import Features, is_figure
from pipelines.linking.packed import coded, column
from pipelines.linking.pairs import Floats, Pairs, shared_mass
from pipelines.linking.stories import Stories
from pipelines.linking.synonyms import concept

TELLING = 2
"""What is shared has to come to so many times the logarithm of the number of mentions: words are not independent."""
WEIGHT = 0.2
"""Log-odds that each missing unit costs. With `TELLING` chosen on claims of several articles that were read in the BBC
corpus (Greene & Cunningham 2006; 2,225 articles), 306 and, later, 97: instead of 0.15 it keeps out 5 of 37 wrong ones,
and 2 of 46 right ones."""
UNRELATED = 1 / 3
"""Articles with this share of the cosine that makes one story have no more in common than any two of one desk."""
OF_A_FIGURE = 0.5
"""What a number in common tells against a word: news is full of threes and of five per cent."""
LEAST_TOLD = 0.005
SLICE = 1 << 14
"""So many pairs are weighed at once."""


class Chance:
    """How many mentions there are to meet by chance, and whose stories are one."""

    def __init__(self, stories: Stories, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._stories = stories
        self._mentions = math.log(max(1, stories.mentions))

    def doubts(self, mentions: Sequence[Features], pairs: Pairs) -> Floats:
        """Return the log-odds that each pair of positions in ``mentions`` loses, never below 0."""
        said = coded(mentions, "terms").sets(concept)
        terms = said.table(np.array([self._telling(term) for term in said.words]))
        number_of = self._stories.articles
        articles = np.array([number_of[article] for article in column(mentions, "article_id")], np.int64)
        found = [np.zeros(0)]
        for start in range(0, len(pairs), SLICE):
            first, second = pairs[start : start + SLICE].T
            shared = shared_mass(terms, first, second)
            found.append(self._doubt(shared, self._stories.between(articles[first], articles[second])))
        return np.concatenate(found)

    def doubt(self, a: Features, b: Features) -> float:
        """Return the same of one pair."""
        shared = math.fsum(self._telling(term) ** 2 for term in a.concepts & b.concepts)
        one, other = (self._stories.articles[mention.article_id] for mention in (a, b))
        return float(self._doubt(np.array([shared]), np.array([self._stories.cosine(one, other)]))[0])

    def told(self, a: Features, b: Features) -> str:
        """Return the doubt in words, to be put behind others; empty where there is none."""
        doubt = self.doubt(a, b)
        return f", less {doubt:.2f} for what mentions of other stories share by chance" if doubt >= LEAST_TOLD else ""

    def _telling(self, term: str) -> float:
        """The root of what a shared term adds, so that an inner product sums it up."""
        return math.sqrt(self._weights[term] * (OF_A_FIGURE if is_figure(term) else 1.0))

    def _doubt(self, shared: Floats, stories: Floats) -> Floats:
        missing = np.maximum(0.0, TELLING * self._mentions - shared)
        related = (stories / self._stories.enough - UNRELATED) / (1 - UNRELATED)
        return np.asarray(WEIGHT * missing * (1 - np.clip(related, 0.0, 1.0)), np.float64)
