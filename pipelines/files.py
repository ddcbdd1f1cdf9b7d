"""Durable files: what is written is there whole or not at all, also after a kill or a power cut.

Belongs here: the few steps that every writer of the project shares (temporary name, fsync,
rename). Does not belong here: what is written.
"""

import os
import platform
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".tmp-"
"""How the name of an unfinished file or folder begins; nobody reads such a file."""
_FLUSHED_AT_ONCE = 16
"""Files that the disk is asked to flush at the same moment."""


class StorageError(OSError):
    """A file cannot be written, most often because its disk is full; the message names it and says what to do."""


def cannot_write(path: Path, reason: str) -> str:
    """Return what a person is told of a file that could not be written, whoever tried."""
    return (
        f"{path} cannot be written ({reason}); make room on its disk, or make it writable, and run again: published"
        " versions are whole, and work that was finished is not done again"
    )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failure to write inside into a :class:`StorageError` that names ``path``.

    The operating system names no file when a disk runs full in the midst of one.
    """
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        # Arrow wraps the number and its words into a sentence of its own
        reason = (error.strerror or str(error)).splitlines()[0].rpartition("Detail: ")[2]
        raise StorageError(cannot_write(path, reason)) from error


def temporary(path: Path) -> Path:
    """Return the unfinished name beside ``path``: on the same file system, and never read by anyone."""
    return path.with_name(f"{TEMPORARY}{path.name}")


def sync(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_into_place(unfinished: Path, path: Path) -> None:
    """Give a finished file its final name in one step, replacing what stood there."""
    sync(unfinished)
    unfinished.replace(path)
    sync(path.parent)


def move_all_into_place(unfinished: Sequence[Path], places: Sequence[Path]) -> None:
    """Give many finished files their final names: each in one step, and the disk is waited for once for many.

    File systems flush what is asked of them at the same moment together, so that hundreds take little longer than one.
    """
    with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as pool:
        list(pool.map(sync, unfinished))
        for path, place in zip(unfinished, places, strict=True):
            path.replace(place)
        list(pool.map(sync, sorted({place.parent for place in places})))


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old bytes or the new ones, never a part."""
    unfinished = temporary(path)
    try:
        with writing(path):
            unfinished.write_bytes(data)
            move_into_place(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def copy_whole(source: Path, path: Path) -> None:
    """Copy a file to ``path`` so that it is there whole or not at all."""
    unfinished = temporary(path)
    try:
        with writing(path):
            shutil.copyfile(source, unfinished)
            move_into_place(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def create_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, where nothing stands yet, in one step.

    Raises:
        FileExistsError: the file is there; it is left as it is.
    """
    unfinished = path.with_name(f"{TEMPORARY}{platform.node()}-{os.getpid()}-{path.name}")
    try:
        unfinished.write_bytes(data)
        sync(unfinished)
        os.link(unfinished, path)
        sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)
