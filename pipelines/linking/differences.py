"""What two mentions of one event say differently, slot by slot.

Belongs here: finding the difference and saying it in words. Does not belong here: whether the
two speak of one event (`same_event`), which a difference alone cannot show.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from pipelines.linking.features import Number
from pipelines.linking.frames import DATING, Frame
from pipelines.linking.outlines import GENERIC, VICTIMS
from pipelines.linking.predicates import base, is_mutual, is_trend, kind_of, sides_of
from pipelines.linking.similarity import Kind, akin
from pipelines.linking.words import stem

Reason = Literal["number", "polarity", "actor", "place", "time", "modality", "antonym"]

_MEASURES = frozenset(
    kind_of(stem(word))
    for word in (
        "percent",
        "point",
        "degree",
        "dollar",
        "pound",
        "euro",
        "yen",
        "yuan",
        "rupee",
        "rouble",
        "crown",
        "franc",
    )
)
"""Units: a story names many amounts of one unit."""
_REPEATED = frozenset({"count", "bound", "victims"})
"""Kinds of count that name what they count plainly enough to be known again."""
ROUNDED, ROUNDED_FROM = 0.02, 100
"""Numbers from so many on that differ by this share at most may be one number, rounded."""
_SYMBOL = re.compile(r"[$£€¥₹₽%]|per ?cent|percentage|\d ?(?:m|bn|tn)\b")
_NO_COUNT = frozenset(kind_of(stem(word)) for word in ("way", "side"))
"""Nouns that numbers stand before without counting: a two-way race, both sides."""
_DAYS_OF_NEWS = 3
"""Prints of one piece of news lie no more than so many days apart."""
_RATIO = 10
"""Two numbers of one thing do not differ by more than this factor."""
_LIGHT = frozenset(
    kind_of(stem(word)) for word in ("be", "have", "do", "make", "take", "get", "go", "reach", "give", "receive")
)
"""Verbs that leave the saying to their noun."""
_UNDOING = frozenset(kind_of(stem(word)) for word in ("refuse", "fail", "decline", "forget", "neglect"))
"""Verbs that negate what is said after their `to` (negative implicatives, Karttunen 1971)."""
_WILLING = frozenset(
    kind_of(stem(word))
    for word in (
        *("want", "wish", "seek", "insist", "demand", "ask", "urge", "order", "require", "need", "plan", "intend"),
        *("aim", "hope", "expect", "vow", "pledge", "promise", "threaten", "prepare", "decide", "offer", "allow"),
    )
)
"""Verbs that leave the saying to the verb after their `to`."""
_BEFORE_VERB = frozenset(["to", "will", "would", "must", "should", "shall", "can", "could", "may", "might"])
_RIVAL = frozenset(
    kind_of(stem(word)) for word in ("lead", "beat", "defeat", "trail", "outnumber", "overtake", "outspend")
)
"""What only one of two can do to the other."""
_BRIEF = 5
"""A mention of so few terms has no room for asides."""
_PLAIN = 8
"""A mention of more terms is not simply a denial of what it says there is none of."""
_AREAS = frozenset(
    kind_of(stem(word)) for word in ("region", "district", "country", "state", "city", "town", "village", "island")
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two mentions say differently."""

    reason: Reason
    kind: str
    """What was compared: finer than the reason, for what it takes to be sure of it."""
    here: str
    """What the first says, in words."""
    there: str
    """What the second says."""
    apart: frozenset[str] = frozenset()
    """Terms that are part of the difference and so no sign of one event."""
    compatible: bool = False
    """Whether both can be true all the same."""
    issue: tuple[object, ...] | None = None
    """What is at issue, the same wherever it comes up again: four regions or five; null where it is these two's."""


