"""What the neighbourhood of two mentions says: articles that tell one story tell it in one order.

Belongs here: raising the score of a pair whose neighbours match as well. Does not belong
here: the comparison of the words themselves, nor any veto.

A pair of articles *aligns* as far as their mentions match one to one. In aligned articles a
mention that is the other's best match, between neighbours that match, is likely the same
proposition in freer words; where nothing else matches, likeness has to come from the words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike

from pipelines.linking.features import Features
from pipelines.linking.packed import column
from pipelines.linking.pairs import Flags, Floats, Ints, Pair, Pairs, PairTable, Places, Scores, row_of

REACH = 2
"""Neighbours up to so many places away count."""
NEIGHBOUR_WEIGHT = 0.4
"""Log-odds that a fully matching neighbourhood adds."""
ALIGNMENT_WEIGHT = 0.75
"""Log-odds that standing in fully aligned articles adds: more of their mentions have a counterpart at all."""
MUTUAL_WEIGHT = 2.25
"""Log-odds that being each other's best match adds in fully aligned articles."""
LIKELY = 0.3
"""Pairs from this score count as matches, as neighbours and in the alignment of two articles."""
SLICE = 65_536
"""So many mentions are asked for their best matches at once."""


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for a pair besides its words, each in [0, 1]."""

    neighbours: float
    alignment: float
    mutual: bool

    @property
    def gain(self) -> float:
        """Log-odds to add to the pair's score."""
        return float(_gain(self.neighbours, self.alignment, self.mutual))

    @property
    def reason(self) -> str:
        """The support in words; empty where there is none."""
        parts = []
        if self.neighbours:
            parts.append(f"neighbours match {self.neighbours:.2f}")
        if self.alignment:
            best = "each is the other's best match in" if self.mutual else "they stand in"
            parts.append(f"{best} articles that align by {self.alignment:.2f}")
        return ", ".join(parts)


def _gain(neighbours: ArrayLike, alignment: ArrayLike, mutual: ArrayLike) -> Floats:
    shared = ALIGNMENT_WEIGHT + MUTUAL_WEIGHT * np.asarray(mutual, np.float64)
    return NEIGHBOUR_WEIGHT * np.asarray(neighbours, np.float64) + shared * np.asarray(alignment, np.float64)


class Supports(PairTable[Support]):
    """The support of many pairs."""

    def __init__(self, pairs: Pairs, neighbours: Floats, alignment: Floats, mutual: Flags) -> None:
        super().__init__(
            pairs, lambda row: Support(float(neighbours[row]), float(alignment[row]), mutual=bool(mutual[row]))
        )
        self.gains = _gain(neighbours, alignment, mutual)
        self._parts = (neighbours, alignment, mutual)

    def moved(self, places: Places) -> "Supports":
        """Return the same of pairs of other positions, which rise as these do."""
        return Supports(places[self.pairs], *self._parts)


def supports(mentions: Sequence[Features], scores: Mapping[Pair, float]) -> Supports:
    """Return the support of every pair of ``scores`` whose two articles differ.

    Args:
        mentions: the mentions that pairs are positions in.
        scores: scores of pairs that no veto forbids.
    """
    articles, length = _articles(mentions)
    given = Scores.of(scores)
    across = articles[given.pairs[:, 0]] != articles[given.pairs[:, 1]]
    pairs, likelihood = given.pairs[across], given.numbers[across]
    best, matches = _best_matches(articles, pairs, likelihood)
    one, other = articles[pairs[:, 0]], articles[pairs[:, 1]]
    matched = np.minimum(_count(matches, one * len(length) + other), _count(matches, other * len(length) + one))
    matched -= likelihood >= LIKELY  # a pair does not speak for itself
    alignment = np.maximum(0, matched) / np.minimum(length[one], length[other])
    return Supports(pairs, _neighbourhoods(mentions, articles, pairs, likelihood), alignment, best[:, 0] & best[:, 1])


def raised(scores: ArrayLike, gains: ArrayLike) -> Floats:
    """Return scores after gains are added to their log-odds."""
    bounded = np.clip(scores, 1e-9, 1 - 1e-9)
    odds = np.log(bounded / (1 - bounded)) + np.asarray(gains, np.float64)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float64)


def _articles(mentions: Sequence[Features]) -> tuple[Ints, Ints]:
    """The number of each mention's article, and how many mentions each article has."""
    numbers: dict[str, int] = {}
    articles = np.array([numbers.setdefault(one, len(numbers)) for one in column(mentions, "article_id")], np.int64)
    return articles, np.bincount(articles, minlength=1)


def _best_matches(articles: Ints, pairs: Pairs, likelihood: Floats) -> tuple[Flags, tuple[Ints, Ints]]:
    """Which pairs are the best match of the first and of the second mention in the other's article.

    With it, for each two articles in their order, as one number, how many mentions of the first have a likely match
    in the second. Of equal matches the first is the best.
    """
    best, likely = np.zeros((len(pairs), 2), np.bool_), []
    count = int(articles.max(initial=0)) + 1
    for rows, sides in _by_mention(pairs, len(articles)):
        one, other = pairs[rows, sides], pairs[rows, 1 - sides]
        group = one.astype(np.int64) * count + articles[other]
        order = np.lexsort((other, -likelihood[rows], group))
        first = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
        best[rows[first], sides[first]] = True
        sure = first[likelihood[rows[first]] >= LIKELY]
        likely.append(articles[one[sure]] * count + articles[other[sure]])
    keys, counts = np.unique(np.concatenate(likely) if likely else np.zeros(0, np.int64), return_counts=True)
    return best, (keys, counts)


def _by_mention(pairs: Pairs, count: int) -> Iterator[tuple[Ints, Ints]]:
    """The rows of the pairs that some next mentions are in, and on which side they stand there."""
    by_second = np.argsort(pairs[:, 1], kind="stable")
    second = pairs[by_second, 1]
    for start in range(0, count, SLICE):
        begin, end = np.searchsorted(pairs[:, 0], [start, start + SLICE])
        ahead = np.arange(begin, end)
        begin, end = np.searchsorted(second, [start, start + SLICE])
        behind = by_second[begin:end]
        sides = np.concatenate([np.zeros(len(ahead), np.int64), np.ones(len(behind), np.int64)])
        yield np.concatenate([ahead, behind]), sides


def _count(counted: tuple[Ints, Ints], keys: Ints) -> Ints:
    """How often each of ``keys`` was counted."""
    known, counts = counted
    at = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
    return np.where(known[at] == keys, counts[at], 0) if len(known) else np.zeros(len(keys), np.int64)


def _neighbourhoods(mentions: Sequence[Features], articles: Ints, pairs: Pairs, likelihood: Floats) -> Floats:
    """The best likely score among the neighbours of each pair; 0 where none is likely."""
    ranks = np.array(column(mentions, "rank"), np.int64)
    longest = int(ranks.max(initial=0)) + 2 * REACH + 1
    keys = articles * longest + ranks
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    best = np.zeros(len(pairs))
    likely = np.flatnonzero(likelihood >= LIKELY)
    steps = [step for step in range(-REACH, REACH + 1) if step]
    for one, other in product(steps, steps):
        near, found = [], np.ones(len(likely), np.bool_)
        for side, step in ((0, one), (1, other)):
            index = pairs[likely, side]
            wanted = keys[index] + step
            at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
            found &= (ordered[at] == wanted) & (ranks[index] + step >= 0)
            near.append(order[at])
        rows = row_of(pairs, np.minimum(*near)[found], np.maximum(*near)[found])
        np.maximum.at(best, rows[rows >= 0], likelihood[likely[found][rows >= 0]])
    return best
