"""What a matched time expression means in days: one resolver a kind of expression.

Belongs here: functions of a regular-expression match and its context that return an interval
of days or raise ``UnresolvedTime`` with a reason code. Which words are matched stands in
``time_rules.py``; how points are joined to longer expressions in ``times.py``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.normalisation import intervals as cal
from pipelines.normalisation.intervals import Anchor, Interval, UnresolvedTime
from pipelines.normalisation.numerals import number_value, ordinal_value
from pipelines.normalisation.tense import Direction, direction

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NUMBER = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_FEW = (2, 7)
_SPREAD = {"day": (7, "day"), "week": (4, "week"), "month": (6, "month")}
"""How far "the coming days", "recent weeks" and their like reach, where no number is given."""


@dataclass(frozen=True)
class Context:
    """Where an expression stands, and the publication date that it is reckoned from."""

    text: str
    anchor: Anchor
    start: int
    end: int

    def way(self) -> Direction:
        """Return which way the expression looks, by the verbs of its sentence."""
        return direction(self.text, self.start, self.end)


Resolver = Callable[[re.Match[str], Context], Interval]


def _month_number(name: str) -> int:
    return _MONTH_NUMBER[name[:3].lower()]


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnresolvedTime("no_such_day") from error


def _nearest_year(month: int, day: int, context: Context) -> date:
    """Return the day of the year in which the verb's direction puts it; without one, the nearest."""
    anchor = context.anchor.at("month")
    way = context.way()
    choices = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            choices.append(date(year, month, day))
        except ValueError:
            continue
    if not choices:
        choices = [
            _date(year, month, day) for year in range(anchor.year - 4, anchor.year + 4) if month == 2 and _leap(year)
        ]
    if not choices:
        raise UnresolvedTime("no_such_day")
    if way == "past":
        kept = [choice for choice in choices if choice <= context.anchor.last + timedelta(days=1)]
    elif way == "future":
        kept = [choice for choice in choices if choice >= anchor - timedelta(days=1)]
    else:
        kept = choices
    return min(kept or choices, key=lambda choice: (abs((choice - anchor).days), choice))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def iso(match: re.Match[str], _: Context) -> Interval:
    """Read "2025-08-08"."""
    return cal.day(_date(int(match["y"]), int(match["m"]), int(match["d"])))


