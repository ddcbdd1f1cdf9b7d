"""Verification: everything that is published is hashed, read and sliced again.

What is found is said in sentences, each beginning with the file that is at fault.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.files import TEMPORARY
from pipelines.ids import sha256_bytes, sha256_file, sha256_text
from pipelines.publication.changes import apply
from pipelines.publication.hashing import content_hash, logical_hash
from pipelines.publication.integrity import damaged_files, unlike_index
from pipelines.publication.manifest import MANIFEST, declared, read_manifest, rights_in, rights_of
from pipelines.publication.publish import REJECTED
from pipelines.publication.redaction.journal import JournalError, read_journal
from pipelines.publication.restoring import MakeText, encoding_of, restored, words_too_many, wrong_positions
from pipelines.publication.snapshot import read_tables
from pipelines.publication.spans import wrong_spans
from pipelines.publication.versions import (
    INDEX,
    NAME,
    Version,
    VersionError,
    VersionIndex,
    clock,
    read_versions,
)
from pipelines.publication.withholding import withheld
from pipelines.schema import SchemaError, Table
from pipelines.settings import Home, Rights

_ANEW = "delete the file, and the next run writes it anew"

ReadRaw = Callable[[str], bytes]


class ReadableDatabase(Protocol):
    """What verification needs of the published database; :mod:`pipelines.warehouse` has it."""

    def read_database(self, path: Path) -> dict[str, pl.DataFrame]:
        """Return every published table of a database."""


def verify(
    home: Home,
    version: str | None = None,
    *,
    read_raw: ReadRaw | None = None,
    make_text: MakeText | None = None,
    database: ReadableDatabase | None = None,
) -> list[str]:
    """Return what is wrong with what a home has published; nothing if all is well.

    Re-hashes every file against the manifest and the manifest against ``versions.json``, reads
    every table against its declaration and logical hash, redoes every version from the one
    before it and its changes, re-slices every span from the articles' texts, and the texts from
    the raw bytes; every raw file against its name, where all versions are looked at. Where a version
    withholds words, the texts are made again from the raw bytes.

    Args:
        home: The home.
        version: One version, or ``latest``; every published version without it.
        read_raw: Gives raw bytes by their SHA-256; without it they are read from ``home.raw``
            where that folder is there, since a copy of the snapshots may do without.
        make_text: Makes the text of an article again from its raw bytes, for versions that withhold
            it; without it only those of plain text are made, by decoding.
        database: Who reads ``onrecord.duckdb``: :mod:`pipelines.warehouse`. Without it the file
            is not looked at.
    """
    try:
        index = read_versions(home.snapshots)
    except VersionError as error:
        return [str(error)]
    problems = list(_index_problems(home.snapshots, index))
    chosen = index.latest if version == "latest" else version
    if chosen is not None and chosen not in index.readable:
        return [*problems, f"{INDEX}: there is no published version {chosen}"]
    problems += _redaction_problems(home)
    if chosen is None and read_raw is None:
        problems += _raw_problems(home)
    reader = read_raw or _raw_reader(home)
    for entry in index.versions:
        if entry.version in index.readable and chosen in {None, entry.version}:
            problems += _version_problems(home.snapshots / entry.version, entry, reader, make_text)
    if database is not None and index.latest is not None and chosen in {None, index.latest}:
        problems += _database_problems(home, home.snapshots / index.latest, database)
    return problems


def _raw_reader(home: Home) -> ReadRaw | None:
    if not home.raw.is_dir():
        return None
    return lambda sha: (home.raw / sha[:2] / sha).read_bytes()


def _raw_problems(home: Home) -> Iterator[str]:
    """Raw files whose bytes are not those that they are named by, whether or not a version has an article of them."""
    for path in sorted(home.raw.glob("*/*")):
        if path.is_file() and not path.name.startswith(TEMPORARY) and sha256_file(path) != path.name:
            yield (
                f"{path.relative_to(home.root).as_posix()}: its SHA-256 is not its name; delete the file and run again"
                " with the input that it was read from, or restore it from a copy"
            )


def _redaction_problems(home: Home) -> Iterator[str]:
    """What the record of redactions says that is still to be done, or cannot be read."""
    try:
        pending = [each for each in read_journal(home.redactions) if each.finished_at is None]
    except JournalError as error:
        yield str(error)
        return
    for redaction in pending:
        yield (
            f"{home.redactions.name}: {redaction.redaction_id} is not finished, so words that were to go may still be"
            " there; the next run finishes it"
        )


def _index_problems(snapshots: Path, index: VersionIndex) -> Iterator[str]:
    """What ``versions.json`` says against itself and against the folders beside it."""
    path = snapshots / INDEX
    if not path.is_file():
        yield f"{INDEX}: missing; nothing has been published in {snapshots}"
        return
    if path.read_bytes() != index.encode():
        yield f"{INDEX}: its bytes are not those that were written"
    names = [entry.version for entry in index.versions]
    if names != sorted(set(names)) or not all(NAME.fullmatch(name) for name in names):
        yield f"{INDEX}: the versions are not named YYYY.MM.DD.NNN in rising order"
    refused = [entry.version for entry in index.versions if entry.status == "rejected"]
    if index.latest != max(index.readable, default=None):
        yield f"{INDEX}: latest is {index.latest}, the newest version is {max(index.readable, default=None)}"
    if index.last_rejected != max(refused, default=None):
        yield f"{INDEX}: last_rejected is {index.last_rejected}, the newest is {max(refused, default=None)}"
    for entry in index.versions:
        if entry.status == "rejected":
            yield from _rejection_problems(snapshots, entry)
    for folder in sorted(path for path in snapshots.iterdir() if path.is_dir() and NAME.fullmatch(path.name)):
        if index.find(folder.name) is None:
            yield f"{folder.name}: not listed in {INDEX}; the next run adopts it if it is whole"


def _rejection_problems(snapshots: Path, entry: Version) -> Iterator[str]:
    """What the reasons of a rejected version say against its line in the index; a copy may do without them."""
    file = snapshots / REJECTED / f"{entry.version}.json"
    if not file.is_file():
        return
    try:
        said = json.loads(file.read_bytes())["created_at"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{REJECTED}/{file.name}: cannot be read: {error}"
        return
    if said != clock(entry.created_at):
        yield f"{INDEX}: {entry.version} was rejected at {said}, not {clock(entry.created_at)}"


def _version_problems(folder: Path, entry: Version, read_raw: ReadRaw | None, make_text: MakeText | None) -> list[str]:
    if not folder.is_dir():
        return [f"{folder.name}: the folder is missing"]
    damaged = damaged_files(folder)
    problems = [f"{folder.name}/{name}: {what}" for name, what in damaged.items()]
    try:
        problems += [f"{folder.name}/{name}: {what}" for name, what in unlike_index(folder).items()]
        manifest = read_manifest(folder)
        if manifest["created"] != clock(entry.created_at):
            problems.append(
                f"{INDEX}: {folder.name} was created at {manifest['created']}, not {clock(entry.created_at)}"
            )
        revision = int(manifest.get("revision", 1))
        if revision != (entry.revision or 1) or (revision > 1) != (entry.status == "redacted"):
            said = f"{entry.status}, revision {entry.revision}"
            problems.append(f"{INDEX}: {folder.name} is {said}, but its manifest says revision {revision}")
        tables, found = _read(folder, manifest, damaged)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [*problems, f"{folder.name}/{MANIFEST}: cannot be followed: {type(error).__name__}: {error}"]
    problems += found
    problems += _wrong_changes(folder, manifest, tables)
    if {"articles", "mentions", "content_spans"} <= set(tables):
        problems += [f"{folder.name}/{what}" for what in _wrong_words(tables, rights_in(manifest), read_raw, make_text)]
    return problems


def _wrong_words(
    tables: Mapping[str, pl.DataFrame], rights: Rights, read_raw: ReadRaw | None, make_text: MakeText | None
) -> Iterator[str]:
    """Positions, words and texts that do not fit each other; texts that are withheld are made again where they can."""
    yield from wrong_spans(tables, complete=rights is Rights.FULL)
    yield from (f"articles.parquet: {what}" for what in _wrong_texts(tables["articles"], read_raw, rights))
    if rights is not Rights.FULL:
        yield from words_too_many(tables, rights)
        texts, problems = restored(tables["articles"], read_raw, make_text)
        yield from (f"articles.parquet: {what}" for what in problems)
        yield from wrong_positions(tables, texts, rights)


def _wrong_changes(folder: Path, manifest: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Where the version before and the table ``changes`` do not give this one; a damaged one before says nothing."""
    follows = manifest.get("follows")
    before = folder.parent / str(follows)
    if follows is None or "changes" not in tables or not before.is_dir() or damaged_files(before):
        return
    own = {each["name"]: declared(each) for each in manifest["resources"]}
    listed = {each["name"]: each["logical_hash"] for each in manifest["resources"]}
    try:
        known = withheld(read_tables(before), rights_in(manifest), rights_of(before))
        for name, frame in apply(own, known, tables["changes"]):
            if logical_hash(own[name], frame) != listed[name]:
                yield f"{folder.name}/changes.parquet: with {before.name} it does not give {name}"
    except (SchemaError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        yield f"{folder.name}/changes.parquet: cannot be applied to {before.name}: {reason}"


def _read(
    folder: Path, manifest: Mapping[str, Any], damaged: Collection[str]
) -> tuple[dict[str, pl.DataFrame], list[str]]:
    """Read every table by its own declaration; return those that can be read, and what is wrong.

    Damaged files are not read: a Parquet reader may do anything with them.
    """
    tables: dict[str, pl.DataFrame] = {}
    problems: list[str] = []
    hashes: dict[str, str] = {}
    for resource in manifest["resources"]:
        if resource["path"] in damaged:
            continue
        table, where = declared(resource), f"{folder.name}/{resource['path']}"
        try:
            frame = _read_parquet(folder / resource["path"], table)
        except (OSError, pa.ArrowException, pl.exceptions.PolarsError, SchemaError) as error:
            problems.append(f"{where}: cannot be read as {table.name}: {str(error).splitlines()[0]}")
            continue
        tables[table.name] = frame
        if frame.height != resource["rows"]:
            problems.append(f"{where}: has {frame.height} rows, listed {resource['rows']}")
        hashes[table.name] = logical_hash(table, frame)
        if hashes[table.name] != resource["logical_hash"]:
            problems.append(f"{where}: its logical hash is not the one listed")
    content = {each["name"]: hashes.get(each["name"]) for each in manifest["resources"] if each["content"]}
    known = {name: value for name, value in content.items() if value is not None}
    if len(known) == len(content) and content_hash(known) != manifest["content_sha256"]:
        problems.append(f"{folder.name}/{MANIFEST}: content_sha256 is not that of the tables")
    return tables, problems


def _read_parquet(file: Path, table: Table) -> pl.DataFrame:
    """Read a table's file, page checksums included; raise where it is not what the table declares."""
    stored = pq.read_schema(file)
    if not stored.equals(table.arrow):
        raise SchemaError(f"its Arrow schema is not that of {table.name}")
    arrow = pq.read_table(file, page_checksum_verification=True)
    arrow.validate(full=True)
    frame = pl.from_arrow(arrow)
    assert isinstance(frame, pl.DataFrame)
    conforming = table.conform(frame)
    if not conforming.equals(frame):
        raise SchemaError("its rows are not sorted by key")
    return frame


def _wrong_texts(articles: pl.DataFrame, read_raw: ReadRaw | None, rights: Rights) -> Iterator[str]:
    """Texts against their hash, raw bytes against theirs, plain text against its bytes."""
    columns = ("article_id", "media_type", "raw_sha256", "text_sha256", "text")
    for article, media_type, raw_sha256, text_sha256, text in articles.select(columns).iter_rows():
        if rights is Rights.FULL and sha256_text(text) != text_sha256:
            yield f"{article}: the text's SHA-256 is not text_sha256"
        if read_raw is None:
            continue
        try:
            raw = read_raw(raw_sha256)
        except (OSError, LookupError, ValueError) as error:
            yield f"{article}: its raw bytes cannot be read: {error}"
            continue
        if sha256_bytes(raw) != raw_sha256:
            yield f"{article}: the raw bytes' SHA-256 is not raw_sha256 ({raw_sha256[:12]}…)"
        elif rights is Rights.FULL and media_type == "text/plain" and encoding_of(text, raw) is None:
            yield f"{article}: no text encoding turns its raw bytes into its text"


def _database_problems(home: Home, folder: Path, database: ReadableDatabase) -> Iterator[str]:
    """The tables of ``onrecord.duckdb`` against those of the latest snapshot, cell by cell."""
    try:
        stored = database.read_database(home.database)
        resources = read_manifest(folder)["resources"]
        for resource in resources:
            name = resource["name"]
            frame = pl.read_parquet(folder / resource["path"])
            # a version that is older than a column lacks it; the database, written since, has it empty
            held = stored.get(name, pl.DataFrame())
            if not set(frame.columns) <= set(held.columns) or not held.select(frame.columns).equals(frame):
                yield f"{home.database.name}: {name} is not that of {folder.name}; {_ANEW}"
    except Exception as error:
        reason = str(error).splitlines()[0]
        yield f"{home.database.name}: cannot be read: {reason}; {_ANEW}"
