"""A service as it runs: files laid into an inbox are read, and a run that is ended in extraction is gone on with."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

import pipelines.extraction
from assets.definitions import build_defs
from assets.metrics import load
from pipelines.settings import Home
from tests.integration.conftest import FIRST, SECOND, THIRD


class Service:
    """The daemon's part, done by hand: ticks of the sensors, and the runs that they ask for."""

    def __init__(self, home: Home, instance: dg.DagsterInstance) -> None:
        self.home, self.instance = home, instance
        self.defs = build_defs(root=str(home.root))
        self._cursor = None

    def look(self) -> dg.RunRequest | None:
        """Tick the inbox's sensor."""
        with dg.build_sensor_context(self.instance) as context:
            done = self.defs.resolve_sensor_def("inbox").evaluate_tick(context)
        return done.run_requests[0] if done.run_requests else None

    def targets(self, job: str) -> list[dg.AssetKey]:
        """The tables that a job makes."""
        return sorted(self.defs.resolve_job_def(job).asset_layer.executable_asset_keys)

    def asked(self) -> list[dg.AssetKey]:
        """The tables that are to be brought up to date now."""
        found = dg.evaluate_automation_conditions(self.defs, self.instance, cursor=self._cursor)
        self._cursor = found.cursor
        keys = self.defs.resolve_asset_graph().get_all_asset_keys()
        return sorted(key for key in keys if found.get_num_requested(key))

    def group(self, table: dg.AssetKey) -> str | None:
        """The group of a table in the graph."""
        return self.defs.resolve_asset_graph().get(table).group_name

    def run(self, tables: list[dg.AssetKey], request: dg.RunRequest | None = None) -> dg.ExecuteInProcessResult:
        """Make tables, as the queue would when a sensor asks for it."""
        config = {**(request.run_config if request else {}), "loggers": {"console": {"config": {"log_level": "ERROR"}}}}
        return self.defs.resolve_implicit_global_asset_job_def().execute_in_process(
            run_config=config,
            asset_selection=tables,
            instance=self.instance,
            tags=dict(request.tags) if request else None,
            raise_on_error=False,
        )


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    inbox = tmp_path / "in"
    for name, text in {"port/1.txt": FIRST, "harbour/1.txt": SECOND, "2.txt": THIRD}.items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_text(text, encoding="utf-8")
    (inbox / "3.txt.part").write_text("half", encoding="utf-8")
    monkeypatch.setenv("ONRECORD_INBOX", str(inbox))
    monkeypatch.setenv("ONRECORD_SHARD_ARTICLES", "1")
    with dg.DagsterInstance.ephemeral() as instance:
        yield Service(Home.at(tmp_path / "home"), instance)


class Extractions:
    """Counts the articles that are extracted, and interrupts the run at one of them, as who cancels it does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done, self.ends_at = 0, -1
        self._real = pipelines.extraction.extract_batch
        monkeypatch.setattr(pipelines.extraction, "extract_batch", self)

    def __call__(self, table):
        if self.done == self.ends_at:
            raise KeyboardInterrupt
        self.done += table.num_rows
        return self._real(table)


def counted(done: dg.ExecuteInProcessResult) -> tuple[int, int]:
    """Articles to be extracted, and those that an earlier run had done."""
    for event in done.get_asset_materialization_events():
        if event.asset_key == dg.AssetKey("extracted_mentions"):
            metadata = event.materialization.metadata
            return metadata["articles_due"].value, metadata["articles_resumed"].value
    raise AssertionError("nothing was extracted")


def test_an_inbox_is_read_and_a_run_that_was_ended_in_extraction_is_gone_on_with(service, monkeypatch):
    assert service.look() is None
    assert service.asked() == []
    request = service.look()
    assert request is not None
    assert request.run_config["ops"]["raw_articles"]["config"]["only"] == ["2.txt", "harbour/1.txt", "port/1.txt"]
    read = service.run(service.targets("read_inbox"), request)
    assert read.success
    assert service.look() is None, "the files were read"
    behind = service.asked()
    assert dg.AssetKey("snapshot") in behind
    extractions = Extractions(monkeypatch)
    extractions.ends_at = 2
    up_to_extraction = [key for key in behind if service.group(key) in {"staging", "extraction", "curation"}]
    assert not service.run(up_to_extraction).success
    assert extractions.done == 2
    extractions.ends_at = -1
    again = service.run(up_to_extraction)
    assert again.success
    assert extractions.done == 2, "the shard in whose midst the run ended is extracted in a process of its own"
    assert counted(again) == (3, 2)
    journal = load(service.home)
    assert journal.runs == {"read": 2, "failed": 1}
    assert journal.counted.articles == journal.extracted_total == 3
    assert {"ingest", "staging", "extraction"} <= set(journal.seconds_total)
    assert 'onrecord_inbox_files{state="read"} 3.0' in service.home.metrics.read_text(encoding="utf-8")
