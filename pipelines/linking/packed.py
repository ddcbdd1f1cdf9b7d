"""Very many mentions in little memory: records kept as numbers, laid out anew when asked for.

Belongs here: how records are kept. Does not belong here: what they say (`features`).
As objects the million mentions of 40,000 articles would take four gigabytes, as numbers they take a seventh of it.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import numpy as np

from pipelines.linking.coded import Coded
from pipelines.linking.pairs import Ints, Pairs

if TYPE_CHECKING:
    from pipelines.linking.features import Features, Number

T = TypeVar("T", bound="Features")

LAID_OUT = 1 << 14
"""So many records are kept laid out: about a twentieth of a gigabyte."""
_PLAIN = (
    *("mention_id", "mention_key", "article_id", "published", "claim_type", "subject", "source", "polarity"),
    *("modality", "verb", "about", "of_its_source"),
)
"""Values that are kept as they are: most are shared by many mentions."""
_OWN = frozenset({"mention_id", "mention_key"})
"""Those of them that are not."""
_SPANS = ("sentence", "content")
"""Pairs of positions, kept behind one another with the rank."""
_WORDED = ("text", "words", "sorted_text", "terms", "entities", "source_names", "quote", "event_terms", "counted")
"""Values that are kept as the numbers of their words."""
_MADE_ANEW = ("concepts", "sequence", "figures", "signature")
"""Values that follow from the others."""
DIGEST = 16
"""Bytes of what a mention is known to be another's twin by."""
_plain_of = attrgetter(*_PLAIN)
_TEXTS = frozenset({"text", "sorted_text", "quote"})
_SETS = frozenset({"terms", "entities", "source_names", "event_terms", "counted"})
_MADE = tuple(" ".join if name in _TEXTS else frozenset if name in _SETS else tuple for name in _WORDED)
"""What each of them is made of its words by."""


