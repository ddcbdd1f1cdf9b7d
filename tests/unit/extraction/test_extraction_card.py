"""The held-out figures that are published with what an extractor finds."""

import pytest

from pipelines.extraction.card import held_out_figures


@pytest.mark.parametrize("extractor", ["rules", "ranked"])
def test_each_extractor_has_held_out_figures(extractor: str) -> None:
    figures = held_out_figures(extractor)
    assert figures["extractor"] == extractor
    assert "latest" in figures["held_out_f1"]
    assert all(0 < score < 1 for score in figures["held_out_f1"].values())


def test_the_learnt_weights_find_more_than_the_rules_alone() -> None:
    rules, ranked = (held_out_figures(each)["held_out_f1"] for each in ("rules", "ranked"))
    assert all(ranked[name] > rules[name] for name in rules)


def test_an_extractor_that_was_not_measured_has_none() -> None:
    with pytest.raises(KeyError):
        held_out_figures("guesses")
