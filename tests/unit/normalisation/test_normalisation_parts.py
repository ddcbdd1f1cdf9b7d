"""A corpus read in parts, in this process or in others: the same rows whatever the parts."""

from importlib import import_module
from typing import Any

import pytest

from pipelines.normalisation import NormalisationResult
from pipelines.workers import workers

Fixture = Any

MARKED = (
    "[PERSON Lena Kovar] said on Monday that 40 trains from [GPE Tarnov] were late.",
    "Kovar said last week that rates fell. [PERSON Ines Kovar] said nothing.",
    "[GPE Tarnov] said half a dozen trains were late on Tuesday.",
    "Fog.",
    "[PERSON Lena Kovar], a geologist, said the [ORG Marrow Rail] trains were late. Later Kovar said they were not.",
)
CONTENTS = (("trains", "Lena Kovar"), ("rates fell", "Kovar"), ("trains were late", "Tarnov"), None, ("late", "Kovar"))


def _stories(story: Fixture) -> list[Any]:
    made = []
    for number, (marked, content) in enumerate(zip(MARKED, CONTENTS, strict=True)):
        one = story(f"{number}.txt", marked)
        if content:
            one.claim(content[0], content[1])
        made.append(one)
    return made


def _same(one: NormalisationResult, other: NormalisationResult) -> bool:
    return all(left.equals(right) for left, right in zip(one, other, strict=True))


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_size_of_the_parts_changes_nothing(
    run: Fixture, story: Fixture, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = _stories(story)
    whole = run(stories)
    assert whole.entity_mentions.height > 4
    assert whole.times.height >= 3
    monkeypatch.setattr(import_module("pipelines.normalisation.normalise"), "_ARTICLES_AT_ONCE", size)
    assert _same(run(stories), whole)
    assert _same(run(list(reversed(stories)), lazy=True), whole)


def test_other_processes_give_the_same_rows(run: Fixture, story: Fixture, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = _stories(story)
    whole = run(stories)
    monkeypatch.setattr(import_module("pipelines.normalisation.normalise"), "_ARTICLES_AT_ONCE", 2)
    told: list[tuple[int, int]] = []
    assert _same(run(stories, beside=workers(2), progress=lambda *step: told.append(step)), whole)
    assert told == [(2, 5), (4, 5), (5, 5)]


@pytest.mark.parametrize("failing", ["find_times", "find_quantities"])
def test_an_article_that_fails_is_set_aside_alone(
    run: Fixture, story: Fixture, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = import_module("pipelines.normalisation.normalise")
    honest = getattr(room, failing)

    def broken(text: str, *rest: Any) -> Any:
        if "geologist" in text:
            raise ValueError(f"no such luck: {text}")
        return honest(text, *rest)

    stories = _stories(story)
    sound = run(stories[:4])
    monkeypatch.setattr(room, failing, broken)
    done = run(stories)
    assert done.quarantine.select("path", "stage", "row_key", "reason_code").rows() == [
        ("4.txt", "normalisation", f"articles:{stories[4].article_id}", "normalisation_failed")
    ]
    assert "ValueError: no such luck" in done.quarantine["message"][0]
    assert "Run again" in done.quarantine["message"][0]
    assert done.normalised_mentions.equals(sound.normalised_mentions)
    assert done.times.equals(sound.times)
    assert done.quantities.equals(sound.quantities)
    assert sound.quarantine.is_empty()
