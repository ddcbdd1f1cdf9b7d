"""Scores of attribution on an annotated corpus, by the scorer that lies beside it.

usage: python -m tests.score_attribution CORPUS.jsonl[.gz] SCORER [--extractor rules]

Prints F1 of contents (overlap of at least 0.5) by stratum, of content with source, and of content characters.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipelines.evaluation import read_corpus
from pipelines.evaluation.predictions import predict
from pipelines.settings import Settings

STRATA = ("all", "direct", "mixed", "indirect")


def score(corpus: Path, scorer: Path, settings: Settings) -> dict[str, Any]:
    """Extract a corpus and return what the scorer says of it."""
    rows = predict(read_corpus(corpus), settings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, scorer, "polnear", path, "--corpus", corpus]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def figures(scores: dict[str, Any]) -> dict[str, float]:
    """Return the figures by which extraction is judged."""
    content = scores["content_iou50"]
    return {
        **{stratum: content[stratum]["f1"] for stratum in STRATA},
        "with_source": scores["content_iou50_and_source"]["all"]["f1"],
        "characters": scores["content_char_alnum"]["all"]["f1"],
        "precision": content["all"]["p"],
        "recall": content["all"]["r"],
    }


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--extractor", choices=["ranked", "rules"], action="append")
    options = parser.parse_args()
    table = Table("extractor", *figures_header())
    for extractor in options.extractor or ["rules", "ranked"]:
        found = figures(score(options.corpus, options.scorer, Settings(extractor=extractor)))
        table.add_row(extractor, *(f"{value:.3f}" for value in found.values()))
    Console(width=120).print(table)


def figures_header() -> list[str]:
    """Return the names of the figures, in order."""
    return [*STRATA, "with source", "characters", "precision", "recall"]


if __name__ == "__main__":
    main()
