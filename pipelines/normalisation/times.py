"""Time expressions in English news text, and the days that they mean against the publication date.

Belongs here: how points (``time_rules.py``) are chosen and joined to expressions by what
stands to their left: a part ("late", "the end of"), a second point ("from … to"), a duration
("a 72-hour ceasefire starting …") or a relation ("since", "by", "until"). A plain "on", "in"
or "at" stays outside the expression.

Conventions: a bare weekday or month is the nearest one in the direction of the verb; "by" names
the deadline itself: "by Friday" is that day, "by 2030" that year, "by the end of June" its last
day; "until" and "before" run from the publication day, "since" runs to it; "the coming
days" are the next 7 days, weeks 4 weeks, months 6 months, and the same backwards for "recent"; "a few" is 2 to 7.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from pipelines.normalisation import intervals as cal
from pipelines.normalisation.intervals import Anchor, Interval, UnresolvedTime
from pipelines.normalisation.numerals import NUMBER, ORDINAL, number_value, ordinal_value
from pipelines.normalisation.time_discourse import continued
from pipelines.normalisation.time_relations import Found, with_duration, with_relation
from pipelines.normalisation.time_resolvers import Context
from pipelines.normalisation.time_rules import POINTS, Rule
from pipelines.normalisation.word_starts import WordStarts

_LOOK_BACK = 90


class TimeExpression(NamedTuple):
    """One expression: where it stands, its words, and its days or the reason why it has none."""

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: str | None
    unresolved_reason: str | None


def find_times(text: str, anchor: Anchor, names: Sequence[tuple[int, int]] = ()) -> list[TimeExpression]:
    """Return the time expressions of ``text`` in order, none overlapping.

    Where only the month of publication is known, an expression that is reckoned from the day is
    given the days that it could mean from any day of that month.

    Args:
        text: the article's text; positions are code points into it.
        anchor: the publication day as far as it is known.
        names: spans of names; an expression that lies inside a longer name is part of it.
    """
    points = _points(text, names)
    found = _resolved(text, anchor, points)
    if anchor.grain == "month" and any(one.reason == "publication_date_too_coarse" for one in found):
        found = _enclosed(found, [_resolved(text, Anchor(day), points) for day in _sampled_days(anchor)])
    return [_expression(text, one) for one in continued(text, found, anchor)]


def _resolved(text: str, anchor: Anchor, points: Sequence["_Candidate"]) -> list[Found]:
    """Return the expressions that points make, reckoned from one anchor."""
    found = _joined(text, [_with_part(text, anchor, point) for point in points])
    found = [with_relation(text, anchor, with_duration(text, one)) for one in found]
    return _without_overlaps(found)


def _sampled_days(anchor: Anchor) -> list[date]:
    """Return the first and last week of the anchor's month: no day between gives an earlier or later date."""
    first, last = anchor.at("month"), anchor.last
    return sorted(
        {first + timedelta(days=step) for step in range(7)} | {last - timedelta(days=step) for step in range(7)}
    )


def _enclosed(found: Sequence[Found], attempts: Sequence[Sequence[Found]]) -> list[Found]:
    """Give expressions that are too fine for the anchor the interval that encloses every reading."""
    readings: dict[tuple[int, int], list[Interval | None]] = {}
    for attempt in attempts:
        for one in attempt:
            readings.setdefault((one.head, one.end), []).append(one.interval)
    enclosed = []
    for one in found:
        given = [value for value in readings.get((one.head, one.end), ()) if value is not None]
        if one.reason == "publication_date_too_coarse" and len(given) == len(attempts):
            hull = Interval(min(value.first for value in given), max(value.last for value in given), "range")
            one = replace(one, interval=hull, reason=None)
        enclosed.append(one)
    return enclosed


def _expression(text: str, one: Found) -> TimeExpression:
    value = one.interval
    return TimeExpression(
        start=one.start,
        end=one.end,
        text=text[one.start : one.end],
        first=value.first if value else None,
        last=value.last if value else None,
        precision=value.precision if value else None,
        unresolved_reason=one.reason if value is None else None,
    )


# --- points ---------------------------------------------------------------------------------

_Candidate = tuple[int, int, int, Rule, re.Match[str]]


