"""Values of many pairs of positions, kept as arrays: what a dictionary of pairs would say in a tenth of its memory.

Belongs here: the arrays and looking a pair up in them. Does not belong here: what the values mean.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Pair = tuple[int, int]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int32]
Pairs = NDArray[np.int32]
"""A row a pair of positions, the smaller first, rows sorted."""

SHIFT = 32
"""The bits of the second of two positions in one number."""
SLICE = 1 << 11
"""So many pairs of rows are multiplied at once: what they take stays in the cache of a core."""
T = TypeVar("T")


def as_pairs(given: Iterable[Pair] | Pairs) -> Pairs:
    """Return pairs as rows of an array, sorted, each once."""
    if isinstance(given, np.ndarray):
        return given
    return np.array(sorted(set(given)), np.int32).reshape(-1, 2)


def keys_of(first: Ints | Places, second: Ints | Places) -> Ints:
    """Return one number for each pair, which sorts as the pair does."""
    return (first.astype(np.int64) << SHIFT) | second


def distinct(numbers: Ints) -> Ints:
    """Return very many numbers sorted, each once; they are sorted in place.

    ``np.unique`` asks a hash table where only this is wanted, which is slower the less of it fits in a cache.
    """
    numbers.sort()
    first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    return numbers[first]


def joined(pairs: Pairs, others: Pairs) -> Pairs:
    """Return the pairs of both, sorted, each once."""
    both = np.concatenate([pairs, others])
    _, first = np.unique(keys_of(both[:, 0], both[:, 1]), return_index=True)
    return both[first]


def gathered(parts: Iterable[Pairs], count: int) -> Iterator[Pairs]:
    """Yield pairs that come in parts of any size in parts of at least so many, the last apart."""
    held, size = list[Pairs](), 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= count:
            yield np.concatenate(held)
            held, size = [], 0
    if held:
        yield np.concatenate(held)


def row_of(pairs: Pairs, first: Ints | Places, second: Ints | Places) -> Ints:
    """Return the row of each pair among sorted ``pairs``, -1 where it is not among them."""
    keys, wanted = keys_of(pairs[:, 0], pairs[:, 1]), keys_of(first, second)
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    return np.where(keys[at] == wanted, at, -1) if len(keys) else np.full(len(wanted), -1, np.int64)


def shared_mass(rows: csr_array, first: Ints | Places, second: Ints | Places) -> Floats:
    """Return the inner product of two rows for each of many pairs: of ones, how many terms they share."""
    return np.asarray(rows[first].multiply(rows[second]).sum(axis=1), np.float64).ravel()


def shared_masses(rows: csr_array, first: Ints | Places, second: Ints | Places) -> Floats:
    """Return the same of very many pairs, some at a time."""
    starts = range(0, len(first), SLICE)
    found = (shared_mass(rows, first[start : start + SLICE], second[start : start + SLICE]) for start in starts)
    return np.concatenate([np.zeros(0), *found])


class PairTable(Mapping[Pair, T], Generic[T]):
    """A mapping from pairs of positions to what a function says of each, by its row."""

    def __init__(self, pairs: Pairs, value: Callable[[int], T]) -> None:
        self.pairs = pairs
        self._value = value

    def row(self, pair: object) -> int | None:
        """Return the row of a pair, null where it is not among them."""
        if not isinstance(pair, tuple):
            return None
        key = (int(pair[0]) << SHIFT) | int(pair[1])
        at = int(np.searchsorted(self._keys, key))
        return at if at < len(self._keys) and self._keys[at] == key else None

    @cached_property
    def _keys(self) -> Ints:
        """Made when first asked for: most tables are walked through and never looked up in."""
        return keys_of(self.pairs[:, 0], self.pairs[:, 1])

    def __getitem__(self, pair: Pair) -> T:
        row = self.row(pair)
        if row is None:
            raise KeyError(pair)
        return self._value(row)

    def __contains__(self, pair: object) -> bool:
        return self.row(pair) is not None

    def __iter__(self) -> Iterator[Pair]:
        return ((int(i), int(j)) for i, j in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


class Scores(PairTable[float]):
    """A number for each pair."""

    def __init__(self, pairs: Pairs, numbers: Floats) -> None:
        super().__init__(pairs, lambda row: float(numbers[row]))
        self.numbers = numbers

    @classmethod
    def of(cls, given: Mapping[Pair, float]) -> "Scores":
        """Return any mapping of pairs to numbers as arrays."""
        if isinstance(given, cls):
            return given
        items: list[Any] = sorted(given.items())
        pairs = np.array([pair for pair, _ in items], np.int32).reshape(-1, 2)
        return cls(pairs, np.array([number for _, number in items], np.float64))
