"""What decides whether a stage over all articles is taken over."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from assets import keeping
from pipelines.publication.versions import Version, VersionIndex, write_versions
from pipelines.schema import TABLES
from pipelines.settings import Home, Settings
from pipelines.warehouse import Warehouse
from tests.small_home import DAY, small_tables

CHAIN = ("normalised_mentions", "screened_mentions", "claims", "checks", "snapshot")
NAME = "2031.05.06.001"


def seen(place: Home, warehouse: Warehouse) -> Any:
    """What a stage sees of a home."""
    return SimpleNamespace(
        home=place,
        warehouse=warehouse,
        settings=Settings(),
        reference=SimpleNamespace(version="ref-1"),
        now=DAY,
        candidate_version=NAME,
    )


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working store of a home whose stages have all ended."""
    place = Home.at(tmp_path_factory.mktemp("stamped"))
    place.snapshots.mkdir(parents=True)
    with Warehouse(place.warehouse) as warehouse:
        for name, frame in small_tables(NAME).items():
            warehouse.replace(name, frame)
        for stage in CHAIN:
            keeping._stamp(seen(place, warehouse), stage, {})
    return place.warehouse


@pytest.fixture
def home(stamped: Path, tmp_path: Path) -> Iterator[Any]:
    """A home whose stages have all ended."""
    place = Home.at(tmp_path)
    place.snapshots.mkdir(parents=True)
    place.warehouse.parent.mkdir(parents=True)
    shutil.copy(stamped, place.warehouse)
    with Warehouse(place.warehouse) as warehouse:
        yield seen(place, warehouse)


def held(home: Any) -> list[str]:
    return [stage for stage in CHAIN if keeping.holds(home, stage)]


def later(home: Any) -> None:
    """Time alone changes nothing where no date is ahead of it."""
    home.now += timedelta(days=400)


def more_workers(home: Any) -> None:
    home.settings = Settings(workers=7, lock_seconds=1.0)


def next_name(home: Any) -> None:
    """The next day names the next version otherwise, which nobody asks for where nothing changed."""
    home.candidate_version = "2031.05.07.001"


@pytest.mark.parametrize("change", [later, more_workers, next_name])
def test_all_stages_hold(change: Callable[[Any], None], home: Any) -> None:
    change(home)
    assert held(home) == list(CHAIN)


def other_reference(home: Any) -> None:
    home.reference = SimpleNamespace(version="ref-2")


def other_setting(home: Any) -> None:
    home.settings = Settings(failing_row_floor=9)


def another_version(home: Any) -> None:
    entry = Version(version=NAME, created_at=DAY, status="published", manifest_sha256="0" * 64, revision=1)
    write_versions(home.home.snapshots, VersionIndex().add(entry))


def another_article(home: Any) -> None:
    table = TABLES["articles"]
    row = home.warehouse.read("articles").head(1).to_dicts()[0]
    home.warehouse.upsert("articles", table.frame([{**row, "article_id": "art-" + "0" * 24}]))


@pytest.mark.parametrize("change", [other_reference, other_setting, another_version, another_article])
def test_none_holds(change: Callable[[Any], None], home: Any) -> None:
    change(home)
    assert held(home) == []


def test_other_code_has_the_stages_from_it_on_done_again(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = keeping.code_fingerprint
    room = Path(keeping.pipelines.__file__).parent / "linking"

    def edited(paths: list[Path]) -> str:
        return real(paths) + ("!" if room in paths else "")

    monkeypatch.setattr(keeping, "code_fingerprint", edited)
    keeping._code.cache_clear()
    try:
        assert held(home) == ["normalised_mentions", "screened_mentions"]
    finally:
        keeping._code.cache_clear()


@pytest.mark.parametrize(
    ("table", "column", "left"),
    [
        ("articles", "title", []),
        ("entities", "description", []),
        ("claims", "claim_text", ["normalised_mentions", "screened_mentions"]),
        ("checks", "observed", ["normalised_mentions", "screened_mentions", "claims"]),
        ("batches", "quarantined", ["normalised_mentions", "screened_mentions", "claims", "checks"]),
    ],
)
def test_a_table_that_was_changed_has_the_stages_from_it_on_done_again(
    table: str, column: str, left: list[str], home: Any
) -> None:
    frame = home.warehouse.read(table)
    value = pl.lit(7, pl.Int64) if frame.schema[column] == pl.Int64 else pl.lit("other")
    home.warehouse.replace(table, frame.with_columns(value.alias(column)))
    assert held(home) == left


def test_a_date_that_is_ahead_no_more_has_all_done_again(home: Any) -> None:
    home.now = DAY - timedelta(days=400)
    for stage in CHAIN:
        keeping._stamp(home, stage, {})
    assert held(home) == list(CHAIN)
    home.now = DAY + timedelta(days=400)
    assert held(home) == []


def test_a_stage_that_is_done_takes_the_stamps_behind_it_away(home: Any) -> None:
    keeping._forget(home.warehouse, "claims")
    assert held(home) == ["normalised_mentions", "screened_mentions"]
    assert home.warehouse.read("stamps")["stage"].sort().to_list() == ["normalised_mentions", "screened_mentions"]


def done(home: Any, stage: str) -> None:
    """Have a stage done by a body that makes nothing."""
    list(keeping.kept(stage)(lambda *_, **__: iter(()))(SimpleNamespace(), home))


def test_a_stage_is_stamped_behind_one_that_was_done_on_what_is_there(home: Any) -> None:
    other_setting(home)
    done(home, "normalised_mentions")
    assert held(home) == ["normalised_mentions"]
    done(home, "screened_mentions")
    assert held(home) == ["normalised_mentions", "screened_mentions"]


def test_a_stage_that_is_done_alone_is_no_sign_that_those_before_it_are_up_to_date(home: Any) -> None:
    another_article(home)
    done(home, "claims")
    assert held(home) == []
    assert home.warehouse.read("stamps")["stage"].sort().to_list() == ["normalised_mentions", "screened_mentions"]
