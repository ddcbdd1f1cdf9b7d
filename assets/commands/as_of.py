"""Going back in time on the command line: a version, or the one that was the latest at a moment."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from assets.commands.published import dataset
from assets.usage import fail

_DAY = len("2031-05-06")


def version_as_of(given: str, home: Path | None) -> str:
    """Return the version that ``given`` names, or that was the latest at that moment; else end with the reason.

    Args:
        given: A version, ``latest``, or a moment in ISO 8601: a day means its end, and a time without an offset is
            in UTC.
        home: The home, as the command was given it.
    """
    import polars as pl

    versions = dataset(home).versions().filter(pl.col("status") != "rejected").sort("version")
    if given == "latest" or given in versions["version"]:
        return given
    moment = _moment(given)
    if moment is None:
        names = ", ".join(versions["version"])
        fail(f"{given!r} is neither a version nor a moment such as 2031-05-06T12:00; published are: {names}", 2)
    then = versions.filter(pl.col("created_at") <= moment)
    if then.is_empty():
        first = versions.row(0, named=True)
        fail(f"nothing was known yet at {given}: the first version, {first['version']}, is of {first['created_at']}", 2)
    return str(then["version"][-1])


def _moment(given: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment + timedelta(days=1, microseconds=-1) if len(given) == _DAY else moment
