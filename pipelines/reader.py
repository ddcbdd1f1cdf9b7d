"""The public reader of published versions: frames and SQL over one version's Parquet files.

A dataset is pinned to the version that it was opened at: a publication that happens meanwhile
changes nothing for it. Nothing can be written through it. Files that lie elsewhere are copied
when they are first needed, and used only if they have the hash that the manifest names.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines import joins, macros
from pipelines.connections import quieten
from pipelines.copies import Copies
from pipelines.ids import sha256_bytes
from pipelines.storage import StorageError, is_url, open_store

_INDEX = "versions.json"
_MANIFEST = "manifest.json"
_LOCAL = "file://"


class DatasetError(RuntimeError):
    """The dataset, version or table asked for is not there; the message says what to do."""


def open_dataset(
    path_or_url: str | Path,
    version: str = "latest",
    *,
    storage_options: Mapping[str, Any] | None = None,
    cache: str | Path | None = None,
) -> "Dataset":
    """Open a published version, here or elsewhere.

    Args:
        path_or_url: A home, its folder of snapshots (or a copy of it), or one snapshot: a path, or the address of
            any place that fsspec knows (``s3://bucket/folder``, ``https://…``, ``memory://…``), as `onrecord publish`
            wrote it.
        version: ``latest`` or a name such as ``2025.08.11.001``.
        storage_options: What fsspec is told of an address besides: keys, ``endpoint_url`` and the like.
        cache: A folder that keeps the files fetched from an address; without it they are fetched anew each time.

    Raises:
        DatasetError: there is no dataset, or it has no such version.
    """
    try:
        if is_url(path_or_url) and not str(path_or_url).startswith(_LOCAL):
            store = open_store(str(path_or_url), storage_options)
            return _open_remote(Copies(store, Path(cache) if cache is not None else None), version)
    except StorageError as error:
        raise DatasetError(str(error)) from error
    path = Path(str(path_or_url).removeprefix(_LOCAL)).expanduser().resolve()
    for snapshots in (path / "snapshots", path):
        if (snapshots / _INDEX).is_file():
            index = _object(_read(snapshots / _INDEX), str(snapshots / _INDEX))
            return _LocalDataset(snapshots / _chosen(index, version, str(snapshots)))
    if (path / _MANIFEST).is_file():
        if version not in {"latest", path.name}:
            raise DatasetError(f"{path} is the snapshot {path.name}; to open {version}, give the home that holds it")
        return _LocalDataset(path)
    if not path.exists():
        raise DatasetError(f"there is no folder {path}; give the home that `onrecord run --home` wrote")
    raise DatasetError(f"nothing has been published in {path} yet; run `onrecord run --input FOLDER --home {path}`")


def _open_remote(copies: Copies, version: str) -> "Dataset":
    store = copies.store
    for folder in ("snapshots/", ""):
        content = store.read(folder + _INDEX)
        if content is not None:
            index = _object(content, f"{store.url}/{folder}{_INDEX}")
            return _RemoteDataset(copies, f"{folder}{_chosen(index, version, store.url)}/", index)
    if store.read(_MANIFEST) is not None:
        name = store.url.rpartition("/")[2]
        if version not in {"latest", name}:
            raise DatasetError(f"{store.url} is the snapshot {name}; to open {version}, give the folder that holds it")
        return _RemoteDataset(copies, "", None)
    raise DatasetError(f"nothing has been published at {store.url} yet; `onrecord publish --to {store.url}` does")


def _chosen(index: Mapping[str, Any], version: str, place: str) -> str:
    """The version that is asked for, by the index of a place."""
    chosen = index["latest"] if version == "latest" else version
    rejected = f"{place.rstrip('/')}/rejected"
    if chosen is None:
        raise DatasetError(
            f"no version has been published in {place} yet; if the last run was rejected, {rejected} says why"
        )
    status = {entry["version"]: entry["status"] for entry in index["versions"]}
    if chosen not in status:
        names = ", ".join(name for name, value in status.items() if value != "rejected") or "none"
        raise DatasetError(f"there is no version {version!r}; published are: {names}")
    if status[chosen] == "rejected":
        raise DatasetError(
            f"version {chosen} was rejected by the checks and never published; {rejected}/{chosen}.json says why"
        )
    return str(chosen)


def _object(content: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise DatasetError(f"{where} cannot be read ({error}); run `onrecord verify` and restore the file") from error
    if not isinstance(found, dict):
        raise DatasetError(f"{where} is not a JSON object; run `onrecord verify` and restore the file")
    return found


class Dataset(ABC):
    """One published version. Made by :func:`open_dataset`."""

    def __init__(self, path: Path, location: str, manifest: bytes, index: Mapping[str, Any] | None) -> None:
        self.path = path
        """The folder of the snapshot; of a version elsewhere the folder that holds copies of its files."""
        self.location = location
        """Where the snapshot lies: a path or an address."""
        self._encoded = manifest
        self._index = index
        described = self.manifest()
        try:
            self.version: str = described["version"]
            """The version's name."""
            self._files: dict[str, str] = {each["name"]: each["path"] for each in described["resources"]}
            self._hashes: dict[str, str] = {
                each["path"]: each["hash"].removeprefix("sha256:")
                for each in [*described["resources"], *described["documents"]]
            }
        except (KeyError, TypeError, AttributeError) as error:
            raise DatasetError(
                f"{location}/{_MANIFEST} does not describe a snapshot; run `onrecord verify` and restore the file"
            ) from error

    def __repr__(self) -> str:
        return f"Dataset({self.version!r}, {self.location!r})"

    @abstractmethod
    def file(self, name: str) -> Path:
        """Return a file of the version (``report.html``, ``claims.parquet`` …) as a file of this machine.

        Raises:
            DatasetError: the version has no such file, or it cannot be fetched.
        """

    @property
    def rights(self) -> str:
        """How much of the articles' words the version passes on: ``full``, ``evidence`` or ``no-text``."""
        return str(self.manifest().get("rights", {}).get("profile", "full"))

    def manifest(self) -> dict[str, Any]:
        """Return the snapshot's descriptor: files with rows and hashes, producers, inputs, checks, quality."""
        return _object(self._encoded, f"{self.location}/{_MANIFEST}")

    def versions(self) -> pl.DataFrame:
        """Return the versions of the dataset, oldest first, rejected ones too.

        Columns: ``version``, ``created_at`` (UTC), ``status``, ``latest``.
        """
        index = self._index
        if index is None:
            alone = {"version": self.version, "created_at": self.manifest()["created"], "status": "published"}
            index = {"latest": self.version, "versions": [alone]}
        rows = [(each["version"], each["created_at"], each["status"]) for each in index["versions"]]
        frame = pl.DataFrame(
            rows, schema={"version": pl.String, "created_at": pl.String, "status": pl.String}, orient="row"
        )
        return frame.with_columns(
            pl.col("created_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us"),
            (pl.col("version") == index["latest"]).alias("latest"),
        )

    def tables(self) -> list[str]:
        """Return the names of the tables."""
        return list(self._files)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return a table as a frame, or some of its columns.

        Raises:
            DatasetError: the version has no such table, or its file is damaged.
        """
        file = self._file(name)
        try:
            frame = pl.read_parquet(file, columns=list(columns) if columns else None)
        except (OSError, pl.exceptions.PolarsError) as error:
            self._must_stand()
            reason = str(error).splitlines()[0]
            raise DatasetError(
                f"{file} cannot be read ({reason}); run `onrecord verify` and restore the file"
            ) from error
        self._must_stand()
        return frame

    def lazy(self, name: str) -> pl.LazyFrame:
        """Return a table as a lazy frame: only what the query needs is read.

        Raises:
            DatasetError: the version has no such table.
        """
        return pl.scan_parquet(self._file(name))

    def scan(self, name: str) -> pl.LazyFrame:
        """Return a table as a lazy frame: the same as :meth:`lazy`."""
        return self.lazy(name)

    def mentions_in_context(self) -> pl.LazyFrame:
        """Return every mention with its claim, article and outlet: :func:`pipelines.joins.mentions_in_context`."""
        return joins.mentions_in_context(self.lazy)

    def claims_with_origins(self) -> pl.LazyFrame:
        """Return every claim with its origins: :func:`pipelines.joins.claims_with_origins`."""
        return joins.claims_with_origins(self.lazy)

    def sql(self, query: str) -> pl.DataFrame:
        """Run one SELECT in DuckDB's SQL over the version's tables and return its rows.

        The query sees the tables by their names and nothing else: no file, no network, no
        extension, no writing.

        Raises:
            DatasetError: the query is no single SELECT, or DuckDB refuses it.
        """
        try:
            statements = duckdb.extract_statements(query)
        except duckdb.Error as error:
            raise DatasetError(str(error)) from error
        # EXPLAIN is none of them: EXPLAIN ANALYZE runs what it explains, a COPY to a file included
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise DatasetError("give one SELECT statement: published versions are read-only")
        try:
            rows = self._connection.cursor().execute(statements[0]).pl()
        except duckdb.Error as error:
            self._must_stand()
            damaged = ".parquet'" in str(error)
            advice = "; run `onrecord verify` and restore the file" if damaged else ""
            raise DatasetError(f"{error}{advice}") from error
        self._must_stand()
        return rows

    @abstractmethod
    def _must_stand(self) -> None:
        """Raise where the version has another revision than the one that was opened: its files are not of one piece."""

    def _file(self, name: str) -> Path:
        try:
            return self.file(self._files[name])
        except KeyError:
            tables = ", ".join(self._files)
            raise DatasetError(f"version {self.version} has no table {name!r}; its tables are {tables}") from None

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database whose views read this version's files; no other file is within reach."""
        connection = duckdb.connect(config={"autoload_known_extensions": False, "autoinstall_known_extensions": False})
        quieten(connection)
        files = {name: self._file(name) for name in self._files}
        for name, file in files.items():
            view, path = name.replace('"', '""'), _quoted(file)
            connection.execute(f'CREATE VIEW "{view}" AS SELECT * FROM read_parquet({path})')
        if "claim_states" in self._files:  # versions older than the table have nothing to travel in
            for statement in macros.statements():
                connection.execute(statement)
        allowed = ", ".join(_quoted(file) for file in files.values())
        connection.execute(f"SET allowed_paths = [{allowed}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection


class _LocalDataset(Dataset):
    """A version in a folder of this machine."""

    def __init__(self, path: Path) -> None:
        self._stamp = _stamp(path / _MANIFEST)
        super().__init__(path, str(path), _read(path / _MANIFEST), None)
        self._must_stand()

    def _must_stand(self) -> None:
        if _stamp(self.path / _MANIFEST) != self._stamp:
            raise DatasetError(f"version {self.version} was redacted while it was open; open it again")

    def file(self, name: str) -> Path:
        self._must_stand()
        if name != _MANIFEST and name not in self._hashes:
            raise _no_file(self.version, name)
        return self.path / name

    def versions(self) -> pl.DataFrame:
        index = self.path.parent / _INDEX
        self._index = _object(_read(index), str(index)) if index.is_file() else None
        return super().versions()


class _RemoteDataset(Dataset):
    """A version elsewhere, whose files are copied when they are first asked for."""

    def __init__(self, copies: Copies, prefix: str, index: Mapping[str, Any] | None) -> None:
        location = f"{copies.store.url}/{prefix}".rstrip("/")
        self._copies = copies
        self._prefix = prefix
        manifest = copies.store.read(prefix + _MANIFEST)
        if manifest is None:
            raise DatasetError(f"{location}/{_MANIFEST} is missing; publish the version there again")
        super().__init__(copies.folder, location, manifest, index)
        listed = {each["version"]: each.get("manifest_sha256") for each in (index or {"versions": []})["versions"]}
        if listed.get(self.version) not in {None, sha256_bytes(manifest)}:
            raise DatasetError(f"{location}/{_MANIFEST} is damaged: its SHA-256 is not the one in {_INDEX}")

    def _must_stand(self) -> None:
        """Every file that is fetched has the hash that the manifest names, which was read when it was opened."""

    def file(self, name: str) -> Path:
        try:
            if name == _MANIFEST:
                return self._copies.get(self._prefix + name, sha256_bytes(self._encoded))
            return self._copies.get(self._prefix + name, self._hashes[name])
        except KeyError:
            raise _no_file(self.version, name) from None
        except StorageError as error:
            raise DatasetError(str(error)) from error


def _no_file(version: str, name: str) -> DatasetError:
    return DatasetError(f"version {version} has no file {name!r}; its manifest lists those that it has")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path} cannot be read ({error}); run `onrecord verify` and restore the file") from error


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells a file from the one that takes its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
