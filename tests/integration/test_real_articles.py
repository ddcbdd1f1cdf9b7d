"""Five real articles that re-report one story: the figures reached are held here.

The articles and two annotators' readings lie beside the project; without them these tests are skipped.
"""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from onrecord import Dataset, open_dataset
from pipelines import warehouse
from pipelines.evaluation import evaluate, read_annotations
from pipelines.publication import verify
from pipelines.reference import load_reference
from pipelines.settings import Home

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def home(shared: Path, materialise, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home.at(tmp_path_factory.mktemp("real"))
    materialise([shared / "seeds"], home)
    return home


@pytest.fixture(scope="module")
def dataset(home: Home) -> Dataset:
    return open_dataset(home.root)


@pytest.fixture(scope="module")
def scores(shared: Path, home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict:
    predictions = tmp_path_factory.mktemp("scores") / "predictions.jsonl"
    export = [sys.executable, shared / "tools" / "export_mentions.py", home.root, predictions]
    subprocess.run(export, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, shared / "tools" / "score.py", "gold", predictions], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def test_attributed_mentions_are_found(scores):
    found = scores["detection"]["attributed"]
    assert found["iou0.3"]["f1"] >= 0.88
    assert found["iou0.8"]["f1"] >= 0.80


@pytest.mark.parametrize(
    ("field", "floor"),
    [
        ("speaker_where_gold_has_one", 0.95),
        ("chain_where_gold_has_medium", 0.95),
        ("type", 0.95),
        ("anonymous", 0.98),
        ("modality", 0.94),
        ("polarity", 0.97),
    ],
)
def test_mentions_are_read_as_the_annotators_read_them(scores, field, floor):
    assert scores["fields_on_matched_iou0.3"][field]["acc_either"] >= floor


def test_mentions_of_one_proposition_share_a_claim(scores):
    across = scores["clustering_over_all_gold_mentions"]["cross_document"]
    assert across["pairwise"]["f1"] >= 0.775
    assert across["b_cubed"]["f1"] >= 0.9


def test_events_are_dated(scores):
    times = scores["fields_on_matched_iou0.3"]["about_time"]
    assert times["recall_overlap"] >= 0.75
    assert times["precision_overlap"] >= 0.9


def test_what_is_set_against_each_other_differs(scores):
    across = scores["conflicts_mention_pairs"]["cross_document"]
    assert across["precision_either"] >= 0.9
    assert across["r"] >= 0.8


def test_our_own_evaluation_gives_the_figures_of_the_scorer(scores, dataset, shared):
    second, gold = (read_annotations([shared / "gold" / f"seeds_annotator_{name}.jsonl"]) for name in "ab")
    ours = evaluate(dataset.table, gold, load_reference(), second=second).as_dict(examples=False)
    for stratum in ("all", "attributed"):
        for overlap in ("0.3", "0.8"):
            mine, other = ours["detection"][stratum]["spans"][overlap], scores["detection"][stratum][f"iou{overlap}"]
            names = {"right": "tp", "wrong": "fp", "missed": "fn", "forgiven": "ignored"}
            assert {theirs: mine[name] for name, theirs in names.items()} == {
                theirs: other[theirs] for theirs in names.values()
            }
    for name in ("type", "anonymous", "modality", "polarity"):
        field = scores["fields_on_matched_iou0.3"][name]
        assert ours["fields"][name]["all"]["share"] == pytest.approx(field["acc_either"], abs=1e-4)
    pairs = ours["linking"]["across articles"]["pairs"]["f1"]
    assert pairs == pytest.approx(
        scores["clustering_over_all_gold_mentions"]["cross_document"]["pairwise"]["f1"], abs=1e-4
    )


def test_publication_dates_are_right_or_owned_to_be_unknown(dataset):
    articles = {row["path"][:3]: row for row in dataset.table("articles").to_dicts()}
    for key in ("000", "002", "003"):
        assert articles[key]["published_at"] == datetime(2025, 8, 8)
    crawled = articles["001"]
    assert crawled["published_precision"] in {"month", "year", None}
    assert crawled["published_at"] in {datetime(2025, 8, 1), datetime(2025, 1, 1), None}
    timeless = articles["004"]
    assert timeless["published_precision"] in {"month", "year", None}
    assert timeless["published_at"] in {datetime(2025, 4, 1), datetime(2025, 1, 1), None}
    for row in articles.values():
        if row["published_evidence"] == "in_text":
            start, end = row["published_evidence_start"], row["published_evidence_end"]
            assert row["text"][start:end].strip()


def test_no_mention_stands_in_page_furniture(dataset):
    inside = dataset.sql(
        "SELECT m.content_text, s.role FROM mentions m JOIN segments s ON s.article_id = m.article_id"
        " AND m.content_start < s.end_char AND m.content_end > s.start_char"
        " WHERE s.role IN ('chrome', 'caption', 'byline', 'teaser', 'disclaimer')"
    )
    assert inside.is_empty()
    assert dataset.sql("SELECT * FROM article_origins WHERE method = 'disclaimer'").height >= 1


def test_spellings_of_one_name_are_one_entity_and_a_plant_is_no_region(dataset):
    named = dataset.table("entity_mentions").join(dataset.table("entities"), on="entity_id")

    def entities(pattern: str) -> set[str]:
        return set(named.filter(pl.col("text").str.contains(pattern))["entity_id"])

    assert len(entities(r"Zelensk(y|yy|iy)$")) == 1
    regions = named.filter(pl.col("text").str.contains(r"^Zapori[zh]+ia$"))
    assert regions["entity_id"].n_unique() == 1
    plants = named.filter(pl.col("text").str.contains(r"(?i)nuclear|NPP"))
    assert not set(plants["entity_id"]) & set(regions["entity_id"])


def test_what_four_outlets_repeat_rests_on_one_origin(dataset):
    repeated = dataset.table("claims").filter(pl.col("article_count") >= 4)
    assert repeated.height >= 4
    assert set(repeated["independent_origin_count"]) == {1}
    assert set(repeated["status"]) == {"single_origin"}


def test_everything_verifies(home):
    assert verify(home, database=warehouse) == []
