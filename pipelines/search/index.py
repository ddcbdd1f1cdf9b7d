"""The words of many texts and where they stand.

A *unit* is what can be found: a claim, a sentence, an article, a name. A *place* is one number,
``unit << 32 | position``, so that sorted places are in the order of units, and the words of a
phrase are found by shifting and intersecting.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.search.query import How
from pipelines.search.stems import stem
from pipelines.search.words import words

Places = npt.NDArray[np.int64]

UNIT = 32
"""Bits of a place that hold the position."""
_GAP = 1_000
"""Positions left free between the fields of a unit: no phrase spans two."""

Unit = tuple[str, Sequence[str]]
"""What identifies a unit, and its fields of text."""


@dataclass(frozen=True, eq=False)
class Index:
    """The words of the units of one kind."""

    keys: pl.Series
    """What identifies each unit; its position in the series is its number."""
    lengths: npt.NDArray[np.int32]
    """Words of each unit."""
    vocabulary: pl.DataFrame
    """``word``, ``stem``, ``first`` and ``after``: where its places begin and end. Sorted by word."""
    places: Places
    """The places of all words, those of one word together and ascending."""

    def forms(self, word: str, how: How) -> pl.DataFrame:
        """Return the rows of the vocabulary that a word of a question means."""
        match how:
            case "exact":
                return self.vocabulary.filter(pl.col("word") == word)
            case "prefix":
                return self.vocabulary.filter(pl.col("word").str.starts_with(word))
            case "stem":
                return self.vocabulary.filter(pl.col("stem") == stem(word))

    def places_of(self, word: str, how: How) -> Places:
        """Return the places of all forms of a word, ascending."""
        found = [self.places[first:after] for first, after in self.forms(word, how).select("first", "after").rows()]
        return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)


def build(units: Iterable[Unit]) -> Index:
    """Read the words of ``units`` into an index; a unit without words can be found by none."""
    numbers: dict[str, int] = {}
    keys: list[str] = []
    lengths = array("i")
    seen, places = array("i"), array("q")
    for number, (key, fields) in enumerate(units):
        keys.append(key)
        position = number << UNIT
        count = 0
        for field in fields:
            for word in words(field):
                seen.append(numbers.setdefault(word.folded, len(numbers)))
                places.append(position)
                position += 1
                count += 1
            position += _GAP
        lengths.append(count)
    return _assembled(keys, lengths, numbers, seen, places)


def _assembled(
    keys: list[str], lengths: "array[int]", numbers: dict[str, int], seen: "array[int]", places: "array[int]"
) -> Index:
    """Sort the vocabulary, and the places by word."""
    vocabulary = sorted(numbers)
    rank = np.empty(len(numbers), np.int32)
    for place, word in enumerate(vocabulary):
        rank[numbers[word]] = place
    ranked = rank[np.frombuffer(seen, np.int32)] if seen else np.empty(0, np.int32)
    order = np.argsort(ranked, kind="stable")
    ends = np.cumsum(np.bincount(ranked, minlength=len(vocabulary)), dtype=np.int64)
    frame = pl.DataFrame(
        {
            "word": vocabulary,
            "stem": [stem(word) for word in vocabulary],
            "first": np.concatenate([np.zeros(1, np.int64), ends])[:-1],
            "after": ends,
        },
        schema={"word": pl.String, "stem": pl.String, "first": pl.Int64, "after": pl.Int64},
    )
    return Index(
        keys=pl.Series("key", keys, pl.String),
        lengths=np.array(lengths, np.int32),
        vocabulary=frame,
        places=np.frombuffer(places, np.int64)[order] if places else np.empty(0, np.int64),
    )
