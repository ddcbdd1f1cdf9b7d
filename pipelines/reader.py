"""The public reader of published versions: frames and SQL over one version's Parquet files.

A dataset is pinned to the version that it was opened at: a publication that happens meanwhile
changes nothing for it. Nothing can be written through it.
"""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines import macros


class DatasetError(RuntimeError):
    """The dataset, version or table asked for is not there; the message says what to do."""


def open_dataset(home_or_path: str | Path, version: str = "latest") -> "Dataset":
    """Open a published version.

    Args:
        home_or_path: A home, its folder of snapshots (or a copy of it), or one snapshot.
        version: ``latest`` or a name such as ``2025.08.11.001``.

    Raises:
        DatasetError: there is no dataset, or it has no such version.
    """
    path = Path(home_or_path).expanduser().resolve()
    for snapshots in (path / "snapshots", path):
        if (snapshots / "versions.json").is_file():
            return _open_version(snapshots, version)
    if (path / "manifest.json").is_file():
        if version not in {"latest", path.name}:
            raise DatasetError(f"{path} is the snapshot {path.name}; to open {version}, give the home that holds it")
        return Dataset(path)
    if not path.exists():
        raise DatasetError(f"there is no folder {path}; give the home that `onrecord run --home` wrote")
    raise DatasetError(f"nothing has been published in {path} yet; run `onrecord run --input FOLDER --home {path}`")


def _open_version(snapshots: Path, version: str) -> "Dataset":
    index = _json(snapshots / "versions.json")
    chosen = index["latest"] if version == "latest" else version
    if chosen is None:
        raise DatasetError(
            f"no version has been published in {snapshots.parent} yet; if the last run was rejected, "
            f"{snapshots / 'rejected'} says why"
        )
    status = {entry["version"]: entry["status"] for entry in index["versions"]}
    if chosen not in status:
        names = ", ".join(name for name, value in status.items() if value != "rejected") or "none"
        raise DatasetError(f"there is no version {version!r}; published are: {names}")
    if status[chosen] == "rejected":
        raise DatasetError(
            f"version {chosen} was rejected by the checks and never published; "
            f"{snapshots / 'rejected' / chosen}.json says why"
        )
    return Dataset(snapshots / chosen)


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path} cannot be read ({error}); run `onrecord verify` and restore the file") from error
    if not isinstance(content, dict):
        raise DatasetError(f"{path} is not a JSON object; run `onrecord verify` and restore the file")
    return content


class Dataset:
    """One published version. Made by :func:`open_dataset`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        """The folder of the snapshot."""
        self._manifest = _json(path / "manifest.json")
        try:
            self.version: str = self._manifest["version"]
            """The version's name."""
            self._files: dict[str, Path] = {each["name"]: path / each["path"] for each in self._manifest["resources"]}
        except (KeyError, TypeError) as error:
            raise DatasetError(
                f"{path / 'manifest.json'} does not describe a snapshot; run `onrecord verify` and restore the file"
            ) from error

    def __repr__(self) -> str:
        return f"Dataset({self.version!r}, {str(self.path)!r})"

    def manifest(self) -> dict[str, Any]:
        """Return the snapshot's descriptor: files with rows and hashes, producers, inputs, checks, quality."""
        return _json(self.path / "manifest.json")

    def versions(self) -> pl.DataFrame:
        """Return the versions of the dataset, oldest first, rejected ones too.

        Columns: ``version``, ``created_at`` (UTC), ``status``, ``latest``.
        """
        index_file = self.path.parent / "versions.json"
        if index_file.is_file():
            index = _json(index_file)
        else:
            alone = {"version": self.version, "created_at": self._manifest["created"], "status": "published"}
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

    def table(self, name: str) -> pl.DataFrame:
        """Return a table as a frame.

        Raises:
            DatasetError: the version has no such table.
        """
        return pl.read_parquet(self._file(name))

    def scan(self, name: str) -> pl.LazyFrame:
        """Return a table as a lazy frame: only what the query needs is read.

        Raises:
            DatasetError: the version has no such table.
        """
        return pl.scan_parquet(self._file(name))

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
            return self._connection.cursor().execute(statements[0]).pl()
        except duckdb.Error as error:
            raise DatasetError(str(error)) from error

    def _file(self, name: str) -> Path:
        try:
            return self._files[name]
        except KeyError:
            tables = ", ".join(self._files)
            raise DatasetError(f"version {self.version} has no table {name!r}; its tables are {tables}") from None

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """An in-memory database whose views read this version's files; no other file is within reach."""
        connection = duckdb.connect(config={"autoload_known_extensions": False, "autoinstall_known_extensions": False})
        connection.execute("SET enable_progress_bar = false")
        for name, file in self._files.items():
            view, path = name.replace('"', '""'), _quoted(file)
            connection.execute(f'CREATE VIEW "{view}" AS SELECT * FROM read_parquet({path})')
        if "claim_states" in self._files:  # versions older than the table have nothing to travel in
            for statement in macros.statements():
                connection.execute(statement)
        allowed = ", ".join(_quoted(file) for file in self._files.values())
        connection.execute(f"SET allowed_paths = [{allowed}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
