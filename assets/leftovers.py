"""What a killed process left in a home: unfinished files, and runs that Dagster still takes for running."""

import os
import platform
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from filelock import FileLock

from assets.standard_input import SPOOL
from pipelines.files import TEMPORARY, temporary
from pipelines.publication.recovery import remove_begun
from pipelines.settings import Home

PROCESS = "onrecord/process"
"""The tag of a run that says which process carries it out."""
_RUNNING = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING)
_BEFORE_ITS_TAG = timedelta(minutes=10)
"""A run gets its tag once it holds the home; one that is older and has none never came so far."""
_GONE = "its process was killed; what it had finished is kept, and the next run goes on from there"


def remove_leftovers(home: Home) -> None:
    """Remove the unfinished files of killed writers; the caller holds the home's lock.

    What others write without that lock is left alone: a spool of standard input whose process waits for it, the memory
    of the inbox, exports. Corrections and the choice of reference tables have a lock of their own, which is waited for.
    """
    remove_begun(home)
    for path in (temporary(home.redactions), temporary(home.metrics)):
        path.unlink(missing_ok=True)
    for path in home.work.glob(f"{TEMPORARY}*"):
        if path == temporary(home.inbox) or _is_awaited(path):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for path in (*home.raw.glob(f"{TEMPORARY}*"), *home.raw.glob(f"*/{TEMPORARY}*")):
        path.unlink()
    with FileLock(home.curation_lock):
        for path in (home.curation, home.reference):
            temporary(path).unlink(missing_ok=True)


def _is_awaited(path: Path) -> bool:
    """Whether this is a spool of standard input whose process is there."""
    number = path.name.removeprefix(SPOOL).partition("-")[0]
    return path.name.startswith(SPOOL) and number.isdecimal() and _answers(int(number))


# --- runs -----------------------------------------------------------------------------------


def take_on(instance: dg.DagsterInstance, run_id: str) -> None:
    """Write down that this process carries out a run, so that its end is seen should it be killed."""
    instance.add_run_tags(run_id, {PROCESS: _process(os.getpid())})


def end_killed_runs(instance: dg.DagsterInstance, running: str) -> list[str]:
    """Let the runs whose process is gone be failed ones, and return them; the caller holds the home's lock.

    Args:
        instance: Dagster's record of the home.
        running: The run that asks.
    """
    ended = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=list(_RUNNING))):
        run = record.dagster_run
        # Dagster's own clock, which no variable stops
        age = datetime.now(UTC) - record.create_timestamp
        if run.run_id == running or not _is_gone(run.tags.get(PROCESS), age):
            continue
        instance.report_run_failed(run, f"{_GONE}.")
        ended.append(run.run_id)
    return ended


def _is_gone(process: str | None, age: timedelta) -> bool:
    """Whether a run has no process any more; another machine, which shares the home, is not judged."""
    if process is None:
        return age > _BEFORE_ITS_TAG
    host, _, number = process.rpartition("/")[0].rpartition("/")
    return host == platform.node() and _process(int(number)) != process


def _process(number: int) -> str:
    """Machine, number and start of a process; numbers are given anew, with another start."""
    stat = Path(f"/proc/{number}/stat")
    try:
        state, *fields = stat.read_text().rpartition(")")[2].split()
        started = fields[18] if state != "Z" else "gone"
    except (OSError, IndexError, ValueError):
        started = "alive" if _answers(number) else "gone"
    return f"{platform.node()}/{number}/{started}"


def _answers(number: int) -> bool:
    """Whether there is a process of that number, where the system has no ``/proc``."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
