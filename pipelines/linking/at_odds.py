"""Which mentions are at odds: two accounts of one event that say something differently.

Belongs here: putting what differs (`differences`) beside what is shared (`events`), over many
pairs. Does not belong here: what that amounts to for claims (`relations`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipelines.linking.candidates import BLOCK
from pipelines.linking.differences import Difference, differences
from pipelines.linking.events import Between, Events, Evidence, one_time
from pipelines.linking.features import Features
from pipelines.linking.frames import Frame, frame
from pipelines.linking.packed import by_days, chosen, column, each
from pipelines.linking.pairs import Pair, Pairs, Places, as_pairs
from pipelines.linking.similarity import Kind, Veto

if TYPE_CHECKING:
    from pipelines.workers import Apply


@dataclass(frozen=True, slots=True)
class Need:
    """What it takes to hold two mentions for one event, by the kind of their difference."""

    score: float
    shared: int = 1
    cosine: float = 0.0


NEEDS: Mapping[str, Need] = {
    "count": Need(0.2, shared=2),
    "bound": Need(0.45, shared=2),
    "measure": Need(0.55, shared=2, cosine=0.6),
    "beside an equal number": Need(0.3, shared=2),
    "victims": Need(0.2),
    "count of anything": Need(0.45, cosine=0.35),
    "none": Need(0.15),
    "part": Need(0.35, shared=3),
    "part of one": Need(0.45, shared=3, cosine=0.33),
    "list": Need(0.22, shared=3),
    "denial": Need(0.55, shared=2, cosine=0.45),
    "polarity": Need(0.6, shared=2, cosine=0.58),
    "polarity of a noun": Need(0.7, shared=3, cosine=0.58),
    "refusal": Need(0.55, shared=2, cosine=0.45),
    "antonym": Need(0.5, shared=2, cosine=0.45),
    "clock": Need(0.6),
    "day": Need(0.7, cosine=0.5),
    "place": Need(0.6, shared=3),
    "actor": Need(0.75, shared=3),
    "rivals": Need(0.25, shared=2),
    "name": Need(0.85, shared=4, cosine=0.85),
    "modality": Need(0.8, shared=3),
}
"""The less a difference says by itself, the more else has to be shared: two numbers of the same rare thing in one
story are hardly two matters, two places or days often are. Chosen on the embedded corpus."""
SLICE = 1 << 13
"""So many pairs are compared at a time; their mentions are kept laid out in slots."""
AT_ONCE = 1 << 14
"""So many mentions that count one thing are set beside one another at once."""
SURE = 0.7
"""Mentions that share so much need not stand in articles that share as much as those of one story do."""
WITHIN = 1.25
"""Two numbers in one article have to share so much more of the score: most are of two matters."""
AT_ISSUE = 0.5
"""Where other mentions show that a thing is at issue, four regions or five, this share of the score is enough."""
_ANY_TIME = frozenset({"day", "clock", "polarity", "polarity of a noun", "denial"})
"""Kinds of difference that are differences of time themselves, or are of whether a thing was at all."""

_BETWEEN_ARTICLES = frozenset({"beside an equal number"})
"""Kinds of difference that in one article are two matters."""
_PLAIN = frozenset(
    {"count", "victims", "none", "part", "part of one", "refusal", "antonym", "clock", "place", "rivals", "name"}
)
"""Kinds of difference that no two wordings of one proposition have."""
_AT_ODDS_WITH_ITSELF = frozenset({"polarity", "polarity of a noun", "rivals"})
"""All that is taken for a difference where the writer of one article speaks twice in his own words."""


@dataclass(frozen=True, slots=True)
class Cues:
    """What cues make of their contents, by mention."""

    denials: Collection[str] = frozenset()
    """Mentions whose cue denies their content."""
    rejections: Collection[str] = frozenset()
    """Mentions whose cue rejects their content, which an offer outlives."""


NO_CUES = Cues()


@dataclass(frozen=True, slots=True)
class Found:
    """A difference between two mentions of one event."""

    first: int
    second: int
    difference: Difference
    evidence: Evidence


class _Part(NamedTuple):
    """Some pairs, and all that they are compared by."""

    mentions: Sequence[Features]
    pairs: Pairs
    """Positions among these mentions."""
    positions: Places
    """Where each of these mentions is among all."""
    kinds: Mapping[str, Kind]
    actors: AbstractSet[str]
    """Places that act or speak, in whichever mention."""
    cues: Cues
    events: Between


def at_odds(
    mentions: Sequence[Features],
    pairs: Iterable[Pair] | Pairs,
    kinds: Mapping[str, Kind],
    cues: Cues = NO_CUES,
    apply: "Apply" = map,
) -> Iterator[Found]:
    """Yield the pairs that are at odds, each with what they say differently.

    Args:
        mentions: the mentions that pairs are positions in.
        pairs: the pairs to compare.
        kinds: what is known of the entities that subjects and places are.
        cues: which mentions are denied or rejected; where given, pairs that count one thing are compared as well.
        apply: what applies a function to some pairs at a time, in whatever processes.
    """
    events = Events(mentions)
    counting = () if cues is NO_CUES else counting_alike(column(mentions, "published"), each(mentions, "counted"))
    asked = events.of_one_story(chain(_some(as_pairs(pairs)), counting))
    asked = asked[by_days(mentions, asked)]
    issues: set[tuple[object, ...] | None] = set()
    doubtful: list[Found] = []
    for plain, others in apply(_compared, _parts(mentions, asked, kinds, cues, events)):
        issues |= {found.difference.issue for found in plain}
        doubtful += others
        yield from plain
    yield from (found for found in doubtful if found.difference.issue in issues)


def _parts(
    mentions: Sequence[Features], pairs: Pairs, kinds: Mapping[str, Kind], cues: Cues, events: Events
) -> Iterator[_Part]:
    """Cut pairs, with no more than they need."""
    actors = {entity for entity in (*column(mentions, "subject"), *column(mentions, "source")) if entity}
    for start in range(0, len(pairs), SLICE):
        some = pairs[start : start + SLICE]
        positions, places = np.unique(some, return_inverse=True)
        mine = chosen(mentions, positions.tolist())
        named = {entity for entities in each(mine, "entities") for entity in entities}
        known = {
            entity: kinds[entity]
            for entity in named.union(column(mine, "subject"), column(mine, "source"))
            if entity in kinds
        }
        told = column(mine, "mention_id")
        here = Cues(*({one for one in told if one in these} for these in (cues.denials, cues.rejections)))
        yield _Part(
            mine, places.reshape(-1, 2).astype(np.int32), positions, known, named & actors, here, events.between(some)
        )


def _compared(part: _Part) -> tuple[list[Found], list[Found]]:
    """Return the pairs that are at odds, and those that are where others show that the thing is at issue."""
    kinds, cues, positions = part.kinds, part.cues, part.positions.tolist()
    plain, doubtful = list[Found](), list[Found]()

    @cache
    def read(index: int) -> Frame:
        one = part.mentions[index]
        rejected, denied = one.mention_id in cues.rejections, one.mention_id in cues.denials
        return frame(one, kinds, part.actors, rejected=rejected, denied=denied)

    for row, (i, j) in enumerate(part.pairs.tolist()):
        a, b = part.mentions[i], part.mentions[j]
        if "no_comment" in (a.claim_type, b.claim_type):
            continue
        together = one_time(a, b)
        for difference in differences(read(i), read(j), kinds):
            if _is_two_matters(a, b, difference):
                continue
            evidence = part.events.evidence(row, read(i), read(j), difference)
            found = Found(positions[i], positions[j], difference, evidence)
            share = WITHIN if a.article_id == b.article_id and difference.reason == "number" else 1.0
            if suffices(difference, evidence, share) and (together or difference.kind in _ANY_TIME):
                plain.append(found)
                break
            if together and difference.issue and suffices(difference, evidence, AT_ISSUE * share):
                doubtful.append(found)
    return plain, doubtful


def _some(pairs: Pairs) -> Iterator[Pairs]:
    return (pairs[start : start + AT_ONCE * BLOCK] for start in range(0, len(pairs), AT_ONCE * BLOCK))


def _is_two_matters(a: Features, b: Features, difference: Difference) -> bool:
    """Whether two mentions of one article differ as one text does that speaks of two matters."""
    if a.article_id != b.article_id:
        return False
    if a.source != b.source:
        return difference.kind in _BETWEEN_ARTICLES
    return a.source is not None or difference.kind not in _AT_ODDS_WITH_ITSELF


def counting_alike(published: Iterable[date | None], counted: Iterable[Iterable[str]]) -> Iterator[Pairs]:
    """Yield the pairs of positions that count the same victims or things, however little else they share.

    Of what many mentions count, each is held against those that were published next after it: at most `BLOCK` for each
    mention and thing.

    Args:
        published: the day of publication of each mention.
        counted: what each mention counts.
    """
    blocks: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for position, (day, things) in enumerate(zip(published, counted, strict=True)):
        for what in things:
            blocks[what].append((day.toordinal() if day else 0, position))
    for members in blocks.values():
        positions = np.array([position for _, position in sorted(members)], np.int32)
        for start in range(0, len(positions), AT_ONCE):
            some = positions[start : start + AT_ONCE + BLOCK - 1]
            steps = range(1, min(BLOCK, len(some)))
            found = [np.stack([some[:-step], some[step:]], axis=1)[:AT_ONCE] for step in steps]
            yield from [np.sort(np.concatenate(found), axis=1)] if found else []


def told_apart(
    mentions: Sequence[Features], pairs: Iterable[Pair] | Pairs, kinds: Mapping[str, Kind], apply: "Apply" = map
) -> dict[Pair, Veto]:
    """Return the vetoes of pairs whose words are alike but plainly at odds.

    Args:
        mentions: the mentions that pairs are positions in.
        pairs: the pairs that no veto forbids by their wording.
        kinds: what is known of the entities that subjects and places are.
        apply: what applies a function to some pairs at a time, in whatever processes.
    """
    apart = {}
    for found in at_odds(mentions, pairs, kinds, apply=apply):
        difference = found.difference
        if difference.kind in _PLAIN:
            detail = f"{difference.here} in one, {difference.there} in the other"
            apart[found.first, found.second] = Veto(difference.reason, detail, difference.compatible)
    return apart


def suffices(difference: Difference, evidence: Evidence, share: float = 1.0) -> bool:
    """Whether two mentions share enough, or this share of it, to be of one event, given what they say differently."""
    need = NEEDS[difference.kind]
    one_story = evidence.one_story or (evidence.score >= SURE and evidence.nearly_one_story)
    return (
        one_story
        and evidence.score >= need.score * share
        and evidence.shared >= need.shared
        and evidence.cosine >= need.cosine
    )