def numeric(match: re.Match[str], _: Context) -> Interval:
    """Read "8/8/2025": day first where dots or a number above 12 say so; otherwise ambiguous."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if match["dot"] == "." or first > 12:
        return cal.day(_date(year, second, first))
    if second > 12:
        return cal.day(_date(year, first, second))
    if first == second:
        return cal.day(_date(year, first, second))
    raise UnresolvedTime("ambiguous_day_month")


def day_month(match: re.Match[str], context: Context) -> Interval:
    """Read "8 August", "August 8, 2025"."""
    month, day = _month_number(match["mon"]), int(re.sub(r"\D", "", match["d"]))
    if match["y"]:
        return cal.day(_date(int(match["y"]), month, day))
    return cal.day(_nearest_year(month, day, context))


def day_range(match: re.Match[str], context: Context) -> Interval:
    """Read "8-10 August", "30 July to 2 August"."""
    month = _month_number(match["mon"])
    days = [int(re.sub(r"\D", "", match[name])) for name in ("d", "e")]
    first = _date(int(match["y"]), month, days[0]) if match["y"] else _nearest_year(month, days[0], context)
    other = _month_number(match["mon2"]) if "mon2" in match.re.groupindex and match["mon2"] else month
    last = _date(first.year + (other < month), other, days[1])
    return Interval(first, last, "range")


def month_year(match: re.Match[str], _: Context) -> Interval:
    """Read "August 2025"."""
    return cal.month(int(match["y"]), _month_number(match["mon"]))


def month_range(match: re.Match[str], context: Context) -> Interval:
    """Read "June to August"."""
    first, last = _month_number(match["mon"]), _month_number(match["mon2"])
    if match["y"]:
        year = int(match["y"])
        begin = year - (first > last)
        return Interval(date(begin, first, 1), cal.month(year, last).last, "range")
    start = _nearest_year(first, 1, context)
    return Interval(start, cal.month(start.year + (last < first), last).last, "range")


def month_alone(match: re.Match[str], context: Context) -> Interval:
    """Read "February"."""
    number = _month_number(match["mon"])
    anchor = context.anchor.at("month")
    way = context.way()
    year = anchor.year
    if way == "future" and number < anchor.month:
        year += 1
    elif way != "future" and number > anchor.month:
        year -= 1
    return cal.month(year, number)


def year_alone(match: re.Match[str], _: Context) -> Interval:
    """Read "2014"."""
    return cal.year(int(match["y"]))


def year_range(match: re.Match[str], _: Context) -> Interval:
    """Read "2013-14", "2014 to 2020"."""
    first, tail = int(match["y"]), match["z"]
    last = int(tail) if len(tail) == 4 else first - first % 100 + int(tail)
    return Interval(date(first, 1, 1), cal.year(last).last, "range")


def decade(match: re.Match[str], context: Context) -> Interval:
    """Read "the 1990s", "the nineties"."""
    if match["y"]:
        return cal.decade(int(match["y"]))
    words = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70}
    words |= {"eighties": 80, "nineties": 90}
    start = int(match["dd"]) if match["dd"] else words[match["word"].lower()]
    latest = context.anchor.last.year
    return cal.decade(max(century + start for century in (1800, 1900, 2000) if century + start <= latest))


def century(match: re.Match[str], _: Context) -> Interval:
    """Read "the 20th century"."""
    number = ordinal_value(match["n"])
    if number is None or not 2 <= number <= 30:
        raise UnresolvedTime("vague")
    return Interval(date(100 * (number - 1) + 1, 1, 1), date(100 * number, 12, 31), "range")


def deictic_day(match: re.Match[str], context: Context) -> Interval:
    """Read "yesterday", "last night", "the day after tomorrow"."""
    word = " ".join(match[0].lower().split())
    shift = {
        "yesterday": -1,
        "last night": -1,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    }
    steps = next((steps for name, steps in shift.items() if word == name or word.startswith(name + " ")), 0)
    return cal.day(context.anchor.at("day") + timedelta(days=steps))


def weekday(match: re.Match[str], context: Context) -> Interval:
    """Read "Friday", "last Friday", "next Friday morning"."""
    number = WEEKDAYS.index(match["wd"])
    anchor = context.anchor.at("day")
    which = (match["which"] or "").lower()
    if which == "next":
        return cal.day(cal.week(anchor).last + timedelta(days=1 + number))
    back = (anchor.weekday() - number) % 7
    if which in {"last", "past"}:
        return cal.day(anchor - timedelta(days=back or 7))
    if which == "this":
        day = cal.week(anchor).first + timedelta(days=number)
        return cal.day(day + timedelta(days=7) if day < anchor and context.way() == "future" else day)
    if which in {"coming", "this coming"}:
        return cal.day(anchor + timedelta(days=(number - anchor.weekday()) % 7 or 7))
    ahead = (number - anchor.weekday()) % 7
    way = context.way()
    if way == "future" or (way == "nearest" and ahead <= back):
        return cal.day(anchor + timedelta(days=ahead))
    return cal.day(anchor - timedelta(days=back))


def relative_period(match: re.Match[str], context: Context) -> Interval:
    """Read "this week", "last month", "next year"."""
    which, unit = match["which"].lower().split()[-1], match["unit"].lower()
    steps = {"this": 0, "current": 0, "last": -1, "past": -1, "next": 1, "coming": 1}[which]
    if which in {"past", "coming"}:
        return _running(steps, 1, unit, context)
    if unit == "week":
        return cal.week(cal.shift(context.anchor.at("day"), steps, "week"))
    if unit == "weekend":
        return _weekend(steps, context)
    if unit == "month":
        there = cal.shift(context.anchor.at("month"), steps, "month")
        return cal.month(there.year, there.month)
    if unit == "quarter":
        there = cal.shift(context.anchor.at("month"), 3 * steps, "month")
        return cal.quarter(there.year, (there.month + 2) // 3)
    this_year = context.anchor.at("year").year
    if unit == "decade":
        return cal.decade(this_year - this_year % 10 + 10 * steps)
    if unit == "century":
        begin = this_year - (this_year - 1) % 100 + 100 * steps
        return Interval(date(begin, 1, 1), date(begin + 99, 12, 31), "range")
    return cal.year(this_year + steps)


def _weekend(steps: int, context: Context) -> Interval:
    anchor = context.anchor.at("day")
    here = cal.weekend(anchor)
    if steps < 0 and anchor.weekday() >= 5:
        return cal.weekend(anchor - timedelta(days=7))
    return here if steps == 0 else cal.weekend(anchor + timedelta(days=7 * steps))


def one_unit(match: re.Match[str], context: Context) -> Interval:
    """Read "over the next year", "in the last month": one unit from or to the publication day."""
    return _running(1 if match["which"].lower() == "next" else -1, 1, match["unit"].lower(), context)


def weekend_alone(_: re.Match[str], context: Context) -> Interval:
    """Read "over the weekend"."""
    anchor = context.anchor.at("day")
    here = cal.weekend(anchor)
    return here if context.way() == "future" or anchor >= here.first else cal.weekend(anchor - timedelta(days=7))


def _running(steps: int, count: float, unit: str, context: Context) -> Interval:
    """Return the ``count`` units that end (steps < 0) or begin (steps > 0) on the publication day."""
    unit = {"quarter": "month", "weekend": "week"}.get(unit, unit)
    size = round(count * 3) if unit == "quarter" else round(count)
    if unit in {"hour", "minute"}:
        size, unit = (-(-round(count) // 24) if unit == "hour" else 0), "day"
    anchor = context.anchor.at("month" if unit in {"year", "decade"} else "day")
    other = cal.shift(anchor, steps * size, unit)
    return Interval(min(anchor, other), max(context.anchor.last if steps < 0 else other, other), "range")


def named_month_or_season(match: re.Match[str], context: Context) -> Interval:
    """Read "last August", "this summer"."""
    which, name = match["which"].lower(), match["name"]
    anchor = context.anchor.at("month")
    if name.lower() in cal.SEASONS:
        found = [cal.season(anchor.year + step, name.lower()) for step in (-2, -1, 0, 1, 2)]
    else:
        found = [cal.month(anchor.year + step, _month_number(name)) for step in (-2, -1, 0, 1, 2)]
    if which == "last":
        return [one for one in found if one.last < anchor][-1]
    if which in {"next", "coming", "this coming"}:
        return next(one for one in found if one.first > anchor)
    around = [one for one in found if one.first <= anchor <= one.last]
    return around[0] if around else found[2]


def season_alone(match: re.Match[str], context: Context) -> Interval:
    """Read "the winter of 2023", "in the spring"."""
    name = match["name"].lower()
    if match["y"]:
        return cal.season(int(match["y"]), name)
    anchor = context.anchor.at("month")
    found = [cal.season(anchor.year + step, name) for step in (-1, 0, 1)]
    way = context.way()
    if way == "unknown":
        raise UnresolvedTime("vague")
    if way == "past":
        return [one for one in found if one.first <= anchor][-1]
    return next(one for one in found if one.last >= anchor)


def quarter(match: re.Match[str], context: Context) -> Interval:
    """Read "the second quarter of 2025", "Q1"."""
    number = ordinal_value(match["n"]) if match["n"] else int(match["q"])
    if number is None or not 1 <= number <= 4:
        raise UnresolvedTime("vague")
    if match["fiscal"]:
        raise UnresolvedTime("fiscal_calendar")
    if match["y"]:
        return cal.quarter(int(match["y"]), number)
    anchor = context.anchor.at("month")
    if match["rel"]:
        step = {"this": 0, "the": 0, "last": -1, "next": 1}[match["rel"].split()[0].lower()]
        return cal.quarter(anchor.year + step, number)
    found = cal.quarter(anchor.year, number)
    if context.way() == "future":
        return found if found.last >= anchor else cal.quarter(anchor.year + 1, number)
    return found if found.first <= anchor else cal.quarter(anchor.year - 1, number)


def _count(text: str) -> float | tuple[int, int]:
    """Return the number that ``text`` gives, or the two ends that a vague word stands for."""
    folded = " ".join(text.lower().split())
    if folded in {"few", "a few", "several"}:
        return _FEW
    if folded == "many":
        raise UnresolvedTime("vague")
    if folded in {"a", "an"}:
        return 1.0
    if folded.startswith(("couple", "a couple")):
        return 2.0
    value = number_value(folded)
    if value is None:
        raise UnresolvedTime("vague")
    return value


def _distance(match: re.Match[str], sign: int, context: Context) -> Interval:
    """Return the day, week, month or year that lies so many units away."""
    unit, count = match["unit"].lower(), _count(match["n"])
    if unit in {"hour", "minute"}:
        if isinstance(count, tuple):
            raise UnresolvedTime("vague")
        anchor = context.anchor.at("day")
        days = count / 24 if unit == "hour" else 0
        if days < 1:
            far = anchor + timedelta(days=sign)
            return Interval(min(anchor, far), max(anchor, far), "range") if unit == "hour" else cal.day(anchor)
        return cal.day(anchor + timedelta(days=sign * round(days)))
    anchor = context.anchor.at({"day": "day", "week": "day", "month": "month"}.get(unit, "year"))  # type: ignore[arg-type]
    if isinstance(count, tuple):
        if unit in {"year", "decade"}:
            raise UnresolvedTime("vague")
        near, far = (cal.shift(anchor, sign * size, unit) for size in count)
        return Interval(min(near, far), max(near, far), "range")
    there = cal.shift(anchor, sign * int(count), unit)
    if unit == "day":
        return cal.day(there)
    if unit == "week":
        return Interval(there - timedelta(days=3), there + timedelta(days=3), "week")
    if unit == "month":
        return cal.month(there.year, there.month)
    if unit == "year":
        return cal.year(there.year)
    return cal.decade(there.year - there.year % 10)


def ago(match: re.Match[str], context: Context) -> Interval:
    """Read "three days ago"."""
    return _distance(match, -1, context)


def hence(match: re.Match[str], context: Context) -> Interval:
    """Read "in three days", which after a verb in the past is a duration."""
    if context.way() == "past":
        raise UnresolvedTime("duration")
    return _distance(match, 1, context)


def span_of_units(match: re.Match[str], context: Context) -> Interval:
    """Read "the last three months", "the coming days", "recent weeks", "within two weeks"."""
    which, unit = " ".join(match["which"].lower().split()).split()[-1], match["unit"].lower()
    sign = -1 if which in {"last", "past", "previous", "recent", "preceding"} else 1
    if which == "within" and context.way() == "past" and not re.search(r"\bto\b", match[0]):
        raise UnresolvedTime("duration")
    words = match["n"]
    if words is None:
        size, unit = _SPREAD.get(unit, (0, unit))
        if not size:
            raise UnresolvedTime("vague")
        return _running(sign, size, unit, context)
    count = _count(words)
    if isinstance(count, tuple):
        if unit in {"year", "decade", "hour"}:
            raise UnresolvedTime("vague")
        count = count[1]
    return _running(sign, count, unit, context)


def fixed_holiday(match: re.Match[str], context: Context) -> Interval:
    """Read "Christmas Day", "New Year’s Eve"."""
    days = {"christmas day": (12, 25), "christmas eve": (12, 24), "new year’s day": (1, 1), "new year’s eve": (12, 31)}
    days |= {"halloween": (10, 31), "valentine’s day": (2, 14)}
    month, day = days[" ".join(match["name"].lower().replace("'", "’").split())]
    if match["y"]:
        return cal.day(date(int(match["y"]), month, day))
    return cal.day(_nearest_year(month, day, context))


def unresolved(reason: str) -> Resolver:
    """Return a resolver for what cannot be dated, with its reason code."""

    def resolve(_: re.Match[str], __: Context) -> Interval:
        raise UnresolvedTime(reason)

    return resolve


def to_date(match: re.Match[str], context: Context) -> Interval:
    """Read "earlier this year": to the publication day; "later this year": on to its last day."""
    whole = relative_period(match, context)
    if match["side"].lower() == "earlier":
        return Interval(whole.first, min(max(context.anchor.last, whole.first), whole.last), "range")
    return Interval(max(context.anchor.at("year"), whole.first), whole.last, "range")


def this_period(match: re.Match[str], context: Context) -> Interval:
    """Read "the year" after "the end of": the period that holds the publication day."""
    unit = match["unit"].lower()
    if unit in cal.SEASONS:
        anchor = context.anchor.at("month")
        return cal.season(anchor.year - (unit == "winter" and anchor.month < 3), unit)
    if unit == "week":
        return cal.week(context.anchor.at("day"))
    if unit == "month":
        anchor = context.anchor.at("month")
        return cal.month(anchor.year, anchor.month)
    if unit == "quarter":
        anchor = context.anchor.at("month")
        return cal.quarter(anchor.year, (anchor.month + 2) // 3)
    this_year = context.anchor.at("year").year
    if unit == "century":
        begin = this_year - (this_year - 1) % 100
        return Interval(date(begin, 1, 1), date(begin + 99, 12, 31), "range")
    return cal.decade(this_year - this_year % 10) if unit == "decade" else cal.year(this_year)


def from_now(match: re.Match[str], context: Context) -> Interval:
    """ "three weeks from now"."""
    return _distance(match, 1, context)


def lasting(first: Interval, count_words: str, unit: str) -> Interval:
    """Return the days that a duration of so many units covers from its ``first`` day: 72 hours are three."""
    count = _count(count_words)
    if isinstance(count, tuple) or first.first != first.last:
        raise UnresolvedTime("vague")
    if unit == "hour":
        last = first.first + timedelta(days=max(0, -(-round(count) // 24) - 1))
    else:
        last = cal.shift(first.first, round(count), unit) - timedelta(days=1)
    return Interval(first.first, max(first.first, last), "range")
