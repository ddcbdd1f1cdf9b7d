"""What assets are given: the home that they write to, its lock, its working store, its settings."""

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
from pydantic import PrivateAttr

from assets import metrics
from assets.leftovers import end_killed_runs, remove_leftovers, take_on
from assets.redaction import finish
from assets.reference import reference_folders
from pipelines import clock, schema
from pipelines.curation import CurationFile, CurationFileError
from pipelines.curation import read as read_curation
from pipelines.engines import Begun
from pipelines.ids import code_fingerprint, producer_id, sha256_file, sha256_text
from pipelines.ingest.reading import SOURCE
from pipelines.publication import VersionIndex, next_version, read_versions, recover
from pipelines.publication.changes import aligned
from pipelines.publication.redaction import Redaction, read_journal, tombstone_rows
from pipelines.reader import Dataset, open_dataset
from pipelines.reference import Reference, ReferenceDataError, load_reference
from pipelines.sandbox import Sandbox
from pipelines.settings import Home, Settings
from pipelines.staging.articles import DOCUMENT
from pipelines.warehouse import Warehouse, writer_lock

_PIPELINES = Path(schema.__file__).parent
_CORRECTED = frozenset({"normalisation", "linking"})
"""Rooms whose results corrections change."""
_PARSERS = (SOURCE, DOCUMENT, "trafilatura:bare_extraction", "htmldate:find_date")
"""What a child that reads the bytes of strangers loads beforehand."""
_BATCH = "%Y%m%dT%H%M%SZ"
"""How the moment of a run becomes the name of its batch."""


class HomeResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """One home, held by one writer for the length of a run.

    ``root`` empty means ``ONRECORD_HOME``, else ``data/home``. All steps of a run share one
    process, so the lock and the working store are opened once a run.
    """

    root: str = ""

    _warehouse: Warehouse | None = PrivateAttr(default=None)
    _sandbox: Sandbox | None = PrivateAttr(default=None)
    _reference: Reference | None = PrivateAttr(default=None)
    _begun: Begun | None = PrivateAttr(default=None)
    _now: datetime | None = PrivateAttr(default=None)
    _started: datetime | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator["HomeResource", None, None]:
        """Hold the home's lock and its working store open while the run lasts."""
        home = self.home
        with writer_lock(home, timeout=self.settings.lock_seconds):
            if context.instance is not None and context.run is not None:
                take_on(context.instance, context.run.run_id)
                end_killed_runs(context.instance, context.run.run_id)
            # what a killed run left is settled first: it decides the name of the next version
            recover(home.snapshots)
            remove_leftovers(home)
            # and what a killed redaction left, before anything that it takes out is read again
            finish(home, running=context.run.run_id if context.run else None)
            before = read_versions(home.snapshots)
            with self._opened() as opened:
                if _reads_inputs(context):
                    opened.sandbox.begin()
                try:
                    yield opened
                finally:
                    self._note(context, before)

    def _note(self, context: dg.InitResourceContext, before: VersionIndex) -> None:
        """Note what the run came to; figures that cannot be written stop no run."""
        if context.run is None or context.instance is None:
            return
        try:
            run = metrics.seen(context.instance, context.run.run_id, time.time())
            after, counted = read_versions(self.home.snapshots), metrics.count(self.warehouse)
            metrics.keep(self.home, self.settings, metrics.added(metrics.load(self.home), run, counted, before, after))
        except Exception as error:  # a full disk ends the run with its own reason, not with this one
            if context.log is not None:
                context.log.warning(f"the metrics of this run cannot be written: {error}")

    @contextmanager
    def _opened(self) -> Generator["HomeResource", None, None]:
        """Hold the working store open."""
        settings = self.settings
        sandbox = Sandbox(settings.parser_memory_bytes, settings.parser_seconds, prepared=_PARSERS)
        with Warehouse(self.home.warehouse) as warehouse, sandbox:
            self._warehouse, self._sandbox = warehouse, sandbox
            self._now = clock.now()
            self._started = _after_all_batches(self._now, warehouse)
            try:
                yield self
            finally:
                if self._begun is not None:
                    self._begun.close()
                self._warehouse = self._sandbox = self._begun = None

    @property
    def home(self) -> Home:
        """The places of the home."""
        return Home.at(self.root)

    @property
    def settings(self) -> Settings:
        """Limits and sizes, from the environment over the defaults."""
        return Settings.from_environment()

    @property
    def warehouse(self) -> Warehouse:
        """The open working store; outside a run there is none."""
        if self._warehouse is None:
            raise RuntimeError("the working store is open only while a run lasts")
        return self._warehouse

    @property
    def now(self) -> datetime:
        """What the clock said when the run began (UTC, no zone): the one clock of a run."""
        if self._now is None:
            raise RuntimeError("there is no run yet")
        return self._now

    @property
    def started(self) -> datetime:
        """The moment that stands for the run: its clock, or a second after the run before where that is later.

        Batches are told apart and revisions put in order by it, so it rises from run to run although
        a clock may stand still or be set back.
        """
        if self._started is None:
            raise RuntimeError("there is no run yet")
        return self._started

    @property
    def batch_id(self) -> str:
        """The name of the run's batch, from its moment."""
        return self.started.strftime(_BATCH)

    @property
    def reference_folders(self) -> Sequence[Path]:
        """Folders of reference tables, later ones over earlier ones."""
        return reference_folders(self.home)

    @property
    def reference(self) -> Reference:
        """The reference tables, read once."""
        if self._reference is None:
            try:
                self._reference = load_reference(*self.reference_folders)
            except ReferenceDataError as error:
                raise dg.Failure(
                    description=f"{error}. Correct it, or give another folder with `onrecord run --reference`; what was"
                    " published stays as it was",
                    allow_retries=False,
                ) from error
        return self._reference

    @property
    def curation(self) -> CurationFile:
        """The corrections that people made; without rows where there is no file."""
        file = self.home.curation
        if not file.exists():
            return CurationFile((), ())
        try:
            return read_curation(file.read_bytes(), file.name)
        except CurationFileError as error:
            raise dg.Failure(description=f"{error}. What was published stays as it was", allow_retries=False) from error

    @property
    def redactions(self) -> Sequence[Redaction]:
        """The redactions of the home, oldest first."""
        return read_journal(self.home.redactions)

    @property
    def redacted(self) -> list[dict[str, Any]]:
        """A row for each redacted article: the columns of ``retractions`` but ``version``."""
        return tombstone_rows(self.redactions)

    @property
    def candidate_version(self) -> str:
        """The name that the next version gets if it is published today."""
        index = read_versions(self.home.snapshots)
        return next_version([entry.version for entry in index.versions], self.started.date())

    def previous(self) -> Dataset | None:
        """The newest published version, from which identifiers are carried over; None in a new home."""
        index = read_versions(self.home.snapshots)
        return open_dataset(self.home.root, version=index.latest) if index.latest else None

    def previous_table(self, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """One table of the newest published version, with today's columns; those that it lacked then are null.

        Of a large one no more is read than the ``columns`` named, which it has had from the first. Without rows in a
        new home, and where the table was not yet made then.
        """
        dataset = self.previous()
        found = dataset.table(name, columns) if dataset and name in dataset.tables() else None
        whole = aligned(schema.TABLES[name], found)
        return whole.select(columns) if columns else whole

    @property
    def sandbox(self) -> Sandbox:
        """The child process of the run in which the bytes of strangers are parsed."""
        if self._sandbox is None:
            raise RuntimeError("bytes of strangers are parsed only while a run lasts")
        return self._sandbox

    @property
    def begun(self) -> Begun | None:
        """Processes that were started ahead of what they will do; those that nobody took end with the run."""
        return self._begun

    def begin(self, begun: Begun) -> None:
        """Keep processes that were started, to be ended with the run."""
        self._begun = begun

    def fingerprint(self, room: str) -> str:
        """What makes cached work of ``room`` valid: its code, what it stands on, the reference tables, corrections."""
        shared = [_PIPELINES / f"{name}.py" for name in ("schema", "ids", "settings", "reference", "languages")]
        file = self.home.curation
        corrected = room in _CORRECTED and file.exists()
        known = sha256_text(self.reference.version + sha256_file(file)) if corrected else self.reference.version
        return f"{code_fingerprint([_PIPELINES / room, *shared])}-{known[:16]}"

    def producer(self, room: str) -> dict[str, object]:
        """The row of ``producers`` for a room that has no model."""
        fingerprint = self.fingerprint(room)
        return {
            "producer_id": producer_id(room, fingerprint),
            "room": room,
            "code_fingerprint": fingerprint.split("-", maxsplit=1)[0],
            "reference_version": self.reference.version,
        }


def _reads_inputs(context: dg.InitResourceContext) -> bool:
    """Whether the run does more than to go on from what was read before."""
    chosen = context.run.asset_selection if context.run is not None else None
    return not chosen or dg.AssetKey("raw_articles") in chosen


def batch_started(batch_id: str) -> datetime:
    """Return the moment of the run that a batch is named after."""
    return datetime.strptime(batch_id, _BATCH)


def _after_all_batches(now: datetime, warehouse: Warehouse) -> datetime:
    """``now``, or a second after the last run that left a row where that is later."""
    names = {*warehouse.read("batches")["batch_id"], *warehouse.read("quarantine")["batch_id"]}
    return max([now, *(batch_started(name) + timedelta(seconds=1) for name in names)])
