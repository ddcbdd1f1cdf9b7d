"""What spares a search must never spare a find: each rule's words and hints stand in everything that it matches."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.normalisation.figures import find_figures
from pipelines.normalisation.spot_forms import _in_lower_case
from pipelines.normalisation.time_rules import POINTS, Rule
from pipelines.normalisation.word_starts import WordStarts

TEXTS = [
    "In the 1980s, the '90s and the Twenties, on the second Tuesday of MAY 2011, by year-end and the month’s  end.",
    "Over the last\nthree Weeks, in past FEW days, the Previous half a dozen years, within Two hours, by mid-century.",
    "TWO DAYS EARLIER and 36 hours later; on 9/11, September  11 attacks; last Friday, Q3 2009, H1 of 2010, FY2011.",
    "Overnight, a year and a half ago, in the months to come, in the few weeks ahead, Easter 2010, Good Friday.",
    "Thanksgiving, Labor Day, Labour Day, Mother’s Day; this tax year, the financial year 2011, FISCAL 2012.",
    "the last day in June, the 21st Day of March 2012, The next Few hours, coming hours, recent decades.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_point_is_lost(text: str) -> None:
    for rule in POINTS:
        if rule.pattern.search(text):
            assert rule.may_hold(text.lower()), rule.pattern.pattern


def _spans(found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_tried_at_words_is_what_a_search_finds(text: str) -> None:
    starts = WordStarts(text)
    for rule in POINTS:
        assert _spans(starts.matches(rule.pattern, rule.begins)) == _spans(rule.pattern.finditer(text))


@pytest.mark.parametrize("rule", [rule for rule in POINTS if rule.begins], ids=lambda rule: rule.pattern.pattern[:30])
@settings(max_examples=8)
@given(data=st.data())
def test_a_rule_begins_with_the_words_that_it_names(rule: Rule, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(rule.pattern))
    assert _spans(WordStarts(text).matches(rule.pattern, rule.begins)) == _spans(rule.pattern.finditer(text))


def test_letters_that_patterns_take_for_others_hide_nothing() -> None:
    text = "laſt weeK"
    rule = next(rule for rule in POINTS if rule.pattern.search(text))
    assert _spans(WordStarts(text).matches(rule.pattern, rule.begins)) == [(0, 9)]
    assert find_figures("7 boats and ſeveral hundred ropes", 0, 34) == find_figures(
        "7 boats and several hundred ropes", 0, 34
    )


@pytest.mark.parametrize(
    "words",
    ["7 boats", "Twenty-one boats", "a hundred boats", "half of the boats", "two-thirds of the boats", "threefold",
     "a couple of boats", "Dozens of boats", "twice", "the third boat", "one in Five boats", "tens of thousands",
     "two and a half miles", "scores of boats", "several hundred boats", "the 3rd boat", "the ninetieth boat"],
)  # fmt: skip
def test_numbers_in_words_are_looked_for(words: str) -> None:
    assert find_figures(words, 0, len(words))


def test_words_without_numbers_hold_none() -> None:
    assert find_figures("The boats often listened to someone", 0, 35) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("a vessen.", "Vessen"), ("ex-vessen", "Vessen"), ("vessen", "Vessen"), ("vessens, vessen’s", "Vessen"),
     ("vessenvessen vessen", "Vessen"), ("étvessen vessen_", "Vessen")],
)  # fmt: skip
def test_a_word_in_lower_case_stands_alone(text: str, name: str) -> None:
    assert _in_lower_case(text, name) == bool(re.search(rf"(?<![\w’'-]){name.lower()}(?![\w’'-])", text))
