"""What is watched of a home: what it holds, what its last run did and how long each stage took.

At the end of every run a journal is brought up to date (`work/runs.json`), and from it, the index of versions
and the inbox the metrics are written as a file for Prometheus' textfile collector (text format 0.0.4).
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.files import write_whole
from pipelines.ingest import inbox
from pipelines.publication import VersionIndex, read_versions
from pipelines.schema import SCHEMA_VERSION, TABLES, qualified
from pipelines.settings import Home, Settings
from pipelines.warehouse import Warehouse

if TYPE_CHECKING:
    import dagster as dg

STAGES: Mapping[str, str] = {
    "corrections": "curation",
    "raw_articles": "ingest",
    "articles": "staging",
    "extracted_mentions": "extraction",
    "normalised_mentions": "normalisation",
    "screened_mentions": "screening",
    "claims": "linking",
    "checks": "checks",
    "expectations": "asset checks",
    "snapshot": "publication",
}
"""The stage of each of Dagster's steps; `expectations` shows the results of the checks on the assets."""
_FROZEN = ConfigDict(frozen=True)

Outcome = Literal["published", "unchanged", "read", "rejected", "failed"]
"""How a run ended: with a new version, with nothing new to publish, before publication as it was asked to,
refused by the checks, or with a failure."""


class Counted(BaseModel):
    """What a home holds, counted in its working store."""

    model_config = _FROZEN

    read: int = 0
    """Articles that were read, all their revisions."""
    articles: int = 0
    """Those that were staged: what is not was set aside or is still to be done."""
    unextracted: Mapping[str, int] = {}
    """Articles left unextracted, by reason."""
    mentions: Mapping[str, int] = {}
    """Mentions by the type of claim."""
    claims: Mapping[str, int] = {}
    """Claims by status."""
    quarantine: Mapping[str, Mapping[str, int]] = {}
    """Rows set aside, by stage and reason."""


class Journal(BaseModel):
    """What the runs of a home came to, all of them and the last."""

    model_config = _FROZEN

    counted: Counted = Counted()
    runs: Mapping[str, int] = {}
    """Runs by how they ended."""
    seconds_total: Mapping[str, float] = {}
    """Seconds by stage, over all runs."""
    extracted_total: int = 0
    """Articles extracted, over all runs."""
    seconds: Mapping[str, float] = {}
    """Seconds by stage, of the last run."""
    last_end: float | None = None
    """When the last run ended (seconds since 1970)."""
    last_outcome: Outcome | None = None
    last_success: float | None = None
    """When the last run ended that left the published version up to date."""


class RunSeen(NamedTuple):
    """A run as Dagster recorded it."""

    seconds: Mapping[str, float]
    """By stage."""
    end: float
    failed: bool
    published: bool
    """Whether its last stage ended well."""
    extracted: int


def load(home: Home) -> Journal:
    """Read the journal of a home; an empty one where there is none, or where it is damaged: only figures go with it."""
    try:
        return Journal.model_validate_json(home.journal.read_bytes())
    except (FileNotFoundError, ValidationError):
        return Journal()


def seen(instance: "dg.DagsterInstance", run_id: str, now: float) -> RunSeen:
    """Return what a run did, from Dagster's record of its steps; a step that has no end failed."""
    seconds: dict[str, float] = {}
    failed, published, end, extracted = False, False, 0.0, 0
    for step in instance.get_run_step_stats(run_id):
        stage = STAGES.get(step.step_key, step.step_key)
        good = step.status is not None and step.status.value in {"SUCCESS", "SKIPPED"}
        failed |= not good
        published |= good and stage == "publication"
        ended = step.end_time or now
        seconds[stage] = seconds.get(stage, 0.0) + max(0.0, ended - (step.start_time or ended))
        end = max(end, ended)
        if stage == "extraction" and good:
            extracted += _extracted(step.materialization_events)
    return RunSeen(seconds, end or now, failed, published, extracted)


def _extracted(events: "list[dg.EventLogEntry] | tuple[dg.EventLogEntry, ...] | object") -> int:
    """Articles that the step of extraction says it was to do."""
    for event in events if isinstance(events, list | tuple) else ():
        materialised = event.asset_materialization
        due = materialised.metadata.get("articles_due") if materialised else None
        if due is not None:
            return int(str(due.value))
    return 0


def count(warehouse: Warehouse) -> Counted:
    """Count what the working store holds."""

    def by(table: str, *columns: str) -> pl.DataFrame:
        names = ", ".join(columns)
        known = f"{columns[-1]} IS NOT NULL"
        return warehouse.query(
            f"SELECT {names}, count(*) FROM {qualified(TABLES[table])} WHERE {known} GROUP BY {names} ORDER BY {names}"
        )

    def rows_of(table: str) -> int:
        return int(warehouse.query(f"SELECT count(*) AS n FROM {qualified(TABLES[table])}")["n"].item())

    aside: dict[str, dict[str, int]] = {}
    for stage, reason, rows in by("quarantine", "stage", "reason_code").iter_rows():
        aside.setdefault(stage, {})[reason] = rows
    return Counted(
        read=rows_of("raw_articles"),
        articles=rows_of("articles"),
        unextracted=dict(by("articles", "unextracted_reason").iter_rows()),
        mentions=dict(by("mentions", "claim_type").iter_rows()),
        claims=dict(by("claims", "status").iter_rows()),
        quarantine=aside,
    )


