"""How alike the words of two mentions are, for very many pairs at once.

Belongs here: the measures of `similarity` that rest on words alone, over arrays. Does not belong here: what else is
held against a pair, nor which pairs are measured.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from pipelines.linking.coded import Coded
from pipelines.linking.features import Features
from pipelines.linking.packed import coded, column, each
from pipelines.linking.pairs import Floats, Ints, Places, shared_mass
from pipelines.linking.similarity import WORDING
from pipelines.linking.synonyms import concept

NEXT_TO_NOTHING = 1e-6
"""What a term of no weight weighs: those who share it are alike all the same."""
_FIRST_SIGN, _SURROGATES, _LAST_SIGN = 0x100, (0xD800, 0x800), 0x10FFFF
"""Characters that words are written as, surrogates (from where, how many) left out; the last is all words beyond."""


class Wordings:
    """The words of mentions, ready to be compared.

    Attributes:
        terms: weights of the terms of each mention as a row, terms in the order of their spelling.
        mass: the squared weight of each term.
        norms: the length of each row.
    """

    def __init__(self, mentions: Sequence[Features], weights: Mapping[str, float]) -> None:
        self._texts = list(each(mentions, "sorted_text"))
        sequences = coded(mentions, "words").translated(concept)
        signs = _signs(sequences.codes)
        self._orders = [signs[begin:end] for begin, end in pairwise(sequences.ends.tolist())]
        keys = _with_refusals(coded(mentions, "terms").sets(concept), mentions)
        weight = np.array([max(weights.get(key, 0.0), NEXT_TO_NOTHING) for key in keys.words] or [0.0])
        self.terms = keys.table(weight)
        self.terms.sort_indices()
        self.mass = weight**2
        self.norms = np.round(np.sqrt(np.asarray(self.terms.power(2).sum(axis=1)).ravel()), 9)

    def cosine(self, first: Ints | Places, second: Ints | Places) -> Floats:
        """Return the cosine of the terms of each pair, in [0, 1]."""
        found = np.round(shared_mass(self.terms, first, second) / (self.norms[first] * self.norms[second]), 9)
        return np.asarray(found, np.float64)

    def odds(self, first: Ints | Places, second: Ints | Places, cosine: Floats) -> Floats:
        """Return the log-odds, by its words alone, that each pair is one claim."""
        words = process.cpdist(_of(self._texts, first), _of(self._texts, second), scorer=fuzz.ratio, dtype=np.float64)
        one, other = _of(self._orders, first), _of(self._orders, second)
        order = process.cpdist(one, other, scorer=LCSseq.normalized_similarity, dtype=np.float64)
        odds = WORDING["bias"] + WORDING["terms"] * cosine
        return np.asarray(odds + WORDING["words"] * words.ravel() / 100 + WORDING["order"] * order.ravel(), np.float64)


def _of(texts: Sequence[str], positions: Ints | Places) -> list[str]:
    return [texts[position] for position in positions.tolist()]


def _with_refusals(keys: Coded, mentions: Sequence[Features]) -> Coded:
    """Terms, and what a refusal to comment is found by: its source."""
    told = zip(column(mentions, "claim_type"), column(mentions, "source"), strict=True)
    extra = Coded.of([f"!{source}"] if kind == "no_comment" and source is not None else [] for kind, source in told)
    words = sorted({*keys.words, *extra.words})
    place = {word: code for code, word in enumerate(words)}
    rows = np.concatenate([keys.rows, extra.rows])
    anew = [
        np.array([place[word] for word in part.words], np.int32)[part.codes] for part in (keys, extra) if part.words
    ]
    order = np.argsort(rows, kind="stable")
    return Coded(words, np.concatenate([np.zeros(0, np.int32), *anew])[order], keys.ends + extra.ends)


def _signs(codes: Places) -> str:
    """Each number as a character."""
    points = codes.astype(np.uint32) + _FIRST_SIGN
    points[points >= _SURROGATES[0]] += _SURROGATES[1]
    return np.minimum(points, _LAST_SIGN).astype("<u4").tobytes().decode("utf-32-le")
