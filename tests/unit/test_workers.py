"""Processes beside one another: same results in the same order, a death that is told, no process left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.workers import AHEAD, WorkersError, workers


def whose(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_the_order_of_the_parts() -> None:
    with workers(1) as apply:
        assert {process for _, process in apply(whose, range(5))} == {os.getpid()}
    with workers(2) as apply:
        found = list(apply(whose, range(20)))
        assert list(apply(abs, [-1, 2])) == [1, 2]  # the same processes serve again
    assert [square for square, _ in found] == [number * number for number in range(20)]
    assert os.getpid() not in {process for _, process in found}


def test_the_first_parts_are_begun_at_once_and_no_more_than_these() -> None:
    asked: list[int] = []
    parts = (asked.append(number) or number for number in range(50))
    with workers(2) as apply:
        found = apply(whose, parts)
        assert len(asked) == 2 * AHEAD
        assert next(found)[0] == 0
        assert len(asked) == 2 * AHEAD + 1
        assert [square for square, _ in found] == [number * number for number in range(1, 50)]


def test_a_worker_that_dies_is_told_with_advice() -> None:
    with pytest.raises(WorkersError, match="ONRECORD_WORKERS"), workers(2) as apply:
        list(apply(die, range(5)))


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\nfrom pipelines.workers import workers\nfrom test_workers import whose\n"
        "if __name__ == '__main__':\n"
        "    with workers(2) as apply:\n"
        "        print(*{process for _, process in apply(whose, range(50))}, flush=True)\n"
        "        time.sleep(60)\n",
        encoding="utf-8",
    )
    path = os.pathsep.join(sys.path)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path}
    ) as parent:
        assert parent.stdout is not None
        children = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()
    assert children
    until = time.monotonic() + 20
    while any(_runs(child) for child in children):
        assert time.monotonic() < until, "a worker outlived its parent"
        time.sleep(0.05)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
