"""Which engine a run uses, and Spark launched by Dagster: its driver is a process that reports through Pipes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import dagster as dg

from pipelines.engines import Begun, Engine, Finished, InProcess, Job, Processes, ShardError, Work
from pipelines.engines.spark import inputs_written
from pipelines.settings import Settings

_LOOK = 0.5
"""Seconds between two looks at what the driver reports."""
_PATIENCE = 30.0
"""Seconds that the driver is given to take its tasks back when a run is ended."""


def engine_for(context: dg.AssetExecutionContext, settings: Settings, due: int, begun: Begun | None = None) -> Engine:
    """Return the engine that the settings choose for so many articles; few are not worth starting another process.

    ``begun`` are the processes of this machine that were started beforehand.
    """
    if settings.engine == "in_process" or due < settings.parallel_from:
        return InProcess()
    if settings.engine == "spark":
        return LaunchedSpark(context, settings)
    return Processes(settings.workers, begun)


def told_by(engine: Engine) -> dict[str, Any]:
    """Return what a run reports of its engine: its name, and what Spark told of itself."""
    told = engine.told if isinstance(engine, LaunchedSpark) else {}
    return {"engine": "Spark" if isinstance(engine, LaunchedSpark) else type(engine).__name__, **told}


class LaunchedSpark:
    """Spark, its driver launched through Dagster Pipes: logs, progress and figures come back while it runs."""

    def __init__(self, context: dg.AssetExecutionContext, settings: Settings) -> None:
        self._context, self._settings = context, settings
        self.told: dict[str, Any] = {}

    def run(self, work: Work, jobs: Sequence[Job], finished: Finished) -> None:
        """Write the inputs, launch the driver, pass on what it reports.

        Raises:
            ShardError: the driver gave up, or died.
        """
        with inputs_written(jobs) as names:
            extras = {
                "work": work._asdict(),
                "out": jobs[0].place.address,
                "names": names,
                "master": self._settings.spark_master,
                "conf": dict(self._settings.spark_conf),
            }
            with dg.open_pipes_session(
                context=self._context,
                context_injector=dg.PipesTempFileContextInjector(),
                message_reader=dg.PipesTempFileMessageReader(),
                extras=extras,
            ) as session:
                heard = _Heard(session, jobs, finished, self.told)
                code = _driven(session, heard)
            heard.listen()
        if heard.failure or code:
            raise ShardError(
                heard.failure or f"the Spark driver ended ({_how(code)}); run again: finished shards are kept"
            )


def _driven(session: dg.PipesSession, heard: "_Heard") -> int:
    """Run the driver to its end and return its exit code; it ends with this process."""
    command = [sys.executable, "-m", "assets.spark_driver"]
    with subprocess.Popen(command, env={**os.environ, **session.get_bootstrap_env_vars()}) as driver:
        try:
            while driver.poll() is None:
                time.sleep(_LOOK)
                heard.listen()
        except BaseException:  # the run is ended: so are the tasks
            driver.send_signal(signal.SIGINT)
            try:
                driver.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                driver.kill()
            raise
        return int(driver.returncode)


class _Heard:
    """The messages of a driver, each taken once."""

    def __init__(self, session: dg.PipesSession, jobs: Sequence[Job], finished: Finished, told: dict[str, Any]) -> None:
        self._session, self._jobs, self._finished, self._told = session, jobs, finished, told
        self._taken = 0
        self.failure = ""

    def listen(self) -> None:
        """Take what came since the last time."""
        messages = self._session.get_custom_messages()
        for message in messages[self._taken :]:
            for at in message.get("finished", ()):
                self._finished(self._jobs[at])
            self._told.update(message.get("told", {}))
            self.failure = message.get("failed", self.failure)
        self._taken = len(messages)


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
