"""Running the whole graph in this process: what ``onrecord run`` does and tests do."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import dagster as dg
from sqlalchemy.exc import OperationalError

from assets.automation import WRITER
from assets.definitions import build_defs
from assets.progress import LogProgress, StageProgress
from assets.run_log import kept_open
from pipelines.files import cannot_write
from pipelines.settings import Home

_SILENT = {"telemetry": {"enabled": False}, "nux": {"enabled": False}}
"""Dagster sends no statistics and asks for no address."""
_INSTANCE = {
    **_SILENT,
    "concurrency": {"runs": {"tag_concurrency_limits": [{"key": WRITER, "limit": 1}]}},
    "run_retries": {"enabled": True},
    "run_monitoring": {"enabled": True},
}
"""Besides, of the runs that the sensors start one goes at a time, and those that died are started again."""


class RunError(RuntimeError):
    """A run ended without a version; the message says why and what to do."""


class RunOutcome(NamedTuple):
    """What a finished run did."""

    version: str
    is_new: bool
    run_id: str


def instance_folder(home: Home) -> Path:
    """Return the folder of a home's Dagster instance, made and configured on first use.

    A configuration that somebody wrote is left as it is; one that an earlier onrecord wrote is brought up to date.
    """
    home.dagster.mkdir(parents=True, exist_ok=True)
    config = home.dagster / "dagster.yaml"
    if not config.exists() or config.read_text(encoding="utf-8") == json.dumps(_SILENT):
        config.write_text(json.dumps(_INSTANCE), encoding="utf-8")
    return home.dagster


def instance(home: Home) -> dg.DagsterInstance:
    """Open Dagster's instance of a home, so that the UI shows the runs of the command line.

    Raises:
        RunError: the home cannot be written to.
    """
    try:
        return dg.DagsterInstance.from_config(str(instance_folder(home)))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RunError(f"{home.root} cannot be written to ({reason}); give a folder that can with --home") from error
    except OperationalError as error:
        raise RunError(cannot_write(home.dagster, str(error.orig))) from error


class ReadOutcome(NamedTuple):
    """What a run did that was to read alone."""

    articles: int
    """That were read for claims in this run."""
    mentions: int
    """That the home holds now, of all runs."""
    run_id: str


READING = (
    *("corrections", "batches", "raw_articles", "articles", "segments", "retractions"),
    *("extracted_mentions", "extracted_attributions", "content_spans", "annotations", "producers"),
)
"""What a run that is to read alone brings up to date; all else is made by the next whole one."""


def run(
    inputs: Sequence[Path | str],
    home: Home,
    *,
    retry: Sequence[str] = (),
    progress: StageProgress | None = None,
    dagster_instance: dg.DagsterInstance | None = None,
    log_level: str = "CRITICAL",
) -> RunOutcome:
    """Materialise every asset over ``inputs`` into ``home``, or over the rows of its quarantine in ``retry``.

    Inputs are paths, and addresses as text.
    What is logged at ``log_level`` goes to standard error.

    Raises:
        RunError: a stage failed or the checks rejected the version; what was published stays as it was.
    """
    outcome = _execute(inputs, home, retry, progress, dagster_instance, log_level)
    published = outcome.asset_materializations_for_node("snapshot")[0].metadata
    return RunOutcome(
        version=str(published["version"].value),
        is_new=bool(published["is_new"].value),
        run_id=outcome.run_id,
    )


def read(
    inputs: Sequence[Path | str],
    home: Home,
    *,
    progress: StageProgress | None = None,
    log_level: str = "CRITICAL",
) -> ReadOutcome:
    """Read ``inputs`` into ``home`` and extract their mentions; nothing is linked, checked or published.

    Raises:
        RunError: a stage failed.
    """
    only = [dg.AssetKey(name) for name in READING]
    outcome = _execute(inputs, home, (), progress, None, log_level, only)
    made = {one.asset_key: one.metadata for one in outcome.asset_materializations_for_node("extracted_mentions")}
    told = made[dg.AssetKey("extracted_mentions")]
    due, rows = (told[name].value for name in ("articles_due", "dagster/row_count"))
    return ReadOutcome(int(str(due)), int(str(rows)), outcome.run_id)


def _execute(
    inputs: Sequence[Path | str],
    home: Home,
    retry: Sequence[str],
    progress: StageProgress | None,
    dagster_instance: dg.DagsterInstance | None,
    log_level: str,
    only: Sequence[dg.AssetKey] | None = None,
) -> dg.ExecuteInProcessResult:
    """Materialise all assets, or ``only`` these; a run that fails raises."""
    definitions = build_defs(root=str(home.root), progress=progress or LogProgress())
    job = definitions.resolve_implicit_global_asset_job_def()
    config = {
        "ops": {"raw_articles": {"config": {"inputs": [str(path) for path in inputs], "retry": list(retry)}}},
        "loggers": {"console": {"config": {"log_level": log_level}}},
    }
    try:
        with kept_open(home.dagster), dagster_instance or instance(home) as opened:
            outcome = job.execute_in_process(
                run_config=config, instance=opened, raise_on_error=False, asset_selection=only
            )
            if not outcome.success:
                raise RunError(_why(outcome))
            return outcome
    except OperationalError as error:
        # the log of runs is the first to notice a full disk, and cannot write down who came next
        raise RunError(cannot_write(home.dagster, str(error.orig))) from error


def _why(outcome: dg.ExecuteInProcessResult) -> str:
    """The first failure of a run in words, without the stack."""
    for event in outcome.all_events:
        if event.is_step_failure:
            failure = event.step_failure_data
            if failure.user_failure_data and failure.user_failure_data.description:
                return str(failure.user_failure_data.description)
            error = failure.error.cause if failure.error and failure.error.cause else failure.error
            return f"the stage {event.step_key!r} failed: {error.message.strip() if error else 'no reason given'}"
        if event.event_type is dg.DagsterEventType.RUN_FAILURE and (error := event.job_failure_data.error):
            # no step was reached: the home is held by another writer, or its working store does not open
            cause = error.cause or error
            return cause.message.strip().partition(f"{cause.cls_name}: ")[2] or cause.message.strip()
    return "the run failed before its first stage"
