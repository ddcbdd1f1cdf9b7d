"""What named times mean in days: months, years, decades, seasons, quarters, feasts and days counted in a month.

Belongs here: resolvers of what the calendar names, in the manner of ``time_resolvers.py``, which
reckons distances from the publication day. Easter is that of the Western churches where the
words do not say "Orthodox"; feasts that depend on the country or the moon stay unresolved.
"""

import re
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

from pipelines.normalisation import intervals as cal
from pipelines.normalisation.intervals import Interval, UnresolvedTime
from pipelines.normalisation.numerals import ordinal_value
from pipelines.normalisation.time_resolvers import WEEKDAYS, Context, make_date, month_number, nearest_year


def month_range(match: re.Match[str], context: Context) -> Interval:
    """Read "June to August"."""
    first, last = month_number(match["mon"]), month_number(match["mon2"])
    if match["y"]:
        year = int(match["y"])
        begin = year - (first > last)
        return Interval(date(begin, first, 1), cal.month(year, last).last, "range")
    start = nearest_year(first, 1, context)
    return Interval(start, cal.month(start.year + (last < first), last).last, "range")


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
    digits = match["dd"] or match["short"]
    start = int(digits) if digits else words[match["word"].lower()]
    latest = context.anchor.last.year
    return cal.decade(max(century + start for century in (1800, 1900, 2000) if century + start <= latest))


def century(match: re.Match[str], _: Context) -> Interval:
    """Read "the 20th century"."""
    number = ordinal_value(match["n"])
    if number is None or not 2 <= number <= 30:
        raise UnresolvedTime("vague")
    return Interval(date(100 * (number - 1) + 1, 1, 1), date(100 * number, 12, 31), "range")


def named_month_or_season(match: re.Match[str], context: Context) -> Interval:
    """Read "last August", "this summer"."""
    which, name = match["which"].lower(), match["name"]
    anchor = context.anchor.at("month")
    if name.lower() in cal.SEASONS:
        found = [cal.season(anchor.year + step, name.lower()) for step in (-2, -1, 0, 1, 2)]
    else:
        found = [cal.month(anchor.year + step, month_number(name)) for step in (-2, -1, 0, 1, 2)]
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


def this_period(match: re.Match[str], context: Context) -> Interval:
    """Read "the year" after "the end of": the period that holds the publication day."""
    return _holding(match["unit"].lower(), context)


def _holding(unit: str, context: Context) -> Interval:
    """Return the period of a kind that holds the publication day."""
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


_FIXED = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "new year’s day": (1, 1), "new year’s eve": (12, 31),
    "halloween": (10, 31), "valentine’s day": (2, 14), "boxing day": (12, 26), "bastille day": (7, 14),
    "fourth of july": (7, 4), "july fourth": (7, 4), "christmas": (12, 25), "new year": (1, 1),
}  # fmt: skip
_AROUND = {"christmas": (-1, 1), "new year": (-1, 0)}
"""How many days before and after its day a feast is spoken of."""


def fixed_holiday(match: re.Match[str], context: Context) -> Interval:
    """Read "Christmas Day", "New Year’s Eve", "over Christmas"."""
    name = " ".join(match["name"].lower().replace("'", "’").split())
    month, day = _FIXED[name]
    there = date(int(match["y"]), month, day) if match["y"] else nearest_year(month, day, context)
    if name not in _AROUND:
        return cal.day(there)
    before, after = _AROUND[name]
    return Interval(there + timedelta(days=before), there + timedelta(days=after), "range")


_EASTER = {"good friday": (-2, -2), "easter sunday": (0, 0), "easter monday": (1, 1), "easter": (-2, 1)}


def easter_days(match: re.Match[str], context: Context) -> Interval:
    """Read "Good Friday", "Easter", "Orthodox Easter 2024": in the direction of the verb, else the nearest."""
    method = EASTER_ORTHODOX if match["orthodox"] else EASTER_WESTERN
    before, after = _EASTER[" ".join(match["name"].lower().split())]
    if match["y"]:
        sunday = easter(int(match["y"]), method)
    else:
        anchor, way = context.anchor.at("month"), context.way()
        days = [easter(anchor.year + step, method) for step in (-1, 0, 1)]
        kept = [day for day in days if (day <= anchor if way == "past" else day >= anchor)]
        sunday = min(days if way in {"unknown", "nearest"} else kept, key=lambda day: abs((day - anchor).days))
    first, last = sunday + timedelta(days=before), sunday + timedelta(days=after)
    return Interval(first, last, "day" if first == last else "range")


def historic_day(_: re.Match[str], __: Context) -> Interval:
    """Read "9/11"."""
    return cal.day(date(2001, 9, 11))


_SPAN = {"last": -1, "final": -1}


def day_of_month(match: re.Match[str], context: Context) -> Interval:
    """Read "the first Monday in May", "the last Friday of July", "the last day of June 2024"."""
    which = _SPAN.get(match["n"].lower()) or ordinal_value(match["n"])
    if which is None:
        raise UnresolvedTime("vague")
    month = month_number(match["mon"])
    found = _counted_day(int(match["y"]), month, which, match["wd"]) if match["y"] else None
    if found is None:
        near = nearest_year(month, 15, context).year
        found = _counted_day(near, month, which, match["wd"])
    return cal.day(found)


def _counted_day(year: int, month: int, which: int, weekday: str | None) -> date:
    """Return the ``which``-th such day of a month; -1 is the last."""
    whole = cal.month(year, month)
    days = [whole.first + timedelta(days=step) for step in range((whole.last - whole.first).days + 1)]
    if weekday in WEEKDAYS:
        days = [day for day in days if day.weekday() == WEEKDAYS.index(weekday)]
    if which > len(days):
        raise UnresolvedTime("no_such_day")
    return days[which - 1 if which > 0 else -1]


def day_of_relative_month(match: re.Match[str], context: Context) -> Interval:
    """Read "the 15th of next month", "on the 20th"."""
    day = int(re.sub(r"\D", "", match["d"]))
    anchor = context.anchor.at("day")
    if match["which"]:
        there = cal.shift(anchor.replace(day=1), {"this": 0, "last": -1, "next": 1}[match["which"].lower()], "month")
        return cal.day(make_date(there.year, there.month, day))
    way = context.way()
    first = anchor.replace(day=1)
    months = [cal.shift(first, step, "month") for step in (-1, 0, 1)]
    days = [there.replace(day=day) for there in months if day <= cal.month(there.year, there.month).last.day]
    kept = [one for one in days if (one >= anchor if way == "future" else one <= anchor)]
    if way == "unknown" or not kept:
        raise UnresolvedTime("vague")
    return cal.day(min(kept, key=lambda one: abs((one - anchor).days)))


def end_of_this(match: re.Match[str], context: Context) -> Interval:
    """Read "year-end", "the month’s end"."""
    unit = match["unit"].lower()
    whole = _holding(unit, context)
    return cal.part(whole, "end")


def mid_century(_: re.Match[str], context: Context) -> Interval:
    """Read "mid-century": the middle third of the century of publication."""
    return cal.part(_holding("century", context), "mid")


def half(match: re.Match[str], context: Context) -> Interval:
    """Read "H1 2025"."""
    year = int(match["y"]) if match["y"] else context.anchor.at("month").year
    return cal.part(cal.year(year), "first half" if match["h"] == "1" else "second half")
