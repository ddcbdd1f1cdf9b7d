"""A process that publishes version after version: run, and killed, by the fault tests.

usage: publisher.py HOME [--versions N] [--same] [--impatient] [--kill-before N | --kill-after N]

--versions N: end after N versions; without it, go on until killed.
--same: publish what every other publisher does, once.
--impatient: do not wait for another publisher.
--kill-before N, --kill-after N: die by SIGKILL at the N-th rename of a file or folder.
"""

import argparse
import itertools
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from processes import wait_for_word
from small_home import DAY, small_tables

from pipelines import warehouse
from pipelines.publication import Published, next_version, publish, read_versions, recover
from pipelines.publication.publish import Database
from pipelines.settings import Home

BOATS = 12
_PATIENCE = 60.0


def publish_next(
    home: Home, number: int | None = None, patience: float = _PATIENCE, database: Database = warehouse
) -> Published:
    """Publish under the home's lock what has never been published, or what ``number`` stands for."""
    with warehouse.writer_lock(home, timeout=patience):
        recover(home.snapshots)
        index = read_versions(home.snapshots)
        told = len(index.versions) if number is None else number
        version = next_version([entry.version for entry in index.versions], DAY.date())
        tables = small_tables(version, [f"Boat {boat} has left {told} times" for boat in range(BOATS)])
        clock = DAY + timedelta(seconds=told)
        return publish(home, tables, version=version, created_at=clock, database=database)


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
    parser.add_argument("--same", action="store_true")
    parser.add_argument("--impatient", action="store_true")
    parser.add_argument("--kill-before", type=int)
    parser.add_argument("--kill-after", type=int)
    options = parser.parse_args()
    if options.kill_before or options.kill_after:
        die_at_rename(options.kill_before or options.kill_after, after=bool(options.kill_after))
    wait_for_word()
    home, patience = Home.at(options.home), 0.0 if options.impatient else _PATIENCE
    if options.same:
        done = publish_next(home, number=1000, patience=patience)
        print(done.version, "new" if done.is_new else "known")
        return
    for _ in itertools.count() if options.versions is None else range(options.versions):
        print(publish_next(home, patience=patience).version, flush=True)


if __name__ == "__main__":
    main()
