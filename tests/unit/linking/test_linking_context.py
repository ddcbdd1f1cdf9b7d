"""What the neighbourhood of two mentions adds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linking.context import raised, supports


def story(newsroom, *articles: tuple[str, ...]):
    return newsroom.tells(*articles)


def test_matching_neighbours_speak_for_a_pair(newsroom) -> None:
    found = story(newsroom, ("One", "Two", "Three"), ("Four", "Five", "Six"))
    support = supports(found, {(0, 3): 0.9, (1, 4): 0.2, (2, 5): 0.8})
    assert support[1, 4].neighbours == 0.9
    assert support[0, 3].neighbours == 0.8
    assert support[1, 4].mutual
    assert support[1, 4].alignment == pytest.approx(2 / 3)
    assert support[0, 3].alignment == pytest.approx(1 / 3)
    assert "neighbours match 0.90" in support[1, 4].reason


def test_a_pair_without_neighbours_gets_nothing(newsroom) -> None:
    found = story(newsroom, ("One",), ("Two",))
    [support] = supports(found, {(0, 1): 0.9}).values()
    assert support.gain == 0
    assert support.reason == ""


def test_only_the_best_match_is_mutual(newsroom) -> None:
    found = story(newsroom, ("One", "Two"), ("Three",))
    support = supports(found, {(0, 2): 0.6, (1, 2): 0.5})
    assert support[0, 2].mutual
    assert not support[1, 2].mutual


def test_pairs_inside_an_article_have_no_support(newsroom) -> None:
    found = story(newsroom, ("One", "Two"))
    assert supports(found, {(0, 1): 0.9}) == {}


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 5))
def test_support_never_lowers_a_score(score: float, gain: float) -> None:
    assert raised(score, gain) >= score - 1e-8
    assert 0 <= raised(score, gain) <= 1