def added(journal: Journal, run: RunSeen, counted: Counted, before: VersionIndex, after: VersionIndex) -> Journal:
    """Return the journal with one more run.

    Args:
        journal: What was known before.
        run: The run.
        counted: What the home holds after it.
        before: The versions before the run.
        after: The versions after it.
    """
    outcome = _outcome(run, before, after)
    totals = dict(journal.seconds_total)
    for stage, seconds in run.seconds.items():
        totals[stage] = round(totals.get(stage, 0.0) + seconds, 3)
    good = outcome in {"published", "unchanged"}
    return Journal(
        counted=counted,
        runs={**journal.runs, outcome: journal.runs.get(outcome, 0) + 1},
        seconds_total=totals,
        extracted_total=journal.extracted_total + run.extracted,
        seconds={stage: round(seconds, 3) for stage, seconds in run.seconds.items()},
        last_end=run.end,
        last_outcome=outcome,
        last_success=run.end if good else journal.last_success,
    )


def _outcome(run: RunSeen, before: VersionIndex, after: VersionIndex) -> Outcome:
    if before.last_rejected != after.last_rejected:
        return "rejected"
    if run.failed:
        return "failed"
    if before.latest != after.latest:
        return "published"
    return "unchanged" if run.published else "read"


def keep(home: Home, settings: Settings, journal: Journal) -> None:
    """Write the journal and, from it, the file of metrics; each is there whole or not at all.

    Raises:
        OSError: one of them cannot be written.
    """
    write_whole(home.journal, journal.model_dump_json(exclude_none=True).encode())
    text = render(home, journal)
    write_whole(home.metrics, text)
    if settings.metrics_file is not None:
        write_whole(settings.metrics_file, text)


def render(home: Home, journal: Journal) -> bytes:
    """Return the metrics of a home in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(home, journal))
    return generate_latest(registry)


class _Collector(Collector):
    """Gives the metrics of a home when they are asked for."""

    def __init__(self, home: Home, journal: Journal) -> None:
        self._home, self._journal = home, journal

    def collect(self) -> Iterator[Metric]:
        index = read_versions(self._home.snapshots)
        info = GaugeMetricFamily("onrecord_info", "Always 1.", labels=["schema", "version"])
        info.add_metric([SCHEMA_VERSION, index.latest or ""], 1)
        yield info
        yield from _held(self._journal.counted)
        yield from _ran(self._journal)
        statuses = [entry.status for entry in index.versions]
        counts = {status: statuses.count(status) for status in ("published", "redacted", "rejected")}
        yield _by("onrecord_versions", "Versions of the home, by status.", "status", counts)
        files = inbox.load(self._home.inbox)
        counts = {"read": len(files.known), "waiting": len(files.resting)}
        yield _by("onrecord_inbox_files", "Files of the inbox at the last look.", "state", counts)


def _held(counted: Counted) -> Iterator[Metric]:
    yield GaugeMetricFamily("onrecord_articles_read", "Articles read, all their revisions.", value=counted.read)
    yield GaugeMetricFamily("onrecord_articles", "Articles staged, all their revisions.", value=counted.articles)
    yield _by("onrecord_articles_unextracted", "Articles left unextracted.", "reason", counted.unextracted)
    yield _by("onrecord_mentions", "Mentions of the last version made.", "claim_type", counted.mentions)
    yield _by("onrecord_claims", "Claims of the last version made.", "status", counted.claims)
    aside = GaugeMetricFamily("onrecord_quarantine_rows", "Files and rows set aside.", labels=["stage", "reason"])
    for stage, reasons in counted.quarantine.items():
        for reason, rows in reasons.items():
            aside.add_metric([stage, reason], rows)
    yield aside


def _ran(journal: Journal) -> Iterator[Metric]:
    runs = CounterMetricFamily("onrecord_runs", "Runs, by how they ended.", labels=["outcome"])
    for outcome in ("published", "unchanged", "read", "rejected", "failed"):
        runs.add_metric([outcome], journal.runs.get(outcome, 0))
    yield runs
    spent = CounterMetricFamily("onrecord_stage_seconds", "Seconds of all runs, by stage.", labels=["stage"])
    for stage, seconds in journal.seconds_total.items():
        spent.add_metric([stage], seconds)
    yield spent
    yield CounterMetricFamily("onrecord_articles_extracted", "Articles extracted by all runs.", journal.extracted_total)
    yield _by("onrecord_last_run_stage_seconds", "Seconds of the last run, by stage.", "stage", journal.seconds)
    moments = {
        "onrecord_last_run_timestamp_seconds": ("When the last run ended.", journal.last_end),
        "onrecord_last_success_timestamp_seconds": (
            "When a run last left the published version up to date.",
            journal.last_success,
        ),
    }
    for name, (meaning, moment) in moments.items():
        if moment is not None:
            yield GaugeMetricFamily(name, meaning, value=moment)
    if journal.last_outcome is not None:
        good = journal.last_outcome not in {"rejected", "failed"}
        yield GaugeMetricFamily("onrecord_last_run_ok", "Whether the last run neither failed nor was rejected.", good)


def _by(name: str, meaning: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
