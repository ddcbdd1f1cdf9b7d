"""Time expressions that continue a time which the story has already named.

Belongs here: clock times without a day ("at 02:10"), "the same day", "the following morning",
"two years later", "that month". They are reckoned from the last time that the story names
before them and not from the publication day. What they continue must stand close by and be more
than the day on which something was merely said; otherwise they stay unresolved.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipelines.normalisation import intervals as cal
from pipelines.normalisation.intervals import Anchor, Interval, UnresolvedTime
from pipelines.normalisation.numerals import number_value
from pipelines.normalisation.tense import direction
from pipelines.normalisation.time_relations import Found

_CLOCK_REACH = 1000
_REACH = 300
"""How far back (code points) a named time is continued."""
_SENTENCE = re.compile(r"[.!?]['\"’”)]?\s+(?=[A-Z“\"'‘])|\n")
_REPORTED = re.compile(
    r"\b(?:said|told|says|announced|reported|wrote|confirmed|added|stated|posted|tweeted|warned)\b"
    r"(?:\s+[\w’'-]+){0,4}\s+(?:(?:late|early)\s+)?(?:on\s+)?$",
    re.IGNORECASE,
)


def continued(text: str, found: Sequence[Found], anchor: Anchor) -> list[Found]:
    """Return the expressions with those dated that continue a time named before or, for a clock, beside them."""
    done: list[Found] = []
    for place, one in enumerate(found):
        if one.reason == "time_without_day":
            done.append(_on_a_day(text, one, found, place, anchor))
        elif one.reason == "refers_to_other_event":
            done.append(_from_last(text, one, done, anchor))
        else:
            done.append(one)
    return done


def _is_reported(text: str, one: Found) -> bool:
    return _REPORTED.search(text, max(0, one.start - 60), one.start) is not None


# --- clock times ----------------------------------------------------------------------------------


_NEIGHBOURS = 6
"""A clock's own day stands within so many expressions of it."""


def _on_a_day(text: str, clock: Found, found: Sequence[Found], place: int, anchor: Anchor) -> Found:
    """Give a clock time the day that its sentence names, else the day that the story last named."""
    near = [day for day in found[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS] if _is_day(day)]
    beside = [day for day in near if _SENTENCE.search(text, *sorted((day.start, clock.start))) is None]
    if beside:
        day = min(beside, key=lambda day: (abs(day.start - clock.start), day.start))
        return replace(clock, interval=day.interval, reason=None)
    if anchor.day is None or anchor.grain != "day" or direction(text, clock.start, clock.end) != "past":
        return clock
    for day in reversed(found[:place]):
        if clock.start - day.end > _CLOCK_REACH:
            break
        if day.interval is not None and _is_day(day) and not _is_reported(text, day):
            recent = anchor.day - timedelta(days=7) <= day.interval.last <= anchor.day
            return replace(clock, interval=day.interval, reason=None) if recent else clock
    return clock


def _is_day(one: Found) -> bool:
    return one.interval is not None and (one.interval.last - one.interval.first).days <= 1


# --- the same day, two years later ------------------------------------------------------------------

_SAME = re.compile(
    r"(?:the\s+same|that(?:\s+same)?)\s+(?P<unit>day|night|morning|week|weekend|month|year)", re.IGNORECASE
)
_NEIGHBOUR = re.compile(
    r"the\s+(?:(?P<side>previous|preceding|following|next)\s+(?P<unit>day|night|morning|week|month|year)|day\s+(?P<after>before|after))",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?P<n>.*?\S)\s+(?P<unit>day|week|month|year|decade)s?\s+(?P<side>earlier|later|before|after|afterwards?)",
    re.IGNORECASE,
)
_BACK = frozenset({"previous", "preceding", "before", "earlier"})
_NOUN_NEXT = re.compile(r"\s+(?:the|a|an|his|her|its|their|that|this|he|she|it|they|[\w’'-]+ing|[A-Z])\b")
_DAYS = frozenset({"day", "night", "morning"})


def _from_last(text: str, one: Found, before: Sequence[Found], anchor: Anchor) -> Found:
    """Reckon an expression from the last past time named before it; unchanged where none stands close by."""
    latest = anchor.last if anchor.day else date.max
    last = _last_named(text, one, before, latest)
    if last is None:
        return one
    words = " ".join(text[one.head : one.end].split())
    try:
        value = _moved(words, last, noun_next=_NOUN_NEXT.match(text, one.end) is not None)
    except UnresolvedTime:
        return one
    return replace(one, interval=value, reason=None) if value and value.first <= latest else one


def _last_named(text: str, one: Found, before: Sequence[Found], latest: date) -> Interval | None:
    for past in reversed(before):
        if one.start - past.end > _REACH:
            return None
        if past.interval is not None and past.interval.first <= latest and not _is_reported(text, past):
            return past.interval
    return None


def _moved(words: str, last: Interval, *, noun_next: bool) -> Interval | None:
    if match := _SAME.fullmatch(words):
        return _period(last, match["unit"].lower(), 0)
    if match := _NEIGHBOUR.fullmatch(words):
        side = (match["side"] or match["after"]).lower()
        if match["after"] and noun_next:
            return None
        return _period(last, (match["unit"] or "day").lower(), -1 if side in _BACK else 1)
    if match := _COUNTED.fullmatch(words):
        side, count = match["side"].lower(), match["n"].lower()
        size = 1.0 if count in {"a", "an"} else 2.0 if count.startswith(("couple", "a couple")) else number_value(count)
        if size is None or size != int(size) or (side in {"before", "after"} and noun_next):
            return None
        return _period(last, match["unit"].lower(), int(size) * (-1 if side in _BACK else 1))
    return None


_FINE_ENOUGH = {"day": 0, "week": 6, "month": 30, "year": 365, "decade": 3660}


def _period(last: Interval, unit: str, steps: int) -> Interval | None:
    """Return the unit ``steps`` units from the one that holds ``last``; None where ``last`` is longer than it."""
    unit = "day" if unit in _DAYS else unit
    if unit == "weekend" or (last.last - last.first).days > _FINE_ENOUGH[unit]:
        return None
    there = cal.shift(last.first, steps, unit)
    if unit == "day":
        return cal.day(there)
    if unit == "week":
        return (
            cal.week(there)
            if abs(steps) <= 1
            else Interval(there - timedelta(days=3), there + timedelta(days=3), "week")
        )
    if unit == "month":
        return cal.month(there.year, there.month)
    return cal.year(there.year) if unit == "year" else cal.decade(there.year - there.year % 10)
