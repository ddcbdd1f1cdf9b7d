"""Sending versions to another place: the data first, the pointer that readers follow last.

A place holds what a folder of snapshots holds, without rejected versions: one folder a version,
and ``versions.json``. Until that file names a version nobody reads it, so a publication that
breaks off changes nothing for readers; doing it again goes on where it broke off, since files
that are there already are compared and kept.

Nothing that is there is ever overwritten, with one exception: a version from which articles were
redacted here since is redacted there as well, so that their words are gone from both.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from pipelines.publication.integrity import damaged_files
from pipelines.publication.manifest import MANIFEST, read_manifest
from pipelines.publication.versions import INDEX, Version, VersionError, VersionIndex, read_versions
from pipelines.storage import ConflictError, Mark, Store

_ATTEMPTS = 5
"""How often the pointer is tried again when somebody else publishes to the same place at once."""

Progress = Callable[[str, int, int], None]


class Sent(NamedTuple):
    """What was done, by version, oldest first."""

    sent: tuple[str, ...]
    present: tuple[str, ...]
    """Those that the place had already."""


def send(snapshots: Path, store: Store, versions: Sequence[str], progress: Progress | None = None) -> Sent:
    """Write versions to a place, all their files before the pointer; what is there already is left as it is.

    Args:
        snapshots: The folder of snapshots.
        store: The place.
        versions: Names of published versions.
        progress: Told the version, the files of it that are done and how many it has.

    Raises:
        VersionError: a version is not published here, or is damaged; nothing of it was sent.
        ConflictError: the place has a version of that name that says something else.
        StorageError: the place cannot be read or written.
    """
    here = read_versions(snapshots)
    entries = [_published(here, name) for name in sorted(set(versions))]
    there = _index(store, store.look(INDEX))
    missing = [entry for entry in entries if not _has(there, entry, store.url)]
    for entry in missing:
        _send_files(snapshots / entry.version, store, progress, over=there.find(entry.version) is not None)
    if missing:
        _point_to(store, missing)
    sent = tuple(entry.version for entry in missing)
    return Sent(sent, tuple(entry.version for entry in entries if entry.version not in sent))


def _published(index: VersionIndex, version: str) -> Version:
    entry = index.find(version)
    if entry is None or version not in index.readable:
        raise VersionError(f"there is no published version {version}; published are: {', '.join(index.readable)}")
    return entry


def _index(store: Store, mark: Mark) -> VersionIndex:
    if mark.content is None:
        return VersionIndex()
    try:
        return VersionIndex.model_validate_json(mark.content)
    except ValidationError as error:
        raise VersionError(f"{store.url}/{INDEX} is no index of versions; publish to an empty folder") from error


def _has(there: VersionIndex, entry: Version, url: str) -> bool:
    """Whether a place has a version already; it has not what was redacted here since."""
    found = there.find(entry.version)
    same = found is not None and found.created_at == entry.created_at
    if found is not None and same and (found.revision or 1) < (entry.revision or 1):
        return False
    if found is not None and found.manifest_sha256 != entry.manifest_sha256:
        raise ConflictError(
            f"{url} has another version {entry.version} than this home; a version never changes, so nothing was"
            " overwritten: publish to another place"
        )
    return found is not None


def _send_files(folder: Path, store: Store, progress: Progress | None, *, over: bool) -> None:
    """Write every file of a version, its manifest last; each is read back and compared."""
    damaged = damaged_files(folder)
    if damaged:
        name, what = next(iter(damaged.items()))
        raise VersionError(f"{folder.name}/{name}: {what}; restore the folder {folder} from a copy before publishing")
    manifest = read_manifest(folder)
    names = [each["path"] for each in [*manifest["resources"], *manifest["documents"]]] + [MANIFEST]
    for done, name in enumerate(names):
        if progress:
            progress(folder.name, done, len(names))
        write = store.replace if over else store.create
        write(f"{folder.name}/{name}", (folder / name).read_bytes())


def _point_to(store: Store, entries: Sequence[Version]) -> None:
    """Add versions to the index of a place; others may add theirs at the same time."""
    for attempt in range(_ATTEMPTS):
        mark = store.look(INDEX)
        index = _index(store, mark)
        for entry in entries:
            if not _has(index, entry, store.url):
                index = index.replace(entry) if index.find(entry.version) else index.add(entry)
        try:
            store.swap(INDEX, mark, index.encode())
            return
        except ConflictError:
            if attempt == _ATTEMPTS - 1:
                raise
