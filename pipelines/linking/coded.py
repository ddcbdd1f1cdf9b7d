"""The words of many records as numbers in one array, so that all are looked at in one go.

Belongs here: the arrays, and putting other words for words. Does not belong here: where the words are from (`packed`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from pipelines.linking.pairs import SHIFT, Floats, Ints, Places, distinct


@dataclass(frozen=True, slots=True)
class Coded:
    """Words of records, one record after the other."""

    words: Sequence[str]
    """What each number stands for."""
    codes: Places
    ends: Ints
    """Where each record begins among the codes, and where the last one ends."""

    @classmethod
    def of(cls, records: Iterable[Iterable[str]]) -> "Coded":
        """Return the words of any records."""
        numbers: dict[str, int] = {}
        listed = [[numbers.setdefault(word, len(numbers)) for word in words] for words in records]
        ends = np.cumsum([0, *map(len, listed)], dtype=np.int64)
        return cls(list(numbers), np.array([code for codes in listed for code in codes], np.int32), ends)

    @property
    def sizes(self) -> Ints:
        """How many words each record has."""
        return np.diff(self.ends)

    @property
    def rows(self) -> Ints:
        """The record that each code is of."""
        return np.repeat(np.arange(len(self.ends) - 1), self.sizes)

    def translated(self, other: Callable[[str], str]) -> "Coded":
        """Return the records with another word for each, in their order; numbers are in the order of spelling."""
        used = self._used()
        spelled = [other(self.words[code]) for code in used]
        words = sorted(set(spelled))
        number = {word: code for code, word in enumerate(words)}
        anew = np.zeros(len(self.words), np.int32)
        anew[used] = [number[word] for word in spelled]
        return Coded(words, anew[self.codes], self.ends)

    def _used(self) -> list[int]:
        return np.flatnonzero(np.bincount(self.codes, minlength=len(self.words))).tolist()

    def sets(self, other: Callable[[str], str]) -> "Coded":
        """Return the same, each word of a record once, in the order of spelling."""
        found = self.translated(other)
        keys = found.rows
        keys <<= SHIFT
        keys |= found.codes
        keys = distinct(keys)
        sizes = np.bincount(keys >> SHIFT, minlength=len(self.ends) - 1)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
        return Coded(found.words, (keys & ((1 << SHIFT) - 1)).astype(np.int32), ends)

    def only(self, wanted: Callable[[str], bool]) -> "Coded":
        """Return the records with such words alone."""
        flags = np.zeros(len(self.words), np.bool_)
        used = self._used()
        flags[used] = [wanted(self.words[code]) for code in used]
        kept = flags[self.codes]
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept, dtype=np.int64)])
        return Coded(self.words, self.codes[kept], before[self.ends])

    def frequency(self) -> Ints:
        """Return how many records have each word, of records that have each of theirs once."""
        return np.bincount(self.codes, minlength=len(self.words))

    def table(self, values: Floats | None = None) -> csr_array:
        """Return records as the rows of a sparse matrix, of ones or of the value of each word."""
        data = np.ones(len(self.codes)) if values is None else values[self.codes]
        return csr_array((data, self.codes, self.ends), shape=(len(self.ends) - 1, max(len(self.words), 1)))
