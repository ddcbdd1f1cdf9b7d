"""Which pairs of mentions are worth comparing: blocking by rare shared terms.

Belongs here: the inverted index and its bounds. Does not belong here: the decision about a
pair. Cost is bounded by `BLOCK` and `NEIGHBOURS` for each mention, so that it grows nearly
linearly with the number of mentions; no step looks at all pairs. The index is arrays and a
sparse matrix, multiplied by itself some rows at a time, so that memory grows no faster; where they would not fit, the
same is asked of an engine that works beyond memory (`out_of_core`), and the same pairs come back.

Method: champion lists (Manning, Raghavan & Schütze 2008, 7.1.3). Of a key that is in too many
mentions those stay that it is the greatest part of, for the cosine of the others is low.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from pipelines.linking.features import Features
from pipelines.linking.out_of_core import Bounds, Executor, nearest
from pipelines.linking.packed import column
from pipelines.linking.pairs import Floats, Ints, Pairs, Places, distinct
from pipelines.linking.wording import Wordings

BLOCK = 60
"""A block of more mentions than this is refined, and of itself only so many are compared."""
NEIGHBOURS = 60
"""The best so many partners of a mention are looked at."""
LEAST_COSINE = 0.12
"""Pairs whose terms are less alike than this are not worth comparing: of the pairs of annotated stories that share a
claim one in a hundred lies below, of the others three in four."""
PARTNERS = 12
"""The best so many partners of a mention by their words are compared in full."""
LIKELY = -0.85
"""And all those with these log-odds by their words, be the claim as large as it may: a likelihood of three in ten."""
PAIRED_TERMS = 8
"""The rarest so many too-common terms of a mention are joined into pairs, which are rarer."""
STORY_DAYS = 14
"""Blocks that pairs of terms leave too large are cut by days of publication of this length."""
NEWS_DAYS = 2
"""And those that are too large even so, by days of this length: what is in all news is told within a day or two."""
SLICE = 4_096
"""So many mentions find their partners at once."""
ENTRIES_AT_ONCE = 1 << 22
"""About so many entries of blocks are sorted at once."""
HELD = 1_300
"""Bytes that the index takes for each mention while it is made (measured on 430,000 mentions, of eight terms each)."""
UNIT = float(1 << 30)
"""Masses are whole numbers of this part of one: sums of them are exact, so that no order of adding decides a tie."""
_WINDOWS = 1 << 22
"""More windows than there are in the days of the calendar."""


class Blocks(NamedTuple):
    """Which mention is in which block, an entry each, and the mass of every block."""

    members: Places
    numbers: Ints
    mass: Floats


def candidates(mentions: Sequence[Features], wordings: Wordings, executor: Executor | None = None) -> Pairs:
    """Return the pairs of positions in ``mentions`` that are worth comparing, a row each, ``i < j``, sorted.

    ``wordings`` are theirs. Where the index would take more than the memory of an ``executor``, it finds the partners.

    They share a key: a term, or, where the term is in more than `BLOCK` mentions, a pair of such terms, or, where that
    is too common as well, the pair within a fortnight of publication, and within a day or two. A key that is too common
    holds the `BLOCK` mentions of least mass. Partners of a mention are ranked by the mass of shared keys as a share of
    their own; of the best `NEIGHBOURS` those of too low a cosine are left out, and the best `PARTNERS` by their words
    are kept, with all `LIKELY` ones. A pair stays when either side keeps it. Refusals to comment are kept whatever
    their words.
    """
    count, days = len(mentions), _days(mentions)
    mass = np.maximum(np.round(wordings.mass * UNIT), 1.0)
    if executor is None or count * HELD <= executor.memory_bytes:
        found = _in_memory(wordings, mass, days)
    else:
        bounds = Bounds(BLOCK, NEIGHBOURS, PAIRED_TERMS, (STORY_DAYS, NEWS_DAYS))
        found = _sliced(nearest(executor, wordings, mass, days, bounds))
    refused = np.array([kind == "no_comment" for kind in column(mentions, "claim_type")], np.bool_)
    kept: list[Ints] = []
    for first, second in found:
        silent = refused[first] & refused[second]
        kept.append(_number(first[silent], second[silent], count))
        cosine = wordings.cosine(first, second)
        alike = (cosine >= LEAST_COSINE) & ~silent
        first, second, cosine = first[alike], second[alike], cosine[alike]
        best = _best(first, second, wordings.odds(first, second, cosine))
        kept.append(distinct(_number(first[best], second[best], count)))
    keys = distinct(np.concatenate(kept)) if kept else np.zeros(0, np.int64)
    return np.stack([keys // max(count, 1), keys % max(count, 1)], axis=1).astype(np.int32)


def _in_memory(wordings: Wordings, mass: Floats, days: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Mentions and the partners that share most mass with them, all of a mention at once."""
    members, blocks, mass = _index(wordings, mass, days)
    shape = (len(days), len(mass))
    weighed = csr_array((mass[blocks], (members, blocks)), shape=shape)
    across = csr_array((np.ones(len(members)), (blocks, members)), shape=shape[::-1])
    for start in range(0, len(days), SLICE):
        yield _nearest(weighed[start : start + SLICE] @ across, start, wordings.norms)


