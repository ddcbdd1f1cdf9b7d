"""The quality figures that a version carries: what was measured of the extractor that made it."""

import json
from typing import Any

from pipelines.extraction.card import held_out_figures, language_model_figures
from pipelines.settings import SEEDS

SCORES = SEEDS / "gold" / "scorecard.json"
"""The scores on the embedded corpus, as `make golden` measures them."""


def quality(extractor: str) -> dict[str, Any]:
    """Return the figures of an extractor, in the shape of :mod:`pipelines.publication.scorecard`.

    Raises:
        OSError: a file of figures is not there.
        KeyError: no such extractor was measured.
    """
    measured = json.loads(SCORES.read_text(encoding="utf-8"))
    return {
        "extractor": extractor,
        "embedded_corpus": {"measured": measured["measured"], "figures": measured["figures"][extractor]},
        "held_out_articles": held_out_figures(extractor),
        "language_model": language_model_figures(),
    }
