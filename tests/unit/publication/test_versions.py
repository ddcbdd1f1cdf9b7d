"""Version names and their index."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.publication import Version, VersionError, VersionIndex, next_version, read_versions
from pipelines.publication.versions import NAME, clock, write_versions


@pytest.mark.parametrize(
    ("taken", "day", "expected"),
    [
        ([], date(2031, 5, 6), "2031.05.06.001"),
        (["2031.05.06.001"], date(2031, 5, 6), "2031.05.06.002"),
        (["2031.05.06.009", "2031.05.06.010"], date(2031, 5, 6), "2031.05.06.011"),
        (["2031.05.05.041"], date(2031, 5, 6), "2031.05.06.001"),
        (["2031.05.07.002"], date(2031, 5, 6), "2031.05.07.003"),  # the clock was set back
    ],
)
def test_next_version_follows_every_name(taken: list[str], day: date, expected: str) -> None:
    assert next_version(taken, day) == expected


def test_a_day_has_999_versions_and_no_more() -> None:
    with pytest.raises(VersionError, match="publish tomorrow"):
        next_version(["2031.05.06.999"], date(2031, 5, 6))
    assert next_version(["2031.05.06.999"], date(2031, 5, 7)) == "2031.05.07.001"


@given(st.lists(st.dates(date(1000, 1, 1), date(9999, 12, 31)), max_size=30))
@settings(deadline=None)
def test_names_rise_whatever_the_clock_does(days: list[date]) -> None:
    names: list[str] = []
    for day in days:
        names.append(next_version(names, day))
    assert names == sorted(set(names))
    assert all(NAME.fullmatch(name) for name in names)


def _entry(version: str, status: str = "published") -> Version:
    return Version.model_validate(
        {
            "version": version,
            "created_at": datetime(2031, 5, 6, 1, 2, 3),
            "status": status,
            "manifest_sha256": None if status == "rejected" else "0" * 64,
        }
    )


def test_index_says_exactly_what_the_data_model_says(tmp_path: Path) -> None:
    index = VersionIndex().add(_entry("2031.05.06.001")).add(_entry("2031.05.06.002", "rejected"))
    write_versions(tmp_path, index)
    assert (tmp_path / "versions.json").read_text() == (
        '{\n  "latest": "2031.05.06.001",\n  "last_rejected": "2031.05.06.002",\n  "versions": [\n'
        '    {\n      "version": "2031.05.06.001",\n      "created_at": "2031-05-06T01:02:03Z",\n'
        f'      "status": "published",\n      "manifest_sha256": "{"0" * 64}"\n    }},\n'
        '    {\n      "version": "2031.05.06.002",\n      "created_at": "2031-05-06T01:02:03Z",\n'
        '      "status": "rejected",\n      "manifest_sha256": null\n    }\n  ]\n}\n'
    )
    assert read_versions(tmp_path).encode() == index.encode()


def test_an_index_that_was_never_written_is_empty(tmp_path: Path) -> None:
    assert read_versions(tmp_path) == VersionIndex(latest=None, last_rejected=None, versions=())


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"versions": [{"version": 1}]}', b"\xff"])
def test_a_broken_index_is_refused_with_advice(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "versions.json").write_bytes(content)
    with pytest.raises(VersionError, match="restore it from a copy"):
        read_versions(tmp_path)


def test_a_name_is_used_once() -> None:
    with pytest.raises(VersionError, match="already listed"):
        VersionIndex().add(_entry("2031.05.06.001")).add(_entry("2031.05.06.001", "rejected"))


def test_clocks_are_utc() -> None:
    east = datetime(2031, 5, 6, 3, 0, tzinfo=timezone(timedelta(hours=2)))
    assert clock(east) == clock(datetime(2031, 5, 6, 1, 0)) == clock(datetime(2031, 5, 6, 1, 0, tzinfo=UTC))
    assert clock(east) == clock(east.replace(microsecond=999_999)) == "2031-05-06T01:00:00Z"
