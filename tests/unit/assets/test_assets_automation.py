"""What Dagster runs by itself: ticks of the sensors, and which tables are brought up to date after which."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import dagster as dg
import pytest

from assets.automation import HANDED, WRITER, sensors
from assets.definitions import build_defs
from pipelines.settings import Home

ROOTS = {"raw_articles", "batches", "corrections"}


# --- tables ---------------------------------------------------------------------------------


class Tables:
    """The graph of the project whose assets do nothing but take a data version."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.versions: dict[str, int] = {}
        real = build_defs()
        self.defs = dg.Definitions(assets=[self._stand_in(each) for each in real.assets or []])
        self.names = {key.to_user_string() for key in self.defs.resolve_asset_graph().get_all_asset_keys()}
        self._cursor = None

    def _stand_in(self, real: dg.AssetsDefinition) -> dg.AssetsDefinition:
        @dg.multi_asset(name=real.op.name, specs=list(real.specs))
        def stand_in() -> Iterator[dg.MaterializeResult]:
            for spec in real.specs:
                number = self.versions.get(spec.key.to_user_string(), 0)
                yield dg.MaterializeResult(asset_key=spec.key, data_version=dg.DataVersion(str(number)))

        return stand_in

    def run(self, names: set[str], changed: set[str] = frozenset()) -> None:
        """Make these tables; of those, what ``changed`` names gets other rows."""
        for name in changed:
            self.versions[name] = self.versions.get(name, 0) + 1
        done = self.defs.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=self.instance, asset_selection=[dg.AssetKey(name) for name in sorted(names)]
        )
        assert done.success

    def tick(self) -> set[str]:
        """Which tables are asked for now."""
        found = dg.evaluate_automation_conditions(self.defs, self.instance, cursor=self._cursor)
        self._cursor = found.cursor
        return {name for name in self.names if found.get_num_requested(dg.AssetKey(name))}


@pytest.fixture
def tables() -> Iterator[Tables]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield Tables(instance)


def test_tables_follow_those_that_they_are_made_from(tables):
    assert tables.tick() == set(), "there is nothing to begin with"
    tables.run(ROOTS, changed=ROOTS)
    behind = tables.tick()
    assert behind == tables.names - ROOTS
    tables.run(behind, changed=behind)
    assert tables.tick() == set(), "each followed from the others within one run"
    tables.run(ROOTS, changed={"batches"})
    after_a_batch = tables.tick()
    assert after_a_batch >= {"screened_mentions", "quarantine", "claims", "checks", "snapshot"}
    assert not after_a_batch & {"articles", "extracted_mentions"}, "articles and corrections say what they said"
    tables.run(after_a_batch, changed=after_a_batch)
    tables.run({"corrections"}, changed={"corrections"})  # before Dagster has seen that run's end
    asked: set[str] = set()
    while wanted := tables.tick():
        tables.run(wanted, changed=wanted)
        asked |= wanted
    assert asked >= {"normalised_mentions", "claims", "checks", "snapshot"}


def test_nothing_follows_what_was_materialised_all_at_once(tables):
    tables.tick()
    tables.run(tables.names, changed=tables.names)
    assert tables.tick() == set()
    tables.run(tables.names, changed={"raw_articles", "articles"})
    assert tables.tick() == set()


# --- the inbox ------------------------------------------------------------------------------


