"""The judgement of very many pairs at once: what `similarity.judge` says of one, over arrays.

Belongs here: measuring pairs without laying their mentions out. Does not belong here: what is measured and what forbids
a pair (`similarity`); a pair is asked there for what the arrays do not decide.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np

from pipelines.linking.features import Features, is_figure
from pipelines.linking.packed import by_days, coded, column, each
from pipelines.linking.pairs import Flags, Floats, Ints, Pairs, Places, shared_mass
from pipelines.linking.similarity import (
    FEWEST,
    PARTICULARS,
    UNTIL,
    WITHOUT,
    Kind,
    by_number,
    by_time,
    forbidden,
    judge,
    share_a_number,
)
from pipelines.linking.wording import Wordings

SLICE = 1 << 16
"""So many pairs are judged at once."""


def judged(
    mentions: Sequence[Features],
    pairs: Pairs,
    weights: Mapping[str, float],
    kinds: Mapping[str, Kind],
    likenesses: Floats,
    wordings: Wordings,
) -> tuple[Floats, Flags]:
    """Return the score of every pair of positions by its words, and whether a veto forbids it.

    Args:
        mentions: the mentions that pairs are positions in.
        pairs: the pairs to judge.
        weights: weight of every concept.
        kinds: what is known of the entities that subjects are.
        likenesses: the cosine of each pair by the weights of its stories.
        wordings: the words of ``mentions``.
    """
    facts = _Facts(mentions)
    scores, vetoed = np.zeros(len(pairs)), np.zeros(len(pairs), np.bool_)
    rows = by_days(mentions, pairs)
    for start in range(0, len(rows), SLICE):
        some = rows[start : start + SLICE]
        first, second = pairs[some].T
        odds = wordings.odds(first, second, likenesses[some]) + facts.particulars(first, second)
        scores[some] = 1 / (1 + np.exp(-odds))
        silent, forbidding, doubtful = facts.vetoes(first, second)
        vetoed[some] = forbidding
        for row in some[doubtful].tolist():
            i, j = pairs[row].tolist()
            vetoed[row] = forbidden(mentions[i], mentions[j], kinds) is not None
        for row in some[silent].tolist():
            i, j = pairs[row].tolist()
            found = judge(mentions[i], mentions[j], weights, kinds, float(likenesses[row]))
            scores[row], vetoed[row] = found.score, found.veto is not None
    return scores, vetoed


class _Facts:
    """What pairs are judged by besides their words, an entry a mention."""

    def __init__(self, mentions: Sequence[Features]) -> None:
        terms = coded(mentions, "terms")
        figures = terms.only(is_figure)
        self._figures, self._figure_count = figures.table(), figures.sizes
        self._telling = terms.sizes - figures.sizes
        self._numbers = column(mentions, "numbers")
        self._counting = np.array([bool(numbers) for numbers in self._numbers], np.bool_)
        self._silent = np.array([kind == "no_comment" for kind in column(mentions, "claim_type")], np.bool_)
        self._of_its_source = np.array(column(mentions, "of_its_source"), np.bool_)
        self._polarity, self._source, self._subject, self._about = (
            _alike(column(mentions, name)) for name in ("polarity", "source", "subject", "about")
        )
        self._abouts = column(mentions, "about")
        words = coded(mentions, "words")
        self._lacking, self._until = (words.only(word.__eq__).sizes > 0 for word in (WITHOUT, UNTIL))
        subjects, named = column(mentions, "subject"), each(mentions, "entities")
        self._acting = np.array([one in inside for one, inside in zip(subjects, named, strict=True)], np.bool_)

    def particulars(self, first: Places, second: Places) -> Floats:
        """Return the log-odds of what pairs share or lack besides the likeness of their words."""
        shared = shared_mass(self._figures, first, second)
        one, other = self._counting[first], self._counting[second]
        same_number = one & other
        for row in np.flatnonzero(same_number).tolist():
            same_number[row] = share_a_number(self._numbers[first[row]], self._numbers[second[row]])
        found: dict[str, Floats | Flags] = {
            "brevity": np.maximum(0, FEWEST - np.minimum(self._telling[first], self._telling[second])) / FEWEST,
            "numbers": (self._figure_count[first] > shared) & (self._figure_count[second] > shared),
            "same_number": same_number,
            "lone_number": one != other,
            "same_source": _same(self._source, first, second),
            "same_days": _same(self._about, first, second),
        }
        return np.asarray(sum(weight * found[name] for name, weight in PARTICULARS.items()), np.float64)

    def vetoes(self, first: Places, second: Places) -> tuple[Flags, Flags, Flags]:
        """Return which pairs hold a refusal, which others a veto forbids, and which of the rest one may forbid."""
        silent = self._silent[first] | self._silent[second]
        vetoed = (self._polarity[first] != self._polarity[second]) & ~silent
        for row in np.flatnonzero(self._counting[first] & self._counting[second] & ~silent & ~vetoed).tolist():
            vetoed[row] = by_number(self._numbers[first[row]], self._numbers[second[row]]) is not None
        ends = self._until[first] & self._until[second]
        for row in np.flatnonzero(_two(self._about, first, second) & ~silent & ~vetoed).tolist():
            one, other = self._abouts[first[row]], self._abouts[second[row]]
            vetoed[row] = by_time(one, other, ends=bool(ends[row])) is not None
        doubtful = self._lacking[first] | self._lacking[second]
        doubtful |= self._of_its_source[first] & self._of_its_source[second] & _two(self._source, first, second)
        doubtful |= self._acting[first] & self._acting[second] & _two(self._subject, first, second)
        return silent, vetoed, doubtful & ~silent & ~vetoed


def _alike(values: Iterable[Hashable | None]) -> Ints:
    """A number for each value, equal ones the same; -1 for none."""
    numbers: dict[Hashable, int] = {}
    return np.array([-1 if one is None else numbers.setdefault(one, len(numbers)) for one in values], np.int64)


def _same(values: Ints, first: Places, second: Places) -> Flags:
    return np.asarray((values[first] == values[second]) & (values[first] >= 0), np.bool_)


def _two(values: Ints, first: Places, second: Places) -> Flags:
    """Whether both have a value, and not the same."""
    return np.asarray((values[first] != values[second]) & (values[first] >= 0) & (values[second] >= 0), np.bool_)
