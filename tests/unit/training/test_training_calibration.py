"""Calibration is monotone and says what it saw."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.training.calibration import knots, reliability

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200)


@given(PAIRS)
def test_knots_ascend_and_stay_probabilities(pairs):
    scores, right = np.array([a for a, _ in pairs]), np.array([float(b) for _, b in pairs])
    found = knots(scores, right)
    assert [x for x, _ in found] == sorted(x for x, _ in found)
    assert [y for _, y in found] == sorted(y for _, y in found)
    assert all(0 <= y <= 1 for _, y in found)


def test_an_overconfident_score_is_brought_down():
    scores = np.repeat([0.5, 0.9], 100)
    right = np.concatenate([np.tile([1.0, 0, 0, 0, 0], 20), np.tile([1.0, 1, 1, 0, 0], 20)])
    found = knots(scores, right)
    assert found[0] == (0.5, 0.2)
    assert found[-1] == (0.9, 0.6)


def test_reliability_counts_by_tenths():
    rows = reliability([0.05, 0.95, 0.97, 1.0], [False, True, True, False])
    assert [(row.low, row.size) for row in rows] == [(0.0, 1), (0.9, 3)]
    assert rows[1].right == 2 / 3
