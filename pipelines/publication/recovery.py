"""What a killed publication left behind, put right before the next one begins."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pipelines.files import TEMPORARY, temporary
from pipelines.ids import sha256_file
from pipelines.publication.integrity import damaged_files
from pipelines.publication.manifest import MANIFEST, read_manifest
from pipelines.publication.replacing import settle_replacements
from pipelines.publication.versions import NAME, Version, read_versions, write_versions
from pipelines.settings import Home

ASIDE = ".damaged-"
"""How the name of a folder set aside begins."""


class Recovery(NamedTuple):
    """What was done, by name."""

    removed: tuple[str, ...]
    adopted: tuple[str, ...]
    set_aside: tuple[str, ...]


def recover(snapshots: Path) -> Recovery:
    """Put the folder of snapshots right after a kill; the caller holds the home's lock.

    * Unfinished files and folders are removed: nobody has ever seen them.
    * A snapshot that has its final name but no line in ``versions.json`` is *adopted*: the
      rename is what publishes, since from then on the folder may have been seen and never
      changes. A kill between the two steps leaves exactly this. For the same reason a lost
      ``versions.json`` is made anew from the manifests (rejected versions are forgotten).
    * A new revision of a snapshot takes its place where the old one has left it (:mod:`.replacing`).
    * If such a folder does not match its own manifest, no kill can have made it. It is set
      aside under another name for a person to look at, never deleted.
    """
    if not snapshots.is_dir():
        return Recovery((), (), ())
    settle_replacements(snapshots)
    removed = remove_unfinished(snapshots)
    index = read_versions(snapshots)
    adopted, aside = [], []
    for folder in sorted(path for path in snapshots.iterdir() if path.is_dir() and NAME.fullmatch(path.name)):
        if index.find(folder.name):
            continue
        if damaged_files(folder):
            folder.rename(_free(snapshots, f"{ASIDE}{folder.name}"))
            aside.append(folder.name)
            continue
        index = index.add(entry_of(folder))
        adopted.append(folder.name)
    if adopted:
        write_versions(snapshots, index)
    return Recovery(removed, tuple(adopted), tuple(aside))


def entry_of(folder: Path) -> Version:
    """Return the line of ``versions.json`` for a snapshot, from its manifest."""
    manifest = read_manifest(folder)
    revision = int(manifest.get("revision", 1))
    return Version(
        version=folder.name,
        created_at=datetime.fromisoformat(manifest["created"]),
        status="published" if revision == 1 else "redacted",
        manifest_sha256=sha256_file(folder / MANIFEST),
        revision=revision,
    )


def _free(parent: Path, name: str) -> Path:
    """A path that does not exist yet, numbered where need be."""
    taken = {path.name for path in parent.iterdir()}
    number = 2
    free = name
    while free in taken:
        free = f"{name}-{number}"
        number += 1
    return parent / free


def next_database(home: Home) -> Path:
    """Return where the database of the next version waits, whole, while its snapshot gets its name."""
    return temporary(home.root / "next.duckdb")


def remove_begun(home: Home) -> None:
    """Remove the databases that a killed publication had begun; the caller holds the home's lock.

    Nothing else in the home's root is touched: others write there without that lock.
    """
    for path in (temporary(home.database), next_database(home), temporary(next_database(home))):
        for each in (path, path.with_name(f"{path.name}.wal")):
            each.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> tuple[str, ...]:
    """Remove unfinished files and folders directly under ``folder`` and return their names."""
    unfinished = sorted(folder.glob(f"{TEMPORARY}*"))
    for path in unfinished:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return tuple(path.name for path in unfinished)
