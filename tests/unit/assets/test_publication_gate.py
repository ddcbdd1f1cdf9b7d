"""What is not published: tables that were made for a version of another name."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets.publication import _of_this_version
from pipelines.publication import rejected
from pipelines.publication.versions import Version, read_versions, write_versions
from pipelines.settings import Home
from tests.small_home import DAY

LATEST, REFUSED, NEXT = "2031.05.06.001", "2031.05.06.002", "2031.05.07.001"


@pytest.fixture
def home(tmp_path: Path) -> Any:
    """A home whose run began the day after its last version was published and the next one refused."""
    place = Home.at(tmp_path)
    place.snapshots.mkdir()
    entry = Version(version=LATEST, created_at=DAY, status="published", manifest_sha256=None, revision=1)
    write_versions(place.snapshots, read_versions(place.snapshots).add(entry))
    rejected(place, version=REFUSED, created_at=DAY, reasons=["no"])
    return SimpleNamespace(home=place, candidate_version=NEXT)


def claims(*versions: str) -> pl.DataFrame:
    return pl.DataFrame({"first_version": versions}, schema={"first_version": pl.String})


@pytest.mark.parametrize("versions", [(), ("2030.01.01.001", LATEST), (LATEST, NEXT)])
def test_claims_of_this_version_and_of_earlier_ones_go_on(home: Any, versions: tuple[str, ...]) -> None:
    _of_this_version(home, claims(*versions))


@pytest.mark.parametrize("other", [REFUSED, "2031.05.06.003", "2031.05.08.001"])
def test_claims_that_were_linked_before_midnight_are_linked_again(home: Any, other: str) -> None:
    with pytest.raises(dg.Failure) as refused:
        _of_this_version(home, claims(LATEST, other))
    assert f"linked for {other}, and the next version is {NEXT}; materialize `claims`" in str(refused.value.description)
