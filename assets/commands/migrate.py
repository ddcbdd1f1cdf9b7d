"""``onrecord migrate``: a home that an older onrecord wrote, brought to this one's schema."""

from assets.commands.published import HomeOption
from assets.console import say
from assets.usage import check_settings, fail
from pipelines.settings import Home, Settings


def migrate(home: HomeOption = None) -> None:
    """Bring a home that an older version of onrecord wrote to this version's tables.

    What was read is carried over, a copy of the working store stays in work/backups, and the next run makes the
    rest anew from the raw bytes. Published versions, claims' identifiers, their history and corrections stay.

    Example:  onrecord migrate --home data/home
    """
    from assets.migrating import migrate_home
    from pipelines.warehouse import WarehouseError

    check_settings()
    place = Home.at(home)
    try:
        done, backup = migrate_home(place, Settings.from_environment().lock_seconds)
    except (WarehouseError, OSError) as error:
        fail(str(error))
    if backup is None:
        say(f"{place.root} is up to date")
        return
    for table, rows in done.carried.items():
        say(f"{table}: {rows:,} rows carried over")
    for table in done.emptied:
        say(f"{table}: made anew by the next run")
    say(f"the store as it was: {backup}. Go on with `onrecord run`; once that has published, the copy may go")
