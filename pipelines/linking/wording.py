"""How alike the words of two mentions are, for very many pairs at once.

Belongs here: the measures of `similarity` that rest on words alone, over arrays. Does not belong here: what else is
held against a pair, nor which pairs are measured.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from pipelines.linking.coded import Coded
from pipelines.linking.features import Features
from pipelines.linking.packed import coded, column, each
from pipelines.linking.pairs import Floats, Ints, Places, shared_mass
from pipelines.linking.similarity import WORDING
from pipelines.linking.synonyms import concept

Texts = NDArray[np.object_]

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

    def __init__(self, mentions: Sequence[Features], weights: Mapping[str, float], threads: int = 1) -> None:
        """Read the words of mentions; pairs are compared in so many threads."""
        self._threads = threads
        self._texts = _array(each(mentions, "sorted_text"))
        sequences = coded(mentions, "words").translated(concept)
        signs = _signs(sequences.codes)
        self._orders = _array(signs[begin:end] for begin, end in pairwise(sequences.ends.tolist()))
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
        words = self._compared(self._texts, fuzz.ratio, first, second)
        order = self._compared(self._orders, LCSseq.normalized_similarity, first, second)
        odds = WORDING["bias"] + WORDING["terms"] * cosine
        return np.asarray(odds + WORDING["words"] * words / 100 + WORDING["order"] * order, np.float64)

    def _compared(
        self, texts: Texts, scorer: Callable[..., float], first: Ints | Places, second: Ints | Places
    ) -> Floats:
        one, other = texts[first].tolist(), texts[second].tolist()
        return process.cpdist(one, other, scorer=scorer, dtype=np.float64, workers=self._threads).ravel()


def _array(texts: Iterable[str]) -> Texts:
    """Texts as an array, of which many are picked at once."""
    listed = list(texts)
    found = np.empty(len(listed), np.object_)
    found[:] = listed
    return found


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
