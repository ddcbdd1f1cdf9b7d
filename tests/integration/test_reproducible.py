"""The same input gives the same version, to the byte where the clock stands still, whatever the workers and order."""

import os
from collections.abc import Callable

import pytest

from onrecord import open_dataset
from pipelines import clock, warehouse
from pipelines.settings import Home
from tests.integration.conftest import FIRST, SECOND, THIRD

WORKERS = (1, 2, 4) if os.environ.get("ONRECORD_FAULTS") == "full" else (1, 2)
STOPPED = "1935817689"


@pytest.fixture(scope="module")
def builds(materialise: Callable, tmp_path_factory: pytest.TempPathFactory) -> list[Home]:
    """Homes of their own from the same three folders, by more and more workers, every other one in reverse order."""
    folders = []
    for name, text in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
        folders.append(tmp_path_factory.mktemp("in") / name)
        folders[-1].mkdir()
        (folders[-1] / f"{name}.txt").write_text(text, encoding="utf-8")
    homes = []
    for number, workers in enumerate(WORKERS):
        home = Home.at(tmp_path_factory.mktemp(f"workers-{workers}"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(clock.VARIABLE, STOPPED)
            patch.setenv("ONRECORD_WORKERS", str(workers))
            patch.setenv("ONRECORD_PARALLEL_FROM", "1")
            patch.setenv("ONRECORD_SHARD_ARTICLES", str(3 if workers == 1 else 1))
            inputs = folders if number % 2 == 0 else folders[::-1]
            assert materialise(inputs, home).version == "2031.05.06.001"
            if number % 2:
                # the clock stands still, the order is another: nothing new to say
                assert not materialise(inputs[::-1], home).is_new
        homes.append(home)
    return homes


def files(home: Home) -> dict[str, bytes]:
    """What a home has published, by its path under the snapshots."""
    found = (path for path in home.snapshots.rglob("*") if path.is_file())
    return {path.relative_to(home.snapshots).as_posix(): path.read_bytes() for path in found}


def test_snapshots_are_the_same_to_the_byte(builds: list[Home]) -> None:
    one, *others = (files(home) for home in builds)
    assert {"versions.json", "2031.05.06.001/manifest.json", "2031.05.06.001/claims.parquet"} < set(one)
    for other in others:
        assert other.keys() == one.keys()
        differing = {name for name in one if one[name] != other[name]}
        # the batch lists the inputs in the order in which they were given
        assert differing <= {"2031.05.06.001/batches.parquet", "2031.05.06.001/manifest.json", "versions.json"}
    hashes = [
        {each["name"]: each["logical_hash"] for each in open_dataset(home.root).manifest()["resources"]}
        for home in builds
    ]
    assert all(each == hashes[0] for each in hashes)


def test_databases_hold_the_same(builds: list[Home]) -> None:
    one, *others = (warehouse.read_database(home.database) for home in builds)
    for other in others:
        assert other.keys() == one.keys()
        for name in one.keys() - {"batches"}:
            assert other[name].equals(one[name]), name
