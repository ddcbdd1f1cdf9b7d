"""What a mention says of an event, laid out so that two mentions can be compared slot by slot.

Belongs here: reading one mention. Does not belong here: the comparison (`differences`), nor
anything about claims.
"""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pipelines.linking.features import Features, Number
from pipelines.linking.outlines import is_ordinal, kinds_of, says_once
from pipelines.linking.predicates import FILLERS, Side, kind_of, sides_of
from pipelines.linking.similarity import Kind
from pipelines.linking.words import stem
from pipelines.reference import fold

_PARTS = kinds_of("part parts some half most portion section fraction")
_WHOLE = kinds_of("all entire entirely whole every full fully")
_ACTS = kinds_of("proposal offer bid plan request demand application appeal takeover approach aid help invitation call")
"""What can be turned down."""
_NEGATIONS = frozenset(
    stem(word)
    for word in ("not", "no", "never", "nothing", "nobody", "none", "neither", "nor", "cannot", "without", "t")
)
"""Words that negate; `t` is what folding leaves of `won't`."""
_NONE = kinds_of("no zero without")
_ABSENCE = _NONE | {"#1", "singl", "any", "ani"}
"""Words without which nothing is said to be absent."""
_PART_REACH, _NONE_REACH = 4, 2
"""What a part or a lack is of stands among so many next words, fillers apart."""
DATING = kinds_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december today tomorrow yesterday day week month year hour morning evening night"
)
"""Words that date an event."""
_CLOCK_AFTER = frozenset(["at", "by", "until", "around", "about", "only", "from", "since", "before", "after"])
_PLACE_AFTER = frozenset(["in", "at", "near", "to", "from", "outside"])
_STAGE = frozenset(["in", "at", "near"])
"""Before a place these say where a thing happens, not what it is about."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One mention in slots."""

    mention: Features
    verb: str | None
    """What stands for its main verb."""
    terms: frozenset[str]
    """Its `event_terms`."""
    numbers: tuple[tuple[str | None, Number], ...]
    """What is counted, as such a word, and the number; ordinals are none."""
    sides: Mapping[Side, tuple[str, ...]]
    """Sides of oppositions that its words take."""
    parts: frozenset[str]
    """What it speaks of a part of."""
    negations: tuple[str, ...]
    """The words in it that negate, in order."""
    denied: bool
    """Whether its cue denies it."""
    rebuffed: bool
    """Whether its cue turns an offer down, which does not deny that it was made."""
    absent: frozenset[str]
    """What it says there is none of."""
    where: Mapping[str, str]
    """Places by the preposition before them."""
    places: frozenset[str]
    """All entities in it that the reference tables know as places."""
    areas: frozenset[str]
    """The places among them that neither act nor speak anywhere."""
    clock: frozenset[tuple[int, int]]
    """Times of day, as hour and minute."""


def frame(
    mention: Features,
    kinds: Mapping[str, Kind],
    actors: AbstractSet[str] = frozenset(),
    *,
    rejected: bool = False,
    denied: bool = False,
) -> Frame:
    """Lay a mention out in slots.

    Args:
        mention: the mention.
        kinds: what the reference tables say of entities.
        actors: places that act or speak somewhere: states, and the capitals that stand for them.
        rejected: whether its cue rejects it, rather than denies it.
        denied: whether its cue denies it.
    """
    words = [kind_of(word) for word in mention.words]
    terms = mention.event_terms
    places = frozenset(e for e in mention.entities if kinds.get(e, Kind()).kind == "place")
    where = _where(mention.words, places)
    stage = {place for preposition, place in where.items() if preposition in _STAGE}
    return Frame(
        mention=mention,
        verb=kind_of(stem(fold(mention.verb))) if mention.verb else None,
        terms=terms,
        numbers=_numbers(mention),
        sides=sides_of(mention.words),
        parts=frozenset(_parts(words) & terms),
        negations=tuple(word for word in mention.words if word in _NEGATIONS),
        denied=denied,
        rebuffed=rejected and not _ACTS.isdisjoint(terms),
        absent=frozenset(_absent(words, mention.polarity) & terms),
        where=where,
        places=places,
        areas=frozenset(place for place in places if place not in actors and place not in stage),
        clock=frozenset(_clock(mention.words)),
    )


def _numbers(mention: Features) -> tuple[tuple[str | None, Number], ...]:
    found = [
        (kind_of(number.what) if number.what else None, number)
        for number in mention.numbers
        if not is_ordinal(number.phrase)
    ]
    once = [("time", Number(1.0, 1.0, 1.0, "time", "once"))] if says_once(mention.words) else []
    return (*found, *once)


def _next(words: Sequence[str], at: int, reach: int, stops: Collection[str]) -> set[str]:
    """The next words that are no fillers, at most so many and up to a stop."""
    found: list[str] = []
    for word in words[at:]:
        if word in stops or len(found) == reach:
            break
        if word not in FILLERS:
            found.append(word)
    return set(found)


def _parts(words: Sequence[str]) -> set[str]:
    """What stands after `part of`; not `as part of` nor `the entire eastern part of`."""
    found: set[str] = set()
    if _PARTS.isdisjoint(words):
        return found
    for at, word in enumerate(words):
        before = words[max(0, at - 2) : at]
        if word in _PARTS and words[at + 1 : at + 2] == ["of"] and before[-1:] != ["as"] and _WHOLE.isdisjoint(before):
            found |= _next(words, at + 1, _PART_REACH, _NONE)
    return found


def _absent(words: Sequence[str], polarity: str) -> set[str]:
    """What stands after `no`, `not one` or, in a negation, `any`."""
    found: set[str] = set()
    if _ABSENCE.isdisjoint(words):
        return found
    for at, word in enumerate(words):
        one = word in {"#1", "singl"} and "not" in words[max(0, at - 2) : at]
        if word in _NONE or one or (word in {"any", "ani"} and polarity == "negated"):
            found |= _next(words, at + 1, _NONE_REACH, _NONE)
    return found


def _clock(words: Sequence[str]) -> set[tuple[int, int]]:
    """Times of day written as two pairs of digits after a preposition."""
    found: set[tuple[int, int]] = set()
    if sum(map(str.isdigit, words)) < 2:
        return found
    for before, hour, minute in zip(words, words[1:], words[2:], strict=False):
        digits = hour.isdigit() and minute.isdigit() and len(hour) <= len(minute) == 2
        if before in _CLOCK_AFTER and digits and int(hour) < 24 and int(minute) < 60:
            found.add((int(hour), int(minute)))
    return found


def _where(words: Sequence[str], places: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if not places:
        return found
    for at, word in enumerate(words):
        if word.startswith("@") and word[1:] in places:
            before = [w for w in words[max(0, at - 2) : at] if w != "the"][-1:]
            if before and before[0] in _PLACE_AFTER:
                found.setdefault(before[0], word[1:])
    return found
