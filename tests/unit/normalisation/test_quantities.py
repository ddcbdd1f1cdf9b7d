"""Numbers: sentence → value, bound, unit, currency, counted. All sentences are invented."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalisation.numerals import number_value, ordinal_value
from pipelines.normalisation.quantities import find_quantities
from pipelines.normalisation.units import singular

# sentence, text, value, value_max, bound, unit, currency, counted
QUANTITIES = [
    ("The army holds four northern districts.", "four", 4, None, "exact", None, None, "district"),
    ("The sides held six phone calls.", "six", 6, None, "exact", None, None, "call"),
    ("They met five times.", "five", 5, None, "exact", None, None, "time"),
    ("They met twice.", "twice", 2, None, "exact", "time", None, None),
    ("Some 12,500 people fled.", "Some 12,500", 12500, None, "about", None, None, "person"),
    ("About 1.2 million voters stayed away.", "About 1.2 million", 1.2e6, None, "about", None, None, "voter"),
    ("At least 40 sailors drowned.", "At least 40", 40, None, "at_least", None, None, "sailor"),
    ("More than 200 homes were lost.", "More than 200", 200, None, "at_least", None, None, "home"),
    ("Over 200 homes were lost.", "Over 200", 200, None, "at_least", None, None, "home"),
    ("No fewer than 30 mayors came.", "No fewer than 30", 30, None, "at_least", None, None, "mayor"),
    ("Up to 30 mayors came.", "Up to 30", 30, None, "at_most", None, None, "mayor"),
    ("As many as 30 mayors came.", "As many as 30", 30, None, "at_most", None, None, "mayor"),
    ("Fewer than 30 mayors came.", "Fewer than 30", 30, None, "at_most", None, None, "mayor"),
    ("No more than 30 mayors came.", "No more than 30", 30, None, "at_most", None, None, "mayor"),
    ("Nearly 40 mayors came.", "Nearly 40", 40, None, "about", None, None, "mayor"),
    ("200 or more guests came.", "200 or more", 200, None, "at_least", None, None, "guest"),
    ("20 or so guests came.", "20 or so", 20, None, "about", None, None, "guest"),
    ("50+ guests came.", "50+", 50, None, "at_least", None, None, "guest"),
    ("He claimed rule over five provinces.", "five", 5, None, "exact", None, None, "province"),
    ("Half a dozen men stayed.", "Half a dozen", 6, None, "exact", None, None, "man"),
    ("Dozens of houses burned.", "Dozens", 24, None, "at_least", None, None, "house"),
    ("Tens of thousands of people marched.", "Tens of thousands", 20000, None, "at_least", None, None, "person"),
    ("Hundreds of thousands marched.", "Hundreds of thousands", 200000, None, "at_least", None, None, None),
    ("Several hundred protesters marched.", "Several hundred", 200, None, "at_least", None, None, "protester"),
    ("A hundred and fifty rounds were fired.", "A hundred and fifty", 150, None, "exact", None, None, "round"),
    ("Twenty-one countries signed.", "Twenty-one", 21, None, "exact", None, None, "country"),
    ("One source confirmed it.", "One", 1, None, "exact", None, None, "source"),
    ("10-15 ships left.", "10-15", 10, 15, "range", None, None, "ship"),
    ("Two or three weeks passed.", "Two or three weeks", 2, 3, "range", "week", None, None),
    ("Between 3 and 5 percent of voters agreed.", "Between 3 and 5 percent", 3, 5, "range", "%", None, "voter"),
    ("Tariffs rose to 50% at once.", "50%", 50, None, "exact", "%", None, None),
    (
        "Rates rose by 0.25 percentage points.",
        "0.25 percentage points", 0.25, None, "exact", "percentage point", None, None,
    ),
    ("The firm paid $1.5bn for it.", "$1.5bn", 1.5e9, None, "exact", None, "USD", None),
    ("The firm lost €3 million to €5 million.", "€3 million to €5 million", 3e6, 5e6, "range", None, "EUR", None),
    ("The firm sought $20-30 million.", "$20-30 million", 20e6, 30e6, "range", None, "USD", None),
    ("The firm paid 250 euros.", "250 euros", 250, None, "exact", None, "EUR", None),
    ("The firm paid 300 Australian dollars.", "300 Australian dollars", 300, None, "exact", None, "AUD", None),
    ("The firm paid 20 Swiss francs.", "20 Swiss francs", 20, None, "exact", None, "CHF", None),
    ("The firm paid 4.2 trillion yen.", "4.2 trillion yen", 4.2e12, None, "exact", None, "JPY", None),
    ("The firm paid £40m.", "£40m", 40e6, None, "exact", None, "GBP", None),
    ("The firm paid EUR 40 million.", "EUR 40 million", 40e6, None, "exact", None, "EUR", None),
    ("The wall is 100 km long.", "100 km", 100, None, "exact", "km", None, None),
    ("They sold 12,500 tonnes.", "12,500 tonnes", 12500, None, "exact", "t", None, None),
    ("They agreed a 72-hour truce.", "72-hour", 72, None, "exact", "hour", None, None),
    ("It is the third meeting.", "third", 3, None, "exact", "ordinal", None, None),
    ("It is the 21st meeting.", "21st", 21, None, "exact", "ordinal", None, None),
    ("Two-thirds of the members agreed.", "Two-thirds", 0.666667, None, "exact", "share", None, "member"),
    ("Half of the members agreed.", "Half", 0.5, None, "exact", "share", None, "member"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "text", "value", "value_max", "bound", "unit", "currency", "counted"), QUANTITIES)
def test_reads(
    sentence: str,
    text: str,
    value: float,
    value_max: float | None,
    bound: str,
    unit: str | None,
    currency: str | None,
    counted: str | None,
) -> None:
    found = find_quantities(sentence)
    assert len(found) == 1, [one.text for one in found]
    one = found[0]
    assert (one.text, one.value, one.value_max, one.bound) == (text, value, value_max, bound)
    assert (one.unit, one.currency, one.counted) == (unit, currency, counted)
    assert sentence[one.start : one.end] == one.text


@pytest.mark.parametrize(
    "sentence",
    [
        "No one came.",
        "One of them left.",
        "This one is better.",
        "The F-16 landed.",
        "COVID-19 spread.",
        "They invoked Article 5.",
        "The G7 met.",
        "Flight 370 left.",
        "His time there, 1997 to today.",
    ],
)
def test_leaves_names_and_pronouns_alone(sentence: str) -> None:
    assert find_quantities(sentence) == []


def test_a_change_is_two_numbers_not_a_range() -> None:
    assert [one.value for one in find_quantities("It fell from 5 to 3 points.")] == [5, 3]


def test_spans_taken_by_dates_and_names_are_left_out() -> None:
    text = "On 8 May the 3 Rivers Trust gave 4 boats."
    assert [one.text for one in find_quantities(text, taken=[(3, 8), (13, 27)])] == ["4"]


def test_the_noun_that_the_parse_saw_wins() -> None:
    found = find_quantities("Four of the regions that he named", counted=lambda start, end: "oblasts")
    assert found[0].counted == "oblast"


def test_looks_only_inside_the_given_span() -> None:
    text = "Six came. Seven left."
    assert [one.text for one in find_quantities(text, start=10, end=21)] == ["Seven"]


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("regions", "region"), ("countries", "country"), ("people", "person"), ("women", "woman"),
        ("churches", "church"),
        ("lives", "life"), ("troops", "troop"), ("police", "police"), ("buses", "bus"), ("viruses", "virus"),
        ("classes", "class"), ("heroes", "hero"), ("series", "series"), ("houses", "house"),
    ],
)  # fmt: skip
def test_singular(noun: str, expected: str) -> None:
    assert singular(noun) == expected


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("half a dozen", 6), ("a hundred and fifty thousand", 150_000), ("two million", 2_000_000),
        ("1.2 million", 1_200_000),
        ("three dozen", 36), ("ninety-nine", 99), ("12,500", 12_500), ("a dozen", 12), ("zero", 0), ("regions", None),
        ("9" * 18, 1e18), ("9" * 19, None), ("9" * 5_000, None), ("9" * 17 + " million", None),
    ],
)  # fmt: skip
def test_number_value(words: str, value: float | None) -> None:
    assert number_value(words) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [("3rd", 3), ("twenty-first", 21), ("twelfth", 12), ("fortieth", 40), ("th", None), ("9" * 5_000 + "th", None)],
)
def test_ordinal_value(word: str, value: int | None) -> None:
    assert ordinal_value(word) == value


WORDS = st.sampled_from([
    "at", "least", "5", "10-15", ",", "million", "percent", "%", "$", "€3", "four", "of", "dozens", "hundreds", "to",
    "and", "between", "nearly", "boats", "the", "third", "half", "1,000", "bn", "one", "72-hour", "-", ".", "or",
    "more",
])  # fmt: skip


@given(st.lists(WORDS, max_size=20))
def test_any_words_give_spans_that_slice_in_order(words: list[str]) -> None:
    text = " ".join(words)
    found = find_quantities(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.start < following.start for one, following in pairwise(found))
    for one in found:
        assert one.value is not None
        assert (one.bound == "range") == (one.value_max is not None)
        assert one.value_max is None or one.value < one.value_max


@pytest.mark.parametrize("scale", ["m", "bn", "m."])
def test_a_scale_that_the_parse_takes_for_a_noun_counts_nothing(scale: str) -> None:
    found = find_quantities("The mill cost $400m", counted=lambda _start, _end: scale)
    assert (found[0].value, found[0].counted) == (400_000_000, None)
