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
from pipelines.normalisation.numerals import number_value
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


def month_number(name: str) -> int:
    """Return the number of a month by its name or abbreviation."""
    return _MONTH_NUMBER[name[:3].lower()]


def make_date(year: int, month: int, day: int) -> date:
    """Return a day; ``UnresolvedTime`` where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnresolvedTime("no_such_day") from error


def nearest_year(month: int, day: int, context: Context, weekday_name: str | None = None) -> date:
    """Return the day of the year in which its weekday or the verb's direction puts it; without either, the nearest."""
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
            make_date(year, month, day)
            for year in range(anchor.year - 4, anchor.year + 4)
            if month == 2 and _leap(year)
        ]
    if not choices:
        raise UnresolvedTime("no_such_day")
    if weekday_name:
        choices = [day for day in choices if day.strftime("%a") == weekday_name[:3].title()] or choices
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
    return cal.day(make_date(int(match["y"]), int(match["m"]), int(match["d"])))


def numeric(match: re.Match[str], _: Context) -> Interval:
    """Read "8/8/2025": day first where dots or a number above 12 say so; otherwise ambiguous."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if match["dot"] == "." or first > 12:
        return cal.day(make_date(year, second, first))
    if second > 12:
        return cal.day(make_date(year, first, second))
    if first == second:
        return cal.day(make_date(year, first, second))
    raise UnresolvedTime("ambiguous_day_month")


def day_month(match: re.Match[str], context: Context) -> Interval:
    """Read "8 August", "August 8, 2025"."""
    month, day = month_number(match["mon"]), int(re.sub(r"\D", "", match["d"]))
    if match["y"] or match["yy"]:
        return cal.day(make_date(full_year(match, context), month, day))
    return cal.day(nearest_year(month, day, context, match["wd"]))


def full_year(match: re.Match[str], context: Context) -> int:
    """Return the year of a match: four digits, or two behind an apostrophe, which lie at most ten years ahead."""
    if match["y"]:
        return int(match["y"])
    latest = context.anchor.last.year + 10
    return latest - (latest - int(match["yy"])) % 100


def day_range(match: re.Match[str], context: Context) -> Interval:
    """Read "8-10 August", "30 July to 2 August"."""
    month = month_number(match["mon"])
    days = [int(re.sub(r"\D", "", match[name])) for name in ("d", "e")]
    first = make_date(int(match["y"]), month, days[0]) if match["y"] else nearest_year(month, days[0], context)
    other = month_number(match["mon2"]) if "mon2" in match.re.groupindex and match["mon2"] else month
    last = make_date(first.year + (other < month), other, days[1])
    return Interval(first, last, "range")


def month_year(match: re.Match[str], context: Context) -> Interval:
    """Read "August 2025", "August '25"."""
    return cal.month(full_year(match, context), month_number(match["mon"]))


def month_alone(match: re.Match[str], context: Context) -> Interval:
    """Read "February"."""
    number = month_number(match["mon"])
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


def overnight(_: re.Match[str], context: Context) -> Interval:
    """Read "overnight": the night to the publication day, or the one after it where the verb looks ahead."""
    anchor = context.anchor.at("day")
    far = anchor + timedelta(days=1 if context.way() == "future" else -1)
    return Interval(min(anchor, far), max(anchor, far), "range")


def weekday(match: re.Match[str], context: Context) -> Interval:
    """Read "Friday", "last Friday", "next Friday morning"."""
    number = WEEKDAYS.index(match["wd"])
    anchor = context.anchor.at("day")
    which = (match["which"] or "").lower()
    if match["week"]:
        return cal.day(anchor + timedelta(days=7 + ((number - anchor.weekday()) % 7 or 7)))
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
    ahead = match["which"].lower() in {"next", "coming", "following"}
    return _running(1 if ahead else -1, 1, match["unit"].lower(), context)


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


def _count(text: str) -> float | tuple[int, int]:
    """Return the number that ``text`` gives, or the two ends that a vague word stands for."""
    folded = " ".join(text.lower().split())
    if folded in {"few", "a few", "several"}:
        return _FEW
    if folded == "half a":
        return 0.5
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
    anchor = context.anchor.at({"day": "day", "week": "day", "fortnight": "day", "month": "month"}.get(unit, "year"))  # type: ignore[arg-type]
    if isinstance(count, tuple):
        if unit in {"year", "decade"}:
            raise UnresolvedTime("vague")
        near, far = (cal.shift(anchor, sign * size, unit) for size in count)
        return Interval(min(near, far), max(near, far), "range")
    if count != int(count) and unit == "year":
        count, unit = 12 * count, "month"
        anchor = context.anchor.at("month")
    there = cal.shift(anchor, sign * int(count), unit)
    if unit == "day":
        return cal.day(there)
    if unit in {"week", "fortnight"}:
        return Interval(there - timedelta(days=3), there + timedelta(days=3), "week")
    if unit == "month":
        return cal.month(there.year, there.month)
    if unit == "year":
        return cal.year(there.year)
    return cal.decade(there.year - there.year % 10)


def ago(match: re.Match[str], context: Context) -> Interval:
    """Read "three days ago"."""
    return _distance(match, -1, context)


def year_and_half_ago(_: re.Match[str], context: Context) -> Interval:
    """Read "a year and a half ago"."""
    there = cal.shift(context.anchor.at("month"), -18, "month")
    return cal.month(there.year, there.month)


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


def units_ahead(match: re.Match[str], context: Context) -> Interval:
    """Read "in the weeks ahead"."""
    unit = match["unit"].lower().removesuffix("s")
    size, unit = _SPREAD.get(unit, (0, unit))
    if not size:
        raise UnresolvedTime("vague")
    return _running(1, size, unit, context)


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