def _points(text: str, names: Sequence[tuple[int, int]]) -> list[_Candidate]:
    """Return the leftmost, longest points that what stands around them allows."""
    candidates: list[_Candidate] = []
    lowered, starts = text.lower(), WordStarts(text)
    for number, rule in enumerate(POINTS):
        if not rule.may_hold(lowered):
            continue
        for match in starts.matches(rule.pattern, rule.begins):
            start, end = match.span()
            if _allowed(text, rule, match) and not _inside_name(start, end, names):
                candidates.append((start, end, number, rule, match))
    candidates.sort(key=lambda one: (one[0], -one[1], one[2]))
    chosen: list[_Candidate] = []
    for one in candidates:
        if not chosen or one[0] >= chosen[-1][1]:
            chosen.append(one)
    return chosen


def _inside_name(start: int, end: int, names: Sequence[tuple[int, int]]) -> bool:
    return any(left <= start and end <= right and right - left > end - start for left, right in names)


_STRONG = re.compile(
    r"\b(?:in|since|by|until|till|before|after|during|early|late|year|between|through|throughout|last|next|this|as of"
    r"|(?:end|start|beginning|middle|rest|half) of)\s+$|\bmid-$",
    re.IGNORECASE,
)
_SEASON_LEFT = re.compile(
    r"\b(?:in|by|since|until|till|before|after|during|from|through|throughout|over|of|early|late"
    r"|(?:end|start|beginning) of)\s+$|\bmid-$",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"(?:\b(?:of|to|and|from|for|around|about|the|its|their|his|her|a|an|than|or|on|until|as)\s+|[(–—-]\s?|,\s)$",
    re.IGNORECASE,
)
_COUNTED_NEXT = re.compile(
    r"\s+(?!was\b|is\b|has\b|as\b|does\b|this\b|elections?\b|games\b|olympics\b)[a-z]{2,}(?:s|people|men|women)\b|\s?%|\s+percent\b"
)
_ALSO_NAMES = {"march", "april", "may", "june", "july", "august"}


def _allowed(text: str, rule: Rule, match: re.Match[str]) -> bool:
    """Return whether the words around a point let it be one."""
    if not rule.needs:
        return True
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
    if rule.needs == "part":
        return _PART.search(before) is not None
    if rule.needs == "season":
        return _SEASON_LEFT.search(before) is not None
    if _STRONG.search(before):
        return True
    groups = rule.pattern.groupindex
    if "name" in groups:
        return re.search(r"\b(?:over|at|for|to|of|on)\s+(?:the\s+)?$", before, re.IGNORECASE) is not None
    if "mon" not in groups:
        year = int(match["y"])
        if not 1900 <= year <= 2099 or _COUNTED_NEXT.match(text, match.end()):
            return False
        return _WEAK.search(before) is not None
    if match["mon"].lower() not in _ALSO_NAMES:
        return True
    return _WEAK.search(before) is not None and not re.match(r"\s+[A-Z]", text[match.end() : match.end() + 3])


# --- parts ----------------------------------------------------------------------------------

_PART = re.compile(
    r"\b(?:(?P<third>early|late|mid|middle)(?:\s+in)?(?:\s+|-)(?:the\s+)?"
    r"|(?:the\s+)?(?:very\s+)?(?P<edge>start|beginning|middle|end|close|turn|first\s+half|second\s+half|rest|remainder)\s+of\s+(?:the\s+)?"
    r"|(?P<side>later|earlier)\s+(?:in\s+)?(?:the\s+)?"
    rf"|(?:in\s+)?the\s+(?P<nth>first|last|final|opening|closing|{ORDINAL})\s+(?:(?P<n>{NUMBER}|few|couple\s+of)\s+)?"
    r"(?P<unit>day|week|month|quarter|year)s?\s+of\s+(?:the\s+)?"
    r"|\bend-)$",
    re.IGNORECASE,
)
_ENDS = {"first": 1, "opening": 1, "last": -1, "final": -1, "closing": -1}
_PARTS = {"beginning": "start", "close": "end", "middle": "mid"}


