"""How much two mentions of different stories share by chance: the more mentions there are, the more of it.

Belongs here: weighing what is shared against the size of the corpus. Does not belong here: how alike the words
are (`similarity`), nor what the articles around them say (`context`).

A word of weight w, its inverse document frequency, is in one mention of e**w. Were words independent, e**-s of all
mentions would share with a given one what sums up to s, so n * e**-s of n do so without saying the same. In one
story that is no sign of chance: what it tells again it tells in its words.
"""

import math
from array import array
from collections.abc import Mapping, Sequence

import numpy as np

from pipelines.linking.events import same_story, unit_rows
from pipelines.linking.features import Features, is_figure
from pipelines.linking.packed import column, each
from pipelines.linking.pairs import SHIFT, Floats, Pairs, keys_of, shared_mass, term_table
from pipelines.linking.synonyms import concepts

TELLING = 2
"""What is shared has to come to so many times the logarithm of the number of mentions: words are not independent."""
WEIGHT = 0.15
"""Log-odds that each missing unit costs. With `TELLING` and `ONE_STORY` chosen on pairs of 306 claims that were read in
the BBC corpus (Greene & Cunningham 2006; 2,225 articles): of the pairs joined 0.70 are right instead of 0.50, and nine
in ten of the right ones stay. More of either costs as many right ones as it keeps wrong ones out."""
ONE_STORY = 5 / 3
"""Articles with so many times the cosine that makes one story are surely of one."""
OF_A_FIGURE = 0.5
"""What a number in common tells against a word: news is full of threes and of five per cent."""
LEAST_TOLD = 0.005
SLICE = 1 << 14
"""So many pairs are weighed at once."""


class Chance:
    """The stories of all articles, and how many mentions there are to meet by chance."""

    def __init__(self, mentions: Sequence[Features], weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._mentions = math.log(max(1, len(mentions)))
        self._articles: dict[str, int] = {}
        numbers: dict[str, int] = {}
        cells = array("q")
        for name, terms in zip(column(mentions, "article_id"), each(mentions, "terms"), strict=True):
            article = self._articles.setdefault(name, len(self._articles)) << SHIFT
            words = (term for term in concepts(terms) if not is_figure(term))
            cells.extend(article | numbers.setdefault(term, len(numbers)) for term in words)
        self._rows = unit_rows(np.unique(np.array(cells, np.int64)), len(self._articles), len(numbers))
        self._one_story = ONE_STORY * same_story(len(self._articles))

    def doubts(self, mentions: Sequence[Features], pairs: Pairs) -> Floats:
        """Return the log-odds that each pair of positions in ``mentions`` loses, never below 0."""
        terms = term_table(map(concepts, each(mentions, "terms")), self._telling)
        articles = np.array([self._articles[article] for article in column(mentions, "article_id")], np.int64)
        found = [np.zeros(0)]
        for start in range(0, len(pairs), SLICE):
            first, second = pairs[start : start + SLICE].T
            shared = shared_mass(terms, first, second)
            one, other = articles[first], articles[second]
            keys, which = np.unique(keys_of(np.minimum(one, other), np.maximum(one, other)), return_inverse=True)
            stories = shared_mass(self._rows, keys >> SHIFT, keys & ((1 << SHIFT) - 1))[which]
            found.append(self._doubt(shared, np.where(one == other, 1.0, stories)))
        return np.concatenate(found)

    def doubt(self, a: Features, b: Features) -> float:
        """Return the same of one pair."""
        shared = math.fsum(self._telling(term) ** 2 for term in a.concepts & b.concepts)
        one, other = self._articles[a.article_id], self._articles[b.article_id]
        story = float(shared_mass(self._rows, np.array([one]), np.array([other]))[0]) if one != other else 1.0
        return float(self._doubt(np.array([shared]), np.array([story]))[0])

    def told(self, a: Features, b: Features) -> str:
        """Return the doubt in words, to be put behind others; empty where there is none."""
        doubt = self.doubt(a, b)
        return f", less {doubt:.2f} for what mentions of other stories share by chance" if doubt >= LEAST_TOLD else ""

    def _telling(self, term: str) -> float:
        """The root of what a shared term adds, so that an inner product sums it up."""
        return math.sqrt(self._weights[term] * (OF_A_FIGURE if is_figure(term) else 1.0))

    def _doubt(self, shared: Floats, stories: Floats) -> Floats:
        missing = np.maximum(0.0, TELLING * self._mentions - shared)
        return np.asarray(WEIGHT * missing * (1 - np.minimum(1.0, stories / self._one_story)), np.float64)
