"""How alike the words of two mentions are, for very many pairs at once.

Belongs here: the measures of `similarity` that rest on words alone, over arrays. Does not belong here: what else is
held against a pair, nor which pairs are measured.
"""

from array import array
from collections.abc import Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq
from scipy.sparse import csr_array

from pipelines.linking.features import Features
from pipelines.linking.pairs import Floats, Ints, Places, shared_mass
from pipelines.linking.similarity import WORDING

NEXT_TO_NOTHING = 1e-6
"""What a term of no weight weighs: those who share it are alike all the same."""
_SIGNS = [*range(0x100, 0xD800), *range(0xE000, 0x110000)]
"""Characters that words are written as, surrogates left out; the last stands for all words beyond."""


class Wordings:
    """The words of mentions, ready to be compared.

    Attributes:
        terms: weights of the terms of each mention as a row, terms in the order of their spelling.
        mass: the squared weight of each term.
        norms: the length of each row.
    """

    def __init__(self, mentions: Sequence[Features], weights: Mapping[str, float]) -> None:
        self._texts: list[str] = []
        self._orders: list[str] = []
        numbers: dict[str, int] = {}
        signs: dict[str, str] = {}
        cells, ends = array("i"), array("q", [0])
        for mention in mentions:
            cells.extend([numbers.setdefault(key, len(numbers)) for key in _keys(mention)])
            ends.append(len(cells))
            self._texts.append(mention.sorted_text)
            self._orders.append("".join([signs.get(word) or _sign(word, signs) for word in mention.sequence]))
        spelled = sorted(numbers)
        place = np.zeros(max(len(spelled), 1), np.int32)
        place[[numbers[key] for key in spelled]] = np.arange(len(spelled))
        weight = np.array([max(weights.get(key, 0.0), NEXT_TO_NOTHING) for key in spelled])
        columns = place[np.array(cells, np.int32)]
        shape = (len(self._texts), max(len(spelled), 1))
        self.terms = csr_array((weight[columns], columns, np.array(ends, np.int64)), shape=shape)
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


def _keys(mention: Features) -> tuple[str, ...]:
    """Terms, and what a refusal to comment is found by: its source."""
    if mention.claim_type == "no_comment" and mention.source is not None:
        return (*mention.concepts, f"!{mention.source}")
    return tuple(mention.concepts)


def _sign(word: str, signs: dict[str, str]) -> str:
    return signs.setdefault(word, chr(_SIGNS[min(len(signs), len(_SIGNS) - 1)]))