class _Codes(dict[str, int]):
    """Words numbered as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = code = len(self)
        return code


class Packing(Generic[T]):
    """Records as they come."""

    def __init__(self) -> None:
        self.plain: dict[str, list[Any]] = {name: [] for name in _PLAIN}
        self._shared: dict[Any, Any] = {}
        self._places = array("i")
        self._numbers: dict[int, tuple[Number, ...]] = {}
        self._codes = _Codes()
        self._words: list[str] = []
        self._cells, self._ends, self._counts = array("i"), array("q", [0]), array("i")
        self._digests = bytearray()
        self._kind: type[T] | None = None

    def of_all(self, name: str) -> Sequence[Any]:
        """Return one value of all records, in the order in which they came."""
        if name == "rank":
            return self._places[::5]
        if name in _SPANS:
            start = 1 + 2 * _SPANS.index(name)
            return list(zip(self._places[start::5], self._places[start + 1 :: 5], strict=True))
        if name == "numbers":
            return [self._numbers.get(place, ()) for place in range(len(self._ends) - 1)]
        if name == "digest":
            return [bytes(self._digests[at : at + DIGEST]) for at in range(0, len(self._digests), DIGEST)]
        return self.plain[name]

    def add(self, one: T) -> None:
        """Keep a record."""
        self._kind, codes = type(one), self._codes
        for values, value in zip(self.plain.values(), _plain_of(one), strict=True):
            values.append(value)
        self.plain["about"][-1] = self._shared.setdefault(one.about, one.about)
        self._places.extend((one.rank, *one.sentence, *one.content))
        if one.numbers:
            self._numbers[len(self._ends) - 1] = one.numbers
        for name in _WORDED:
            value = getattr(one, name)
            words = () if value is None else value.split(" ") if name in _TEXTS else value
            self._counts.append(-1 if value is None else len(words))
            ordered = sorted(words) if name in _SETS else words
            self._cells.extend(map(codes.__getitem__, ordered))
        self._ends.append(len(self._cells))
        self._digests += one.digest

    def extend(self, other: "Packing[T]") -> None:
        """Keep the records of another, as if they had been added one by one after those that are kept."""
        before, codes = len(self._ends) - 1, self._codes
        for name, values in self.plain.items():
            more = other.plain[name]
            values += more if name in _OWN else map(self._shared.setdefault, more, more)
        self._places += other._places
        self._numbers |= {before + place: numbers for place, numbers in other._numbers.items()}
        code_of = np.array([codes[word] for word in other._codes], np.int32)
        ends = np.frombuffer(other._ends, np.int64)[1:] + self._ends[-1]
        self._cells.frombytes(code_of[np.frombuffer(other._cells, np.int32)].tobytes())
        self._ends.frombytes(ends.tobytes())
        self._counts += other._counts
        self._digests += other._digests
        self._kind = other._kind or self._kind

    def laid_out(self, place: int) -> T:
        """Return the record that came at a place."""
        assert self._kind is not None
        words = list(map(self._words.__getitem__, self._cells[self._ends[place] : self._ends[place + 1]]))
        values: dict[str, Any] = {name: column[place] for name, column in self.plain.items()}
        at = 0
        for name, made, count in zip(_WORDED, _MADE, self._counts_of(place), strict=True):
            values[name] = None if count < 0 else made(words[at : at + count])
            at += max(count, 0)
        rank, first, last, start, end = self._places[5 * place : 5 * place + 5]
        numbers = self._numbers.get(place, ())
        return self._kind(rank=rank, sentence=(first, last), content=(start, end), numbers=numbers, **values)

    def words_of(self, place: int, name: str) -> Any:
        """Return one worded value of the record that came at a place."""
        counts, which = self._counts_of(place), _WORDED.index(name)
        if counts[which] < 0:
            return None
        at = self._ends[place] + sum([count for count in counts[:which] if count > 0])
        return _MADE[which](list(map(self._words.__getitem__, self._cells[at : at + counts[which]])))

    def coded(self, places: Ints, name: str) -> Coded:
        """Return one worded value of the records that came at some places, as numbers of words."""
        counts = np.maximum(np.frombuffer(self._counts, np.int32).reshape(-1, len(_WORDED)), 0)
        which = _WORDED.index(name)
        begins = np.frombuffer(self._ends, np.int64)[:-1] + counts[:, :which].sum(axis=1)
        sizes = counts[places, which]
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
        at = np.repeat(begins[places] - ends[:-1], sizes) + np.arange(ends[-1])
        return Coded(self._words, np.frombuffer(self._cells, np.int32)[at], ends)

    def chosen(self, places: Ints) -> "Packing[T]":
        """Return the records that came at some places, in this order, with no other words than theirs."""
        found, listed = Packing[T](), places.tolist()
        found._kind = self._kind
        for name, values in self.plain.items():
            found.plain[name] = [values[place] for place in listed]
        found._places = _gathered(self._places, 5, places)
        found._counts = _gathered(self._counts, len(_WORDED), places)
        found._digests = bytearray(np.frombuffer(self._digests, np.uint8).reshape(-1, DIGEST)[places].tobytes())
        found._numbers = {at: self._numbers[place] for at, place in enumerate(listed) if place in self._numbers}
        limits = np.frombuffer(self._ends, np.int64)
        begins, sizes = limits[places], limits[places + 1] - limits[places]
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        cells = np.frombuffer(self._cells, np.int32)[np.repeat(begins - ends[:-1], sizes) + np.arange(ends[-1])]
        codes, anew = np.unique(cells, return_inverse=True)
        found._words = [self._words[code] for code in codes.tolist()]
        found._cells = array("i", anew.astype(np.int32).tobytes())
        found._ends = array("q", ends.tobytes())
        return found

    def _counts_of(self, place: int) -> "array[int]":
        """How many words each value of a record has, -1 where it is null."""
        return self._counts[len(_WORDED) * place : len(_WORDED) * (place + 1)]

    def packed(self) -> "Packed[T]":
        """Return what was kept, in the order of keys."""
        self._words = list(self._codes)
        self._codes, self._shared = _Codes(), {}  # nothing is added any more
        keys = list(zip(self.plain["mention_key"], self.plain["mention_id"], strict=True))
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)
        return Packed.anew(self, order)


class Packed(Sequence[T]):
    """Records in a fixed order, laid out one by one when asked for."""

    def __init__(self, store: Packing[T], order: Ints, kept: Callable[[int], T]) -> None:
        # the store does not know of those that are kept laid out: it would be held for good by what it holds
        self._store, self._order, self._kept = store, order, kept

    def __reduce__(self) -> tuple[Any, ...]:
        return Packed.anew, (self._store.chosen(self._order), np.arange(len(self._order)))  # without the others

    @classmethod
    def anew(cls, store: Packing[T], order: Ints) -> "Packed[T]":
        """Return the records of a store at some places; those asked for last stay laid out."""
        return cls(store, order, lru_cache(maxsize=LAID_OUT)(store.laid_out))

    def take(self, positions: Iterable[int]) -> "Packed[T]":
        """Return the records at some positions, in this order."""
        return Packed(self._store, self._order[np.fromiter(positions, np.int64)], self._kept)

    def column(self, name: str) -> list[Any]:
        """Return one value of all records without laying them out."""
        values = self._store.of_all(name)
        return [values[place] for place in self._order.tolist()]

    @overload
    def __getitem__(self, position: int) -> T: ...
    @overload
    def __getitem__(self, position: slice) -> "Packed[T]": ...
    def __getitem__(self, position: int | slice) -> "T | Packed[T]":
        if isinstance(position, slice):
            return Packed(self._store, self._order[position], self._kept)
        return self._kept(self._order.item(position))

    def __iter__(self) -> Iterator[T]:
        return map(self._store.laid_out, self._order.tolist())  # of a walk through all, none is worth keeping

    def each(self, name: str) -> Iterator[Any]:
        """Yield one worded value of each record, at a fifth of the work of laying all of it out."""
        return (self._store.words_of(place, name) for place in self._order.tolist())

    def coded(self, name: str) -> Coded:
        """Return the same of all records as numbers of words."""
        return self._store.coded(self._order, name)

    def __len__(self) -> int:
        return len(self._order)


def _gathered(values: "array[int]", width: int, places: Ints) -> "array[int]":
    """Some rows of so many numbers each."""
    return array("i", np.frombuffer(values, np.int32).reshape(-1, width)[places].tobytes())


def chosen(mentions: "Sequence[Features]", positions: Iterable[int]) -> "Sequence[Features]":
    """Return the mentions at some positions, in this order."""
    return mentions.take(positions) if isinstance(mentions, Packed) else [mentions[place] for place in positions]


def column(mentions: "Sequence[Features]", name: str) -> list[Any]:
    """Return one value of all mentions, which `Packed` ones give without being laid out."""
    if isinstance(mentions, Packed) and name not in (*_WORDED, *_MADE_ANEW):
        return mentions.column(name)
    return [getattr(mention, name) for mention in mentions]


def each(mentions: "Sequence[Features]", name: str) -> Iterator[Any]:
    """Yield one worded value of all mentions, in order: ``terms``, ``sorted_text``, ``event_terms``, …"""
    if isinstance(mentions, Packed):
        return mentions.each(name)
    return (getattr(mention, name) for mention in mentions)


def coded(mentions: "Sequence[Features]", name: str) -> Coded:
    """Return the same, of words in order or in a set, as numbers of words."""
    if isinstance(mentions, Packed):
        return mentions.coded(name)
    return Coded.of(getattr(mention, name) for mention in mentions)


def by_days(mentions: "Sequence[Features]", pairs: Pairs) -> Ints:
    """Return rows of pairs in an order in which most mentions come again soon: news is told again within days."""
    days = [day.toordinal() if day else 0 for day in column(mentions, "published")]
    numbers: dict[str, int] = {}
    articles = [numbers.setdefault(article, len(numbers)) for article in column(mentions, "article_id")]
    rank = np.empty(len(days), np.int32)
    rank[np.lexsort((articles, days))] = np.arange(len(days), dtype=np.int32)
    one, other = rank[pairs[:, 0]], rank[pairs[:, 1]]
    return np.lexsort((np.minimum(one, other), np.maximum(one, other)))
