"""Publishing: from checked tables to a version that readers see, or to a recorded refusal.

The order of the steps is what keeps readers safe: the database is made ready, the snapshot
gets its name, ``versions.json`` points to it, the database is swapped in. A kill between any
two of them leaves the last version whole; the next publication finishes what was begun.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import polars as pl

from pipelines.files import move_into_place, write_whole, writing
from pipelines.publication.changelog import changelog
from pipelines.publication.changes import aligned
from pipelines.publication.hashing import content_hash
from pipelines.publication.integrity import damaged_files
from pipelines.publication.laying import Laid, Rows
from pipelines.publication.manifest import Release, read_manifest, rights_of
from pipelines.publication.record import record
from pipelines.publication.recovery import next_database, recover, remove_begun
from pipelines.publication.snapshot import Stored, begun, read_table, read_tables, write_snapshot
from pipelines.publication.states import states_of
from pipelines.publication.versions import (
    NAME,
    Version,
    VersionError,
    VersionIndex,
    clock,
    read_versions,
    utc,
    write_versions,
)
from pipelines.publication.withholding import declarations, stricter, withheld
from pipelines.schema import AT_PUBLICATION, PUBLISHED, TABLES, SchemaError, Table
from pipelines.settings import Home, Rights
from pipelines.visible import json_plain

REJECTED = "rejected"
"""The folder beside the snapshots that keeps the reasons of rejected versions."""


class Database(Protocol):
    """What publication needs of the published database; :mod:`pipelines.warehouse` has it."""

    def build_database(
        self,
        path: Path,
        tables: Mapping[str, pl.DataFrame | Path],
        version: str,
        declared: Mapping[str, Table] = PUBLISHED,
    ) -> None:
        """Write the database of a version to ``path`` in one step, its tables as they are declared.

        A table is a frame, or a Parquet file that conforms already.
        """

    def database_version(self, path: Path) -> str | None:
        """Return the version that a database holds, None if it cannot be read."""

    def is_whole(self, path: Path) -> bool:
        """Whether every value of a database can be read."""


class Published(NamedTuple):
    """The version that readers now see."""

    version: str
    path: Path
    is_new: bool
    """False where the tables say what the latest version says already."""


def publish(
    home: Home,
    tables: Mapping[str, Rows],
    *,
    version: str,
    created_at: datetime,
    database: Database,
    quality: Mapping[str, Any] | None = None,
    rights: Rights | None = None,
) -> Published:
    """Publish ``tables`` as ``version``, unless they say the same as the latest version.

    The caller holds the home's lock and has had the tables checked.

    Args:
        home: The home to publish in.
        tables: Rows by table name, as frames or in slices; a published table that is absent is written without rows,
            those of :data:`pipelines.schema.AT_PUBLICATION` are made here.
        version: The name from :func:`next_version`, which the rows already carry.
        created_at: The clock of the version (UTC); a clock set back counts as that of the version before.
        database: Who writes the DuckDB file: :mod:`pipelines.warehouse`.
        quality: Quality figures of what made the rows, for the manifest.
        rights: How much of the articles' words the version passes on; without it as much as the
            latest version does, and all in a new home. Another profile makes a new version.

    Raises:
        SchemaError: a frame does not match its table, or is no published table.
        StorageError: a file cannot be written, as when the disk is full; the last version stays.
        VersionError: the name does not follow the versions that there are, or the latest version
            is damaged.
    """
    recover(home.snapshots)
    with writing(home.snapshots):
        home.snapshots.mkdir(parents=True, exist_ok=True)
    remove_begun(home)
    index = read_versions(home.snapshots)
    known = rights_of(home.snapshots / index.latest) if index.latest else Rights.FULL
    rights = rights or known
    declared = declarations(rights)
    _must_be_a_name(version)
    final = home.snapshots / version
    laid = Laid(begun(final), final, declared)
    ready = next_database(home)
    try:
        for name, rows in _withheld(tables, rights):
            laid.lay(name, rows)
        content = content_hash({name: value for name, value in laid.hashes.items() if PUBLISHED[name].content})
        if index.latest and _latest_content(home.snapshots / index.latest) == content and rights is known:
            refresh_database(home, database)
            return Published(index.latest, home.snapshots / index.latest, is_new=False)
        _must_follow(version, index)
        created_at = _no_earlier(created_at, index)
        before = _before(home.snapshots, index, rights, known)
        for name, frame in record(version, index.latest, before, laid).items():
            laid.lay(name, frame)
        earlier = ((name, _claims(home.snapshots / name, rights)) for name in index.readable)
        laid.lay("claim_states", states_of(before.get("claim_states"), earlier, laid["claims"], version))
        laid.lay("versions", _versions(index, before.get("versions"), laid.rows, version, created_at, content))
        database.build_database(ready, {name: laid.file(name) for name in declared}, version, declared)
        release = Release(version, created_at, index.latest, content, quality or {}, rights=rights)
        told = changelog(version, index.latest, PUBLISHED, before, laid)
        manifest_sha256 = write_snapshot(home.snapshots, laid, laid.hashes, release, told, declared=declared)
        entry = Version(
            version=version, created_at=created_at, status="published", manifest_sha256=manifest_sha256, revision=1
        )
        write_versions(home.snapshots, index.add(entry))
        with writing(home.database):
            move_into_place(ready, home.database)
    finally:
        ready.unlink(missing_ok=True)
        shutil.rmtree(laid.folder, ignore_errors=True)  # nothing is there any more where it has its name
    return Published(version, home.snapshots / version, is_new=True)


def confirm(home: Home, database: Database) -> Published:
    """Return the latest version, where it is known that nothing changed since; the caller holds the home's lock.

    What a kill left is tidied up, and a database of another version, or a damaged one, is written anew.

    Raises:
        VersionError: there is no version, or the latest is damaged.
    """
    recover(home.snapshots)
    remove_begun(home)
    latest = read_versions(home.snapshots).latest
    if latest is None:
        raise VersionError(f"{home.snapshots} holds no version; run with the articles again")
    _latest_content(home.snapshots / latest)
    refresh_database(home, database)
    return Published(latest, home.snapshots / latest, is_new=False)


def _before(snapshots: Path, index: VersionIndex, rights: Rights, known: Rights) -> Mapping[str, pl.DataFrame]:
    """The tables of the version before, as a profile lets them be passed on; each is read when it is asked for."""
    if not index.latest:
        return {}
    # a stricter profile than before: neither the changes nor the states may repeat what is now withheld
    if stricter(rights, known):
        return withheld(read_tables(snapshots / index.latest), rights, known)
    return Stored(snapshots / index.latest)


def _claims(folder: Path, rights: Rights) -> pl.DataFrame:
    """Table ``claims`` of an earlier version, as a profile lets it be passed on."""
    tables = {name: read_table(folder, name) for name in ("claims", "mentions")}
    return withheld(tables, rights, rights_of(folder))["claims"]


def _latest_content(folder: Path) -> str:
    """The content hash of the latest version; a snapshot that is listed but damaged stops the publication."""
    damaged = damaged_files(folder)
    if damaged:
        name, what = next(iter(damaged.items()))
        raise VersionError(
            f"the latest version is damaged ({folder.name}/{name}: {what}), so nothing can follow it; restore the "
            f"folder {folder} from a copy"
        )
    return str(read_manifest(folder)["content_sha256"])


def refresh_database(home: Home, database: Database) -> bool:
    """Write ``onrecord.duckdb`` anew where it holds another version than the latest, as after a kill, or is damaged.

    True if it was needed.
    """
    latest = read_versions(home.snapshots).latest
    if latest is None or (database.database_version(home.database) == latest and database.is_whole(home.database)):
        return False
    folder = home.snapshots / latest
    stored = read_tables(folder)
    # a version that is older than a column has nothing in it
    frames = {name: aligned(table, stored.get(name)) for name, table in PUBLISHED.items()}
    database.build_database(home.database, frames, latest, declarations(rights_of(folder)))
    return True


def rejected(
    home: Home,
    *,
    version: str,
    created_at: datetime,
    reasons: Sequence[str],
    checks: pl.DataFrame | None = None,
) -> Path:
    """Record that ``version`` was rejected and why; nothing that is published is touched.

    Returns:
        The file with the reasons, ``snapshots/rejected/<version>.json``.

    Raises:
        VersionError: the name does not follow the versions that there are.
    """
    recover(home.snapshots)
    index = read_versions(home.snapshots)
    _must_follow(version, index)
    created_at = _no_earlier(created_at, index)
    failed = checks.filter(~pl.col("success")).to_dicts() if checks is not None else []
    content = {"version": version, "created_at": clock(created_at), "reasons": list(reasons), "checks": failed}
    path = home.snapshots / REJECTED / f"{version}.json"
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (json_plain(json.dumps(content, indent=1, ensure_ascii=False)) + "\n").encode())
    entry = Version(version=version, created_at=created_at, status="rejected", manifest_sha256=None)
    write_versions(home.snapshots, index.add(entry))
    return path


def _must_follow(version: str, index: VersionIndex) -> None:
    _must_be_a_name(version)
    last = max((entry.version for entry in index.versions), default="")
    if version <= last:
        raise VersionError(f"version {version} does not follow {last}: an interrupted run had published it; run again")


def _must_be_a_name(version: str) -> None:
    if not NAME.fullmatch(version):
        raise VersionError(
            f"{version!r} is no version name: they are YYYY.MM.DD.NNN; use the one that next_version gives"
        )


def _no_earlier(moment: datetime, index: VersionIndex) -> datetime:
    """``moment``, or that of the newest version where the clock was set back: who asks for the past goes by it."""
    return max([utc(moment), *(utc(entry.created_at) for entry in index.versions)])


def _withheld(tables: Mapping[str, Rows], rights: Rights) -> Iterator[tuple[str, Rows]]:
    """Every published table but those that are made here, as a profile lets it be passed on.

    What a profile keeps back is decided from several tables together: then all of them are held at once.
    """
    unknown = sorted(set(tables) - set(PUBLISHED))
    if unknown:
        raise SchemaError(f"not published tables: {', '.join(unknown)}")
    given = {name: tables.get(name, table.empty()) for name, table in PUBLISHED.items() if name not in AT_PUBLICATION}
    if not stricter(rights, Rights.FULL):
        yield from given.items()
        return
    # digests in the place of words may sort otherwise: laying a table out sorts it again
    yield from withheld({name: _whole(PUBLISHED[name], rows) for name, rows in given.items()}, rights).items()


def _whole(table: Table, rows: Rows) -> pl.DataFrame:
    return table.conform(rows if isinstance(rows, pl.DataFrame) else pl.concat([table.empty(), *rows()]))


def _versions(
    index: VersionIndex,
    before: pl.DataFrame | None,
    rows: Mapping[str, int],
    version: str,
    created_at: datetime,
    content: str,
) -> pl.DataFrame:
    """The table ``versions``: those before, as they stand in the index now, and this one."""
    table = TABLES["versions"]
    known = {row["version"]: row for row in before.to_dicts()} if before is not None else {}
    lines = [
        {
            **{name: known.get(entry.version, {}).get(name) for name in table.names},
            "version": entry.version,
            "created_at": utc(entry.created_at),
            "status": entry.status,
            "revision": entry.revision,
        }
        for entry in index.versions
    ]
    lines.append(
        {
            "version": version,
            "created_at": utc(created_at),
            "status": "published",
            "revision": 1,
            "content_sha256": content,
            "article_count": rows["articles"],
            "mention_count": rows["mentions"],
            "claim_count": rows["claims"],
            "row_count": sum(rows.values()),
        }
    )
    return table.conform(table.frame(lines))
