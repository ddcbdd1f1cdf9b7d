"""Times of events as the annotation writes them: ``2031``, ``2031-05``, ``2031-05-06`` and ``from/to``.

Belongs here: reading them as intervals of days and telling whether two agree.
"""

import calendar
import re
from datetime import date

Interval = tuple[int, int]
"""First and last day as ordinals, both inclusive."""

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def interval(written: str) -> Interval:
    """Read an ISO year, month, day or ``from/to`` as its first and last day.

    Raises:
        ValueError: it is none of them, or ends before it begins.
    """
    bounds = [_bounds(part) for part in written.split("/")]
    if len(bounds) > 2:
        raise ValueError(f"{written!r} has more than two ends")
    first, last = bounds[0][0], bounds[-1][1]
    if last < first:
        raise ValueError(f"{written!r} ends before it begins")
    return first, last


def _bounds(part: str) -> Interval:
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(f"{part!r} is no year, month or day such as 2031, 2031-05 or 2031-05-06")
    year, month, day = (int(value) if value else None for value in match.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        last = first if day else date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError as error:
        raise ValueError(f"{part!r}: {error}") from error
    return first.toordinal(), last.toordinal()


def share_of_days(one: Interval, other: Interval) -> float:
    """Return the days that both hold over the days from the first to the last of either; 0 where they are apart."""
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return shared / (max(one[1], other[1]) - min(one[0], other[0]) + 1) if shared > 0 else 0.0
