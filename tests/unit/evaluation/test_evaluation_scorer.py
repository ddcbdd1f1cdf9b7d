"""Our figures beside those of the scorer that lies with the third-party articles.

One annotator's reading stands for what was found, so that every figure is known without a run. The same rules of
matching give the same figures; names and chains are compared with less forgiveness for common words, and chains
by who passes a statement on instead of by a list of media.
"""

import json
import subprocess
import sys

import pytest

from pipelines.evaluation import read_annotations
from pipelines.evaluation.clusters import ACROSS, WITHIN_AND_ACROSS
from pipelines.evaluation.evaluate import compare
from pipelines.evaluation.placing import place
from pipelines.evaluation.readings import Article
from pipelines.reference import load_reference

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def theirs(shared):
    command = [sys.executable, shared / "tools" / "score.py", "ceiling"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["A_as_prediction_B_as_gold"]


@pytest.fixture(scope="module")
def ours(shared):
    articles = {
        path.name: Article(path.name, path.read_bytes().decode("utf-8")) for path in (shared / "seeds").glob("*.txt")
    }
    found, gold = (
        place(read_annotations([shared / "gold" / f"seeds_annotator_{name}.jsonl"]), articles, {}) for name in "ab"
    )
    return compare(articles, gold, found.readings, load_reference()).as_dict(examples=False)


@pytest.mark.parametrize("stratum", ["all", "attributed"])
@pytest.mark.parametrize("overlap", ["0.3", "0.8"])
def test_mentions_found(ours, theirs, stratum, overlap):
    mine, other = ours["detection"][stratum]["spans"][overlap], theirs["detection"][stratum][f"iou{overlap}"]
    assert [mine[name] for name in ("right", "wrong", "missed")] == [other[name] for name in ("tp", "fp", "fn")]


@pytest.mark.parametrize(
    ("mine", "other", "tolerance"),
    [
        ("type", "type", 0),
        ("anonymous", "anonymous", 0),
        ("modality", "modality", 0),
        ("polarity", "polarity", 0),
        ("speaker", "speaker", 0.02),
        ("whole chain", "chain_full_with_speaker", 0.02),
    ],
)
def test_fields(ours, theirs, mine, other, tolerance):
    field, scored = ours["fields"][mine]["all"], theirs["fields_on_matched_iou0.3"][other]
    assert field["count"] == scored["n"]
    assert field["share"] == pytest.approx(scored["acc_B"], abs=tolerance + 1e-4)


def test_times(ours, theirs):
    mine, other = ours["about_time"], theirs["fields_on_matched_iou0.3"]["about_time"]
    assert (mine["annotated"], mine["found"]) == (other["gold_has_one"], other["predicted"])
    for name, like in (("recall", "recall_overlap"), ("precision_same", "precision_day_iou50")):
        assert mine[name] == pytest.approx(other[like], abs=1e-4)


@pytest.mark.parametrize(("mine", "other"), [(WITHIN_AND_ACROSS, "all_pairs"), (ACROSS, "cross_document")])
def test_claims(ours, theirs, mine, other):
    linking, scored = ours["linking"][mine], theirs["clustering_over_all_gold_mentions"][other]
    pairs = linking["pairs"]
    assert [pairs[name] for name in ("right", "wrong", "missed")] == [
        scored["pairwise"][name] for name in ("tp", "fp", "fn")
    ]
    assert linking["b_cubed"]["f1"] == pytest.approx(scored["b_cubed"]["f1"], abs=1e-4)
    conflicts, theirs_conflicts = linking["conflicts"], theirs["conflicts_mention_pairs"]
    name = "all" if mine == WITHIN_AND_ACROSS else "cross_document"
    assert (conflicts["right"], conflicts["wrong"]) == (theirs_conflicts[name]["tp"], theirs_conflicts[name]["fp"])
