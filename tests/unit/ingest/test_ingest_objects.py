"""Objects of a store as inputs: read as files are, under the same names, with the same care."""

import gzip
import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import fsspec
import polars as pl
import pytest

from pipelines.ingest import IngestResult, RawStore, read_inputs
from pipelines.ingest import objects as room
from pipelines.settings import Settings
from pipelines.storage import StorageError

NOW = datetime(2031, 1, 2, 3, 4, 5)
ARTICLE = "Tessel Bay ferry to run again\n\nThe ferry will run from Monday, harbour master Ole Brandt said.\n"
LINES = "".join(json.dumps({"id": name, "text": f"{name}: {ARTICLE}"}) + "\n" for name in ("a", "b"))
FILES = {
    "monday/pier.txt": ARTICLE.encode(),
    "monday/packed.jsonl.gz": gzip.compress(LINES.encode()),
    "lines.jsonl": LINES.encode(),
    "empty.txt": b"",
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR",
    ".hidden/note.txt": b"Nobody reads this.",
    ".tmp-half.txt": b"Nobody is told of this.",
    "Ärger & Söhne?.txt": f"{ARTICLE} Again.".encode(),
}


@pytest.fixture
def url() -> Iterator[str]:
    name = f"inputs-{uuid.uuid4().hex[:8]}"
    memory = fsspec.filesystem("memory")
    for path, data in FILES.items():
        memory.pipe_file(f"/{name}/{path}", data)
    yield f"memory://{name}"
    memory.rm(f"/{name}", recursive=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, data in FILES.items():
        (tmp_path / "files" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "files" / path).write_bytes(data)
    return tmp_path / "files"


def read(given: Path | str, work: Path, **settings: object) -> IngestResult:
    found = read_inputs(
        [given], store=RawStore(work / "raw"), batch_id="b1", now=NOW, settings=Settings.model_validate(settings)
    )
    assert found.lost == 0
    return found


@pytest.mark.parametrize("settings", [{}, {"max_file_bytes": 100}])
def test_what_is_read_from_a_store_is_what_is_read_from_a_folder(
    url: str, folder: Path, tmp_path: Path, settings: dict[str, object]
) -> None:
    here, there = read(folder, tmp_path / "here", **settings), read(url + "/", tmp_path / "there", **settings)
    assert there.raw_articles.equals(here.raw_articles)
    aside = ["path", "reason_code", "message", "byte_count", "raw_sha256"]
    hidden = pl.col("reason_code") != "hidden"  # of a hidden folder one is told as a whole
    assert there.quarantine.filter(hidden).select(aside).equals(here.quarantine.filter(hidden).select(aside))
    assert there.quarantine.filter(~hidden)["path"].to_list() == [".hidden/note.txt"]
    assert there.files_seen == len(FILES) - 1
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["raw"], "no copy is left"


def test_one_object_by_its_address_goes_by_its_name(url: str, tmp_path: Path) -> None:
    assert read(f"{url}/monday/pier.txt", tmp_path).raw_articles["path"].to_list() == ["pier.txt"]


def test_of_what_is_too_large_only_so_much_is_fetched_as_shows_it(url: str, tmp_path: Path) -> None:
    settings = Settings(max_file_bytes=1_000)
    fsspec.filesystem("memory").pipe_file(f"/{url.partition('://')[2]}/book.txt", b"A long book. " * 10_000)
    copies = {}
    for each, copy in room.fetched(room.find_objects([url], {}), tmp_path, settings):
        copies[each.path] = copy.stat().st_size if isinstance(copy, Path) else copy.reason_code
    assert copies["book.txt"] == 1_001
    assert copies["monday/packed.jsonl.gz"] == len(FILES["monday/packed.jsonl.gz"])
    book = read(url, tmp_path, max_file_bytes=1_000).quarantine.filter(pl.col("path") == "book.txt")
    assert book.select("reason_code", "byte_count").row(0) == ("too_large", 130_000)
    packed = dict(_outcomes(url, tmp_path, Settings(max_expanded_bytes=50)))
    assert packed["lines.jsonl"] == "too_large"


def _outcomes(url: str, beside: Path, settings: Settings) -> Iterator[tuple[str, str | None]]:
    for each, copy in room.fetched(room.find_objects([url], {}), beside, settings):
        yield each.path, None if isinstance(copy, Path) else copy.reason_code


def test_an_object_that_cannot_be_read_is_set_aside_and_the_rest_is_read(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = type(fsspec.filesystem("memory"))
    really = files.open

    def refuse(self: object, path: str, *arguments: object, **options: object) -> object:
        if path.endswith("pier.txt"):
            raise PermissionError("not for you")
        if path.endswith("lines.jsonl"):
            raise FileNotFoundError(path)
        return really(self, path, *arguments, **options)

    monkeypatch.setattr(files, "open", refuse)
    found = read(url, tmp_path)
    told = dict(found.quarantine.filter(pl.col("reason_code") == "unreadable").select("path", "message").iter_rows())
    assert set(told) == {"monday/pier.txt", "lines.jsonl"}
    assert "monday/pier.txt cannot be read (memory://" in told["monday/pier.txt"]
    assert "not for you" in told["monday/pier.txt"]
    assert "was removed after it was listed" in told["lines.jsonl"]
    assert found.raw_articles.height == 3
    assert not found.read & set(told), "what was set aside of them before is not mended"


def test_a_passing_failure_is_tried_again(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = type(fsspec.filesystem("memory"))
    really, failed = files.open, set[str]()

    def stumble(self: object, path: str, *arguments: object, **options: object) -> object:
        if path not in failed:
            failed.add(path)
            raise OSError("the connection was reset")
        return really(self, path, *arguments, **options)

    monkeypatch.setattr("pipelines.storage._PAUSE", 0.0)
    monkeypatch.setattr(files, "open", stumble)
    found = read(url, tmp_path)
    assert failed
    assert "unreadable" not in found.quarantine["reason_code"]


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ("memory://there-is-nothing-here", FileNotFoundError, "there is nothing at memory://there-is-nothing-here"),
        ("https://news.example/ferry.html", StorageError, "fetch it with `onrecord fetch`"),
        ("gopher://somebody:hush@news.example/1", StorageError, r"gopher://news.example/1 cannot be opened"),
    ],
)
def test_an_address_of_no_use_is_an_error_before_anything_is_read(
    tmp_path: Path, given: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says) as raised:
        read(given, tmp_path)
    assert "hush" not in str(raised.value)


def test_s3_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.storage.importlib.util.find_spec", lambda name: None)
    with pytest.raises(StorageError, match=r"pip install 'onrecord\[s3\]'"):
        read("s3://bucket/folder", tmp_path)
