"""The reader over addresses: versions that lie in memory, in folders named by URL, behind a web server."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import polars as pl
import pytest
from small_home import DAY, SAYINGS, home_at, small_tables

import onrecord
from pipelines import warehouse
from pipelines.publication import publish
from pipelines.reader import DatasetError, open_dataset
from pipelines.settings import Home

V1, V2 = "2031.05.06.001", "2031.05.06.002"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = home_at(tmp_path_factory.mktemp("home"))
    publish(home, small_tables(V1, SAYINGS[:2]), version=V1, created_at=DAY, database=warehouse)
    publish(home, small_tables(V2), version=V2, created_at=DAY, database=warehouse)
    return home


@pytest.fixture
def in_memory(home: Home) -> Iterator[str]:
    memory = fsspec.filesystem("memory")
    memory.put(str(home.snapshots), "/shelf", recursive=True)
    yield "memory://shelf"
    memory.rm("/shelf", recursive=True)


@pytest.fixture
def on_the_web(home: Home) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None: ...

    handler = functools.partial(Quiet, directory=str(home.root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_version_in_memory_reads_as_the_one_here(home: Home, in_memory: str) -> None:
    here, there = onrecord.open_dataset(home.root), onrecord.open_dataset(in_memory)
    assert there.version == V2
    assert there.tables() == here.tables()
    for name in there.tables():
        assert there.table(name).equals(here.table(name), null_equal=True)
        assert there.lazy(name).collect().equals(here.table(name), null_equal=True)
    assert there.versions().equals(here.versions())
    assert there.sql("SELECT count(*) AS n FROM claims").item() == 4
    assert there.file("report.html").read_bytes() == here.file("report.html").read_bytes()
    assert repr(there) == f"Dataset('{V2}', 'memory://shelf/{V2}')"


def test_a_version_elsewhere_is_pinned(in_memory: str) -> None:
    assert open_dataset(in_memory, V1).table("claims").height == 2
    assert open_dataset(f"{in_memory}/{V1}").version == V1
    with pytest.raises(DatasetError, match=f"published are: {V1}, {V2}"):
        open_dataset(in_memory, "2030.01.01.001")
    with pytest.raises(DatasetError, match="give the folder that holds it"):
        open_dataset(f"{in_memory}/{V1}", V2)


def test_a_home_behind_a_web_server_is_read(on_the_web: str) -> None:
    pytest.importorskip("aiohttp", reason="HTTP needs aiohttp, which the extra s3 brings")
    dataset = open_dataset(on_the_web)
    assert dataset.location == f"{on_the_web}/snapshots/{V2}"
    assert dataset.table("mentions").height == 4
    with pytest.raises(DatasetError, match="nothing has been published"):
        open_dataset(f"{on_the_web}/nowhere")


def test_a_folder_may_be_given_as_a_url(home: Home) -> None:
    assert open_dataset(f"file://{home.root}").path == home.snapshots / V2


def test_copies_are_kept_and_used_again(in_memory: str, tmp_path: Path) -> None:
    first = open_dataset(in_memory, cache=tmp_path).file("claims.parquet")
    touched = first.stat().st_mtime_ns
    assert open_dataset(in_memory, cache=tmp_path).file("claims.parquet") == first
    assert first.stat().st_mtime_ns == touched
    first.write_bytes(b"spoilt")
    assert open_dataset(in_memory, cache=tmp_path).table("claims").height == 4


def test_a_damaged_file_is_not_read(in_memory: str) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe_file(f"/shelf/{V2}/claims.parquet", memory.cat_file(f"/shelf/{V2}/claims.parquet")[:-1] + b"?")
    dataset = open_dataset(in_memory)
    with pytest.raises(DatasetError, match=r"claims.parquet is damaged"):
        dataset.table("claims")
    memory.rm(f"/shelf/{V2}/mentions.parquet")
    with pytest.raises(DatasetError, match=r"mentions.parquet is missing"):
        dataset.table("mentions")
    memory.pipe_file(f"/shelf/{V2}/manifest.json", memory.cat_file(f"/shelf/{V2}/manifest.json") + b" ")
    with pytest.raises(DatasetError, match=r"manifest.json is damaged"):
        open_dataset(in_memory)
    memory.rm(f"/shelf/{V2}/manifest.json")
    with pytest.raises(DatasetError, match=r"manifest.json is missing"):
        open_dataset(in_memory)


def test_errors_name_the_address(in_memory: str) -> None:
    with pytest.raises(DatasetError, match="onrecord publish --to memory://empty"):
        open_dataset("memory://empty")
    with pytest.raises(DatasetError, match="nowhere://a cannot be opened"):
        open_dataset("nowhere://a")
    with pytest.raises(DatasetError, match=r"no file 'claim\.parquet'"):
        open_dataset(in_memory).file("claim.parquet")


def test_without_s3fs_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DatasetError, match=r"pip install 'onrecord\[s3\]'"):
        open_dataset("s3://bucket/folder")


def test_mentions_come_with_claim_article_and_outlet(home: Home) -> None:
    dataset = open_dataset(home.root)
    joined = dataset.mentions_in_context().collect()
    assert joined.height == dataset.table("mentions").height
    assert joined.columns[: len(dataset.table("mentions").columns)] == dataset.table("mentions").columns
    assert joined["canonical_claim_text"].to_list() == joined["claim_text"].to_list()
    assert joined["path"].null_count() == 0
    assert {"outlet_name", "outlet_kind", "independent_origin_count", "published_at"} <= set(joined.columns)


def test_an_outlet_has_its_canonical_name_else_the_printed_one() -> None:
    from pipelines.joins import mentions_in_context
    from pipelines.schema import PUBLISHED

    tables = small_tables(V1, SAYINGS[:3])
    known = [{"outlet_id": "quay-post", "name": "The Quay Post", "kind": "newspaper", "country": "NZ"}]
    tables["outlets"] = PUBLISHED["outlets"].frame(known)
    printed = pl.DataFrame({"outlet_id": ["quay-post", None, None], "outlet": ["QP", "Bay Herald", None]})
    tables["articles"] = tables["articles"].with_columns(printed["outlet_id"], printed["outlet"])
    joined = mentions_in_context(lambda name: tables[name].lazy()).collect()
    assert sorted(joined["outlet_name"].to_list(), key=str) == ["Bay Herald", None, "The Quay Post"]
    assert joined["outlet_country"].drop_nulls().to_list() == ["NZ"]


def test_claims_come_with_their_origins() -> None:
    from pipelines.joins import claims_with_origins

    tables = small_tables(V1, SAYINGS, origins={SAYINGS[0]: 0, SAYINGS[1]: 3})
    joined = claims_with_origins(lambda name: tables[name].lazy()).collect()
    counts = dict(joined.group_by("claim_text").agg(pl.col("origin_key").count()).iter_rows())
    assert counts == {SAYINGS[0]: 0, SAYINGS[1]: 3, SAYINGS[2]: 1, SAYINGS[3]: 1}
    assert joined.height == 6
    assert joined["origin_methods"].drop_nulls().unique().to_list() == ["own_reporting"]
