"""How right each extractor is on the embedded corpus: the figures that every published version carries.

usage: python -m tests.golden.scorecard      (writes seeds/gold/scorecard.json anew)
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any, get_args

from assets.measured import SCORES
from onrecord import open_dataset
from pipelines.evaluation import evaluate, read_annotations
from pipelines.evaluation.scorecard import scorecard
from pipelines.reference import load_reference
from pipelines.settings import SEEDS, Home, Settings

EXTRACTORS = get_args(Settings.model_fields["extractor"].annotation)
_MEASURED = (
    "By `onrecord evaluate` on the embedded corpus: {articles} invented articles with {annotated} annotated mentions,"
    " read while the rules were written, so figures on other articles are lower; docs/evaluation.md explains each"
)


def measure(home: Home) -> tuple[str, dict[str, Any]]:
    """Score the newest version of a home of the embedded corpus: what was measured, in a sentence, and the figures."""
    lines = read_annotations(sorted((SEEDS / "gold").glob("*.jsonl")))
    scored = evaluate(open_dataset(home.root).table, lines, load_reference(), examples=0)
    return _MEASURED.format(articles=scored.articles, annotated=scored.annotated), scorecard(scored)


def refresh() -> None:
    """Run the embedded corpus with each extractor and write down how right it is."""
    from assets.run import run

    figures: dict[str, Any] = {}
    measured = ""
    for extractor in EXTRACTORS:
        os.environ["ONRECORD_EXTRACTOR"] = extractor
        with tempfile.TemporaryDirectory() as folder:
            home = Home.at(Path(folder) / "home")
            run([SEEDS / "articles"], home)
            measured, figures[extractor] = measure(home)
    found = {"measured": measured, "figures": figures}
    SCORES.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh()
