"""What spares a search must never spare a find: each rule's words and hints stand in everything that it matches."""

import re

import pytest

from pipelines.normalisation.figures import find_figures
from pipelines.normalisation.spot_forms import _in_lower_case
from pipelines.normalisation.time_rules import POINTS

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


def test_every_rule_with_a_hint_or_new_words_is_among_the_texts() -> None:
    hinted = [rule for rule in POINTS if rule.hint]
    assert hinted
    for rule in hinted:
        assert any(rule.pattern.search(text) for text in TEXTS), rule.pattern.pattern


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
