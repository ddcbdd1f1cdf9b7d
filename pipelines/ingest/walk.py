"""Which files an input consists of, in an order that no file system decides."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.files import TEMPORARY


@dataclass(frozen=True, order=True)
class Found:
    """A file of the input, or a place of it that is passed over for ``skip_reason``."""

    path: str
    """Relative to the input folder, with ``/``; the file name alone for a file given directly."""
    file: Path
    skip_reason: str | None = None
    skip_advice: str | None = None


HIDDEN = "is hidden: rename it without the leading dot to have it read"
_OUTSIDE = "is a symbolic link that leaves the input folder: copy the file into the folder to have it read"
_LINKED_FOLDER = "is a symbolic link to a folder, which is not followed: give the folder itself as an input"
_NOT_REGULAR = "is not a regular file: give the path of a file or a folder"
_DANGLING = "is a symbolic link to a file that is not there: mend or remove the link"
_UNREADABLE = "cannot be listed ({error}): check the permissions and run again"


def find_files(inputs: Sequence[Path]) -> list[Found]:
    """List the files of all inputs, sorted by relative path.

    Raises:
        FileNotFoundError: an input does not exist; raised before anything is read.
    """
    for given in inputs:
        if not given.exists():
            raise FileNotFoundError(f"no such file or folder: {given}")
    found: list[Found] = []
    for given in inputs:
        if given.is_dir():
            root = given.resolve()
            found.extend(_walk(root, root))
        else:
            found.append(_file(Path(given.name), given.resolve()))
    return sorted(set(found), key=lambda item: (item.path, str(item.file)))


def printable(path: Path) -> str:
    """Return the path with ``/`` as valid Unicode; bytes of a name that are no UTF-8 are written ``\\xNN``."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _walk(folder: Path, root: Path) -> Iterator[Found]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        where = printable(folder.relative_to(root))
        yield Found(where, folder, "unreadable", _UNREADABLE.format(error=error.strerror or type(error).__name__))
        return
    for entry in entries:
        relative = entry.relative_to(root)
        if entry.name.startswith(TEMPORARY):
            continue  # another process has not finished it: it is there under its own name soon, or never was
        if entry.name.startswith("."):
            yield Found(printable(relative), entry, "hidden", HIDDEN)
        elif entry.is_symlink():
            yield _link(relative, entry, root)
        elif entry.is_dir():
            yield from _walk(entry, root)
        else:
            yield _file(relative, entry)


def _link(relative: Path, entry: Path, root: Path) -> Found:
    target = Path(os.path.realpath(entry))
    if not target.is_relative_to(root):
        return Found(printable(relative), entry, "symlink_outside", _OUTSIDE)
    if target.is_dir():
        return Found(printable(relative), entry, "symlink_to_folder", _LINKED_FOLDER)
    return _file(relative, target)


def _file(relative: Path, file: Path) -> Found:
    try:
        regular = stat.S_ISREG(file.stat().st_mode)
    except FileNotFoundError:
        return Found(printable(relative), file, "unreadable", _DANGLING)
    except OSError as error:
        advice = _UNREADABLE.format(error=error.strerror or type(error).__name__).replace("listed", "read")
        return Found(printable(relative), file, "unreadable", advice)
    if not regular:
        return Found(printable(relative), file, "not_a_file", _NOT_REGULAR)
    return Found(printable(relative), file)
