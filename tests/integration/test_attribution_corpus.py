"""Attribution on annotated political news: the figures reached are held here.

The corpus and its scorer lie beside the project; without them these tests are skipped.
"""

from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.score_attribution import figures, score

pytestmark = [pytest.mark.shared, pytest.mark.slow]

FLOORS = {
    "ranked": {},
    "rules": {"all": 0.65, "direct": 0.91, "mixed": 0.76, "indirect": 0.54, "with_source": 0.58, "characters": 0.79},
}
"""Extractor → figure → what was measured, less 0.02."""


@pytest.fixture(scope="module", params=list(FLOORS))
def scored(request: pytest.FixtureRequest, shared: Path) -> tuple[str, dict[str, float]]:
    corpus, scorer = shared / "corpora" / "polnear_dev.jsonl.gz", shared / "tools" / "score.py"
    return request.param, figures(score(corpus, scorer, Settings(extractor=request.param)))


def test_attributions_are_found(scored):
    extractor, found = scored
    short = {name: found[name] for name, floor in FLOORS[extractor].items() if found[name] < floor}
    assert short == {}
