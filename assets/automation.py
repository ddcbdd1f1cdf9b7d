"""What runs by itself: new files of an inbox are read, and what hangs on them is brought up to date.

Two sensors and a condition. The inbox's sensor starts a run that reads new files; the sensor of
corrections one that reads the curation file when it changed; all other assets carry
:data:`UP_TO_DATE`, by which Dagster's daemon runs whatever stands behind a table that changed.
Both are on from the start where ``ONRECORD_INBOX`` names a folder, and can be switched in the UI.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from pipelines.ids import sha256_file
from pipelines.ingest import inbox
from pipelines.settings import Home, Settings

_Condition = dg.AutomationCondition

UP_TO_DATE = (
    _Condition.eager()
    # a table that was made again and says the same moves nothing
    .replace("newly_updated", _Condition.data_version_changed())
    .with_label("brought up to date")
)
"""Runs an asset when one that it is made from has changed; with it, in the same run, all that stand behind it."""

WRITER = "onrecord/writer"
"""Tag of runs that were started by a sensor: the queue lets one of them run at a time."""
HANDED = "onrecord/inbox"
"""Tag of a run that reads an inbox: which files it was handed."""
RUN_TAGS = {
    WRITER: "yes",
    # a run that died, or that found the home held by another writer, is started again; one that its checks
    # refused is not: it would be refused again
    "dagster/max_retries": "3",
    "dagster/retry_strategy": "ALL_STEPS",
    "dagster/retry_on_asset_or_op_failure": "false",
}
_READ = ("raw_articles", "batches", "corrections")
"""What a run over the inbox makes: with the corrections, without which nothing that stands behind can be made."""
_TAG_DIGITS = 12
_INTERVAL = 30
"""Seconds between two looks at least: a file is handed over after two."""


READ_INBOX = dg.define_asset_job(
    "read_inbox",
    dg.AssetSelection.assets(*_READ),
    description="Reads files, and the curation file; what hangs on them is brought up to date after it.",
    tags=RUN_TAGS,
)
READ_CORRECTIONS = dg.define_asset_job(
    "read_corrections",
    dg.AssetSelection.assets("corrections"),
    description="Reads the curation file; what hangs on it is brought up to date after it.",
    tags=RUN_TAGS,
)


def sensors(root: str) -> Sequence[dg.SensorDefinition]:
    """Return the sensors of the home at ``root`` (empty: as the environment says)."""
    on = dg.DefaultSensorStatus.RUNNING if Settings.from_environment().inbox else dg.DefaultSensorStatus.STOPPED
    behind = dg.AutomationConditionSensorDefinition(
        "keep_up_to_date",
        target=dg.AssetSelection.all(),
        run_tags=RUN_TAGS,
        default_status=on,
        minimum_interval_seconds=_INTERVAL,
        description="Brings every table up to date when one that it is made from has changed.",
    )
    return [_inbox_sensor(root, on), _corrections_sensor(root, on), behind]


def _inbox_sensor(root: str, status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    @dg.sensor(
        name="inbox",
        job=READ_INBOX,
        minimum_interval_seconds=_INTERVAL,
        default_status=status,
        description="Reads new files of the folder ONRECORD_INBOX once they are whole.",
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        settings = Settings.from_environment()
        if settings.inbox is None:
            return dg.SkipReason("no inbox is set: name a folder with ONRECORD_INBOX and start the service again")
        kept, now = Home.at(root).inbox, time.time()
        state = inbox.load(kept)
        if state.handed is not None:
            state = _settled(state, context.instance, now)
        try:
            state = inbox.look(state, settings.inbox, limit=settings.inbox_files, now=now)
        except OSError as error:
            return dg.SkipReason(
                f"the inbox cannot be read ({error}); make the folder, or set ONRECORD_INBOX to another"
            )
        # before the run is asked for: a tick that dies in between asks for the same run again
        inbox.save(state, kept)
        return _told(state, settings)

    return watch


def _settled(state: inbox.Inbox, instance: dg.DagsterInstance, now: float) -> inbox.Inbox:
    """What is known once the run over the files that were handed over has ended; the same while it lasts."""
    assert state.handed is not None
    runs = instance.get_runs(dg.RunsFilter(tags={HANDED: _tag(state.handed)}))
    if any(run.is_success for run in runs):
        return inbox.settle(state, read=True, now=now)
    # Dagster may start it again by itself: the newest of them counts
    if runs and runs[0].is_finished:
        return inbox.settle(state, read=False, now=now)
    return state


def _told(state: inbox.Inbox, settings: Settings) -> dg.SensorResult:
    """The answer to a tick: a run over what is handed over, else why there is none; the cursor is for people."""
    waiting = len(state.handed.files) if state.handed else len(state.resting)
    cursor = json.dumps({"read": len(state.known), "waiting": waiting, "failed_attempts": state.attempt})
    if state.handed is None:
        counts = f"{len(state.known):,} files read, {waiting:,} not yet"
        return dg.SensorResult(skip_reason=f"nothing new has come to rest in {settings.inbox}: {counts}", cursor=cursor)
    run = dg.RunRequest(
        # asked for at every tick until it has ended: Dagster starts one run a key
        run_key=state.handed.key,
        run_config=inbox_config(settings, state.handed.files),
        tags={HANDED: _tag(state.handed)},
    )
    return dg.SensorResult(run_requests=[run], cursor=cursor)


def _tag(handed: inbox.Handed) -> str:
    """What tells the runs over some files from others, short enough for a table of runs."""
    return handed.key.partition("-")[2][:_TAG_DIGITS]


def inbox_config(settings: Settings, files: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration of a run that reads these files of the inbox, by their paths in it."""
    told = {"inputs": [str(settings.inbox)], "only": sorted(files)}
    return {"ops": {"raw_articles": {"config": told}}}


def _corrections_sensor(root: str, status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    @dg.sensor(
        name="corrections_made",
        job=READ_CORRECTIONS,
        minimum_interval_seconds=_INTERVAL,
        default_status=status,
        description="Applies what `onrecord curate` wrote into the curation file.",
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        file = Home.at(root).curation
        now = sha256_file(file) if file.exists() else ""
        if now == (context.cursor or ""):
            return dg.SkipReason("no corrections were made since they were last read")
        run = dg.RunRequest(run_key=f"corrections-{now}")
        return dg.SensorResult(run_requests=[run], cursor=now)

    return watch
