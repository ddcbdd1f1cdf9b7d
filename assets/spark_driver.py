"""The driver of a Spark job, launched by :mod:`assets.engines`: ``python -m assets.spark_driver``.

What it is to do comes through Dagster Pipes, as does what it reports: log lines, the shards that are finished, what
Spark says of itself, and why it gave up. It holds no rows.
"""

import os
import sys
import threading
import time
from collections.abc import Callable

from dagster_pipes import PipesContext, open_dagster_pipes

from assets.shards import place_at
from pipelines.engines import ShardError, Work
from pipelines.engines.spark import do_shards, facts, session
from pipelines.settings import Settings

_TOGETHER = 1.0
"""Seconds in which finished shards are reported in one message."""


def main() -> int:
    """Do the shards that Dagster names; return the exit code."""
    parent = os.getppid()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with open_dagster_pipes() as pipes:
        try:
            _drive(pipes)
        except ShardError as error:
            pipes.log.error(str(error))
            pipes.report_custom_message({"failed": str(error)})
            return 1
    return 0


def _drive(pipes: PipesContext) -> None:
    asked = pipes.extras
    names, place = asked["names"], place_at(asked["out"], Settings.from_environment())
    pipes.log.info(f"Spark: {len(names)} shards at {asked['master']}")
    with session(asked["master"], asked["conf"]) as spark:
        pipes.log.info(f"Spark {spark.version}: application {spark.sparkContext.applicationId}")
        began = time.monotonic()
        report = _Report(pipes, len(names))
        try:
            do_shards(spark, Work(**asked["work"]), place, names, report.finished)
        finally:
            report.send()
        told = {**facts(spark), "spark_seconds": round(time.monotonic() - began, 3), "spark_shards": len(names)}
        pipes.report_custom_message({"told": told})


class _Report:
    """Tells Dagster of finished shards, some at a time, and writes a line at every tenth."""

    def __init__(self, pipes: PipesContext, shards: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._pipes, self._shards, self._clock = pipes, shards, clock
        self._waiting: list[int] = []
        self._done, self._sent = 0, clock()

    def finished(self, shard: int) -> None:
        """Note a shard; send what was noted now and then."""
        self._waiting.append(shard)
        if self._clock() - self._sent >= _TOGETHER:
            self.send()

    def send(self) -> None:
        """Send what was noted."""
        if self._waiting:
            before, self._done = self._done, self._done + len(self._waiting)
            self._pipes.report_custom_message({"finished": self._waiting})
            if 10 * before // self._shards < 10 * self._done // self._shards:
                self._pipes.log.info(f"Spark: {self._done} of {self._shards} shards")
        self._waiting, self._sent = [], self._clock()


def _end_with(parent: int) -> None:
    """End this process when the one that launched it is gone; Spark's own processes follow."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
