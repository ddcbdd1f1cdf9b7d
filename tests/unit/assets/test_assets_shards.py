"""How articles are cut for workers, where outputs go, and that they are removed wherever they are."""

import json
import uuid
from pathlib import Path

import fsspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from typer import Exit

from assets.shards import Cut, place_at, place_of, read, remove_outputs
from assets.usage import check_settings
from pipelines.engines import Bucket, Folder
from pipelines.extraction import batch_input
from pipelines.schema import TABLES
from pipelines.settings import Home, Settings
from pipelines.storage import open_store


def tables(languages: list[str], places: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """So many articles, each in a language, and segments of the articles of these numbers, some of none."""
    articles = TABLES["articles"].empty().select("article_id", "language")
    rows = [{"article_id": f"a{(7 * at) % 100:02}", "language": language} for at, language in enumerate(languages)]
    articles = pl.DataFrame(rows, articles.schema).with_columns(
        **{
            name: pl.lit(f"{name} of it")
            for name in ("document_id", "batch_id", "path", "raw_sha256", "text", "outlet")
        },
        published_at=pl.lit(None, pl.Datetime("us")),
    )
    found = [
        {"article_id": f"a{(7 * number) % 100:02}", "start_char": at, "end_char": at + 1, "role": "body"}
        for at, number in enumerate(places)
    ]
    schema = {"article_id": pl.String, "start_char": pl.Int64, "end_char": pl.Int64, "role": pl.String}
    return articles, pl.DataFrame(found, schema)


@given(
    st.lists(st.sampled_from(["en", "en", "de"]), max_size=20),
    st.lists(st.integers(0, 25), max_size=40),
    st.integers(1, 6),
)
def test_shards_are_those_that_a_look_at_all_segments_gives(languages: list[str], places: list[int], size: int) -> None:
    from pipelines.languages import LANGUAGES

    articles, segments = tables([each for each in languages if each in LANGUAGES], places)
    settings = Settings(shard_articles=size)
    parts = articles.sort("language", "article_id").partition_by("language", maintain_order=True)
    expected = [
        batch_input(part.slice(start, size), segments, settings=settings, reference_folders=[])
        for part in parts
        for start in range(0, part.height, size)
    ]
    cut = Cut(articles, segments, settings, [])
    assert len(cut) == len(expected)
    assert all(found.equals(wanted, check_metadata=True) for found, wanted in zip(cut, expected, strict=True))


def test_outputs_go_into_the_home_or_to_the_address_that_is_set(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    assert place_of(home, Settings(), "pro-1") == Folder(home.shards / "extraction" / "pro-1")
    assert not home.shard_stores.exists()
    settings = Settings(shards="s3://key:hush@bucket/out/", storage_options=(("secret", "hush"),))
    place = place_of(home, settings, "pro-1")
    assert isinstance(place, Bucket)
    assert place.address == "s3://bucket/out/extraction/pro-1"
    there = place_at(place.address, settings)
    assert isinstance(there, Bucket)
    assert (there._url, there._options) == (place._url, place._options), "as the driver of Spark opens it"
    assert json.loads(home.shard_stores.read_text()) == ["s3://bucket/out"]
    assert place_at(str(tmp_path), Settings()) == Folder(tmp_path)


def test_outputs_are_removed_here_and_at_every_address_that_was_ever_set(tmp_path: Path) -> None:
    home, shelf = Home.at(tmp_path), uuid.uuid4().hex
    for name in ("one", "two"):
        settings = Settings(shards=f"memory://{shelf}/{name}")
        place = place_of(home, settings, "pro-1")
        place.write("a", pl.DataFrame({"number": [1]}).to_arrow())
        place.put_input("b", pl.DataFrame({"number": [2]}).to_arrow())
        assert read(place, ["a"])["number"].to_pylist() == [1]
    here = place_of(home, Settings(), "pro-1")
    here.prepare()
    here.write("a", pl.DataFrame({"number": [1]}).to_arrow())
    beside = open_store(f"memory://{shelf}/one")
    beside.create("notes.txt", b"somebody else's")
    remove_outputs(home, settings)
    memory = fsspec.filesystem("memory")
    assert [path.rpartition("/")[2] for path in memory.find(f"/{shelf}")] == ["notes.txt"]
    assert not home.shards.exists()
    remove_outputs(home, settings)
    memory.rm(f"/{shelf}", recursive=True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("endpoint_url=http://127.0.0.1:9000,key=a", {"endpoint_url": "http://127.0.0.1:9000", "key": "a"}),
        ('{"client_kwargs": {"verify": false}}', {"client_kwargs": {"verify": False}}),
        ("", {}),
    ],
)
def test_options_are_pairs_or_json(monkeypatch: pytest.MonkeyPatch, given: str, expected: dict[str, object]) -> None:
    monkeypatch.setenv("ONRECORD_STORAGE_OPTIONS", given)
    settings = Settings.from_environment()
    assert dict(settings.storage_options) == expected
    assert "127.0.0.1" not in repr(settings)


@pytest.mark.parametrize(("name", "given"), [("STORAGE_OPTIONS", '{"secret": "hush'), ("STORAGE_OPTIONS", "hush")])
def test_options_that_cannot_be_read_are_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, given: str
) -> None:
    monkeypatch.setenv(f"ONRECORD_{name}", given)
    with pytest.raises(ValidationError) as raised:
        Settings.from_environment()
    with pytest.raises(Exit):
        check_settings()
    told = capsys.readouterr()
    assert f"ONRECORD_{name}" in told.err
    assert "hush" not in f"{raised.value}{told.out}{told.err}"


@pytest.mark.parametrize("given", ["work/shards", "https://example.org/shards"])
def test_shards_go_to_an_address_that_can_be_written_to(given: str) -> None:
    with pytest.raises(ValidationError, match="such as s3://bucket/folder"):
        Settings(shards=given)
