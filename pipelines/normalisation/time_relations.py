"""What stands to the left of a point in time and moves or stretches it.

Belongs here: durations ("a 72-hour ceasefire starting …", "the three months to …") and relations
("since", "by", "until", "the day before …"). Points and their parts are found in ``times.py``.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from pipelines.normalisation import intervals as cal
from pipelines.normalisation.intervals import Anchor, Interval, UnresolvedTime
from pipelines.normalisation.numerals import NUMBER, number_value
from pipelines.normalisation.tense import POSTPONED
from pipelines.normalisation.time_resolvers import lasting

_LOOK_BACK = 90


@dataclass(frozen=True)
class Found:
    """An expression in the making; ``head`` is where its point begins."""

    start: int
    end: int
    head: int
    interval: Interval | None
    reason: str | None


# --- durations ----------------------------------------------------------------------------------

_LASTING = re.compile(
    rf"\b(?P<n>{NUMBER})[-\s](?P<unit>hour|day|week|month|year)s?\s+(?:[\w’'-]+\s+){{0,7}}?"
    r"(?:starting|beginning|effective|from)\s+(?:on\s+)?$",
    re.IGNORECASE,
)
_ENDING = re.compile(
    rf"\b(?:the|in|a|its)\s+(?:(?:first|last|full|fiscal|financial)\s+)?(?:(?P<n>{NUMBER})\s+)?(?P<unit>day|week|month|quarter|year)s?\s+"
    r"(?:to|ended|ending|through|up\s+to)\s+(?:on\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


def with_duration(text: str, one: Found) -> Found:
    """Read "a three-day visit starting on Monday" as the three days, "the year to March" as twelve months."""
    if one.interval is None:
        return one
    try:
        if one.interval.precision == "day" and (
            match := _LASTING.search(text, max(0, one.start - _LOOK_BACK), one.start)
        ):
            value = lasting(one.interval, match["n"], match["unit"].lower())
            return replace(one, start=match.start(), interval=value)
        if match := _ENDING.search(text, max(0, one.start - _LOOK_BACK), one.start):
            start = match.start("n") if match["n"] else match.start("unit")
            return replace(one, start=start, interval=_ending(one.interval, match["n"], match["unit"].lower()))
    except UnresolvedTime:
        return one
    return one


def _ending(last: Interval, words: str | None, unit: str) -> Interval:
    """Return the days of a duration that ends with ``last``: "the six months ended June 30"."""
    size = number_value(words) if words else 1.0
    if size is None or size != int(size):
        raise UnresolvedTime("vague")
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    after = last.last + timedelta(days=1)
    first = cal.shift(after, -int(size) * months, "month") if months else cal.shift(after, -int(size), unit)
    return Interval(first, last.last, "range")


# --- relations ------------------------------------------------------------------------------------

_RELATION = re.compile(
    rf"\b(?:(?:(?P<n>{NUMBER}|an?|the)\s+(?P<unit>day|week|month|year)s?|the\s+(?P<eve>eve)\s+of)(?:\s+(?P<side>before|after|later\s+than)|(?<=of))\s+"
    r"(?:(?:on|the|his|her|its|their)\s+)*$)"
    r"|\b(?P<word>(?:ever\s+)?since|until|till|(?<!run-)up\s+to|through|by|no\s+later\s+than|before|prior\s+to|ahead\s+of|after|following)\s+"
    r"(?:(?:on|in|at|around|about|the|his|her|its|their|a|an)\s+)*$"
    r"|\b(?P<far>since)\s+(?:[\w’'-]+\s+){1,9}?(?:in|on|of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_EDGE = re.compile(r"\b(?:end|close)\s+of\b|[-\s]end$", re.IGNORECASE)


def with_relation(text: str, anchor: Anchor, one: Found) -> Found:
    """Read "since", "by", "until", "before", "two days after" to the left of an expression."""
    if one.interval is None:
        return one
    match = _RELATION.search(text, max(0, one.start - _LOOK_BACK), one.start)
    if match is None:
        return one
    try:
        if match["unit"] or match["eve"]:
            return replace(one, start=match.start(), interval=_moved(one.interval, match))
        word = " ".join((match["word"] or match["far"]).lower().split()).removeprefix("ever ")
        if word in {"until", "till"} and _is_moment(text, match.start(), one.start):
            return replace(one, start=match.start())
        edge = _EDGE.search(text, one.start, one.end) is not None
        return replace(one, start=match.start(), interval=_related(word, one.interval, anchor, edge=edge))
    except UnresolvedTime as outcome:
        return replace(one, start=match.start(), interval=None, reason=outcome.reason)


_NOT_UNTIL = re.compile(r"\b(?:not|never|no|nobody|nothing|cannot|\w+n['’]t)\b[^.;:,]{0,80}$", re.IGNORECASE)


def _is_moment(text: str, word: int, point: int) -> bool:
    """Return whether "until" names the moment itself: "postponed until May", "will not open until May"."""
    before = max(0, word - _LOOK_BACK)
    return POSTPONED.search(text, before, point) is not None or _NOT_UNTIL.search(text, before, word) is not None


def _moved(value: Interval, match: re.Match[str]) -> Interval:
    """Return the day or week that lies so far before or after ``value``: "the day after Christmas"."""
    unit, sign = (match["unit"] or "day").lower(), 1 if (match["side"] or "").lower() == "after" else -1
    words = (match["n"] or "a").lower()
    size = 1.0 if words in {"a", "an", "the"} else number_value(words)
    if size is None or size != int(size) or value.first != value.last:
        raise UnresolvedTime("vague")
    there = cal.shift(value.first, sign * int(size), unit)
    return cal.month(there.year, there.month) if unit == "year" else cal.day(there)


_DEADLINE = frozenset({"by", "no later than"})


def _related(word: str, value: Interval, anchor: Anchor, *, edge: bool) -> Interval:
    """Return the days of a relation; ``edge`` tells that the words name the end of a period."""
    if word in _DEADLINE:
        return cal.day(value.last) if edge else value
    today, latest = anchor.at("year"), anchor.last
    if word == "since":
        return Interval(value.first, latest, "range") if value.first <= latest else value
    if word in {"until", "till", "up to", "through"}:
        if value.last >= today:
            return Interval(today, value.last, "range")
        if word == "through":
            return value
        raise UnresolvedTime("open_start")
    if word in {"before", "prior to", "ahead of"}:
        if value.first > today:
            return Interval(today, value.first - timedelta(days=1), "range")
        raise UnresolvedTime("open_start")
    if value.first > latest:
        raise UnresolvedTime("open_end")
    return Interval(value.first, max(latest, value.last), "range")
