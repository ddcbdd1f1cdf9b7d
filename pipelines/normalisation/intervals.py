"""Calendar arithmetic: intervals of days, inclusive at both ends, and the day they are reckoned from.

Belongs here: what a week, month, quarter, season or decade is in days. Weeks run Monday to
Sunday (ISO 8601); seasons are the meteorological ones of the northern hemisphere. Which
words mean them stands in ``times.py``.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

Grain = Literal["day", "month", "year"]
_ORDER: dict[str, int] = {"day": 0, "month": 1, "year": 2}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""First month of each season."""


class UnresolvedTime(Exception):  # noqa: N818 (an outcome with a reason code, not an error)
    """The expression cannot be turned into days; the argument is the reason code."""

    @property
    def reason(self) -> str:
        """The reason code."""
        return str(self.args[0])


@dataclass(frozen=True)
class Interval:
    """Days from ``first`` to ``last``, both included, and how exactly they are given."""

    first: date
    last: date
    precision: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise UnresolvedTime("ends_before_it_begins")


@dataclass(frozen=True)
class Anchor:
    """The day of publication as far as it is known: ``day`` is the first day of the ``grain``."""

    day: date | None
    grain: Grain = "day"

    def at(self, grain: Grain) -> date:
        """Return the day to reckon from.

        Raises:
            UnresolvedTime: there is no publication date, or it is coarser than ``grain``.
        """
        if self.day is None:
            raise UnresolvedTime("no_publication_date")
        if _ORDER[self.grain] > _ORDER[grain]:
            raise UnresolvedTime("publication_date_too_coarse")
        return self.day

    @property
    def last(self) -> date:
        """The last day on which it may have been published; ``UnresolvedTime`` without a publication date."""
        first = self.at("year")
        if self.grain == "day":
            return first
        return month(first.year, first.month).last if self.grain == "month" else year(first.year).last


def day(value: date) -> Interval:
    """Return one day."""
    return Interval(value, value, "day")


def week(value: date) -> Interval:
    """Return the ISO week that holds ``value``."""
    monday = value - timedelta(days=value.weekday())
    return Interval(monday, monday + timedelta(days=6), "week")


def weekend(value: date) -> Interval:
    """Return Saturday and Sunday of the ISO week that holds ``value``."""
    sunday = week(value).last
    return Interval(sunday - timedelta(days=1), sunday, "range")


def month(year_number: int, month_number: int) -> Interval:
    """Return a calendar month."""
    first = date(year_number, month_number, 1)
    return Interval(first, first + relativedelta(months=1, days=-1), "month")


def quarter(year_number: int, number: int) -> Interval:
    """Return a calendar quarter, 1 to 4."""
    first = date(year_number, 3 * number - 2, 1)
    return Interval(first, first + relativedelta(months=3, days=-1), "quarter")


def season(year_number: int, name: str) -> Interval:
    """Return a season by the year in which it begins: the winter of 2024 ends in February 2025."""
    first = date(year_number, SEASONS[name], 1)
    return Interval(first, first + relativedelta(months=3, days=-1), "season")


def year(number: int) -> Interval:
    """Return a calendar year."""
    return Interval(date(number, 1, 1), date(number, 12, 31), "year")


def decade(first_year: int) -> Interval:
    """Return ten years from ``first_year``."""
    return Interval(date(first_year, 1, 1), date(first_year + 9, 12, 31), "decade")


def shift(value: date, count: int, unit: str) -> date:
    """Return ``value`` moved by ``count`` days, weeks, months or years; ``UnresolvedTime`` beyond the calendar."""
    steps = {
        "day": relativedelta(days=count),
        "week": relativedelta(weeks=count),
        "fortnight": relativedelta(weeks=2 * count),
        "month": relativedelta(months=count),
        "year": relativedelta(years=count),
        "decade": relativedelta(years=10 * count),
    }
    try:
        moved: date = value + steps[unit]
    except (OverflowError, ValueError) as error:
        raise UnresolvedTime("beyond_calendar") from error
    return moved


_EDGE = {
    "decade": relativedelta(years=1),
    "year": relativedelta(months=1),
    "quarter": relativedelta(months=1),
    "season": relativedelta(months=1),
    "month": relativedelta(days=7),
    "week": relativedelta(days=3),
}


_THIRDS = {"early": 0, "mid": 1, "late": 2}
_HALVES = {"first half": 0, "second half": 1}


def part(whole: Interval, which: str) -> Interval:
    """Return a part of ``whole``: a third (early, mid, late), a half, or an edge (start, end).

    Thirds of a decade are its years 0–3, 4–6 and 7–9, of a year four months, of a month ten
    days; of anything else they are counted in days. An edge is the outermost year of a decade,
    month of a year, quarter or season, seven days of a month, three days of a week. The turn
    of a century is five years either way.
    """
    if which in _HALVES:
        return _slice(whole, 2, _HALVES[which])
    if which in _THIRDS:
        return _slice(whole, 3, _THIRDS[which])
    if which == "turn" and (whole.last.year - whole.first.year) == 99:
        return Interval(date(whole.first.year - 5, 1, 1), date(whole.first.year + 4, 12, 31), "range")
    which = "start" if which == "turn" else which
    edge = _EDGE.get(whole.precision)
    if edge is None:
        return whole
    precision = {"decade": "year", "month": "range", "week": "range"}.get(whole.precision, "month")
    if which == "start":
        return Interval(whole.first, whole.first + edge - timedelta(days=1), precision)
    return Interval(whole.last + timedelta(days=1) - edge, whole.last, precision)


_CUTS = {
    ("decade", 2): (0, 5, 10),
    ("decade", 3): (0, 4, 7, 10),
    ("year", 2): (0, 6, 12),
    ("year", 3): (0, 4, 8, 12),
    ("month", 3): (0, 10, 20, None),
}
"""Where wholes are cut: years of a decade, months of a year, days of a month."""


def _slice(whole: Interval, count: int, number: int) -> Interval:
    """Return one of ``count`` slices of ``whole``, numbered from 0."""
    cuts = _CUTS.get((whole.precision, count))
    unit = {"decade": "year", "year": "month"}.get(whole.precision, "day")
    length = (whole.last - whole.first).days + 1
    if cuts is None:
        cuts = tuple(length * step // count for step in range(count + 1))
    begin, stop = cuts[number], cuts[number + 1]
    first = shift(whole.first, begin or 0, unit)
    last = whole.last if stop is None else shift(whole.first, stop, unit) - timedelta(days=1)
    return whole if last < first else Interval(first, last, "range")
