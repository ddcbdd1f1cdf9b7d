"""The option ``--reference`` of ``onrecord run``: the user's own reference tables."""

from pathlib import Path

from assets.usage import fail
from pipelines.settings import Home

_FORGET = "none"


def choose(home: Home, given: str) -> None:
    """Check a folder of reference tables and let the home remember it; ``none`` makes it forget what it had.

    Ends with 2 and the file, line and column at fault where the tables cannot be used.
    """
    from assets.reference import remember
    from pipelines.reference import DEFAULT_FOLDER, ReferenceDataError, load_reference

    if given == _FORGET:
        remember(home, ())
        return
    folder = Path(given).expanduser()
    try:
        load_reference(DEFAULT_FOLDER, folder)
        remember(home, (folder,))
    except ReferenceDataError as error:
        fail(str(error), 2)
    except OSError as error:
        fail(f"{home.reference} cannot be written ({error.strerror}); give a home that can with --home")
