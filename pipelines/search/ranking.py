"""Which units answer a question, the best first.

The score is Okapi BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009), with the inverse document frequency kept positive as Lucene does:
``ln(1 + (N − n + ½) / (n + ½))``. A phrase counts as one term.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.search.index import UNIT, Index, Places
from pipelines.search.query import Term

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class Hits:
    """The units that answer a question, the best first."""

    keys: list[str]
    scores: list[float]
    total: int
    """How many there are in all."""
    has_all: bool
    """Whether they have every term; where no unit has, those with any are given."""


def rank(index: Index, terms: Sequence[Term], *, limit: int, allowed: Collection[str] | None = None) -> Hits:
    """Return the units that hold every term of a question and no excluded one; where none does, those that hold any.

    Args:
        index: The index of one kind.
        terms: The question.
        limit: Units returned.
        allowed: The keys among which is looked; all of them without it. Word frequencies are those of the whole index.
    """
    number = len(index.keys)
    permitted = np.ones(number, bool) if allowed is None else index.keys.is_in(list(allowed)).to_numpy()
    scores, held = np.zeros(number), np.zeros(number, np.int64)
    wanted = [term for term in terms if not term.is_excluded]
    for term in terms if number else ():
        units, counts = np.unique(occurrences(index, term) >> UNIT, return_counts=True)
        if term.is_excluded:
            permitted[units] = False
        else:
            held[units] += 1
            scores[units] += _bm25(index, units, counts)
    has_all = bool((permitted & (held == len(wanted))).any())
    found = np.flatnonzero(permitted & (held == len(wanted) if has_all else held > 0))
    best = found[np.lexsort((found, -scores[found]))][:limit]
    return Hits(
        keys=[str(key) for key in index.keys.gather(best)],
        scores=[float(score) for score in scores[best]],
        total=len(found),
        has_all=has_all or not len(found),
    )


def occurrences(index: Index, term: Term) -> Places:
    """Return the places at which a term begins, ascending."""
    found: Places | None = None
    for offset, (word, how) in enumerate(term.words):
        places = index.places_of(word, how) - offset
        found = places if found is None else np.intersect1d(found, places, assume_unique=True)
        if not len(found):
            break
    return np.empty(0, np.int64) if found is None else found


def _bm25(index: Index, units: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    number = len(index.keys)
    rarity = np.log1p((number - len(units) + 0.5) / (len(units) + 0.5))
    relative = index.lengths[units].astype(np.float64) / max(1.0, float(index.lengths.mean()))
    weight = counts * (K1 + 1) / (counts + K1 * (1 - B + B * relative))
    return np.asarray(rarity * weight, np.float64)
