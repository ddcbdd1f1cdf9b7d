"""Mentions put together to claims: pairs, B-cubed and conflicts.

Belongs here: comparing two partitions of the annotated mentions. A mention that was not found is alone in its
claim, so that what extraction misses costs recall here too.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from pipelines.evaluation.detection import Sides
from pipelines.evaluation.readings import Reading
from pipelines.evaluation.result import Linking, Overlap
from pipelines.evaluation.spans import Counts

Pairs = set[tuple[int, int]]
"""Pairs of indices of annotated mentions, the smaller index first."""

WITHIN_AND_ACROSS, ACROSS = "all pairs", "across articles"


def score_linking(sides: Sides, matches: Mapping[int, int]) -> dict[str, Linking]:
    """Compare claims over the annotated mentions that have a group; empty where none has one."""
    items = [at for at, each in enumerate(sides.gold) if each.group is not None]
    if not items:
        return {}
    gold = {at: sides.gold[at].group for at in items}
    found = claims_of(sides, matches, items)
    conflicts = conflict_pairs(sides, matches) if any(each.conflicts for each in sides.gold) else None

    def apart(one: int, other: int) -> bool:
        return sides.gold[one].doc != sides.gold[other].doc

    scores: dict[str, Linking] = {}
    kinds: dict[str, Callable[[int, int], bool]] = {WITHIN_AND_ACROSS: lambda _one, _other: True, ACROSS: apart}
    for name, counts in kinds.items():
        ours, theirs = pairs_within(found), pairs_within(gold)
        scores[name] = Linking(
            pairs=_compare(ours, theirs, counts),
            b_cubed=_b_cubed(found, gold, counts),
            conflicts=_compare(*conflicts, counts) if conflicts else None,
        )
    return scores


def claims_of(sides: Sides, matches: Mapping[int, int], items: Sequence[int]) -> dict[int, Hashable]:
    """Return the claim that each annotated mention was linked to, one of its own where it was not found."""
    return {at: (sides.found[matches[at]].group if at in matches else None) or ("alone", at) for at in items}


def pairs_within(groups: Mapping[int, Hashable]) -> Pairs:
    """Return the pairs of mentions that share a group."""
    return {pair for members in _members(groups).values() for pair in itertools.combinations(sorted(members), 2)}


def conflict_pairs(sides: Sides, matches: Mapping[int, int]) -> tuple[Pairs, Pairs]:
    """Return the conflicting pairs of annotated mentions: as found, and as annotated."""
    gold_of = {found: gold for gold, found in matches.items()}
    found = {
        (min(pair), max(pair))
        for one, other in _conflicting(sides.found)
        if one in gold_of and other in gold_of
        for pair in [(gold_of[one], gold_of[other])]
    }
    return found, _conflicting(sides.gold)


def _conflicting(readings: Sequence[Reading]) -> Pairs:
    members = _members({at: each.group for at, each in enumerate(readings) if each.group is not None})
    return {
        (min(one, other), max(one, other))
        for one, each in enumerate(readings)
        for group in each.conflicts
        for other in members.get(group, ())
        if one != other
    }


def _members(groups: Mapping[int, Hashable]) -> dict[Hashable, set[int]]:
    members: dict[Hashable, set[int]] = defaultdict(set)
    for at, group in groups.items():
        members[group].add(at)
    return members


def _compare(found: Pairs, gold: Pairs, counts: Callable[[int, int], bool]) -> Counts:
    ours, theirs = ({pair for pair in side if counts(*pair)} for side in (found, gold))
    return Counts(len(ours & theirs), len(ours - theirs), len(theirs - ours))


def _b_cubed(
    found: Mapping[int, Hashable], gold: Mapping[int, Hashable], counts: Callable[[int, int], bool]
) -> Overlap:
    """B-cubed after Bagga and Baldwin (1998): the mean over mentions of how far its two groups coincide."""
    ours, theirs = _members(found), _members(gold)
    precision = recall = 0.0
    for at in gold:
        mine = {other for other in ours[found[at]] if other == at or counts(at, other)}
        right = {other for other in theirs[gold[at]] if other == at or counts(at, other)}
        precision += len(mine & right) / len(mine)
        recall += len(mine & right) / len(right)
    return Overlap.of(precision / len(gold), recall / len(gold))
