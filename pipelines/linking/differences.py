"""What two mentions of one event say differently, slot by slot.

Belongs here: finding the difference and saying it in words. Does not belong here: whether the
two speak of one event (`same_event`), which a difference alone cannot show.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipelines.linking.frames import DATING, GENERIC, Frame
from pipelines.linking.predicates import is_mutual
from pipelines.linking.similarity import Kind, akin
from pipelines.linking.words import stem

Reason = Literal["number", "polarity", "actor", "place", "time", "modality", "antonym"]

_AREAS = frozenset(
    stem(word) for word in ("region", "district", "country", "state", "city", "town", "village", "island")
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


def differences(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    """Yield what two mentions say differently, the plainest first."""
    if "unclear" in (a.mention.modality, b.mention.modality):
        yield from _of_modality(a, b)
        return
    yield from _of_numbers(a, b)
    yield from _of_none(a, b)
    yield from _of_parts(a, b)
    yield from _of_lists(a, b)
    yield from _of_polarity(a, b)
    yield from _of_opposites(a, b, kinds)
    yield from _of_clock(a, b)
    yield from _of_time(a, b)
    yield from _of_places(a, b)
    yield from _of_actors(a, b, kinds)


# --- how many ------------------------------------------------------------------------------


def _of_numbers(a: Frame, b: Frame) -> Iterator[Difference]:
    pairs = [(x, y, what, other) for what, x in a.numbers for other, y in b.numbers if _comparable(a, b, what, other)]
    if not pairs or any(x.equals(y) for x, y, _, _ in pairs):
        return
    x, y, what, other = pairs[0]
    compatible = any(x.agrees(y) for x, y, _, _ in pairs)
    negated = a.mention.polarity != b.mention.polarity
    generic = what is None or other is None or what in GENERIC or other in GENERIC
    apart = frozenset(word for word in (what, other) if word in GENERIC) | GENERIC
    measured = x.what == y.what and x.what is not None and not x.what.islower()
    kind = "count of anything" if generic else "measure" if measured else "count"
    yield Difference("number", kind, x.phrase, y.phrase, apart, compatible or negated)


def _comparable(a: Frame, b: Frame, what: str | None, other: str | None) -> bool:
    """Whether two numbers count one thing: the same noun, or one that the other mention names beside its number."""
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
                if what in one.absent and number.value > 0:
                    yield _turned(Difference("number", "none", f"no {what}", number.phrase), turned)
                    return


def _of_parts(a: Frame, b: Frame) -> Iterator[Difference]:
    for one, other, turned in ((a, b, False), (b, a, True)):
        shared = one.parts & other.terms
        if shared and not other.parts:
            what = " ".join(sorted(word.lstrip("@") for word in shared))
            kind = "part" if len(shared) > 1 else "part of one"
            yield _turned(Difference("number", kind, f"part of {what}", f"{what} as a whole", compatible=True), turned)
            return


def _of_lists(a: Frame, b: Frame) -> Iterator[Difference]:
    """So many areas in one, other areas by name in the other."""
    for one, other, turned in ((a, b, False), (b, a, True)):
        listed = other.areas - one.mention.entities
        for what, number in one.numbers:
            counted = what in _AREAS and not any(w == what for w, _ in other.numbers) and _one_holder(one, other)
            if counted and listed and not number.low <= len(listed) <= number.high:
                named = ", ".join(sorted(listed))
                yield _turned(Difference("number", "list", number.phrase, named, compatible=True), turned)
                return


def _one_holder(a: Frame, b: Frame) -> bool:
    """Whether one actor says or does both."""
    mine = {a.mention.source, a.mention.subject} - {None}
    return not mine.isdisjoint({b.mention.source, b.mention.subject} - {None})


# --- whether -------------------------------------------------------------------------------


def _of_polarity(a: Frame, b: Frame) -> Iterator[Difference]:
    if a.mention.polarity == b.mention.polarity:
        return
    if any((line, 1 - side) in b.sides for line, side in a.sides):
        return  # he did not refuse, he agreed
    here, there = ("denied", "affirmed") if a.mention.polarity == "negated" else ("affirmed", "denied")
    yield Difference("polarity", "polarity", here, there)


def _of_opposites(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    if a.mention.polarity != b.mention.polarity:
        return
    one, other = a.mention.subject, b.mention.subject
    for line, side in sorted(a.sides):
        opposite = (line, 1 - side)
        if opposite not in b.sides or opposite in a.sides or (line, side) in b.sides:
            continue
        if one and other and not akin(one, other, kinds):
            continue
        if is_mutual(line) and (one is None or one != other):
            continue
        words, opposed = a.sides[line, side], b.sides[opposite]
        yield Difference("antonym", "antonym", " ".join(words), " ".join(opposed), frozenset({*words, *opposed}))
        return


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


def _of_places(a: Frame, b: Frame) -> Iterator[Difference]:
    for preposition in sorted(set(a.where) & set(b.where)):
        here, there = a.where[preposition], b.where[preposition]
        if here not in b.places and there not in a.places:
            apart = frozenset({f"@{here}", f"@{there}"})
            yield Difference(
                "place", "place", f"{preposition} {here}", f"{preposition} {there}", apart, compatible=True
            )
            return


def _of_actors(a: Frame, b: Frame, kinds: Mapping[str, Kind]) -> Iterator[Difference]:
    one, other = a.mention.subject, b.mention.subject
    if one is None or other is None or akin(one, other, kinds):
        return
    if one in b.mention.entities or other in a.mention.entities or a.mention.first_person or b.mention.first_person:
        return
    yield Difference("actor", "actor", one, other, frozenset({f"@{one}", f"@{other}"}), compatible=True)


def _turned(found: Difference, turned: bool) -> Difference:
    """The same difference seen from the other side."""
    if not turned:
        return found
    return Difference(found.reason, found.kind, found.there, found.here, found.apart, found.compatible)
