"""Publications on a disk that runs full: a process in a mount namespace of its own, on a small file system in memory.

usage: unshare -rm python full_disk.py FOLDER [POINTS]

Says as JSON, for each file in the midst of which the disk ran full: its name, the error, and whether all was well.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from publisher import publish_next
from small_home import small_tables

from pipelines import warehouse
from pipelines.files import StorageError
from pipelines.ingest import RawStore
from pipelines.publication import read_versions, verify
from pipelines.schema import Table
from pipelines.settings import Home
from pipelines.warehouse import Warehouse, WarehouseError

_SIZE = 96 * 1024 * 1024
_PAGE = 4096


def free(disk: Path) -> int:
    """Pages that the disk still takes."""
    return os.statvfs(disk).f_bavail


class FullDisk:
    """Leaves a number of pages free while it is entered."""

    def __init__(self, disk: Path, pages: int) -> None:
        self._disk, self._filler, self._pages = disk, disk / "filler", pages

    def __enter__(self) -> None:
        with self._filler.open("wb") as file:
            for _ in range(free(self._disk) - self._pages):
                file.write(b"x" * _PAGE)

    def __exit__(self, *_: object) -> None:
        self._filler.unlink()


class FillingDatabase:
    """Builds the database of a version, then fills the disk: what is written next meets the end of it."""

    def __init__(self, full: FullDisk, *, first: bool) -> None:
        self._full, self._first = full, first

    def build_database(
        self, path: Path, tables: Mapping[str, pl.DataFrame | Path], version: str, declared: Mapping[str, Table]
    ) -> None:
        """Build, before or after the disk is filled."""
        if self._first:
            self._full.__enter__()
        warehouse.build_database(path, tables, version, declared)
        if not self._first:
            self._full.__enter__()

    def database_version(self, path: Path) -> str | None:
        """The version that a database holds."""
        return warehouse.database_version(path)

    def is_whole(self, path: Path) -> bool:
        """Whether every value of a database can be read."""
        return warehouse.is_whole(path)


def written(folder: Path) -> list[tuple[str, int]]:
    """The files of a snapshot in the order in which they were written, and the pages of each."""
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return [(path.name, -(-path.stat().st_size // _PAGE)) for path in files]


def publications(disk: Path, points: int | None) -> list[dict[str, object]]:
    """Publish with room for the files before each, and half of it."""
    home = Home.at(disk / "home")
    publish_next(home)
    # changes.parquet has rows from the second version on
    files = written(home.snapshots / publish_next(home).version)
    step = 1 if points is None else max(1, len(files) // points)
    told = [_publication(disk, home, home.database.name, 0), _publication(disk, home, home.database.name, 300)]
    for number in sorted({*range(0, len(files), step), len(files) - 1}):
        name, size = files[number]
        pages = sum(each for other, each in files[:number] if _is_table(other) == _is_table(name)) + size // 2
        told.append(_publication(disk, home, name, pages))
    return [*told, _pointer(disk, home)]


def _pointer(disk: Path, home: Home) -> dict[str, object]:
    """The same with room for all but the index: a version is a page or two larger than the one before."""
    for more in range(12):
        latest = str(read_versions(home.snapshots).latest)
        pages = sum(size for name, size in written(home.snapshots / latest) if not _is_table(name)) + more % 4
        told = _publication(disk, home, "versions.json", pages)
        if "versions.json" in str(told["error"]):
            break
    return told


def _is_table(file: str) -> bool:
    """Whether a file is written before the database; the rest of a snapshot is written after it."""
    return file.endswith(".parquet")


def _publication(disk: Path, home: Home, file: str, pages: int) -> dict[str, object]:
    """Publish while the disk takes so many pages more, look at what is left, and publish again with room."""
    before = (home.snapshots / "versions.json").read_bytes()
    full, error = FullDisk(disk, pages), ""
    if _is_table(file):
        full.__enter__()
    database = warehouse if _is_table(file) else FillingDatabase(full, first=file == home.database.name)
    try:
        publish_next(home, database=database)
    except StorageError as failure:
        error = str(failure)
    index = read_versions(home.snapshots)
    told = {
        "file": file,
        "error": error,
        "kept": (home.snapshots / "versions.json").read_bytes() == before,
        "holds": warehouse.database_version(home.database) == index.latest,
        "problems": [each for each in verify(home, "latest") if "not listed in versions.json" not in each],
    }
    full.__exit__()
    after = publish_next(home).version
    well = verify(home, "latest", database=warehouse) == [] and read_versions(home.snapshots).latest == after
    return {**told, "well": well, "left": [str(path) for path in home.root.rglob(".tmp-*")]}


def working_store(disk: Path) -> list[dict[str, object]]:
    """The raw bytes and the working store on a disk that takes no more."""
    home = Home.at(disk / "other")
    store, frame = RawStore(home.raw), small_tables("2031.05.06.001")["articles"]
    # what no compression makes small
    rows = frame.with_columns(text=pl.Series([os.urandom(400_000).hex() for _ in range(frame.height)]))
    told = []
    with Warehouse(home.warehouse) as kept:
        kept.replace("articles", frame)
    raw = bytes(range(256)) * 64
    for name, action in (
        ("raw", lambda: store.put(raw)),
        ("warehouse.duckdb", lambda: _replace(home, rows)),
    ):
        error = ""
        with FullDisk(disk, 2):
            try:
                action()
            except (StorageError, WarehouseError) as failure:
                error = str(failure)
        with Warehouse(home.warehouse) as again:
            same = again.read("articles")["text"].equals(frame.sort("article_id")["text"])
        store.put(raw)
        left = [str(path) for path in home.root.rglob(".tmp-*")]
        told.append({"file": name, "error": error, "kept": same, "left": left})
    return told


def _replace(home: Home, rows: pl.DataFrame) -> None:
    with Warehouse(home.warehouse) as store:
        store.replace("articles", rows)


def main() -> None:
    """Mount, try, tell."""
    disk = Path(sys.argv[1])
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(disk)], check=True)
    points = int(sys.argv[2]) if len(sys.argv) > 2 else None
    print(json.dumps({"publications": publications(disk, points), "working_store": working_store(disk)}))


if __name__ == "__main__":
    main()
