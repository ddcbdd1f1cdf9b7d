"""What linking reached on annotated articles is held: a change that costs more than 0.02 fails."""

from pathlib import Path

import pytest

from tests.given_mentions import frames
from tests.score_linking import figures, link_set, load_scorer, read_set

ALLOWED_LOSS = 0.02
# set, annotators' mentions given → pairs F1 and B-cubed F1 reached across documents
REACHED = {
    ("five", True): (0.871, 0.959),
    ("five", False): (0.795, 0.925),
    ("embedded", True): (0.843, 0.967),
    ("embedded", False): (0.876, 0.967),
}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(("name", "given"), REACHED)
def test_what_was_reached_is_held(shared: Path, root: Path, name: str, given: bool) -> None:
    places = {
        "five": (shared / "seeds", shared / "gold" / "seeds_annotator_b.jsonl"),
        "embedded": (root / "seeds" / "articles", root / "seeds" / "gold" / "gold.jsonl"),
    }
    annotated = read_set(name, *places[name])
    scorer = load_scorer(shared / "tools" / "score.py")
    found = figures(link_set(frames(annotated.docs, annotated.gold if given else None), annotated.gold, scorer), scorer)
    pairs, b_cubed = REACHED[name, given]
    assert found["pairs F1"] > pairs - ALLOWED_LOSS
    assert found["B-cubed F1"] > b_cubed - ALLOWED_LOSS
