"""What is watched of a home, and how it is written."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from assets.definitions import build_defs
from assets.metrics import STAGES, Counted, Journal, RunSeen, added, keep, load, render
from pipelines.publication import VersionIndex
from pipelines.settings import Home, Settings

NOTHING = VersionIndex()
RUN = RunSeen(seconds={"staging": 1.5, "linking": 2.0}, end=100.0, failed=False, published=True, extracted=3)
HELD = Counted(articles=4, mentions={"direct": 2}, claims={"corroborated": 1}, quarantine={"ingest": {"empty": 2}})


def values(home: Home, journal: Journal) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels, in the order of their names."""
    text = render(home, journal).decode()
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_stage_has_a_name():
    defs = build_defs()
    assert set(STAGES) == {each.op.name for each in (*(defs.assets or []), *(defs.asset_checks or []))}


def test_runs_add_up_and_the_last_stands_apart(tmp_path):
    home = Home.at(tmp_path)
    journal = added(Journal(), RUN, HELD, NOTHING, VersionIndex(latest="2031.05.06.001"))
    assert journal.last_outcome == "published"
    later = RUN._replace(seconds={"staging": 0.5}, end=200.0, extracted=1)
    found = values(home, added(journal, later, HELD, NOTHING, NOTHING))
    assert found["onrecord_stage_seconds_total", "staging"] == 2.0
    assert found["onrecord_last_run_stage_seconds", "staging"] == 0.5
    assert ("onrecord_last_run_stage_seconds", "linking") not in found
    assert found["onrecord_articles_extracted_total",] == 4
    assert found["onrecord_runs_total", "published"] == found["onrecord_runs_total", "unchanged"] == 1
    assert found["onrecord_last_success_timestamp_seconds",] == 200
    assert found["onrecord_articles",] == 4
    assert found["onrecord_quarantine_rows", "empty", "ingest"] == 2
    assert found["onrecord_mentions", "direct"] == 2
    assert found["onrecord_claims", "corroborated"] == 1


@pytest.mark.parametrize(
    ("run", "after", "outcome"),
    [
        (RUN, NOTHING, "unchanged"),
        (RUN._replace(published=False), NOTHING, "read"),
        (RUN._replace(failed=True, published=False), NOTHING, "failed"),
        (RUN._replace(failed=True, published=False), VersionIndex(last_rejected="2031.05.06.002"), "rejected"),
    ],
)
def test_how_a_run_ended(tmp_path, run, after, outcome):
    before = Journal(last_success=50.0)
    journal = added(before, run, HELD, NOTHING, after)
    assert journal.last_outcome == outcome
    assert journal.last_success == (100.0 if outcome == "unchanged" else 50.0)
    found = values(Home.at(tmp_path), journal)
    assert found["onrecord_last_run_ok",] == (outcome in {"unchanged", "read"})


def test_what_names_hold_stays_within_its_label(tmp_path):
    reason = 'a"b\\c\nonrecord_articles 7'
    journal = Journal(counted=Counted(quarantine={"ingest": {reason: 1}}))
    found = values(Home.at(tmp_path), journal)
    assert found["onrecord_quarantine_rows", reason, "ingest"] == 1
    assert found["onrecord_articles",] == 0


def test_journal_and_metrics_are_kept_and_damage_costs_only_figures(tmp_path):
    home = Home.at(tmp_path / "home")
    home.work.mkdir(parents=True)
    elsewhere = tmp_path / "onrecord.prom"
    journal = added(Journal(), RUN, HELD, NOTHING, NOTHING)
    keep(home, Settings(metrics_file=elsewhere), journal)
    assert load(home) == journal
    assert elsewhere.read_bytes() == home.metrics.read_bytes() == render(home, journal)
    home.journal.write_bytes(b"{")
    assert load(home) == Journal()