def differences(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    """Yield what two mentions say differently, the plainest first.

    Two actors each with a number of their own, or one of whom does what the other does not, differ in nothing.
    """
    if "unclear" in (a.mention.modality, b.mention.modality):
        yield from _of_modality(a, b)
        return
    one, other = a.mention.subject, b.mention.subject
    if one is None or other is None or akin(one, other, kinds):
        yield from _of_numbers(a, b)
        yield from _of_none(a, b)
        yield from _of_parts(a, b)
        yield from _of_polarity(a, b)
        yield from _of_opposites(a, b)
    yield from _of_lists(a, b, kinds)
    yield from _of_clock(a, b)
    yield from _of_time(a, b)
    yield from _of_places(a, b, kinds)
    yield from _of_actors(a, b, kinds)
    yield from _of_rivals(a, b)
    yield from _of_names(a, b, kinds)


# --- how many ------------------------------------------------------------------------------


def _of_numbers(a: Frame, b: Frame) -> Iterator[Difference]:
    pairs = [(x, y, what, other) for what, x in a.numbers for other, y in b.numbers if _comparable(a, b, what, other)]
    equal = {id(number) for x, y, _, _ in pairs if x.equals(y) for number in (x, y)}
    pairs = [pair for pair in pairs if not equal & {id(pair[0]), id(pair[1])}]
    if not pairs or _several(pairs):
        return
    x, y, what, other = pairs[0]
    if not max(abs(x.value), abs(y.value)) <= _RATIO * min(abs(x.value), abs(y.value)):
        return
    compatible = any(x.agrees(y) or _close(x, y) for x, y, _, _ in pairs)
    negated = a.mention.polarity != b.mention.polarity
    generic = what is None or other is None or what in GENERIC or other in GENERIC
    apart = frozenset(word for word in (what, other) if word in GENERIC) | GENERIC
    measured = _is_measure(x, y, what)
    victims = VICTIMS & a.terms & b.terms
    if equal:  # one number shared shows what the other is of
        kind = "beside an equal number"
    else:
        kind = "measure" if measured else "victims" if victims else _kind_of_count(generic, compatible)
    issue = (min(victims) if victims else what, *sorted((x.value, y.value))) if kind in _REPEATED else None
    yield Difference("number", kind, x.phrase, y.phrase, apart, compatible or negated, issue)


def _close(x: Number, y: Number) -> bool:
    """Whether two numbers may be one, rounded: 6.75 and 6.8 billion."""
    return abs(x.value - y.value) <= ROUNDED * max(abs(x.value), abs(y.value)) and not x.value < ROUNDED_FROM > y.value


def _kind_of_count(generic: bool, compatible: bool) -> str:
    return "count of anything" if generic else "bound" if compatible else "count"


def _several(pairs: Sequence[tuple[Number, Number, str | None, str | None]]) -> bool:
    """Whether several numbers of the thing are named: which answers to which is anybody's guess.

    Of what is counted both sides have to name several, of units of measure one.
    """
    named = sorted((len({id(x) for x, _, _, _ in pairs}), len({id(y) for _, y, _, _ in pairs})))
    return named[1 if _is_measure(*pairs[0][:3]) else 0] > 1


def _is_measure(x: Number, y: Number, what: str | None) -> bool:
    return what in _MEASURES or bool(_SYMBOL.search(f"{x.phrase} {y.phrase}"))


def _comparable(a: Frame, b: Frame, what: str | None, other: str | None) -> bool:
    """Whether two numbers count one thing: the same noun, or one that the other mention names beside its number."""
    if what in _NO_COUNT or other in _NO_COUNT:
        return False
    if what == other:
        return True
    if what is None or other is None:
        named = what or other
        return named is None or named in GENERIC or named in (a.terms if what is None else b.terms)
    return (what in GENERIC and other in a.terms) or (other in GENERIC and what in b.terms)


def _of_none(a: Frame, b: Frame) -> Iterator[Difference]:
    for one, other, turned in ((a, b, False), (b, a, True)):
        if one.mention.polarity == "negated" and other.mention.polarity == "positive":
            for what, number in other.numbers:
                if what in one.absent and number.value > 0 and len(one.terms) <= _PLAIN:
                    found = Difference("number", "none", f"no {what}", number.phrase, issue=(what, number.value))
                    yield _turned(found, turned)
                    return


def _of_parts(a: Frame, b: Frame) -> Iterator[Difference]:
    for one, other, turned in ((a, b, False), (b, a, True)):
        shared = {word for word in one.parts & other.terms if not sides_of([word])}  # the occupied have no parts
        if shared and not other.parts:
            what = " ".join(sorted(word.lstrip("@") for word in shared))
            kind = "part" if len(shared) > 1 else "part of one"
            found = Difference("number", kind, f"part of {what}", f"{what} as a whole", frozenset(shared), True)
            yield _turned(found, turned)
            return


def _of_lists(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    """So many areas in one, other areas by name in the other."""
    for one, other, turned in ((a, b, False), (b, a, True)):
        listed = other.areas - one.mention.entities
        for what, number in one.numbers:
            counted = what in _AREAS and not any(w == what for w, _ in other.numbers) and _one_side(one, other, kinds)
            if counted and listed and len(other.areas) > 1 and not number.low <= len(other.areas) <= number.high:
                named = ", ".join(sorted(other.areas))
                yield _turned(Difference("number", "list", number.phrase, named, compatible=True), turned)
                return


def _one_side(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> bool:
    """Whether one actor, a country or those who act for it, says or does both."""
    mine, other = ({frame.mention.source, frame.mention.subject} - {None} for frame in (a, b))
    return any(akin(x, y, kinds) for x in mine for y in other)


# --- whether -------------------------------------------------------------------------------


def _of_polarity(a: Frame, b: Frame) -> Iterator[Difference]:
    if _negated(a) == _negated(b):
        return
    if any((line, 1 - side) in b.sides for line, side in a.sides) and a.mention.polarity != b.mention.polarity:
        return  # he did not refuse, he agreed
    negated, other = (a, b) if _negated(a) else (b, a)
    if negated.negations and negated.negations == other.negations:
        return  # one wording, read differently
    undone = next((frame.verb for frame in (a, b) if _undoes(frame)), None)
    if undone is None and not (_speaks_of(other, negated.verb) or _speaks_of(negated, other.verb)):
        return  # what is negated is not what the other speaks of
    here, there = ("denied", "affirmed") if negated is a else ("affirmed", "denied")
    if undone is None:
        light = negated.verb is None or negated.verb in _LIGHT
        kind = "denial" if negated.denied else "polarity of a noun" if light else "polarity"
        yield Difference("polarity", kind, here, there)
    else:
        yield Difference("polarity", "refusal", here, there, frozenset({undone}))


def _of_opposites(a: Frame, b: Frame) -> Iterator[Difference]:
    if a.mention.polarity != b.mention.polarity:
        return
    one, other = a.mention.subject, b.mention.subject
    for line, side in sorted(a.sides):
        opposite = (line, 1 - side)
        if opposite not in b.sides or opposite in a.sides or (line, side) in b.sides:
            continue
        if (is_mutual(line) and (one is None or one != other)) or (is_trend(line) and not _same_days(a, b)):
            continue
        words, opposed = a.sides[line, side], b.sides[opposite]
        if not (_leads(words, a) and _leads(opposed, b)):
            continue
        yield Difference("antonym", "antonym", " ".join(words), " ".join(opposed), frozenset({*words, *opposed}))
        return


def _negated(frame: Frame) -> bool:
    """Whether a mention says that something is not, be it by its verb: to refuse to answer is not to answer."""
    return (frame.mention.polarity == "negated" and not frame.rebuffed) != _undoes(frame)


def _undoes(frame: Frame) -> bool:
    words = frame.mention.words
    before_to = {kind_of(word) for word, after in pairwise(words) if after == "to"}
    return frame.verb in _UNDOING and frame.verb in before_to


def _speaks_of(frame: Frame, verb: str | None) -> bool:
    return verb is None or verb in _LIGHT or verb in frame.terms


def _same_days(a: Frame, b: Frame) -> bool:
    """Whether two mentions speak of the same days, or are of the same days and name none."""
    if a.mention.about or b.mention.about:
        return a.mention.about == b.mention.about
    first, second = a.mention.published, b.mention.published
    return first is not None and second is not None and abs((first - second).days) <= _DAYS_OF_NEWS


def _leads(phrase: tuple[str, ...], frame: Frame) -> bool:
    """Whether a phrase is what a mention says and no word of an aside: it holds the main verb, or all is brief."""
    if frame.verb is None or kind_of(phrase[0]) == frame.verb or frame.verb in _LIGHT or len(frame.terms) <= _BRIEF:
        return True
    return frame.verb in _WILLING and any(
        before in _BEFORE_VERB and base(word) == phrase[0] for before, word in pairwise(frame.mention.words)
    )


def _of_modality(a: Frame, b: Frame) -> Iterator[Difference]:
    modalities = (a.mention.modality, b.mention.modality)
    if "unclear" in modalities and "asserted" in modalities:
        yield Difference("modality", "modality", modalities[0], modalities[1], compatible=True)


# --- when, where, who ----------------------------------------------------------------------


def _of_clock(a: Frame, b: Frame) -> Iterator[Difference]:
    if a.clock and b.clock and a.clock.isdisjoint(b.clock):
        yield Difference("time", "clock", _hours(a), _hours(b), compatible=True)


def _hours(frame: Frame) -> str:
    return " and ".join(f"{hour:02}:{minute:02}" for hour, minute in sorted(frame.clock))


def _of_time(a: Frame, b: Frame) -> Iterator[Difference]:
    one, other = a.mention.about, b.mention.about
    if one is None or other is None or one == other:
        return
    if one[0] > other[1] or other[0] > one[1] or (one[1] != other[1] and _until(a) and _until(b)):
        yield Difference("time", "day", _days(*one), _days(*other), DATING, compatible=True)


def _until(frame: Frame) -> bool:
    return "until" in frame.mention.words


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _of_places(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    """Two places, neither of which may lie in the other."""
    for preposition in sorted(set(a.where) & set(b.where)):
        here, there = a.where[preposition], b.where[preposition]
        if here not in b.places and there not in a.places and not akin(here, there, kinds):
            apart = frozenset({f"@{here}", f"@{there}"})
            yield Difference(
                "place", "place", f"{preposition} {here}", f"{preposition} {there}", apart, compatible=True
            )
            return


def _of_actors(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    one, other = a.mention.subject, b.mention.subject
    if one is None or other is None or akin(one, other, kinds):
        return
    named = one in a.mention.entities - b.mention.entities and other in b.mention.entities - a.mention.entities
    if not named or _spelled_alike(a, b):
        return
    yield Difference("actor", "actor", one, other, frozenset({f"@{one}", f"@{other}"}), compatible=True)


def _of_rivals(a: Frame, b: Frame) -> Iterator[Difference]:
    one, other = a.mention.subject, b.mention.subject
    if one is None or other is None or one == other or a.verb != b.verb or a.verb not in _RIVAL:
        return
    if other in a.mention.entities and one in b.mention.entities:
        yield Difference("actor", "rivals", one, other)


def _spelled_alike(a: Frame, b: Frame) -> bool:
    """Whether one has no word that the other lacks: then two entities are one name, taken for two."""
    mine, other = set(a.mention.text.split()), set(b.mention.text.split())
    return mine <= other or other <= mine


def _of_names(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    """The same words with another name in one place."""
    here, there = a.mention.entities - b.mention.entities, b.mention.entities - a.mention.entities
    if len(here) == len(there) == 1 and a.mention.polarity == b.mention.polarity and not _spelled_alike(a, b):
        [one], [other] = here, there
        reason: Reason = "place" if one in a.places and other in b.places else "actor"
        if reason == "place" and akin(one, other, kinds):
            return
        yield Difference(reason, "name", one, other, frozenset({f"@{one}", f"@{other}"}), compatible=True)


def _turned(found: Difference, turned: bool) -> Difference:
    """The same difference seen from the other side."""
    if not turned:
        return found
    return replace(found, here=found.there, there=found.here)
