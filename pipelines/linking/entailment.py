"""Claims that say all that another says, and more.

Belongs here: reading off two mentions that one of them follows from the other. Does not belong
here: what two mentions say differently (`differences`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from pipelines.linking.events import one_time
from pipelines.linking.features import Features
from pipelines.linking.packed import coded
from pipelines.linking.pairs import Pair, Pairs, as_pairs, shared_mass
from pipelines.linking.predicates import kind_of
from pipelines.linking.words import stem
from pipelines.reference import fold

SLICE = 1 << 14
"""So many pairs are compared at once."""
FEWEST_TERMS = 4
"""A mention of fewer terms follows from too much."""
_SURE = frozenset({"asserted"})


def entailments(
    mentions: Sequence[Features], pairs: Iterable[Pair] | Pairs, claim_of: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Yield the positions of pairs of mentions of two claims of which the first says all that the second says.

    Both are affirmed as facts, of one time; they have one main verb, so that nobody's pledge or
    denial stands between, and every word, name and number of the second is in the first.

    Args:
        mentions: the mentions that pairs are positions in.
        pairs: the pairs to compare.
        claim_of: the claim of each mention.
    """
    for first, second in _contained(mentions, as_pairs(pairs)):
        a, b = mentions[first], mentions[second]
        if claim_of[a.mention_id] != claim_of[b.mention_id] and follows(a, b):
            yield first, second


def _contained(mentions: Sequence[Features], pairs: Pairs) -> Iterator[tuple[int, int]]:
    """The pairs of which one has all terms of the other and more, that one first."""
    said = coded(mentions, "terms").sets(kind_of)
    terms, sizes = said.table(), said.sizes
    for start in range(0, len(pairs), SLICE):
        first, second = pairs[start : start + SLICE].T
        shared = shared_mass(terms, first, second)
        less = np.minimum(sizes[first], sizes[second])
        found = (shared == less) & (less < np.maximum(sizes[first], sizes[second]))
        for i, j in zip(first[found].tolist(), second[found].tolist(), strict=True):
            yield (i, j) if sizes[i] > sizes[j] else (j, i)


def _said(mention: Features) -> set[str]:
    return {kind_of(term) for term in mention.terms}


def follows(a: Features, b: Features) -> bool:
    """Whether what the second says follows from what the first says, as far as their words show it."""
    if not (a.polarity == b.polarity == "positive" and {a.modality, b.modality} <= _SURE):
        return False
    if "no_comment" in (a.claim_type, b.claim_type) or len(b.terms) < FEWEST_TERMS or not one_time(a, b):
        return False
    said, asked = _said(a), _said(b)
    if not asked < said or not b.entities <= a.entities or (b.subject is not None and a.subject != b.subject):
        return False
    return _verb(a) == _verb(b) and all(any(x.equals(y) for x in a.numbers) for y in b.numbers)


def _verb(mention: Features) -> str | None:
    return kind_of(stem(fold(mention.verb))) if mention.verb else None
