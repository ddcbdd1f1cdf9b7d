"""Claims that say all that another says, and more.

Belongs here: reading off two mentions that one of them follows from the other. Does not belong
here: what two mentions say differently (`differences`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipelines.linking.events import one_time
from pipelines.linking.features import Features
from pipelines.linking.predicates import kind_of
from pipelines.linking.words import stem
from pipelines.reference import fold

Pair = tuple[int, int]

FEWEST_TERMS = 4
"""A mention of fewer terms follows from too much."""
_SURE = frozenset({"asserted"})


def entailments(
    mentions: Sequence[Features], pairs: Iterable[Pair], claim_of: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Yield the positions of pairs of mentions of two claims of which the first says all that the second says.

    Both are affirmed as facts, of one time; they have one main verb, so that nobody's pledge or
    denial stands between, and every word, name and number of the second is in the first.

    Args:
        mentions: the mentions that pairs are positions in.
        pairs: the pairs to compare.
        claim_of: the claim of each mention.
    """
    for pair in pairs:
        for first, second in (pair, pair[::-1]):
            a, b = mentions[first], mentions[second]
            if claim_of[a.mention_id] != claim_of[b.mention_id] and follows(a, b):
                yield first, second


def follows(a: Features, b: Features) -> bool:
    """Whether what the second says follows from what the first says, as far as their words show it."""
    if not (a.polarity == b.polarity == "positive" and {a.modality, b.modality} <= _SURE):
        return False
    if "no_comment" in (a.claim_type, b.claim_type) or len(b.terms) < FEWEST_TERMS or not one_time(a, b):
        return False
    said, asked = ({kind_of(term) for term in mention.terms} for mention in (a, b))
    if not asked < said or not b.entities <= a.entities or (b.subject is not None and a.subject != b.subject):
        return False
    return _verb(a) == _verb(b) and all(any(x.equals(y) for x in a.numbers) for y in b.numbers)


def _verb(mention: Features) -> str | None:
    return kind_of(stem(fold(mention.verb))) if mention.verb else None
