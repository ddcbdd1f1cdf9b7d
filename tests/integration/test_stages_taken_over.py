"""A stage over all articles is done again where something that it is made from has changed, and only there."""

import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

import assets.keeping
from assets.keeping import TAKEN_OVER
from assets.run import RunError, instance, run
from onrecord import open_dataset
from pipelines.settings import Home
from pipelines.warehouse import Warehouse

ASSETS = {
    "normalised_mentions": "normalisation",
    "screened_mentions": "screening",
    "claims": "linking",
    "checks": "checks",
    "snapshot": "publication",
}
ALL = set(ASSETS.values())
TEXT = "Orrin, 4 March 2024\n\nThe bridge at Orrin will stay shut until May, Mayor Ilse Varga said on Monday.\n"


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, articles: Path) -> Path:
    home = tmp_path_factory.mktemp("homes") / "published"
    run([articles], Home.at(home))
    return home


@pytest.fixture
def home(published: Path, tmp_path: Path) -> Home:
    """A copy of a home whose only article is published."""
    shutil.copytree(published, tmp_path / "home")
    return Home.at(tmp_path / "home")


def taken_over(home: Home) -> set[str]:
    """The stages that the last run took over."""
    found = set()
    with instance(home) as opened:
        for name, stage in ASSETS.items():
            event = opened.get_latest_materialization_event(dg.AssetKey(name))
            if event and event.asset_materialization and TAKEN_OVER in event.asset_materialization.metadata:
                found.add(stage)
    return found


def content(home: Home) -> Any:
    return open_dataset(home.root).manifest()["content_sha256"]


def test_nothing_new_is_taken_over_and_told_as_it_was(home: Home, articles: Path) -> None:
    with instance(home) as opened:
        before = opened.get_latest_materialization_event(dg.AssetKey("claims"))
    first = open_dataset(home.root).version
    assert run([articles], home)[:2] == (first, False)
    assert taken_over(home) == ALL
    with instance(home) as opened:
        after = opened.get_latest_materialization_event(dg.AssetKey("claims"))
    was, told = (dict(event.asset_materialization.metadata) for event in (before, after))  # type: ignore[union-attr]
    assert {**told, "seconds": 0} == {**was, "seconds": 0, TAKEN_OVER: dg.MetadataValue.bool(True)}
    assert (
        after.asset_materialization.tags["dagster/data_version"]
        == (  # type: ignore[union-attr,index]
            before.asset_materialization.tags["dagster/data_version"]  # type: ignore[union-attr,index]
        )
    )


def test_a_damaged_version_is_noticed_though_nothing_is_new(home: Home, articles: Path) -> None:
    version = open_dataset(home.root).path
    home.database.write_bytes(b"damaged")
    run([articles], home)
    assert taken_over(home) == ALL
    assert home.database.stat().st_size > 1_000
    (version / "claims.parquet").write_bytes(b"damaged")
    with pytest.raises(RunError, match=r"claims\.parquet"):
        run([articles], home)


def test_a_table_that_was_tampered_with_is_made_again(home: Home, articles: Path) -> None:
    with Warehouse(home.warehouse) as warehouse:
        claims = warehouse.read("claims")
        warehouse.replace("claims", claims.with_columns(claim_text=claims["claim_text"] + " not"))
    assert run([articles], home).is_new is False
    assert taken_over(home) == set()
    with Warehouse(home.warehouse) as warehouse:
        assert warehouse.read("claims").equals(open_dataset(home.root).table("claims"))


def test_a_run_that_ended_goes_on_after_the_last_stage_that_it_finished(
    published: Path, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it ended in the midst of a stage, or between its tables and its stamp."""
    home, stamp = Home.at(tmp_path / "home"), assets.keeping._stamp

    def end(*_: object, **__: object) -> None:
        raise RuntimeError("ended here")

    def end_at_claims(home: Any, stage: str, versions: Any) -> None:
        (end if stage == "claims" else stamp)(home, stage, versions)

    for where, how in (("assets.linking.link", end), ("assets.keeping._stamp", end_at_claims)):
        with monkeypatch.context() as patched:
            patched.setattr(where, how)
            with pytest.raises(RunError, match="ended here"):
                run([articles], home)
    assert run([articles], home).is_new
    assert taken_over(home) == {"normalisation", "screening"}
    assert content(home) == content(Home.at(published))
