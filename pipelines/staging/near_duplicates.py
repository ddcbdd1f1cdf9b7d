"""Copies and near-copies among articles, found by the word sequences that they share.

A text is its set of hashed 5-word shingles (Broder 1997). How much of one stands in another is exact; which
pairs are compared at all is found over an inverted index. A shingle that stands in very many texts (agency
boilerplate, one story printed everywhere) brings together only neighbours in its list, so that the work stays
near-linear. docs/reprints.md says what counts as a reprint, and how well they are found.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain, combinations, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pipelines.workers import Apply

SHINGLE_WORDS = 5
MIN_SHINGLES = 20
"""A shorter text is a duplicate only where all of it is the same."""
MIN_CONTAINMENT = 0.6
"""So much of the copy stands in the original: a reprint with another headline and cuts, not a report that shares
a quotation or a few paragraphs of agency copy, nor one that keeps an earlier one behind what is new."""
MIN_LENGTH_RATIO = 0.3
"""A text of less than this part of another is an excerpt, not a copy of it."""
MAX_POSTINGS = 50
"""A shingle of more texts than this pairs only neighbours."""
_AT_ONCE = 64
MIN_INDEXED_SHARE = 0.2
"""Pairs that share less than this of the shorter text in the index are not compared."""


Shingles = npt.NDArray[np.uint64]
"""The hashes of a text's 5-word sequences, each once, in order."""


def shingles(text: str) -> Shingles:
    """Return the hashes of a text's 5-word sequences, read without case and punctuation."""
    words = re.findall(r"\w+", text.casefold())
    sequences = (words[i : i + SHINGLE_WORDS] for i in range(max(len(words) - SHINGLE_WORDS + 1, min(len(words), 1))))
    return np.unique(np.fromiter((_hash(" ".join(sequence)) for sequence in sequences), np.uint64))


def _hash(words: str) -> int:
    data = words.encode("utf-8", "surrogatepass")
    return crc32(data) << 32 | crc32(data, 0x9E3779B9)


def near_duplicate_pairs(
    texts: Mapping[str, str], days: Mapping[str, date | None] = MappingProxyType({}), apply: "Apply" = map
) -> list[tuple[str, str]]:
    """Return the pairs of keys whose texts are copies or near-copies, each pair and the list sorted.

    Args:
        texts: by key.
        days: on which they were published, as far as is known. Of two texts of different days the later is the copy;
            else it is the shorter.
        apply: what applies a function to some texts at a time, in whatever processes.
    """
    keys = sorted(texts)
    some = ([texts[key] for key in keys[at : at + _AT_ONCE]] for at in range(0, len(keys), _AT_ONCE))
    sets = dict(zip(keys, chain.from_iterable(apply(_all_shingles, some)), strict=True))
    pairs = set()
    for (one, other), shared in _shared(sets).items():
        copy, original = (other, one) if _would_copy(other, one, sets, days) else (one, other)
        if _is_copy(sets[copy], sets[original], shared):
            pairs.add((one, other))
    return sorted(pairs | _equal_pairs(sets))


def _all_shingles(texts: Sequence[str]) -> list[Shingles]:
    return [shingles(text) for text in texts]


def _would_copy(one: str, other: str, sets: Mapping[str, Shingles], days: Mapping[str, date | None]) -> bool:
    """Tell which of two texts would be the copy: the first, if any is."""
    its_day, other_day = days.get(one), days.get(other)
    if its_day is not None and other_day is not None and its_day != other_day:
        return its_day > other_day
    return len(sets[one]) < len(sets[other])


def _shared(sets: Mapping[str, Shingles]) -> Counter[tuple[str, str]]:
    """Count the shingles that pairs of texts share, as far as the index pairs them; other pairs are absent."""
    keys = list(sets)
    sizes = np.fromiter((len(members) for members in sets.values()), np.int64, len(sets))
    shingle = np.concatenate([np.empty(0, np.uint64), *sets.values()])
    # equal ones come to stand side by side, their texts in order; nearly all are in one text alone
    order = np.argsort(shingle, kind="stable")
    shingle, text = shingle[order], np.repeat(np.arange(len(keys)), sizes)[order]
    ends = np.append(np.flatnonzero(shingle[1:] != shingle[:-1]) + 1, len(shingle))
    begins = np.append(0, ends[:-1])
    several = ends - begins > 1
    shared: Counter[tuple[str, str]] = Counter()
    for begin, end in zip(begins[several].tolist(), ends[several].tolist(), strict=True):
        holders = [keys[place] for place in text[begin:end].tolist()]
        shared.update(combinations(holders, 2) if len(holders) <= MAX_POSTINGS else pairwise(holders))
    return shared


def _is_copy(copy: Shingles, original: Shingles, shared: int) -> bool:
    shorter, longer = sorted((len(copy), len(original)))
    if shorter < MIN_SHINGLES or shorter < MIN_LENGTH_RATIO * longer:
        return False
    if shared < MIN_INDEXED_SHARE * shorter:
        return False
    return len(np.intersect1d(copy, original, assume_unique=True)) >= MIN_CONTAINMENT * len(copy)


def _equal_pairs(sets: Mapping[str, Shingles]) -> set[tuple[str, str]]:
    """Return the pairs of neighbours among equal texts: enough to join them into one cluster, however many."""
    groups: defaultdict[bytes, list[str]] = defaultdict(list)
    for key, members in sets.items():
        if len(members):
            groups[members.tobytes()].append(key)
    return {(one, other) for keys in groups.values() for one, other in pairwise(keys)}


def clusters(keys: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the connected groups of two or more keys, in the order of ``keys``."""
    parent = {key: key for key in keys}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in pairs:
        parent[root(other)] = root(one)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[root(key)].append(key)
    return [group for group in groups.values() if len(group) > 1]
