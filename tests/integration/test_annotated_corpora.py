"""Thirty-six real articles of thirteen stories, from two corpora: the figures reached are held here.

The articles lie beside the project; without them these tests are skipped. Where the annotation comes from is told
in ``tests/annotated/README.md``.
"""

import gzip
import json
from pathlib import Path

import pytest

from onrecord import open_dataset
from pipelines.evaluation import evaluate, read_annotations
from pipelines.reference import load_reference
from pipelines.settings import Home

pytestmark = [pytest.mark.shared, pytest.mark.slow]

ANNOTATED = Path(__file__).parents[1] / "annotated"


def write_articles(corpora: Path, folder: Path) -> None:
    """Write the annotated articles into ``folder`` under the names that the annotation gives them."""
    wanted: dict[str, dict[str, str]] = {}
    for line in (ANNOTATED / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted.setdefault(row["corpus"], {})[row["id"]] = row["doc"]
    for corpus, names in wanted.items():
        with gzip.open(corpora / f"{corpus}.jsonl.gz", "rt", encoding="utf-8", newline="") as lines:
            for line in lines:
                article = json.loads(line)
                if article["id"] in names:
                    (folder / names[article["id"]]).write_text(article["text"], encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def figures(shared: Path, materialise, tmp_path_factory: pytest.TempPathFactory) -> dict:
    articles = tmp_path_factory.mktemp("articles")
    write_articles(shared / "corpora", articles)
    home = Home.at(tmp_path_factory.mktemp("annotated"))
    materialise([articles], home)
    gold = read_annotations([ANNOTATED / "mentions.jsonl"])
    return evaluate(open_dataset(home.root).table, gold, load_reference()).as_dict(examples=False)


@pytest.mark.parametrize(
    ("stratum", "overlap", "floor"), [("attributed", "0.3", 0.82), ("attributed", "0.8", 0.725), ("all", "0.3", 0.88)]
)
def test_mentions_are_found(figures, stratum, overlap, floor):
    assert figures["detection"][stratum]["spans"][overlap]["f1"] >= floor


@pytest.mark.parametrize(
    ("field", "floor"),
    [
        ("type", 0.885),
        ("speaker", 0.78),
        ("chain", 0.915),
        ("anonymous", 0.935),
        ("modality", 0.91),
        ("polarity", 0.935),
    ],
)
def test_mentions_are_read_as_annotated(figures, field, floor):
    assert figures["fields"][field]["all"]["share"] >= floor


def test_mentions_of_one_proposition_share_a_claim(figures):
    across = figures["linking"]["across articles"]
    assert across["pairs"]["f1"] >= 0.58
    assert across["b_cubed"]["f1"] >= 0.916