def _sliced(parts: Iterator[tuple[Ints, Ints]]) -> Iterator[tuple[Ints, Ints]]:
    """The same, of about so many mentions at once as over arrays, all of a mention still together."""
    for first, second in parts:
        order = np.argsort(first, kind="stable")
        first, second = first[order], second[order]
        begins = np.flatnonzero(np.diff(first, prepend=-1))[::SLICE].tolist()
        for begin, end in zip(begins, [*begins[1:], len(first)], strict=True):
            yield first[begin:end], second[begin:end]


def _nearest(shared: csr_array, start: int, norms: Floats) -> tuple[Ints, Ints]:
    """The `NEIGHBOURS` partners of each mention of a slice that share most mass, then the first, a row a pair."""
    shared.data /= norms[shared.indices]
    places, partners = [], []
    for row in range(shared.shape[0]):
        begin, end = shared.indptr[row], shared.indptr[row + 1]
        others, mass = shared.indices[begin:end], shared.data[begin:end]
        if len(others) > NEIGHBOURS + 1:
            mass[others == start + row] = -1.0
            least = np.partition(mass, -NEIGHBOURS)[-NEIGHBOURS]
            surely, tied = others[mass > least], np.sort(others[mass == least])
            others = np.concatenate([surely, tied[: NEIGHBOURS - len(surely)]])
        places.append(np.full(len(others), start + row, np.int64))
        partners.append(others.astype(np.int64))
    first, second = np.concatenate(places), np.concatenate(partners)
    return first[first != second], second[first != second]


def _best(first: Ints, second: Ints, odds: Floats) -> Ints:
    """The rows of the `PARTNERS` best pairs of each first mention, and of all that are `LIKELY`."""
    order = np.lexsort((second, -np.round(odds, 9), first))
    begins = np.searchsorted(first[order], first[order])
    return order[(np.arange(len(order)) - begins < PARTNERS) | (odds[order] >= LIKELY)]


def _number(first: Ints, second: Ints, count: int) -> Ints:
    """Pairs as numbers that sort as the pairs do, the smaller position first."""
    return np.minimum(first, second) * count + np.maximum(first, second)


def _days(mentions: Sequence[Features]) -> Ints:
    """The days of publication, -1 where unknown."""
    return np.array([day.toordinal() if day else -1 for day in column(mentions, "published")], np.int64)