def _with_part(text: str, anchor: Anchor, point: _Candidate) -> Found:
    """Resolve a point together with the part of it that the words before it name."""
    start, end, _, rule, match = point
    modifier = _PART.search(text, max(0, start - _LOOK_BACK), start)
    begin = modifier.start() if modifier else start
    try:
        value = rule.resolve(match, Context(text, anchor, begin, end))
        if modifier:
            value = _part_of(value, modifier, anchor)
    except UnresolvedTime as outcome:
        return Found(begin, end, start, None, outcome.reason)
    return Found(begin, end, start, value, None)


def _part_of(value: Interval, modifier: re.Match[str], anchor: Anchor) -> Interval:
    if modifier["nth"]:
        return _counted_part(value, modifier)
    which = " ".join((modifier["third"] or modifier["edge"] or modifier["side"] or "end").lower().split())
    if value.precision in {"day", "minute"}:
        return value
    if which == "earlier":
        return Interval(value.first, min(max(anchor.last, value.first), value.last), "range")
    if which in {"later", "rest", "remainder"}:
        return Interval(min(max(anchor.at("year"), value.first), value.last), value.last, "range")
    return cal.part(value, _PARTS.get(which, which))


def _counted_part(whole: Interval, modifier: re.Match[str]) -> Interval:
    """Return "the first six months", "the second week" or "the last few days" of ``whole``."""
    word, unit = modifier["nth"].lower(), modifier["unit"].lower()
    words = " ".join((modifier["n"] or "").lower().split())
    size = {"": 1.0, "few": 3.0, "couple of": 2.0}.get(words) or number_value(words)
    nth = _ENDS.get(word) or ordinal_value(word)
    if size is None or nth is None:
        raise UnresolvedTime("vague")
    steps = round(size) * (3 if unit == "quarter" else 1)
    step_unit = "month" if unit == "quarter" else unit
    if nth < 0:
        first = cal.shift(whole.last + timedelta(days=1), -steps, step_unit)
        found = Interval(max(first, whole.first), whole.last, "range")
    else:
        first = cal.shift(whole.first, (nth - 1) * steps, step_unit)
        found = Interval(first, cal.shift(first, steps, step_unit) - timedelta(days=1), "range")
    if found.last > whole.last:
        raise UnresolvedTime("no_such_day")
    return replace(found, precision="day") if found.first == found.last else found


# --- two points -----------------------------------------------------------------------------

_BETWEEN = re.compile(r"\s*(?:(?P<dash>[-–—])|,?\s(?P<word>to|through|until|till|and))\s*(?:the\s+)?$", re.IGNORECASE)
_OPENING = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$", re.IGNORECASE)


def _joined(text: str, found: list[Found]) -> list[Found]:
    """Join "from A to B", "between A and B" and "A to B" to one interval."""
    joined: list[Found] = []
    for one in found:
        previous = joined[-1] if joined else None
        pair = _pair(text, previous, one) if previous else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(one)
    return joined


def _pair(text: str, one: Found, other: Found) -> Found | None:
    middle = _BETWEEN.fullmatch(text, one.end, other.start)
    if middle is None or one.interval is None or other.interval is None:
        return None
    opening = _OPENING.search(text, max(0, one.start - _LOOK_BACK), one.start)
    word = (middle["word"] or "to").lower()
    if word == "and" and (opening is None or opening["word"].lower() != "between"):
        adjacent = one.interval.last + timedelta(days=1) == other.interval.first
        return replace(one, end=other.end, interval=_spanning(one.interval, other.interval)) if adjacent else None
    if opening is None and one.interval.precision != other.interval.precision:
        return None
    first, last = one.interval.first, other.interval.last
    if last < first and other.interval.precision == "day" and first - last < timedelta(days=7):
        last += timedelta(days=7)
    if last < first:
        return None
    start = opening.start() if opening else one.start
    return Found(start, other.end, start, Interval(first, last, "range"), None)


def _spanning(one: Interval, other: Interval) -> Interval:
    return Interval(one.first, other.last, "range")


def _without_overlaps(found: list[Found]) -> list[Found]:
    """Return the expressions in order; where two overlap, the dated one, or the one that reaches further, wins."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if kept and one.start < kept[-1].end:
            dated = kept[-1].interval is None and one.interval is not None
            if one.end > kept[-1].end and (dated or one.start <= kept[-1].head):
                kept[-1] = one
            continue
        kept.append(one)
    return kept
