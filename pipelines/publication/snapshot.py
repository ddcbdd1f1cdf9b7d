"""The folder of one version: written under an unfinished name, then renamed in one step."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.files import sync, temporary, writing
from pipelines.ids import sha256_bytes
from pipelines.publication import manifest
from pipelines.publication.dictionary import data_dictionary
from pipelines.publication.manifest import Release
from pipelines.publication.report import REPORT, report
from pipelines.publication.rights import citation, licence_note
from pipelines.publication.withholding import legible
from pipelines.schema import PUBLISHED, Table

_ROWS_A_GROUP = 100_000


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
        tables: A frame for every published table, as :meth:`pipelines.schema.Table.conform` leaves it.
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
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with writing(final):
            folder.mkdir(parents=True)
        resources = []
        for table in declared.values():
            file = folder / f"{table.name}.parquet"
            frame = tables[table.name].select(table.names)
            with writing(final / file.name):
                write_parquet(file, table, frame)
            resources.append(manifest.resource(table, declared, file, frame.height, hashes[table.name]))
        texts = {
            "data_dictionary.md": data_dictionary(declared, release.quality),
            "changelog.md": changelog,
            "CITATION.cff": citation(release.version, release.created_at),
            "LICENSE.md": licence_note(release.rights),
            REPORT: report(release, legible(tables, release.rights), changelog),
        }
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


def write_parquet(path: Path, table: Table, frame: pl.DataFrame) -> None:
    """Write a frame as Parquet: zstd, explicit schema, sorted by key, statistics, page index and checksums.

    The bytes depend on the rows alone: no clock goes into the file.
    """
    schema = table.arrow
    order = pq.SortingColumn.from_ordering(schema, [(name, "ascending") for name in table.key])
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        sorting_columns=order,
        write_statistics=True,
        write_page_index=True,
        write_page_checksum=True,
    ) as writer:
        for part in _groups(frame):
            writer.write_table(part.cast(schema))


def _groups(frame: pl.DataFrame) -> Iterator[pa.Table]:
    """Slices of a frame as Arrow tables, small enough for 32-bit string offsets; one even without rows."""
    for start in range(0, max(frame.height, 1), _ROWS_A_GROUP):
        yield frame.slice(start, _ROWS_A_GROUP).to_arrow(compat_level=pl.CompatLevel.oldest())


def read_tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Read every table of a snapshot by its manifest."""
    return {
        each["name"]: pl.read_parquet(folder / each["path"]) for each in manifest.read_manifest(folder)["resources"]
    }


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """Read one table of a snapshot by its manifest; ``KeyError`` where it has none of that name."""
    paths = {each["name"]: each["path"] for each in manifest.read_manifest(folder)["resources"]}
    return pl.read_parquet(folder / paths[name])