def _index(wordings: Wordings, mass: Floats, days: Ints) -> Blocks:
    """The blocks of terms, and those that too common terms are refined into."""
    terms, norms = wordings.terms, wordings.norms
    count, width = terms.shape
    members = np.repeat(np.arange(count, dtype=np.int32), np.diff(terms.indptr))
    numbers = terms.indices.astype(np.int64)
    common = (np.bincount(numbers, minlength=width) > BLOCK)[numbers]
    found = [_blocks(members, numbers, mass, norms)]
    crowd, pairs = _paired(members[common], numbers[common], mass, count)
    parts = 1 + len(pairs) // ENTRIES_AT_ONCE
    for part in range(parts):
        mine = pairs % parts == part
        found += _refined(crowd[mine], pairs[mine], mass, norms, days)
    first = np.cumsum([0, *(len(blocks.mass) for blocks in found)])
    return Blocks(
        np.concatenate([blocks.members for blocks in found]),
        np.concatenate([blocks.numbers + begin for blocks, begin in zip(found, first, strict=False)]),
        np.concatenate([blocks.mass for blocks in found]),
    )


def _paired(members: Places, terms: Ints, mass: Floats, count: int) -> tuple[Places, Ints]:
    """Pairs of the rarest too-common terms of each mention, as whose they are and a number for the two."""
    order = np.lexsort((terms, -mass[terms], members))
    members, terms = members[order], terms[order]
    begins = np.searchsorted(members, np.arange(count))
    rank = np.arange(len(members)) - begins[members]
    table = np.full((count, PAIRED_TERMS), -1, np.int64)
    table[members[rank < PAIRED_TERMS], rank[rank < PAIRED_TERMS]] = terms[rank < PAIRED_TERMS]
    whose, pairs = [], []
    for a, b in combinations(range(PAIRED_TERMS), 2):
        full = np.flatnonzero((table[:, a] >= 0) & (table[:, b] >= 0))
        one, other = table[full, a], table[full, b]
        whose.append(full.astype(np.int32))
        pairs.append(np.minimum(one, other) * len(mass) + np.maximum(one, other))
    return np.concatenate(whose), np.concatenate(pairs)


def _refined(members: Places, pairs: Ints, mass: Floats, norms: Floats, days: Ints) -> list[Blocks]:
    """The blocks of pairs of terms, and those of the too common by days of publication."""
    codes, which = np.unique(pairs, return_inverse=True)
    pair_mass = mass[codes // len(mass)] + mass[codes % len(mass)]
    found = [_blocks(members, which, pair_mass, norms)]
    large = np.bincount(which, minlength=len(codes)) > BLOCK
    for length in (STORY_DAYS, NEWS_DAYS):
        members, which = members[large[which]], which[large[which]]
        cut_members, cut_codes = _by_windows(days, members, which, length)
        cut, cut_which, sizes = np.unique(cut_codes, return_inverse=True, return_counts=True)
        found.append(_blocks(cut_members, cut_which, pair_mass[cut // _WINDOWS], norms))
        large = np.zeros(len(codes), np.bool_)
        large[cut[sizes > BLOCK] // _WINDOWS] = True
    return found


def _by_windows(days: Ints, members: Places, blocks: Ints, length: int) -> tuple[Places, Ints]:
    """Two overlapping windows of days for each entry of a block whose day is known.

    Neighbours in time always share one. ``days`` are the days of publication of all mentions, -1 where unknown.
    """
    dated = days[members] >= 0
    members, blocks = members[dated], blocks[dated]
    day = days[members]
    even, odd = 2 * (day // length), 2 * ((day + length // 2) // length) + 1
    return np.concatenate([members, members]), np.concatenate([blocks * _WINDOWS + even, blocks * _WINDOWS + odd])


def _blocks(members: Places, numbers: Ints, mass: Floats, norms: Floats) -> Blocks:
    """Blocks numbered anew, without those of one mention; of too large ones the mentions of least mass."""
    sizes = np.bincount(numbers, minlength=len(mass))
    crowded = np.where(sizes > BLOCK, sizes, 0)
    large = np.flatnonzero((crowded > 0)[numbers])
    order = large[np.lexsort((members[large], norms[members[large]], numbers[large]))]
    rank = np.arange(len(order)) - (np.cumsum(crowded) - crowded)[numbers[order]]
    taken = ((sizes > 1) & (sizes <= BLOCK))[numbers]
    taken[order[rank < BLOCK]] = True
    anew = np.cumsum(sizes > 1) - 1
    return Blocks(members[taken], anew[numbers[taken]], mass[sizes > 1])
