"""Dates as they are written in text: days, months, years and weekdays, complete or not.

Belongs here: finding expressions and reading them. Does not belong here: which of them, if
any, is the day of publication.
"""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name
}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?|"
    r"JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|"
    r"JAN\.?|FEB\.?|MAR\.?|APR\.?|JUN\.?|JUL\.?|AUG\.?|SEPT?\.?|OCT\.?|NOV\.?|DEC\.?)"
)
_WEEKDAY = (
    r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY|"
    r"(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b(?=[.,]?\s+\d|[.,]?\s+[A-Z][a-z]{2}))"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR_END = r"(?:\b|(?=\d{1,2}(?::\d\d|\s+[A-Z][a-z])))"
"""Pages often glue the time or a second date to the year: `2 May 20315:00 AM`."""
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"

_NUMBERS = re.compile(r"(?<!\d)\d")
_ABBREVIATED = (*calendar.month_abbr[1:], *calendar.day_abbr)
_STEMS = frozenset({*_ABBREVIATED, *(word.upper() for word in _ABBREVIATED)})
"""The first three letters of months and weekdays as they are printed."""

_PATTERNS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d-]){_YEAR}[-/.](?P<mon>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)",
        rf"(?<![\d.])(?P<day>\d{{1,2}})[./](?P<mon>\d{{1,2}})[./]{_YEAR}(?!\d)",
        rf"(?:{_WEEKDAY}[.,]?\s+)?\b{_MONTH}\s+{_DAY}(?!\d)(?:(?:,\s*|\s+){_YEAR}{_YEAR_END})?",
        rf"(?:{_WEEKDAY}[.,]?\s+(?:the\s+)?)?(?<![\d:.,$£€])\b{_DAY}\s+(?:of\s+)?{_MONTH}(?![a-z])(?:,?\s+{_YEAR}{_YEAR_END})?",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b{_WEEKDAY}\b",
        rf"(?<![\d.,$£€/-]){_YEAR}(?![\d]|[.,]\d|s\b|\s?(?:dollars|euros|people|pounds|km|miles|[ap]\.?m))",
    )
)
"""Each begins with the first digit of a number or with a stem."""


@dataclass(frozen=True)
class DateExpression:
    """A date as written at ``[start, end)``; what is not said is None. ``weekday`` counts from Monday, 0."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def on(self, year: int) -> date | None:
        """Return the day meant if the year is ``year``; None if it is no day or the weekday does not fit."""
        if self.month is None or self.day is None or (self.year is not None and self.year != year):
            return None
        try:
            day = date(year, self.month, self.day)
        except ValueError:
            return None
        return day if self.weekday is None or day.weekday() == self.weekday else None

    @property
    def full(self) -> date | None:
        """The day meant, where the year is written too."""
        return self.on(self.year) if self.year is not None else None


def find_dates(text: str) -> list[DateExpression]:
    """Return the date expressions of a text in order; the longest reading of a place wins."""
    taken = bytearray(len(text))
    found: list[DateExpression] = []
    places = _places(text)
    for pattern in _PATTERNS if places else ():
        for match in _matches(pattern, text, places):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            expression = _read(match)
            if expression is not None:
                taken[start:end] = b"\x01" * (end - start)
                found.append(expression)
    return sorted(found, key=lambda expression: expression.start)


def _places(text: str) -> list[int]:
    """Return where a date may begin, in order: one search for a stem takes less than a pattern takes at one letter."""
    places = [match.start() for match in _NUMBERS.finditer(text)]
    for stem in _STEMS:
        at = text.find(stem)
        while at >= 0:
            places.append(at)
            at = text.find(stem, at + 1)
    return sorted(places)


def _matches(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield what ``pattern.finditer`` finds, of a pattern that begins at one of ``places``."""
    end = 0
    for place in places:
        if place >= end and (match := pattern.match(text, place)):
            yield match
            end = match.end()


def _read(match: re.Match[str]) -> DateExpression | None:
    parts = match.groupdict()
    year, month, day = parts.get("year"), parts.get("month"), parts.get("day")
    number = _MONTHS[month.rstrip(".").casefold()] if month else int(parts["mon"]) if parts.get("mon") else None
    days = int(day) if day else None
    if parts.get("mon") and number is not None and days is not None and not match.group().startswith(str(year)):
        # 03/04/2031 is 3 April in one country and 4 March in another: read only where it can be but one
        if days <= 12 and number <= 12 and days != number:
            return None
        days, number = (number, days) if number > 12 else (days, number)
    if (number is not None and not 1 <= number <= 12) or (days is not None and not 1 <= days <= 31):
        return None
    weekday = parts.get("weekday")
    return DateExpression(
        start=match.start(),
        end=match.end(),
        year=int(year) if year else None,
        month=number,
        day=days,
        weekday=_WEEKDAYS[weekday.casefold()] if weekday else None,
    )


def years_that_fit(expression: DateExpression, earliest: date, latest: date) -> Iterator[date]:
    """Yield the days between two bounds (inclusive) that an expression of day and month may mean."""
    for year in range(earliest.year, latest.year + 1):
        day = expression.on(year)
        if day is not None and earliest <= day <= latest:
            yield day


def parse_moment(value: str) -> tuple[datetime, str] | None:
    """Read a date that a record or a page gives: ISO 8601, seconds or milliseconds since 1970, or words.

    Returns:
        The moment in UTC without a zone and its precision (minute, day, month or year), else None.
        A time of day without a zone is taken as UTC.
    """
    text = value.strip()
    number = re.fullmatch(r"(\d{9,10}|\d{12,13})(?:\.\d+)?", text)
    if number is not None:
        seconds = int(number.group(1)) / (1000 if len(number.group(1)) > 10 else 1)
        return datetime(1970, 1, 1) + timedelta(seconds=seconds), "minute"
    partial = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text)
    if partial is not None and 1 <= int(partial.group(2) or 1) <= 12 and int(partial.group(1)) > 0:
        month = partial.group(2)
        return datetime(int(partial.group(1)), int(month or 1), 1), "month" if month else "year"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _from_words(text)
    if re.fullmatch(r"\d{4}-?(?:\d\d-?\d\d|W\d\d(?:-?\d)?)", text):
        return moment, "day"
    try:
        offset = moment.utcoffset() or timedelta(0)
        return moment.replace(tzinfo=None) - offset, "minute"
    except OverflowError:
        return None


def _from_words(text: str) -> tuple[datetime, str] | None:
    for expression in find_dates(text[:200]):
        day = expression.full
        if day is not None:
            # a clock in words seldom has a zone that can be trusted: the day is kept
            return datetime(day.year, day.month, day.day), "day"
        if expression.year is not None and expression.month is not None and expression.day is None:
            return datetime(expression.year, expression.month, 1), "month"
    return None
