"""Which articles tell one story, and how rare each word is in it.

Belongs here: the cosine of articles and the weights of terms by story. Does not belong here: what is made of them.

A word that half the sentences of a story have does not tell one of them from another, however rare the story is among
all articles. So a term of a mention is weighed by how rare it is in the articles that tell the story of its article,
smoothed by how rare it is everywhere (a Dirichlet prior: Zhai & Lafferty 2004), and what else lies in a home hardly
changes how the mentions of one story are linked.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array

from pipelines.linking.coded import Coded
from pipelines.linking.features import Features, is_figure
from pipelines.linking.packed import coded, column
from pipelines.linking.pairs import SHIFT, Floats, Ints, Places, distinct, keys_of, shared_masses
from pipelines.linking.synonyms import concept

SAME_STORY = (0.1, 0.3)
"""Articles share a story from this cosine of their terms on, in a corpus of `FEW` articles at most and in one of `MANY`
and more: the more articles, the more the rare names of a story weigh. Random articles of one desk have a third."""
FEW, MANY = 20, 500
PRIOR = 100
"""What is said everywhere counts as much as so many mentions of the story: as much as a few articles say."""
SLICE = 1 << 14
"""So many articles are weighed at once."""
LAID_OUT = 2_048
"""The weights of so many articles are kept at hand."""
_LOW = (1 << SHIFT) - 1


class Weights:
    """The weights of the terms of some articles, which are little to hand to another process."""

    def __init__(self, terms: Coded, values: Floats) -> None:
        """Take the terms of articles, a record each, and the weight of each term there."""
        self._terms, self._values = terms, values
        self._laid_out: dict[int, Mapping[str, float]] = {}

    def of(self, place: int) -> Mapping[str, float]:
        """Return the weight of each term of the article at a place."""
        if place not in self._laid_out:
            begin, end = self._terms.ends[place : place + 2].tolist()
            terms = map(self._terms.words.__getitem__, self._terms.codes[begin:end].tolist())
            self._laid_out[place] = dict(zip(terms, self._values[begin:end].tolist(), strict=True))
        return self._laid_out[place]


class Stories:
    """The terms of all articles, and once `tell` has heard which may belong together, their weights."""

    def __init__(self, articles: Sequence[str], terms: Coded, unheard: Callable[[str], bool] | None = None) -> None:
        """Count terms.

        Args:
            articles: the article of each mention.
            terms: the terms of each mention.
            unheard: terms that do not make articles one story, though they are weighed.
        """
        self.articles: dict[str, int] = {}
        place = [self.articles.setdefault(article, len(self.articles)) for article in articles]
        told_in = np.array(place, np.int64)
        cells = np.repeat(told_in, terms.sizes)
        cells <<= SHIFT
        cells |= terms.codes
        cells.sort()
        begins = np.flatnonzero(np.diff(cells, prepend=-1))
        self._cells = cells[begins]
        self._counts = np.diff(begins, append=len(cells)).astype(np.float64)
        del cells, begins
        self._sizes = np.bincount(told_in, minlength=len(self.articles)).astype(np.float64)
        self.mentions = len(articles)
        self._names = terms.words
        heard = self._cells
        if unheard is not None:
            silent = np.array([unheard(term) for term in self._names], np.bool_)
            heard = heard[~silent[heard & _LOW]] if len(heard) else heard
        self._rows = _unit_rows(heard, len(self.articles), len(self._names))
        self.enough = same_story(len(self.articles))
        """The cosine that makes one story here."""
        self._values = np.zeros(0)
        self._of_article = self._laid_out_by(self._values)
        self._compared = (np.zeros(0, np.int64), np.zeros(0))

    @classmethod
    def of(cls, mentions: Sequence[Features]) -> "Stories":
        """Return the stories that mentions tell, by their concepts; numbers alone make no story."""
        return cls(column(mentions, "article_id"), coded(mentions, "terms").sets(concept), is_figure)

    def cosine(self, one: int, other: int) -> float:
        """Return the cosine of the terms of two articles, by their numbers; 1 within one."""
        if one == other:
            return 1.0
        (terms, values), (others, weights) = (
            (self._rows.indices[begin:end], self._rows.data[begin:end])
            for begin, end in (self._rows.indptr[number : number + 2] for number in (one, other))
        )
        _, mine, theirs = np.intersect1d(terms, others, assume_unique=True, return_indices=True)
        return math.fsum(values[mine] * weights[theirs])

    def cosines(self, first: Ints, second: Ints) -> Floats:
        """Return the cosines of the terms of many pairs of articles, by their numbers; 1 within one."""
        return np.where(first == second, 1.0, shared_masses(self._rows, first, second))

    def between(self, first: Ints, second: Ints) -> Floats:
        """Return the same where pairs of articles come again and again: each is compared once."""
        keys, which = np.unique(keys_of(np.minimum(first, second), np.maximum(first, second)), return_inverse=True)
        known, cosines = self._compared
        if len(known) == 0:
            return self.cosines(keys >> SHIFT, keys & _LOW)[which]
        at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        found, missing = cosines[at], known[at] != keys
        found[missing] = self.cosines(keys[missing] >> SHIFT, keys[missing] & _LOW)
        return found[which]

    def tell(self, first: Ints, second: Ints, cosines: Floats | None = None) -> None:
        """Weigh the terms of every article by those with which it tells one story.

        What is compared for it is known to `between` until `forget`.

        Args:
            first: numbers of articles.
            second: of those that may tell the story of each; the others are taken to tell another.
            cosines: those of these pairs, where they are known; then each pair is given once, the smaller number first,
                in order.
        """
        keys = keys_of(np.minimum(first, second), np.maximum(first, second))
        if cosines is None:
            keys = distinct(keys)
            cosines = self.cosines(keys >> SHIFT, keys & _LOW)
            self._compared = (keys, cosines)
        one, other = keys >> SHIFT, keys & _LOW
        near = (cosines >= self.enough) & (one != other)
        one, other, each = one[near], other[near], np.arange(len(self.articles))
        rows, columns = np.concatenate([one, other, each]), np.concatenate([other, one, each])
        count = len(self.articles)
        self._values = self._weighed(csr_array((np.ones(len(rows)), (rows, columns)), shape=(count, count)))
        self._of_article = self._laid_out_by(self._values)

    def forget(self) -> None:
        """Let go which articles were compared, and what they came to."""
        self._compared = (np.zeros(0, np.int64), np.zeros(0))

    def _weighed(self, beside: csr_array) -> Floats:
        """The weight of each term in each article, in the order of cells; ``beside`` holds a row a story."""
        places, terms = self._cells >> SHIFT, self._cells & _LOW
        shape = (len(self.articles), max(len(self._names), 1))
        counts = csr_array((self._counts, (places, terms)), shape=shape)
        counts.sort_indices()
        prior = PRIOR * np.bincount(terms, self._counts, len(self._names)) / max(self.mentions, 1)
        sizes = (beside @ self._sizes)[places] + PRIOR
        told = [np.zeros(0)]
        for start in range(0, len(self.articles), SLICE):
            mine = counts[start : start + SLICE]
            around = (beside[start : start + SLICE] @ counts).multiply(mine.sign()).tocsr()
            around.sort_indices()
            told.append(around.data)
        return np.asarray(np.log(1 + sizes / (np.concatenate(told) + prior[terms] + 0.5)), np.float64)

    def weights(self, article: str) -> Mapping[str, float]:
        """Return the weight of each term of an article, after `tell`."""
        return self._of_article(self.articles[article])

    def weights_of(self, numbers: Ints) -> Weights:
        """Return the same of some articles, by their numbers."""
        begins, after = np.searchsorted(self._cells, [numbers << SHIFT, (numbers + 1) << SHIFT])
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(after - begins)])
        at = np.repeat(begins - ends[:-1], after - begins) + np.arange(ends[-1])
        codes, anew = np.unique(self._cells[at] & _LOW, return_inverse=True)
        words = [self._names[code] for code in codes.tolist()]
        return Weights(Coded(words, anew.astype(np.int32), ends), self._values[at])

    def _laid_out_by(self, values: Floats) -> Callable[[int], Mapping[str, float]]:
        """Return what lays out the weights of an article, and keeps those asked for last."""
        cells, names = self._cells, self._names

        @lru_cache(maxsize=LAID_OUT)
        def laid_out(number: int) -> dict[str, float]:  # a method would hold the stories for good, which hold it
            begin, end = np.searchsorted(cells, [number << SHIFT, (number + 1) << SHIFT])
            terms, found = (cells[begin:end] & _LOW).tolist(), values[begin:end].tolist()
            return {names[term]: value for term, value in zip(terms, found, strict=True)}

        return laid_out

    def likeness(self, a: Features, b: Features) -> float:
        """Return the cosine of the weighed concepts of two mentions."""
        mine, other = self.weights(a.article_id), self.weights(b.article_id)
        shared = math.fsum([mine[term] * other[term] for term in a.concepts & b.concepts])
        norm = mass(a.concepts, mine) * mass(b.concepts, other)
        return shared / math.sqrt(norm) if norm else 0.0

    def likenesses(self, mentions: Sequence[Features], first: Places, second: Places) -> Floats:
        """Return the same of many pairs of positions in ``mentions``."""
        found = shared_masses(self._mention_rows(mentions), first, second)
        return np.minimum(np.round(found, 9), 1.0)

    def _mention_rows(self, mentions: Sequence[Features]) -> csr_array:
        """The weighed terms of each mention as a row of length 1."""
        told_in = np.array([self.articles[article] for article in column(mentions, "article_id")], np.int64)
        terms = coded(mentions, "terms").sets(concept)
        known = {term: number for number, term in enumerate(self._names)}
        numbers = np.array([known[term] for term in terms.words], np.int64)
        wanted = (told_in[terms.rows] << SHIFT) | numbers[terms.codes]
        values = self._values[np.searchsorted(self._cells, wanted)]
        norms = np.sqrt(np.bincount(terms.rows, values**2, minlength=len(told_in)))
        shape = (len(told_in), max(len(self._names), 1))
        return csr_array((values / norms[terms.rows], (wanted & _LOW).astype(np.int32), terms.ends), shape=shape)


def same_story(articles: int) -> float:
    """Return the cosine that makes one story in a corpus of so many articles: by logarithm between `SAME_STORY`."""
    growth = math.log(max(articles, FEW) / FEW) / math.log(MANY / FEW)
    return SAME_STORY[0] + min(1.0, growth) * (SAME_STORY[1] - SAME_STORY[0])


def mass(terms: Collection[str], weights: Mapping[str, float]) -> float:
    """Return the sum of squared weights of terms."""
    # fsum is exact, so that the order in which a set is walked does not show in the result
    return math.fsum([weights[term] ** 2 for term in terms])


def _unit_rows(cells: Ints, articles: int, terms: int) -> csr_array:
    """Return a row of length 1 for each article: its terms, weighed by inverse document frequency among articles.

    ``cells`` are the article and term of each cell as one number. The smoothing is that of `features.term_weights`.
    """
    rows, columns = cells >> SHIFT, cells & _LOW
    weights = np.log(1 + articles / (np.bincount(columns, minlength=terms) + 0.5))[columns]
    norms = np.sqrt(np.bincount(rows, weights**2, minlength=articles))
    return csr_array((weights / norms[rows], (rows, columns)), shape=(articles, max(terms, 1)))
