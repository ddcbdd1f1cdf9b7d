"""The folder of one version: written under an unfinished name, then renamed in one step."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from pipelines.files import sync, temporary, writing
from pipelines.ids import sha256_bytes
from pipelines.memory import give_back
from pipelines.publication import manifest
from pipelines.publication.dictionary import data_dictionary
from pipelines.publication.laying import Laid, height, write_parquet
from pipelines.publication.manifest import Release
from pipelines.publication.report import REPORT, report
from pipelines.publication.rights import citation, licence_note
from pipelines.publication.withholding import legible
from pipelines.schema import PUBLISHED, Table


def write_snapshot(
    snapshots: Path,
    tables: Mapping[str, pl.DataFrame],
    hashes: Mapping[str, str],
    release: Release,
    changelog: str,
    *,
    declared: Mapping[str, Table] = PUBLISHED,
    name: str | None = None,
) -> str:
    """Write the snapshot of a version and give it its name.

    Every byte is on the disk before the rename, so the folder is there whole or not at all.

    Args:
        snapshots: The folder of snapshots.
        tables: A frame for every published table, as :meth:`pipelines.schema.Table.conform` leaves it; or the
            tables as they are laid out in the folder that :func:`begun` made.
        hashes: The tables' logical hashes.
        release: What is said of the version as a whole.
        changelog: The text of ``changelog.md``.
        declared: The tables to write, as the version declares them.
        name: The folder's name, if it is not that of the version.

    Returns:
        The SHA-256 of ``manifest.json``.

    Raises:
        StorageError: a file cannot be written, as when the disk is full; nothing is left behind.
    """
    final = snapshots / (name or release.version)
    folder = temporary(final)
    try:
        if isinstance(tables, Laid):
            files = {name: tables.file(name) for name in declared}
        else:
            files = _written(tables, begun(final), final, declared)
        resources = [
            manifest.resource(table, declared, files[table.name], height(tables, table.name), hashes[table.name])
            for table in declared.values()
        ]
        texts = {
            "data_dictionary.md": data_dictionary(declared, release.quality),
            "changelog.md": changelog,
            "CITATION.cff": citation(release.version, release.created_at),
            "LICENSE.md": licence_note(release.rights),
            REPORT: report(release, legible(tables, release.rights), changelog),
        }
        give_back()  # what the page was made from
        for document, text in texts.items():
            with writing(final / document):
                (folder / document).write_text(text, encoding="utf-8", newline="\n")
        documents = [manifest.document(folder / document) for document in texts]
        described = manifest.encode(manifest.build(release, tables, resources, documents))
        with writing(final / manifest.MANIFEST):
            (folder / manifest.MANIFEST).write_bytes(described)
        with writing(final):
            for file in (*sorted(folder.iterdir()), folder):
                sync(file)
            folder.rename(final)
            sync(snapshots)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return sha256_bytes(described)


def begun(final: Path) -> Path:
    """Make the folder that becomes a snapshot under the name ``final``, without what a killed publication left."""
    folder = temporary(final)
    shutil.rmtree(folder, ignore_errors=True)
    with writing(final):
        folder.mkdir(parents=True)
    return folder


def _written(
    tables: Mapping[str, pl.DataFrame], folder: Path, final: Path, declared: Mapping[str, Table]
) -> dict[str, Path]:
    """Write every table and return its file."""
    files = {name: folder / f"{name}.parquet" for name in declared}
    for name, file in files.items():
        with writing(final / file.name):
            write_parquet(file, declared[name], tables[name])
    return files


def read_tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Read every table of a snapshot by its manifest."""
    return {name: pl.read_parquet(file) for name, file in files_of(folder).items()}


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files of the tables of a snapshot by its manifest."""
    return {each["name"]: folder / each["path"] for each in manifest.read_manifest(folder)["resources"]}


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """Read one table of a snapshot by its manifest; ``KeyError`` where it has none of that name."""
    return pl.read_parquet(files_of(folder)[name])


class Stored(Mapping[str, pl.DataFrame]):
    """The tables of a snapshot by its manifest; each is read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._files = files_of(folder)

    def __getitem__(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self._files[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