class Ticks:
    """The sensors of a home, ticked by hand."""

    def __init__(self, home: Home, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.sensors = {sensor.name: sensor for sensor in sensors(str(home.root))}
        self._cursors: dict[str, str | None] = {}

    def tick(self, name: str = "inbox") -> dg.RunRequest | str:
        """The run that a sensor asks for, else why it asks for none."""
        with dg.build_sensor_context(self.instance, cursor=self._cursors.get(name)) as context:
            done = self.sensors[name].evaluate_tick(context)
        self._cursors[name] = done.cursor or self._cursors.get(name)
        assert len(done.run_requests or []) <= 1
        return done.run_requests[0] if done.run_requests else str(done.skip_message)

    def end(self, request: dg.RunRequest, status: dg.DagsterRunStatus) -> None:
        """Let Dagster know a run that was asked for."""
        self.instance.add_run(dg.DagsterRun(job_name="inbox", tags=dict(request.tags), status=status))


def read_by(request: dg.RunRequest) -> Mapping[str, list[str]]:
    return request.run_config["ops"]["raw_articles"]["config"]


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as opened:
        yield opened


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    monkeypatch.setenv("ONRECORD_INBOX", str(folder))
    return folder


@pytest.fixture
def ticks(tmp_path: Path, inbox: Path, instance: dg.DagsterInstance) -> Ticks:
    return Ticks(Home.at(tmp_path / "home"), instance)


def test_new_files_are_asked_for_once_and_not_again(ticks, inbox):
    assert "nothing new" in ticks.tick()
    (inbox / "a.txt").write_text(f"words of {inbox}", encoding="utf-8")
    assert "0 files read, 1 not yet" in ticks.tick()
    request = ticks.tick()
    assert read_by(request) == {"inputs": [str(inbox)], "only": ["a.txt"]}
    assert ticks.tick().run_key == request.run_key, "Dagster starts one run a key"
    ticks.end(request, dg.DagsterRunStatus.STARTED)
    assert ticks.tick().run_key == request.run_key
    ticks.end(request, dg.DagsterRunStatus.SUCCESS)
    assert "1 files read, 0 not yet" in ticks.tick()


@pytest.mark.parametrize("ending", [dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED])
def test_files_of_a_run_that_did_not_read_them_are_asked_for_again(ticks, inbox, ending, monkeypatch):
    (inbox / "a.txt").write_text(f"words of {inbox}", encoding="utf-8")
    ticks.tick()
    first = ticks.tick()
    ticks.end(first, ending)
    now = 1e10
    monkeypatch.setattr("assets.automation.time.time", lambda: now)
    assert "nothing new" in ticks.tick(), "not at once"
    now += 60
    again = ticks.tick()
    assert read_by(again)["only"] == ["a.txt"]
    assert again.run_key != first.run_key
    assert again.tags[HANDED] != first.tags[HANDED]


def test_a_service_without_an_inbox_or_whose_inbox_is_gone_says_so(ticks, inbox, monkeypatch):
    inbox.rmdir()
    assert "cannot be read" in ticks.tick()
    monkeypatch.setenv("ONRECORD_INBOX", "")
    assert "no inbox is set" in ticks.tick()


def test_runs_of_the_sensors_wait_for_one_another(ticks):
    defs = build_defs()
    starting = [sensor for sensor in ticks.sensors.values() if sensor.has_jobs]
    assert {sensor.name for sensor in starting} == {"inbox", "corrections_made"}
    assert all(WRITER in defs.resolve_job_def(sensor.job_name).run_tags for sensor in starting)
    assert WRITER in ticks.sensors["keep_up_to_date"].run_tags


def test_sensors_are_on_where_there_is_an_inbox(inbox, monkeypatch):
    assert {each.default_status for each in sensors("")} == {dg.DefaultSensorStatus.RUNNING}
    monkeypatch.delenv("ONRECORD_INBOX")
    assert {each.default_status for each in sensors("")} == {dg.DefaultSensorStatus.STOPPED}


def test_corrections_are_read_when_they_change(ticks, tmp_path):
    assert "no corrections" in ticks.tick("corrections_made")
    file = tmp_path / "home" / "curation.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text("one\n", encoding="utf-8")
    first = ticks.tick("corrections_made")
    os.utime(file, (1, 1))
    assert "no corrections" in ticks.tick("corrections_made")
    file.write_text("one\ntwo\n", encoding="utf-8")
    assert ticks.tick("corrections_made").run_key != first.run_key
