"""A process that publishes version after version: run, and killed, by the fault tests.

usage: publisher.py HOME [--versions N] [--kill-before N | --kill-after N]

--versions N: end after N versions; without it, go on until killed.
--kill-before N, --kill-after N: die by SIGKILL at the N-th rename of a file or folder.
"""

import argparse
import itertools
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from small_home import DAY, small_tables

from pipelines import warehouse
from pipelines.publication import next_version, publish, read_versions, recover
from pipelines.settings import Home

BOATS = 12


def publish_next(home: Home) -> str:
    """Publish a version that differs from all before it, under the home's lock, and return its name."""
    with warehouse.writer_lock(home, timeout=60):
        recover(home.snapshots)
        index = read_versions(home.snapshots)
        number = len(index.versions)
        version = next_version([entry.version for entry in index.versions], DAY.date())
        tables = small_tables(version, [f"Boat {boat} has left {number} times" for boat in range(BOATS)])
        clock = DAY + timedelta(seconds=number)
        return publish(home, tables, version=version, created_at=clock, database=warehouse).version


def die_at_rename(number: int, *, after: bool) -> None:
    """Let the process be killed at a rename, counted from 1."""
    count = itertools.count(1)

    def deadly(rename: Callable[..., None]) -> Callable[..., None]:
        def renamed(*args: object, **options: object) -> None:
            now = next(count) == number
            if now and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            rename(*args, **options)
            if now:
                os.kill(os.getpid(), signal.SIGKILL)

        return renamed

    os.rename, os.replace = deadly(os.rename), deadly(os.replace)


def main() -> None:
    """Publish; a line says when a version is out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--versions", type=int)
    parser.add_argument("--kill-before", type=int)
    parser.add_argument("--kill-after", type=int)
    options = parser.parse_args()
    if options.kill_before or options.kill_after:
        die_at_rename(options.kill_before or options.kill_after, after=bool(options.kill_after))
    for _ in itertools.count() if options.versions is None else range(options.versions):
        print(publish_next(Home.at(options.home)), flush=True)


if __name__ == "__main__":
    main()
