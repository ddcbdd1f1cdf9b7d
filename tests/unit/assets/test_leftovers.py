"""What killed processes leave in a home: unfinished files, and runs that seem to go on."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest
from filelock import FileLock

from assets import leftovers
from assets.leftovers import PROCESS, end_killed_runs, remove_leftovers, take_on
from assets.standard_input import SPOOL
from pipelines.settings import Home

FAILED, STARTED = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.STARTED


def make(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("half", encoding="utf-8")


def test_unfinished_files_go_and_those_of_others_stay(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    own = [
        *(home.root / f".tmp-{name}" for name in ("onrecord.duckdb", "next.duckdb", ".tmp-next.duckdb")),
        *(home.root / f".tmp-{name}" for name in ("curation.csv", "reference.json", "redactions.json")),
        *(
            home.root / ".tmp-next.duckdb.wal",
            home.work / ".tmp-warehouse.duckdb",
            home.work / ".tmp-x" / "y",
            home.raw / "ab" / ".tmp-abcd",
        ),
    ]
    others = [
        home.work / ".tmp-inbox.json",
        home.curation,
        home.root / ".tmp-claims.csv",
        home.search / ".tmp-index",
        home.raw / "ab" / "abcd",
    ]
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    own.append(home.work / f"{SPOOL}{ended.pid}-a1" / "stdin")
    others.append(home.work / f"{SPOOL}{os.getpid()}-b2" / "stdin")
    make(*own, *others)
    remove_leftovers(home)
    assert [path for path in own if path.exists()] == []
    assert [path for path in others if not path.exists()] == []


def test_a_correction_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    unfinished = home.root / ".tmp-curation.csv"
    make(unfinished, home.work / "x")
    cleaning = threading.Thread(target=remove_leftovers, args=(home,))
    with FileLock(home.curation_lock):
        cleaning.start()
        cleaning.join(0.2)
        assert cleaning.is_alive()
        unfinished.replace(home.curation)
    cleaning.join()
    assert home.curation.read_text(encoding="utf-8") == "half"


# --- runs ---------------------------------------------------------------------------------


def gone_process() -> str:
    """The tag of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        return leftovers._process(process.pid)


def begun(instance: dg.DagsterInstance, status: dg.DagsterRunStatus = STARTED, tag: str | None = None) -> str:
    run = dg.DagsterRun(job_name="all", status=status, tags={PROCESS: tag} if tag else {})
    instance.add_run(run)
    return run.run_id


def statuses(instance: dg.DagsterInstance, *runs: str) -> list[dg.DagsterRunStatus]:
    return [record.status for run in runs for record in instance.get_runs(dg.RunsFilter(run_ids=[run]))]


def test_a_run_whose_process_is_gone_failed() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        killed, canceled = (
            begun(instance, status, gone_process()) for status in (STARTED, dg.DagsterRunStatus.CANCELING)
        )
        mine, other, own = (begun(instance) for _ in range(3))
        take_on(instance, other)
        take_on(instance, own)
        elsewhere = begun(instance, tag="another-machine/1/1")
        done = begun(instance, dg.DagsterRunStatus.SUCCESS, gone_process())
        assert set(end_killed_runs(instance, mine)) == {killed, canceled}
        assert statuses(instance, killed, canceled) == [FAILED, FAILED]
        assert statuses(instance, mine, other, own, elsewhere) == [STARTED] * 4
        assert statuses(instance, done) == [dg.DagsterRunStatus.SUCCESS]
        assert end_killed_runs(instance, mine) == []


def test_a_run_that_never_held_the_home_failed_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        mine, waiting = begun(instance), begun(instance)
        assert end_killed_runs(instance, mine) == []
        monkeypatch.setattr(leftovers, "_BEFORE_ITS_TAG", timedelta(seconds=-1))
        assert end_killed_runs(instance, mine) == [waiting]


def test_a_number_that_was_given_anew_is_another_process() -> None:
    this = leftovers._process(os.getpid())
    assert this == leftovers._process(os.getpid())
    assert this != leftovers._process(os.getppid())
    host, number, start = this.split("/")
    assert leftovers._is_gone(f"{host}/{number}/{start}0", timedelta(0))
    assert not leftovers._is_gone(this, timedelta(0))
