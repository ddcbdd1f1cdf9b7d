"""What the neighbourhood of two mentions says: articles that tell one story tell it in one order.

Belongs here: raising the score of a pair whose neighbours match as well. Does not belong
here: the comparison of the words themselves, nor any veto.

A pair of articles *aligns* as far as their mentions match one to one. In aligned articles a
mention that is the other's best match, between neighbours that match, is likely the same
proposition in freer words; where nothing else matches, likeness has to come from the words.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pipelines.linking.features import Features

REACH = 2
"""Neighbours up to so many places away count."""
NEIGHBOUR_WEIGHT = 0.5
"""Log-odds that a fully matching neighbourhood adds."""
ALIGNMENT_WEIGHT = 0.75
"""Log-odds that standing in fully aligned articles adds: more of their mentions have a counterpart at all."""
MUTUAL_WEIGHT = 2.25
"""Log-odds that being each other's best match adds in fully aligned articles."""
LIKELY = 0.3
"""Pairs from this score count as matches, as neighbours and in the alignment of two articles."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for a pair besides its words, each in [0, 1]."""

    neighbours: float
    alignment: float
    mutual: bool

    @property
    def gain(self) -> float:
        """Log-odds to add to the pair's score."""
        shared = ALIGNMENT_WEIGHT + MUTUAL_WEIGHT * self.mutual
        return NEIGHBOUR_WEIGHT * self.neighbours + shared * self.alignment

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


def supports(mentions: Sequence[Features], scores: Mapping[Pair, float]) -> dict[Pair, Support]:
    """Return the support of every pair of ``scores`` whose two articles differ.

    Args:
        mentions: the mentions that pairs are positions in.
        scores: scores of pairs that no veto forbids.
    """
    near = _neighbourhoods(mentions, scores)
    best: dict[tuple[int, str], tuple[float, int]] = {}
    for (i, j), score in sorted(scores.items()):
        for one, other in ((i, j), (j, i)):
            key = (one, mentions[other].article_id)
            if mentions[one].article_id != mentions[other].article_id and score > best.get(key, (0.0, -1))[0]:
                best[key] = (score, other)
    matches = _matches(mentions, best)
    length = Counter(mention.article_id for mention in mentions)
    found = {}
    for (i, j), score in scores.items():
        a, b = mentions[i], mentions[j]
        if a.article_id == b.article_id:
            continue
        others = matches.get((min(a.article_id, b.article_id), max(a.article_id, b.article_id)), 0)
        others -= score >= LIKELY  # a pair does not speak for itself
        found[i, j] = Support(
            neighbours=near.get((i, j), 0.0),
            alignment=max(0, others) / min(length[a.article_id], length[b.article_id]),
            mutual=best[i, b.article_id][1] == j and best[j, a.article_id][1] == i,
        )
    return found


def raised(score: float, gain: float) -> float:
    """Return ``score`` after ``gain`` is added to its log-odds."""
    bounded = min(max(score, 1e-9), 1 - 1e-9)
    return 1 / (1 + math.exp(-math.log(bounded / (1 - bounded)) - gain))


def _matches(
    mentions: Sequence[Features], best: Mapping[tuple[int, str], tuple[float, int]]
) -> dict[tuple[str, str], int]:
    """How many mentions of one article match one of the other's, the fewer of the two sides, by pair of articles."""
    matched: Counter[tuple[str, str]] = Counter()
    for (index, other_article), (score, _) in best.items():
        if score >= LIKELY:
            matched[mentions[index].article_id, other_article] += 1
    return {(a, b): min(count, matched[b, a]) for (a, b), count in matched.items() if a < b}


def _neighbourhoods(mentions: Sequence[Features], scores: Mapping[Pair, float]) -> dict[Pair, float]:
    """The best likely score among the neighbours of each pair; pairs without such neighbours are absent."""
    place = {(mention.article_id, mention.rank): index for index, mention in enumerate(mentions)}
    steps = [step for step in range(-REACH, REACH + 1) if step]
    best: dict[Pair, float] = {}
    for (i, j), score in scores.items():
        a, b = mentions[i], mentions[j]
        if score < LIKELY or a.article_id == b.article_id:
            continue
        near_a = [place.get((a.article_id, a.rank + step)) for step in steps]
        near_b = [place.get((b.article_id, b.rank + step)) for step in steps]
        for one, other in product(near_a, near_b):
            if one is not None and other is not None:
                pair = (one, other) if one < other else (other, one)
                best[pair] = max(best.get(pair, 0.0), score)
    return best
