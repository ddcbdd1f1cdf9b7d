"""Several processes at one home: one publishes at a time, and whoever reads sees one whole version."""

from pathlib import Path

import pytest
from counts import PUBLICATIONS_READ, READERS
from processes import go, result, start
from publisher import publish_next
from test_publication_killed import all_is_well, listed
from watcher import WAYS

from pipelines.settings import Home


@pytest.mark.slow
@pytest.mark.timeout(300 + 20 * PUBLICATIONS_READ)
def test_readers_never_see_an_error_or_a_mixed_version(tmp_path: Path) -> None:
    home, stop = Home.at(tmp_path / "home"), tmp_path / "stop"
    publish_next(home)
    publisher = start("publisher.py", home.root, "--versions", PUBLICATIONS_READ)
    ways = [list(WAYS)[number % len(WAYS)] for number in range(READERS)]
    readers = [start("watcher.py", home.root, stop, way) for way in ways]
    for process in (*readers, publisher):
        go(process)
    published = result(publisher, 60 + 20 * PUBLICATIONS_READ)
    stop.touch()
    ended = [result(reader) for reader in readers]
    assert published[0] == 0, published
    assert [code for code, *_ in ended] == [0] * READERS, [complaint for *_, complaint in ended if complaint]
    for way, (_, said, _) in zip(ways, ended, strict=True):
        reads, *seen = said.split()
        print(f"{way}: {reads} reads of {len(seen)} versions")
        assert len(seen) > 2, "a reader saw no publication happen: the test tests nothing"
        assert seen[-1] == listed(home)[-1]
    assert len(listed(home)) == PUBLICATIONS_READ + 1
    assert all_is_well(home)


@pytest.mark.slow
def test_two_publishers_take_turns(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    both = [start("publisher.py", home.root, "--versions", 3) for _ in range(2)]
    for process in both:
        go(process)
    ends = [result(process) for process in both]
    assert [code for code, *_ in ends] == [0, 0], ends
    assert sorted(version for _, said, _ in ends for version in said.split()) == listed(home)
    assert len(listed(home)) == 6
    assert all_is_well(home)


@pytest.mark.slow
@pytest.mark.parametrize("patience", ["--impatient", "--same"], ids=["one refuses to wait", "both wait"])
def test_of_two_that_publish_the_same_exactly_one_wins(tmp_path: Path, patience: str) -> None:
    home = Home.at(tmp_path)
    both = [start("publisher.py", home.root, "--same", patience) for _ in range(2)]
    for process in both:
        go(process)
    ends = sorted((result(process) for process in both), key=lambda end: (end[0], "known" in end[1]))
    assert ends[0][:2] == (0, "2031.05.06.001 new\n")
    code, said, complaint = ends[1]
    if patience == "--impatient" and code:
        assert "HomeBusyError: another writer" in complaint
        assert f"is at work in {home.root}; wait until it has finished, or give another home" in complaint
    else:
        assert (code, said) == (0, "2031.05.06.001 known\n")
    again = start("publisher.py", home.root, "--same")
    go(again)
    assert result(again)[:2] == (0, "2031.05.06.001 known\n")
    assert listed(home) == ["2031.05.06.001"]
    assert all_is_well(home)
