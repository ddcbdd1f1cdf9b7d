"""The one clock: every moment that a build records comes from here.

``SOURCE_DATE_EPOCH`` (seconds since 1970, https://reproducible-builds.org/specs/source-date-epoch/)
stops it, so that two builds of the same input are the same to the byte.
"""

import os
from datetime import UTC, datetime

VARIABLE = "SOURCE_DATE_EPOCH"


class ClockError(ValueError):
    """The clock that the environment sets cannot be read; the message says what to do."""


def now() -> datetime:
    """Return the moment in UTC to the second, without its zone: that of ``SOURCE_DATE_EPOCH``, else the machine's.

    Raises:
        ClockError: ``SOURCE_DATE_EPOCH`` is no number of seconds, or lies outside the years 1 to 9999.
    """
    given = os.environ.get(VARIABLE, "")
    try:
        moment = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ClockError(
            f"{VARIABLE} is {given!r}: give whole seconds since 1970-01-01T00:00:00Z, or unset it"
        ) from error
    return moment.replace(tzinfo=None, microsecond=0)
