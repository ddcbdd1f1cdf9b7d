"""What was measured of the extractors when the weights were made: figures to publish with what they extract."""

import json
from pathlib import Path
from typing import Any

_FACTS = Path(__file__).parent / "weights" / "ranker.json"
_MEASURED = (
    "F1 of attributed contents on articles of PolNeAR (United States political news) held out from training: "
    "each publisher in turn, and the latest articles; see docs/attribution-ranker.md"
)


def held_out_figures(extractor: str) -> dict[str, Any]:
    """Return the held-out scores of an extractor, ``rules`` or ``ranked``, as the weights' file tells them.

    Raises:
        OSError: the weights are not there.
        KeyError: no such extractor was measured.
    """
    scores = json.loads(_FACTS.read_text(encoding="utf-8"))["held_out_f1"]
    figures = {name: found[extractor] for name, found in sorted(scores.items())}
    return {"extractor": extractor, "measured": _MEASURED, "held_out_f1": figures}
