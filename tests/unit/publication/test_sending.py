"""Versions sent to another place: data first, pointer last, nothing overwritten, nothing torn."""

import json
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from small_home import DAY, SAYINGS, home_at, small_tables
from typer.testing import CliRunner

from assets.cli import app
from pipelines import warehouse
from pipelines.linking.claims import claims as recount
from pipelines.publication import publish, rejected
from pipelines.publication.redaction.journal import RedactedArticle, Redaction
from pipelines.publication.redaction.rewriting import rewrite_versions
from pipelines.publication.sending import send
from pipelines.publication.versions import VersionError
from pipelines.reader import open_dataset
from pipelines.settings import Home, Rights
from pipelines.storage import ConflictError, Mark, StorageError, Store, open_store

V1, V2, V3 = (f"2031.05.06.00{number}" for number in (1, 2, 3))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = home_at(tmp_path_factory.mktemp("home"))
    publish(home, small_tables(V1, SAYINGS[:2]), version=V1, created_at=DAY, database=warehouse)
    rejected(home, version=V2, created_at=DAY, reasons=["no"])
    publish(home, small_tables(V3), version=V3, created_at=DAY, database=warehouse)
    return home


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "file":
        yield (tmp_path / "shelf").as_uri()
        return
    yield "memory://shelf/claims"
    memory = fsspec.filesystem("memory")
    if memory.exists("/shelf"):
        memory.rm("/shelf", recursive=True)


def contents(url: str) -> dict[str, bytes]:
    """Every file under an address, by its path in it."""
    files, root = fsspec.core.url_to_fs(url)
    if not files.exists(root):
        return {}
    return {path.removeprefix(root).lstrip("/"): files.cat_file(path) for path in files.find(root)}


def test_what_is_sent_is_what_lies_here_without_rejected_versions(home: Home, url: str) -> None:
    assert send(home.snapshots, open_store(url), [V3, V1]) == ((V1, V3), ())
    here = {
        path.relative_to(home.snapshots).as_posix(): path.read_bytes()
        for version in (V1, V3)
        for path in (home.snapshots / version).iterdir()
    }
    there = contents(url)
    index = json.loads(there.pop("versions.json"))
    assert there == here
    assert [each["version"] for each in index["versions"]] == [V1, V3]
    assert (index["latest"], index["last_rejected"]) == (V3, None)
    assert open_dataset(url).table("claims").equals(open_dataset(home.root).table("claims"), null_equal=True)


