"""Which pairs of mentions are worth comparing: blocking by rare shared terms.

Belongs here: the inverted index and its bounds. Does not belong here: the decision about a
pair. Cost is bounded by `BLOCK` and `NEIGHBOURS` for each mention, so that it grows nearly
linearly with the number of mentions; no step looks at all pairs. The index is arrays and a
sparse matrix, multiplied by itself some rows at a time, so that memory grows no faster.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

import numpy as np
from scipy.sparse import csr_array

from pipelines.linking.features import Features
from pipelines.linking.pairs import Floats, Ints, Pairs

BLOCK = 60
"""A block of more mentions than this is too common to compare by: it is refined, not compared."""
NEIGHBOURS = 40
"""The best so many partners of a mention are compared in full."""
PAIRED_TERMS = 6
"""The rarest so many too-common terms of a mention are joined into pairs, which are rarer."""
STORY_DAYS = 14
"""Blocks that pairs of terms leave too large are cut by days of publication of this length."""
NEWS_DAYS = 2
"""And those that are too large even so, by days of this length: what is in all news is told within a day or two."""
SLICE = 4_096
"""So many mentions find their partners at once."""
NEXT_TO_NOTHING = 1e-6
"""What a shared key of no weight counts: a partner all the same."""


def candidates(mentions: Sequence[Features], weights: Mapping[str, float]) -> Pairs:
    """Return the pairs of positions in ``mentions`` that share a rare key, a row each, ``i < j``, sorted.

    A key is a term, or, where the term is in more than `BLOCK` mentions, a pair of such terms,
    or, where that is too common as well, the pair within a fortnight of publication, and within
    a day or two. Partners of a mention are ranked by the summed weight of shared keys and the best `NEIGHBOURS` kept;
    a pair stays when either side keeps it.
    """
    count = len(mentions)
    members, blocks, mass = _index(mentions, weights)
    shape = (count, len(mass))
    index = csr_array((np.ones(len(members)), (members, blocks)), shape=shape)
    weighed = csr_array((mass[blocks], (members, blocks)), shape=shape)
    across = index.T.tocsr()
    kept: list[Ints] = []
    for start in range(0, count, SLICE):
        shared = weighed[start : start + SLICE] @ across
        kept += [_keys_of(start + row, best, count) for row, best in _best(shared, start)]
    keys = np.unique(np.concatenate(kept)) if kept else np.zeros(0, np.int64)
    return np.stack([keys // max(count, 1), keys % max(count, 1)], axis=1).astype(np.int32)


def _best(shared: csr_array, start: int) -> Iterator[tuple[int, Ints]]:
    """The best partners of each mention of a slice: most weight first, then the first position."""
    for row in range(shared.shape[0]):
        begin, end = shared.indptr[row], shared.indptr[row + 1]
        others = shared.indices[begin:end]
        mass = np.round(shared.data[begin:end], 9)
        mass[others == start + row] = -1.0
        if len(others) > NEIGHBOURS + 1:
            least = np.partition(mass, -NEIGHBOURS)[-NEIGHBOURS]
            surely, tied = others[mass > least], np.sort(others[mass == least])
            yield row, np.concatenate([surely, tied[: NEIGHBOURS - len(surely)]])
        elif len(others) > 1:
            yield row, others[mass >= 0]


def _keys_of(position: int, others: Ints, count: int) -> Ints:
    """Pairs as numbers that sort as the pairs do."""
    others = others.astype(np.int64)
    return np.minimum(others, position) * count + np.maximum(others, position)


def _index(mentions: Sequence[Features], weights: Mapping[str, float]) -> tuple[Ints, Ints, Floats]:
    """Which mention is in which block, as two columns, and the weight of every block."""
    keys = [_keys(mention) for mention in mentions]
    lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    vocabulary = {term: number for number, term in enumerate(sorted(set(chain.from_iterable(keys))))}
    terms = np.fromiter((vocabulary[term] for term in chain.from_iterable(keys)), np.int64, int(lengths.sum()))
    members = np.repeat(np.arange(len(keys)), lengths)
    mass = np.array([weights.get(term, 0.0) for term in vocabulary])
    rare = np.bincount(terms, minlength=len(vocabulary)) <= BLOCK
    crowd, pairs = _paired(members[~rare[terms]], terms[~rare[terms]], mass, len(keys))
    codes, which, sizes = np.unique(pairs[:, 0] * len(mass) + pairs[:, 1], return_inverse=True, return_counts=True)
    pair_mass = mass[codes // max(len(mass), 1)] + mass[codes % max(len(mass), 1)]
    small = sizes[which] <= BLOCK
    days = np.array([mention.published.toordinal() if mention.published else -1 for mention in mentions], np.int64)
    columns = [(members[rare[terms]], terms[rare[terms]], mass), (crowd[small], which[small], pair_mass)]
    crowd, which = crowd[~small], which[~small]
    for length in (STORY_DAYS, NEWS_DAYS):
        cut_members, cut_codes = _by_windows(days, crowd, which, length)
        cut, cut_which, sizes = np.unique(cut_codes, return_inverse=True, return_counts=True)
        columns.append((cut_members, cut_which, pair_mass[cut // _WINDOWS]))
        still = np.isin(which, cut[sizes > BLOCK] // _WINDOWS)
        crowd, which = crowd[still], which[still]
    return _numbered(columns)


def _paired(members: Ints, terms: Ints, mass: Floats, count: int) -> tuple[Ints, Ints]:
    """Pairs of the rarest too-common terms of each mention: whose they are, and the two terms, the smaller first."""
    order = np.lexsort((terms, -mass[terms], members))
    members, terms = members[order], terms[order]
    begins = np.searchsorted(members, np.arange(count))
    rank = np.arange(len(members)) - begins[members]
    table = np.full((count, PAIRED_TERMS), -1, np.int64)
    table[members[rank < PAIRED_TERMS], rank[rank < PAIRED_TERMS]] = terms[rank < PAIRED_TERMS]
    places = list(combinations(range(PAIRED_TERMS), 2))
    one = np.concatenate([table[:, a] for a, _ in places])
    other = np.concatenate([table[:, b] for _, b in places])
    whose = np.tile(np.arange(count), len(places))
    full = (one >= 0) & (other >= 0)
    return whose[full], np.stack([np.minimum(one, other)[full], np.maximum(one, other)[full]], axis=1)


_WINDOWS = 1 << 22
"""More windows than there are in the days of the calendar."""


def _by_windows(days: Ints, members: Ints, blocks: Ints, length: int) -> tuple[Ints, Ints]:
    """Two overlapping windows of days for each entry of a block, so that neighbours in time always share one.

    ``days`` are the days of publication of all mentions, -1 where unknown; the undated share one window.
    """
    day = days[members]
    dated = day >= 0
    even = np.where(dated, 2 * (day // length) + 2, 0)
    odd = 2 * ((day + length // 2) // length) + 3
    whose = np.concatenate([members, members[dated]])
    return whose, np.concatenate([blocks * _WINDOWS + even, (blocks * _WINDOWS + odd)[dated]])


def _numbered(columns: Sequence[tuple[Ints, Ints, Floats]]) -> tuple[Ints, Ints, Floats]:
    """Blocks of several kinds under numbers of their own, without those of one mention or of too many."""
    members, blocks, masses, first = [], [], [], 0
    for whose, which, mass in columns:
        sizes = np.bincount(which, minlength=len(mass))
        useful = (sizes > 1) & (sizes <= BLOCK)
        number = np.cumsum(useful) - 1 + first
        taken = useful[which]
        members.append(whose[taken])
        blocks.append(number[which[taken]])
        masses.append(np.maximum(mass[useful], NEXT_TO_NOTHING))
        first += int(useful.sum())
    return np.concatenate(members), np.concatenate(blocks), np.concatenate(masses)


def _keys(mention: Features) -> tuple[str, ...]:
    """Terms, and what a refusal to comment is found by: its source."""
    if mention.claim_type == "no_comment" and mention.source is not None:
        return (*sorted(mention.concepts), f"!{mention.source}")
    return tuple(sorted(mention.concepts))
