"""Which pairs of mentions are worth comparing: blocking by rare shared terms.

Belongs here: the inverted index and its bounds. Does not belong here: the decision about a
pair. Cost is bounded by `BLOCK` and `NEIGHBOURS` for each mention, so that it grows nearly
linearly with the number of mentions; no step looks at all pairs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pipelines.linking.features import Features

BLOCK = 60
"""A block of more mentions than this is too common to compare by: it is refined, not compared."""
NEIGHBOURS = 40
"""The best so many partners of a mention are compared in full."""
PAIRED_TERMS = 6
"""The rarest so many too-common terms of a mention are joined into pairs, which are rarer."""
STORY_DAYS = 14
"""Blocks that pairs of terms leave too large are cut by days of publication of this length."""


def candidates(mentions: Sequence[Features], weights: Mapping[str, float]) -> list[tuple[int, int]]:
    """Return the pairs of positions in ``mentions`` that share a rare key, ``i < j``, sorted.

    A key is a term, or, where the term is in more than `BLOCK` mentions, a pair of such terms,
    or, where that is too common as well, the pair within a fortnight of publication. Partners
    of a mention are ranked by the summed weight of shared keys and the best `NEIGHBOURS` kept;
    a pair stays when either side keeps it.
    """
    blocks = [block for block in _blocks(mentions, weights).items() if len(block[1]) > 1]
    keys_of: dict[int, list[tuple[float, list[int]]]] = defaultdict(list)
    for key, members in sorted(blocks):
        weight = sum(weights.get(term, 0.0) for term in key[:2])
        for member in members:
            keys_of[member].append((weight, members))
    kept: set[tuple[int, int]] = set()
    for position, found in keys_of.items():
        shared: dict[int, float] = defaultdict(float)
        for weight, members in found:
            for other in members:
                shared[other] += weight
        del shared[position]
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:NEIGHBOURS]
        kept.update((min(position, other), max(position, other)) for other, _ in best)
    return sorted(kept)


def _blocks(mentions: Sequence[Features], weights: Mapping[str, float]) -> dict[tuple[str, ...], list[int]]:
    terms = [_keys(mention) for mention in mentions]
    frequency = Counter(term for keys in terms for term in keys)
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    pairs: list[list[tuple[str, str]]] = []
    for position, keys in enumerate(terms):
        common = []
        for term in keys:
            if frequency[term] <= BLOCK:
                blocks[(term,)].append(position)
            else:
                common.append(term)
        common.sort(key=lambda term: (-weights.get(term, 0.0), term))
        pairs.append([(min(pair), max(pair)) for pair in combinations(common[:PAIRED_TERMS], 2)])
    pair_frequency = Counter(pair for found in pairs for pair in found)
    for position, found in enumerate(pairs):
        for pair in found:
            if pair_frequency[pair] <= BLOCK:
                blocks[pair].append(position)
            else:
                for window in _windows(mentions[position]):
                    blocks[(*pair, window)].append(position)
    return {key: members for key, members in blocks.items() if len(members) <= BLOCK}


def _keys(mention: Features) -> tuple[str, ...]:
    """Terms, and what a refusal to comment is found by: its source."""
    if mention.claim_type == "no_comment" and mention.source is not None:
        return (*sorted(mention.concepts), f"!{mention.source}")
    return tuple(sorted(mention.concepts))


def _windows(mention: Features) -> Iterator[str]:
    """Two overlapping fortnights, so that neighbours in time always share one."""
    if mention.published is None:
        yield "undated"
        return
    day = mention.published.toordinal()
    yield f"even-{day // STORY_DAYS}"
    yield f"odd-{(day + STORY_DAYS // 2) // STORY_DAYS}"
