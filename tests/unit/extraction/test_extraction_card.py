"""The figures of makers and held-out articles that are published with what an extractor finds."""

from importlib.metadata import PackageNotFoundError

import pytest

from pipelines.extraction import card


def held_out(extractor: str) -> dict[str, float]:
    figures = card.held_out_figures(extractor)["figures"]["held out"]
    return {name: found["f1"] for name, found in figures.items()}


@pytest.mark.parametrize("extractor", ["rules", "ranked"])
def test_each_extractor_has_held_out_figures(extractor: str) -> None:
    figures = held_out(extractor)
    assert "latest" in figures
    assert all(0 < score < 1 for score in figures.values())


def test_the_learnt_weights_find_more_than_the_rules_alone() -> None:
    rules, ranked = held_out("rules"), held_out("ranked")
    assert all(ranked[name] > rules[name] for name in rules)


def test_an_extractor_that_was_not_measured_has_none() -> None:
    with pytest.raises(KeyError):
        card.held_out_figures("guesses")


def test_the_language_model_tells_its_own_figures() -> None:
    found = card.language_model_figures()
    assert found["measured"].endswith("version 3.8.0")
    assert 0.8 < found["figures"]["language model"]["names, F1"] < 0.9


def test_a_model_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(card, "files", missing)
    with pytest.raises(OSError, match="not installed; install onrecord again"):
        card.language_model_figures()
