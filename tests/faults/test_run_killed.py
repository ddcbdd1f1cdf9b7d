"""A whole run killed at any moment, with its workers: the next one goes on where it stopped."""

import itertools
import json
import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from counts import FULL, KILLS_RUNNING, SEED
from processes import READY, kill, start

from assets.run import instance
from pipelines import warehouse
from pipelines.publication import verify
from pipelines.publication.manifest import read_manifest
from pipelines.reader import open_dataset
from pipelines.settings import Home

STOPPED = {"SOURCE_DATE_EPOCH": "1935817689"}
SPREAD = {"ONRECORD_WORKERS": "2", "ONRECORD_PARALLEL_FROM": "1", "ONRECORD_SHARD_ARTICLES": "1"}
OWN = ("articles", "segments", "content_spans", "attributions", "quantities", "times")
"""Tables that hang on the articles alone, not on the versions before."""


def add_article(folder: Path, number: int) -> None:
    """An article on the same story as the others: it quotes, it reports and it counts."""
    place = ("Tessel Bay", "Orme", "Hallick", "Vane Harbour")[number % 4]
    (folder / f"{number:03}.txt").write_text(
        f"Harbour of {place} counts its boats\n\nPublished: {number % 27 + 1} May 2031\n\nThe harbour of {place} has"
        f" {number + 3} boats, Mayor Ada Quill said on Monday.\n\n“We need {number + 5} more,” Quill told the {place}"
        " Gazette. Two officials who asked not to be named said that the crane was broken.\n",
        encoding="utf-8",
    )


def sound(home: Home) -> list[str]:
    """The versions of a home, all of which hold; what the kill left unfinished is not among them."""
    if not (home.snapshots / "versions.json").exists():
        return []
    problems = verify(home, "latest")
    assert [problem for problem in problems if "not listed in versions.json" not in problem] == []
    data = open_dataset(home.root)
    assert warehouse.database_version(home.database) is not None
    return data.versions()["version"].to_list()


def leftovers(home: Home) -> list[str]:
    """Unfinished files anywhere in a home."""
    return sorted(str(path.relative_to(home.root)) for path in home.root.rglob(".tmp-*"))


def left_running(home: Home) -> list[str]:
    """Runs that are over and still look to the UI as if they went on."""
    with instance(home) as opened:
        filters = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])
        return [run.run_id for run in opened.get_runs(filters)]


class Runs:
    """Whole runs, each in a process of its own."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home, self.folder = home, folder
        self._server = start("runner.py")
        assert self._line() == READY

    def _line(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline().strip()

    def begin(self, home: Home | None = None, **environment: str) -> int:
        """Start a run and return the number of its process."""
        root = str((home or self.home).root)
        told = {"home": root, "input": str(self.folder), "environment": STOPPED | environment}
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(told) + "\n")
        self._server.stdin.flush()
        return int(self._line())

    def end(self) -> tuple[int, list[str]]:
        """Wait for the end of the run: its exit code and what it said."""
        code, said = json.loads(self._line())
        return code, said.split()

    def whole(self, home: Home | None = None) -> list[str]:
        """Run to the end and return what was said."""
        self.begin(home)
        code, said = self.end()
        assert code == 0, said
        return said

    def close(self) -> None:
        """End the process that all runs are forked from."""
        kill(self._server)


@pytest.mark.slow
@pytest.mark.timeout(600 + 60 * KILLS_RUNNING)
def test_killed_at_random_moments_of_a_run(tmp_path: Path) -> None:
    home, folder, chance = Home.at(tmp_path / "home"), tmp_path / "in", random.Random(SEED)
    folder.mkdir()
    add_article(folder, 0)
    runs, articles = Runs(home, folder), 1
    began = time.monotonic()
    assert runs.whole() == ["2031.05.06.001", "new"]
    seconds = time.monotonic() - began
    seen: list[str] = []
    unfinished = 0
    for number in itertools.count():
        if unfinished == KILLS_RUNNING:
            break
        assert number < 10 * KILLS_RUNNING, "most runs had ended before they were killed: the test tests too little"
        if chance.random() < 0.5:
            add_article(folder, articles)
            articles += 1
        process = runs.begin(**(SPREAD if number % 4 == 2 else {}))
        moment = chance.uniform(0, seconds)
        time.sleep(moment)
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(process, signal.SIGKILL)
        code, said = runs.end()
        names = sound(home)
        left = leftovers(home)
        print(f"seed {SEED}, kill {number} after {moment:.3f} s: {code} {said}, {names[-1]}, left {left}", flush=True)
        assert set(seen) | set(said[:1]) <= set(names), "a version was lost"
        unfinished += code == -signal.SIGKILL
        seen = names
    version, _ = runs.whole()
    assert runs.whole() == [version, "known"]
    assert leftovers(home) == []
    assert left_running(home) == [], "a killed run must not seem to go on"
    assert verify(home, database=warehouse) == []
    nothing_twice_and_nothing_lost(home, articles)
    if FULL:
        other = Home.at(tmp_path / "other")
        runs.whole(other)
        as_if_never_killed(home, other)
    runs.close()


def nothing_twice_and_nothing_lost(home: Home, articles: int) -> None:
    """Every article was taken in once, every version says something new, every name was given once."""
    data = open_dataset(home.root)
    names = data.versions()["version"].to_list()
    assert [int(name[-3:]) for name in names] == list(range(1, len(names) + 1))
    contents = [read_manifest(home.snapshots / name)["content_sha256"] for name in names]
    assert all(one != other for one, other in itertools.pairwise(contents)), "the same was published twice"
    taken = data.table("articles").group_by("batch_id").len("articles_new").sort("batch_id")
    batches = data.table("batches").filter(pl.col("articles_new") > 0).select("batch_id", "articles_new")
    assert batches.with_columns(pl.col("articles_new").cast(pl.UInt32)).equals(taken)
    assert data.table("articles").height == articles
    shards = list((home.shards / "extraction").glob("*/*.parquet"))
    extracted = pl.concat(pl.scan_parquet(shard).select(pl.len()) for shard in shards).collect()
    assert extracted.height == len(shards) <= articles


def as_if_never_killed(home: Home, other: Home) -> None:
    """What hangs on the articles alone is what one run over all of them gives."""
    killed, whole = (
        {each["name"]: each["logical_hash"] for each in open_dataset(each.root).manifest()["resources"]}
        for each in (home, other)
    )
    assert {name: killed[name] for name in OWN} == {name: whole[name] for name in OWN}
