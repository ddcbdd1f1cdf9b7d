"""Time expressions in English news text, and the days that they mean against the publication date.

Belongs here: how points (``time_rules.py``) are chosen and joined to expressions by what
stands to their left: a part ("late", "the end of"), a second point ("from … to"), a duration
("a 72-hour ceasefire starting …") or a relation ("since", "by", "until"). A plain "on", "in"
or "at" stays outside the expression.

Conventions: a bare weekday or month is the nearest one in the direction of the verb; "by" a
day is that day, "by" a longer period runs from the publication day to its end; "since" runs
to the publication day; "the coming days" are the next 7 days, weeks 4 weeks, months 6 months,
and the same backwards for "recent"; "a few" is 2 to 7.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipelines.normalisation import intervals as cal
from pipelines.normalisation.intervals import Anchor, Interval, UnresolvedTime
from pipelines.normalisation.numerals import NUMBER
from pipelines.normalisation.time_resolvers import Context, lasting
from pipelines.normalisation.time_rules import POINTS, Rule

_LOOK_BACK = 90


@dataclass(frozen=True)
class TimeExpression:
    """One expression: where it stands, its words, and its days or the reason why it has none."""

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: str | None
    unresolved_reason: str | None


@dataclass(frozen=True)
class _Found:
    """An expression in the making; ``head`` is where its point begins."""

    start: int
    end: int
    head: int
    interval: Interval | None
    reason: str | None


def find_times(text: str, anchor: Anchor, names: Sequence[tuple[int, int]] = ()) -> list[TimeExpression]:
    """Return the time expressions of ``text`` in order, none overlapping.

    Args:
        text: the article's text; positions are code points into it.
        anchor: the publication day as far as it is known.
        names: spans of names; an expression that lies inside a longer name is part of it.
    """
    found = _joined(text, [_with_part(text, anchor, point) for point in _points(text, names)])
    found = [_with_relation(text, anchor, _with_duration(text, one)) for one in found]
    return [_expression(text, one) for one in _without_overlaps(found)]


def _expression(text: str, one: _Found) -> TimeExpression:
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
    lowered = text.lower()
    for number, rule in enumerate(POINTS):
        if rule.words and not any(word in lowered for word in rule.words):
            continue
        for match in rule.pattern.finditer(text):
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
_WEAK = re.compile(
    r"(?:\b(?:of|to|and|from|for|around|about|the|its|their|his|her|a|an|than|or|on|until)\s+|[(–—-]\s?|,\s)$",
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
    if _STRONG.search(before):
        return True
    groups = rule.pattern.groupindex
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
    r"|(?P<side>later|earlier)\s+(?:in\s+)?(?:the\s+)?)$",
    re.IGNORECASE,
)
_PARTS = {"beginning": "start", "turn": "start", "close": "end", "middle": "mid"}


def _with_part(text: str, anchor: Anchor, point: _Candidate) -> _Found:
    """Resolve a point together with the part of it that the words before it name."""
    start, end, _, rule, match = point
    modifier = _PART.search(text, max(0, start - _LOOK_BACK), start)
    begin = modifier.start() if modifier else start
    try:
        value = rule.resolve(match, Context(text, anchor, begin, end))
        if modifier:
            value = _part_of(value, modifier, anchor)
    except UnresolvedTime as outcome:
        return _Found(begin, end, start, None, outcome.reason)
    return _Found(begin, end, start, value, None)


def _part_of(value: Interval, modifier: re.Match[str], anchor: Anchor) -> Interval:
    which = " ".join((modifier["third"] or modifier["edge"] or modifier["side"]).lower().split())
    if value.precision in {"day", "minute"}:
        return value
    if which == "earlier":
        return Interval(value.first, min(max(anchor.last, value.first), value.last), "range")
    if which in {"later", "rest", "remainder"}:
        return Interval(min(max(anchor.at("year"), value.first), value.last), value.last, "range")
    return cal.part(value, _PARTS.get(which, which))


# --- two points -----------------------------------------------------------------------------

_BETWEEN = re.compile(r"\s*(?:(?P<dash>[-–—])|,?\s(?P<word>to|through|until|till|and))\s*(?:the\s+)?$", re.IGNORECASE)
_OPENING = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$", re.IGNORECASE)


def _joined(text: str, found: list[_Found]) -> list[_Found]:
    """Join "from A to B", "between A and B" and "A to B" to one interval."""
    joined: list[_Found] = []
    for one in found:
        previous = joined[-1] if joined else None
        pair = _pair(text, previous, one) if previous else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(one)
    return joined


def _pair(text: str, one: _Found, other: _Found) -> _Found | None:
    middle = _BETWEEN.fullmatch(text, one.end, other.start)
    if middle is None or one.interval is None or other.interval is None:
        return None
    opening = _OPENING.search(text, max(0, one.start - _LOOK_BACK), one.start)
    word = (middle["word"] or "to").lower()
    if word == "and" and (opening is None or opening["word"].lower() != "between"):
        return None
    if opening is None and one.interval.precision != other.interval.precision:
        return None
    first, last = one.interval.first, other.interval.last
    if last < first and other.interval.precision == "day" and first - last < timedelta(days=7):
        last += timedelta(days=7)
    if last < first:
        return None
    start = opening.start() if opening else one.start
    return _Found(start, other.end, start, Interval(first, last, "range"), None)


# --- durations and relations ------------------------------------------------------------------

_LASTING = re.compile(
    rf"\b(?P<n>{NUMBER})[-\s](?P<unit>hour|day|week|month|year)s?\s+(?:[\w’'-]+\s+){{0,7}}?"
    r"(?:starting|beginning|effective|from)\s+(?:on\s+)?$",
    re.IGNORECASE,
)


def _with_duration(text: str, one: _Found) -> _Found:
    """Read "a three-day visit starting on Monday" as the three days."""
    if one.interval is None or one.interval.precision != "day":
        return one
    match = _LASTING.search(text, max(0, one.start - _LOOK_BACK), one.start)
    if match is None:
        return one
    try:
        return replace(one, start=match.start(), interval=lasting(one.interval, match["n"], match["unit"].lower()))
    except UnresolvedTime:
        return one


_RELATION = re.compile(
    r"\b(?P<word>(?:ever\s+)?since|until|till|up\s+to|through|by|no\s+later\s+than|before|prior\s+to|ahead\s+of|after|following)\s+"
    r"(?:(?:on|in|at|around|about|the|his|her|its|their|a|an)\s+)*$"
    r"|\b(?P<far>since)\s+(?:[\w’'-]+\s+){1,9}?(?:in|on)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def _with_relation(text: str, anchor: Anchor, one: _Found) -> _Found:
    """Read "since", "by", "until", "before" and "after" to the left of an expression."""
    if one.interval is None:
        return one
    match = _RELATION.search(text, max(0, one.start - _LOOK_BACK), one.start)
    if match is None:
        return one
    word = " ".join((match["word"] or match["far"]).lower().split())
    try:
        value = _related(word.removeprefix("ever "), one.interval, anchor)
    except UnresolvedTime as outcome:
        return replace(one, start=match.start(), interval=None, reason=outcome.reason)
    return replace(one, start=match.start(), interval=value)


def _related(word: str, value: Interval, anchor: Anchor) -> Interval:
    today, latest = anchor.at("year"), anchor.last
    if word == "since":
        return Interval(value.first, latest, "range") if value.first <= latest else value
    if word in {"by", "no later than"} and value.precision == "day":
        return value
    if word in {"by", "no later than", "until", "till", "up to", "through"}:
        if value.last >= today:
            return Interval(today, value.last, "range")
        if word in {"by", "no later than", "through"}:
            return value
        raise UnresolvedTime("open_start")
    if word in {"before", "prior to", "ahead of"}:
        if value.first > today:
            return Interval(today, value.first - timedelta(days=1), "range")
        raise UnresolvedTime("open_start")
    if value.first > latest:
        raise UnresolvedTime("open_end")
    return Interval(value.first, max(latest, value.last), "range")


def _without_overlaps(found: list[_Found]) -> list[_Found]:
    """Return the expressions in order; where two overlap, the one that reaches further wins."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if kept and one.start < kept[-1].end:
            if one.end > kept[-1].end and one.start <= kept[-1].head:
                kept[-1] = one
            continue
        kept.append(one)
    return kept
