"""Which mentions are at odds: two accounts of one event that say something differently.

Belongs here: putting what differs (`differences`) beside what is shared (`events`), over many
pairs. Does not belong here: what that amounts to for claims (`relations`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.linking.differences import Difference, differences
from pipelines.linking.events import Events, Evidence, one_time
from pipelines.linking.features import Features
from pipelines.linking.frames import frame
from pipelines.linking.similarity import Judgement, Kind, Veto

Pair = tuple[int, int]


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
    "victims": Need(0.2),
    "count of anything": Need(0.45, cosine=0.35),
    "none": Need(0.15),
    "part": Need(0.35, shared=3),
    "part of one": Need(0.5, shared=3),
    "list": Need(0.22, shared=3),
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
AT_ISSUE = 0.5
"""Where other mentions show that a thing is at issue, four regions or five, this share of the score is enough."""
_ANY_TIME = frozenset({"day", "clock", "polarity", "polarity of a noun"})
"""Kinds of difference that are differences of time themselves, or are of whether a thing was at all."""

_PLAIN = frozenset({"count", "victims", "none", "part", "refusal", "antonym", "clock", "place", "rivals", "name"})
"""Kinds of difference that no two wordings of one proposition have."""
_AT_ODDS_WITH_ITSELF = frozenset({"polarity", "polarity of a noun", "rivals"})
"""All that is taken for a difference where the writer of one article speaks twice in his own words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A difference between two mentions of one event."""

    first: int
    second: int
    difference: Difference
    evidence: Evidence


def at_odds(
    mentions: Sequence[Features],
    pairs: Iterable[Pair],
    kinds: Mapping[str, Kind],
    rejections: Collection[str] = frozenset(),
) -> Iterator[Found]:
    """Yield the pairs that are at odds, each with what they say differently.

    Args:
        mentions: the mentions that pairs are positions in.
        pairs: the pairs to compare.
        kinds: what is known of the entities that subjects and places are.
        rejections: mentions whose cue rejects their content.
    """
    actors = {entity for mention in mentions for entity in (mention.subject, mention.source) if entity}
    frames = [frame(mention, kinds, actors, mention.mention_id in rejections) for mention in mentions]
    events = Events(frames)
    issues: set[tuple[object, ...] | None] = set()
    doubtful: list[Found] = []
    for i, j in sorted(pairs):
        a, b = mentions[i], mentions[j]
        if "no_comment" in (a.claim_type, b.claim_type):
            continue
        together = one_time(a, b)
        one_voice = a.article_id == b.article_id and a.source == b.source
        if one_voice and a.source is not None:
            continue  # one speaker in one text speaks of two matters
        for difference in differences(frames[i], frames[j], kinds):
            evidence = events.evidence(frames[i], frames[j], difference)
            if one_voice and difference.kind not in _AT_ODDS_WITH_ITSELF:
                continue
            if suffices(difference, evidence) and (together or difference.kind in _ANY_TIME):
                issues.add(difference.issue)
                yield Found(i, j, difference, evidence)
                break
            if together and difference.issue and suffices(difference, evidence, AT_ISSUE):
                doubtful.append(Found(i, j, difference, evidence))
    yield from (found for found in doubtful if found.difference.issue in issues)


def told_apart(
    mentions: Sequence[Features], judgements: Mapping[Pair, Judgement], kinds: Mapping[str, Kind]
) -> dict[Pair, Judgement]:
    """Return the judgements of pairs whose words are alike but plainly at odds, each with its veto.

    Args:
        mentions: the mentions that pairs are positions in.
        judgements: the judgements by wording; those with a veto are left as they are.
        kinds: what is known of the entities that subjects and places are.
    """
    free = [pair for pair, judgement in judgements.items() if judgement.veto is None]
    apart = {}
    for found in at_odds(mentions, free, kinds):
        difference, pair = found.difference, (found.first, found.second)
        if difference.kind in _PLAIN:
            detail = f"{difference.here} in one, {difference.there} in the other"
            veto = Veto(difference.reason, detail, difference.compatible)
            apart[pair] = replace(judgements[pair], veto=veto)
    return apart


def suffices(difference: Difference, evidence: Evidence, share: float = 1.0) -> bool:
    """Whether two mentions share enough, or this share of it, to be of one event, given what they say differently."""
    need = NEEDS[difference.kind]
    return (
        evidence.one_story
        and evidence.score >= need.score * share
        and evidence.shared >= need.shared
        and evidence.cosine >= need.cosine
    )
