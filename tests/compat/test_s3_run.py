"""A whole run whose inputs and shards lie on an S3-compatible server, and a redaction that finds them there."""

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from places import Bucket
from typer.testing import CliRunner

from assets.cli import app
from onrecord import open_dataset
from pipelines.ingest import RawStore, read_inputs
from pipelines.settings import Home, Settings
from pipelines.storage import StorageError, open_store

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300)]

FERRY = """Tessel Bay ferry to run again

TESSEL BAY, 4 March 2031 (Northern Wire) - The ferry will run again from Monday, harbour master Ole Brandt said on \
Friday. "The new pier holds," Brandt told reporters.
"""
MILL = """Mill at Orrin Falls to close

ORRIN FALLS, 5 March 2031 (Northern Wire) - The mill at Orrin Falls will close in May, its owner Dana Quill said on \
Tuesday. The union denied that jobs had been offered elsewhere.
"""
NOW = datetime(2031, 1, 2, 3, 4, 5)
KEY = "a-key-that-nobody-may-read"


def test_a_run_reads_from_a_bucket_and_works_in_one(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, shards = open_store(f"{bucket.url}/in", bucket.options), open_store(f"{bucket.url}/sh", bucket.options)
    for name, words in {"ferry.txt": FERRY, "week/mill.txt": MILL, "nothing.txt": ""}.items():
        inputs.create(name, words.encode())
    home = Home.at(tmp_path / "home")
    options = {**bucket.options, "key": "test", "secret": KEY}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("ONRECORD_STORAGE_OPTIONS", json.dumps(options))
    monkeypatch.setenv("ONRECORD_SHARDS", shards.url)
    monkeypatch.setenv("ONRECORD_SHARD_ARTICLES", "1")

    def onrecord(*arguments: str) -> None:
        done = CliRunner().invoke(app, [*arguments, "--home", str(home.root)])
        assert done.exit_code == 0, done.output
        assert KEY not in done.output

    onrecord("run", "--input", inputs.url)
    found = open_dataset(home.root)
    assert found.table("articles")["path"].sort().to_list() == ["ferry.txt", "week/mill.txt"]
    assert found.table("mentions")["source_name"].is_in(["Ole Brandt", "Dana Quill"]).sum() >= 3
    assert found.table("quarantine").select("path", "reason_code").rows() == [("nothing.txt", "empty")]
    assert json.loads(found.table("batches")["inputs"][0]) == [inputs.url]
    written = [name.rpartition(".")[2] for name in shards.entries(below=True)]
    assert (written, home.shards.exists()) == (["parquet", "parquet"], False)
    assert not [path for path in home.root.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]

    onrecord("redact", "ferry.txt", "--reason", "asked for", "--yes")
    assert shards.entries(below=True) == {}
    left = open_dataset(home.root).table("articles").filter(pl.col("path") == "ferry.txt")
    assert left.is_empty()


def test_what_a_bucket_holds_is_read_as_files_are(bucket: Bucket, tmp_path: Path) -> None:
    store, folder = open_store(bucket.url, bucket.options), tmp_path / "files"
    names = ["ferry.txt", "week/mill 1.txt", "week/Ärger & Söhne+%41?.txt", "week/.note"]
    for name in names:
        store.create(name, f"{name}: {FERRY}".encode())
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name}: {FERRY}", encoding="utf-8")
    open_store(bucket.url.rpartition("/")[0], bucket.options).create("beside.txt", b"Not asked for.")
    read = [
        read_inputs(
            [given],
            store=RawStore(tmp_path / where),
            batch_id="b1",
            now=NOW,
            settings=Settings.model_validate({"storage_options": bucket.options}),
        )
        for where, given in (("here", folder), ("there", bucket.url))
    ]
    assert read[1].raw_articles.equals(read[0].raw_articles)
    assert read[1].quarantine.drop("byte_count").equals(read[0].quarantine.drop("byte_count"))
    assert read[0].raw_articles.height == 3


@pytest.mark.parametrize(
    ("url", "options", "says"),
    [
        (
            "s3://there-is-no-such-bucket/in",
            {},
            "there is nothing at s3://there-is-no-such-bucket/in: look for the name",
        ),
        (
            "s3://bucket/in",
            {"endpoint_url": "http://127.0.0.1:9"},
            r"s3://bucket/in.* cannot be listed: .*check the addr",
        ),
    ],
)
def test_an_address_that_does_not_serve_says_so(
    bucket: Bucket, tmp_path: Path, url: str, options: dict[str, str], says: str
) -> None:
    told = {**bucket.options, "config_kwargs": {"retries": {"max_attempts": 0}}, **options}
    with pytest.raises((StorageError, FileNotFoundError), match=says):
        read_inputs(
            [url],
            store=RawStore(tmp_path),
            batch_id="b1",
            now=NOW,
            settings=Settings.model_validate({"storage_options": told}),
        )
