"""Training on a small invented corpus: it learns, repeats, and refuses what it cannot hold out."""

import json
from pathlib import Path

import pytest

from pipelines.extraction.ranking import ARRAYS, Ranker
from pipelines.training import train_attribution
from pipelines.training.fit import Plan

NAMES = ("Ada Holt", "Bram Oyelaran", "Ilse Tornquist", "Dana Quill")
CONTENTS = ("the ports of Marovia", "the harbour board", "a second ferry", "the new dam", "the grain levy")


def corpus(path: Path, publishers: int) -> Path:
    """Articles in which *mulled* reports something and *painted* does not."""
    rows = []
    for n in range(12):
        source, content = NAMES[n % 4], CONTENTS[n % 5]
        text = f"{source} mulled closing {content} in March.\nThe crew painted {content} on Monday."
        spans = [
            {"start": text.index(words), "end": text.index(words) + len(words)}
            for words in (source, "mulled", f"closing {content} in March")
        ]
        attribution = dict(zip(("source", "cue", "content"), ([span] for span in spans), strict=True))
        rows.append(
            {
                "id": f"a{n}",
                "publisher": f"Paper {n % publishers}",
                "date": f"2031-05-{n + 1:02}",
                "text": text,
                "attributions": [attribution],
            }
        )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def train(folder: Path, out: str, publishers: int = 3):
    lines: list[str] = []
    report = train_attribution(
        corpus(folder / "corpus.jsonl", publishers),
        folder / out,
        plan=Plan(epochs=20, batch=16),
        log=lines.append,
        progress=lambda done, total: None,
    )
    return report, lines


def test_it_learns_what_the_rules_do_not_know_and_repeats(tmp_path):
    report, lines = train(tmp_path, "one")
    train(tmp_path, "two")
    assert set(report.folds) == {"latest", "Paper 0", "Paper 1", "Paper 2"}
    for rules, ranked in report.folds.values():
        assert ranked.f1 > rules.f1
    assert any("threshold" in line for line in lines)
    for name in (*(f"{array}.npy" for array in ARRAYS), "ranker.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    facts = json.loads((tmp_path / "one" / "ranker.json").read_text(encoding="utf-8"))
    assert facts["articles"] == 12
    assert facts["held_out_f1"].keys() == report.folds.keys()
    assert Ranker.load(tmp_path / "one").threshold == report.threshold


def test_one_publisher_cannot_be_held_out(tmp_path):
    with pytest.raises(ValueError, match="two publishers"):
        train(tmp_path, "out", publishers=1)
