"""Reprints: what is one, what is none although it shares text, and that the planted ones are found."""

import random
from datetime import date

import polars as pl
import pytest

from pipelines.schema import TABLES
from pipelines.staging.near_duplicates import near_duplicate_pairs
from pipelines.staging.own_words import own_words
from tests.bench_reprints import groups, score
from tests.planted_reprints import all_texts, near_misses, reprints

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


def invented(rng: random.Random, paragraphs: int = 7) -> str:
    """An article of words that no other has, in sentences that look like news."""

    def words(count: int) -> str:
        return " ".join("".join(rng.choices(_SYLLABLES, k=3)) for _ in range(count))

    def paragraph() -> str:
        numbers = rng.choice(["7%", "two", "several"])
        return (
            f'The {words(3)} of {words(16)} said "{words(9)}" for {numbers} of the {words(12)}. So {words(9)} agreed.'
        )

    return "\n\n".join([words(6).capitalize(), *(paragraph() for _ in range(paragraphs))])


def test_planted_reprints_are_found_and_near_misses_are_not() -> None:
    rng = random.Random(5)
    texts = {f"city/{number:03}": invented(rng) for number in range(70)}
    planted = reprints(texts, 24, 0)
    parents = {each.parent for each in planted}
    missed = near_misses({key: text for key, text in texts.items() if key not in parents}, 24, 0)
    kept = {key: text for key, text in texts.items() if key not in missed.donors}
    group = groups(all_texts(kept, [*planted, *missed.made]), dated=True)
    result = score(kept, [*planted, *missed.made], missed.pairs, group)
    assert result.found == dict.fromkeys(result.found, (3, 3))
    assert len(result.found) == 8
    assert {kind: wrong for kind, (_, wrong) in result.near_misses.items()} == {
        "follow_up": 0,
        "background": 0,
        "furniture": 0,
    }
    assert result.strangers == ()
    assert result.unplanted == (0, 0)
    assert (result.recall, result.precision) == (1.0, 1.0)


SHORT = invented(random.Random(1), 3)
LONG = SHORT + "\n\n" + invented(random.Random(2), 4)


@pytest.mark.parametrize(
    ("short_on", "long_on", "copies"),
    [
        (None, None, True),
        (date(2031, 5, 4), date(2031, 5, 4), True),
        (date(2031, 5, 5), date(2031, 5, 4), True),
        (date(2031, 5, 4), date(2031, 5, 5), False),
        (date(2031, 5, 4), None, True),
    ],
    ids=["undated", "same day", "cut later", "kept as background later", "half dated"],
)
def test_of_two_days_the_later_is_the_copy_if_it_is_one(
    short_on: date | None, long_on: date | None, copies: bool
) -> None:
    pairs = near_duplicate_pairs({"short": SHORT, "long": LONG}, {"short": short_on, "long": long_on})
    assert pairs == ([("long", "short")] if copies else [])


def frames(*articles: tuple[str | None, list[tuple[str, str]]]) -> tuple[list[dict[str, object]], pl.DataFrame]:
    """Rows of articles, each of an outlet and of (role, paragraph), and their segments."""
    rows, segments = [], []
    for number, (outlet, parts) in enumerate(articles):
        text, article = "\n".join(words for _, words in parts), f"art-{number}"
        rows.append({"article_id": article, "outlet_id": outlet, "text": text})
        for role, words in parts:
            start = text.index(words)
            segments.append((f"{article}:{start}", article, start, start + len(words), role))
    names = ["segment_id", "article_id", "start_char", "end_char", "role"]
    return rows, TABLES["segments"].conform(pl.DataFrame(segments, schema=names, orient="row"))


def test_furniture_is_told_by_standing_in_many_stories_of_an_outlet() -> None:
    line = ("body", "Our newsroom is paid for by readers like you.")
    stories = [("body", invented(random.Random(seed), 1)) for seed in range(4)]
    rows, segments = frames(*(("out-post", [line, story]) for story in stories[:3]), ("out-quay", [line, stories[3]]))
    words = own_words(rows, segments)
    assert [line[1] in words[f"art-{n}"] for n in range(4)] == [False, False, False, True]
    assert all(" ".join(story[1].split()) in words[f"art-{n}"] for n, story in enumerate(stories))


def test_one_story_printed_three_times_by_an_outlet_is_no_furniture() -> None:
    story = [("body", "The harbour board of Port Ellis approved a new pier."), ("body", "Work will begin in June.")]
    rows, segments = frames(*[("out-post", story)] * 3, (None, story))
    assert set(own_words(rows, segments).values()) == {"\n".join(words for _, words in story)}


def test_what_is_beside_the_story_is_not_compared_unless_there_is_nothing_else() -> None:
    rows, segments = frames(
        ("out-post", [("chrome", "Home News Sport"), ("body", "The pier opened."), ("teaser", "Read next: ferries")]),
        ("out-post", [("chrome", "Home News Sport")]),
    )
    assert own_words(rows, segments) == {"art-0": "The pier opened.", "art-1": "Home News Sport"}
