"""A snapshot replaced by its new revision under the same name, in one step.

Two folders change their names with each other where the system can do that (Linux: ``renameat2``
with ``RENAME_EXCHANGE``), so that at every moment a whole revision has the name. Elsewhere the old
one steps aside first: for that moment there is none, and a reader is told so.
"""

import ctypes
import os
import shutil
from pathlib import Path

from pipelines.files import sync, temporary

NEXT = ".next-"
"""How the name of a revision begins that is whole and waits to take its place."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def waiting(folder: Path) -> Path:
    """Return where the next revision of a snapshot waits, whole, to take its place."""
    return folder.with_name(f"{NEXT}{folder.name}")


def replace_snapshot(folder: Path) -> None:
    """Let the revision that waits beside ``folder`` take its place, and remove the old one."""
    new = waiting(folder)
    if not _exchange(new, folder):
        aside = temporary(folder)
        folder.rename(aside)
        new.rename(folder)
        new = aside
    sync(folder.parent)
    shutil.rmtree(new)


def settle_replacements(snapshots: Path) -> None:
    """Put right what a kill in the midst of a replacement left; a revision that did not get its place is removed.

    It is made again when its redaction is finished.
    """
    for new in sorted(snapshots.glob(f"{NEXT}*")):
        folder = new.with_name(new.name.removeprefix(NEXT))
        if folder.exists():
            # its old revision, or one that waits in vain
            shutil.rmtree(new)
        else:
            new.rename(folder)
            sync(snapshots)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    names = (os.fsencode(one), os.fsencode(other))
    return int(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)) == 0