def test_sending_again_writes_nothing(home: Home, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(url)
    send(home.snapshots, store, [V1])
    before = contents(url)
    monkeypatch.setattr(Store, "create", None)
    monkeypatch.setattr(Store, "swap", None)
    assert send(home.snapshots, store, [V1]) == ((), (V1,))
    assert contents(url) == before


def test_a_version_may_be_added_before_or_after_others(home: Home, url: str) -> None:
    store = open_store(url)
    send(home.snapshots, store, [V3])
    assert send(home.snapshots, store, [V1, V3]) == ((V1,), (V3,))
    assert open_dataset(url).version == V3
    assert open_dataset(url, V1).table("claims").height == 2


def test_the_pointer_comes_last_and_a_broken_publication_goes_on(
    home: Home, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(url)
    send(home.snapshots, store, [V1])
    whole = Store.create
    files = len(list((home.snapshots / V3).iterdir()))
    for stop in range(files):
        written = 0

        def fails_at(self: Store, name: str, content: bytes, stop: int = stop) -> None:
            nonlocal written
            if written == stop:
                raise StorageError("the network is gone")
            written += 1
            whole(self, name, content)

        with monkeypatch.context() as broken:
            broken.setattr(Store, "create", fails_at)
            with pytest.raises(StorageError, match="network"):
                send(home.snapshots, store, [V3])
        assert open_dataset(url).version == V1
        assert open_dataset(url).table("claims").height == 2
    assert send(home.snapshots, store, [V3]).sent == (V3,)
    assert open_dataset(url).version == V3


def test_another_version_of_the_same_name_is_never_overwritten(home: Home, url: str, tmp_path: Path) -> None:
    other = home_at(tmp_path / "other")
    publish(other, small_tables(V1, SAYINGS[2:]), version=V1, created_at=DAY, database=warehouse)
    store = open_store(url)
    send(home.snapshots, store, [V1])
    before = contents(url)
    with pytest.raises(ConflictError, match="another version"):
        send(other.snapshots, store, [V1])
    assert contents(url) == before


def test_files_without_a_pointer_are_not_overwritten_either(home: Home, url: str) -> None:
    store = open_store(url)
    store.create(f"{V1}/claims.parquet", b"somebody else's")
    with pytest.raises(ConflictError, match=r"claims\.parquet holds something else"):
        send(home.snapshots, store, [V1])
    assert store.read(f"{V1}/claims.parquet") == b"somebody else's"
    assert store.read("versions.json") is None


def test_a_damaged_version_is_not_sent(url: str, tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    publish(home, small_tables(V1), version=V1, created_at=DAY, database=warehouse)
    file = home.snapshots / V1 / "times.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(VersionError, match=r"times\.parquet"):
        send(home.snapshots, open_store(url), [V1])
    assert contents(url) == {}


def test_two_publishers_at_once_lose_nothing(home: Home, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(url)
    swap = Store.swap

    def overtaken(self: Store, name: str, before: Mark, content: bytes) -> None:
        monkeypatch.setattr(Store, "swap", swap)
        send(home.snapshots, open_store(url), [V1])
        swap(self, name, before, content)

    monkeypatch.setattr(Store, "swap", overtaken)
    send(home.snapshots, store, [V3])
    assert open_dataset(url).versions()["version"].to_list() == [V1, V3]


def test_a_swap_of_what_was_not_read_is_refused(url: str) -> None:
    store = open_store(url)
    store.create("versions.json", b"1")
    for stale in (Mark(None, None), Mark(b"0", None)):
        with pytest.raises(ConflictError, match="publish again"):
            store.swap("versions.json", stale, b"2")
    assert store.read("versions.json") == b"1"


def test_no_unfinished_files_are_left(home: Home, url: str) -> None:
    send(home.snapshots, open_store(url), [V1])
    assert [name for name in contents(url) if ".tmp-" in name] == []


def test_a_place_that_is_no_place_for_versions_is_refused(home: Home, url: str) -> None:
    store = open_store(url)
    store.create("versions.json", b"{")
    with pytest.raises(VersionError, match="no index of versions"):
        send(home.snapshots, store, [V1])
    with pytest.raises(VersionError, match=f"published are: {V1}, {V3}"):
        send(home.snapshots, store, [V2])


def test_the_command_publishes_the_latest_or_all(home: Home, tmp_path: Path) -> None:
    def call(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["publish", "--home", str(home.root), *arguments], env={"COLUMNS": "200"})
        return done.exit_code, done.output

    place = tmp_path / "a shelf"
    code, said = call("--to", str(place))
    assert code == 0
    assert f"{V3}: published to" in said
    assert open_dataset(place).versions()["version"].to_list() == [V3]
    code, said = call("--to", f"file://{place}", "--all")
    assert (code, f"{V3}: was there already" in said, f"{V1}: published" in said) == (0, True, True)
    assert open_dataset(f"file://{place}").versions()["version"].to_list() == [V1, V3]
    assert call("--to", "nowhere://x")[0] == 1
    assert call("--to", str(place), "--version", "2030.01.01.001")[0] == 1
    assert call("--to", str(place), "--all", "--version", V1)[0] == 2
    assert call("--to", str(place), "--option", "endpoint")[0] == 2


def test_versions_with_more_words_than_the_latest_are_sent_by_name_only(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    for version, rights in ((V1, Rights.FULL), (V2, Rights.NO_TEXT), (V3, Rights.EVIDENCE)):
        publish(home, small_tables(version), version=version, created_at=DAY, database=warehouse, rights=rights)

    def call(*arguments: str) -> tuple[int, str]:
        given = ["publish", "--home", str(home.root), "--to", str(tmp_path / "shelf"), *arguments]
        done = CliRunner().invoke(app, given, env={"COLUMNS": "200"})
        return done.exit_code, done.output

    code, said = call("--all")
    assert (code, f"{V1}: left out" in said) == (0, True)
    assert open_dataset(tmp_path / "shelf").versions()["version"].to_list() == [V2, V3]
    assert call("--version", V1)[0] == 0
    assert open_dataset(tmp_path / "shelf", V1).rights == "full"


def test_what_was_redacted_here_is_redacted_there(url: str, tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    publish(home, small_tables(V1), version=V1, created_at=DAY, database=warehouse)
    store = open_store(url)
    send(home.snapshots, store, [V1])
    article = open_dataset(home.root).table("articles").row(0, named=True)
    gone = RedactedArticle(**{name: article[name] for name in RedactedArticle.model_fields})
    redaction = Redaction(redaction_id="one", made_at=DAY, author="a", reason="asked", articles=(gone,))
    rewrite_versions(home, redaction, recount)
    assert send(home.snapshots, store, [V1]) == ((V1,), ())
    assert open_dataset(url).table("articles").height == 3
    here = {path.relative_to(home.snapshots).as_posix(): path.read_bytes() for path in (home.snapshots / V1).iterdir()}
    there = contents(url)
    there.pop("versions.json")
    assert there == here
    assert send(home.snapshots, store, [V1]) == ((), (V1,))
