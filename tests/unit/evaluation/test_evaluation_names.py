"""Which designations mean the same speaker, and where a name stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation.distance import DOCUMENT, ELSEWHERE, PARAGRAPH, SENTENCE, UNNAMED, Whereabouts
from pipelines.evaluation.names import Names, is_named, is_personal
from pipelines.evaluation.readings import Article, Reading
from pipelines.reference import load_reference

NAMES = Names(load_reference())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tolvan", "Mira Tolvan"),
        ("MIRA TOLVAN", "Míra Tolvan’s"),
        ("President Tolvan", "Mira Tolvan"),
        ("Ferry Board aide Mira Tolvan", "Ferry Board policy adviser Mira Tolvan"),
        ("Mira Tolvan, the mayor", "Mira Tolvan"),
        ("the Ferry Board", "Ferry Board"),
        ("Bay Courier News", "Bay Courier"),
        ("sources", "people familiar with the timetable"),
        ("several well informed sources in Sund", "a person close to the talks"),
        ("Pavlo Zorynskyy", "Zorynski"),
        ("US", "United States"),
        ("U.S. Ferry Council Spokesman Dag Olin", "Dag Olin"),
        ("two managers", "two unnamed managers"),
        ("its annual report", "annual report"),
        ("spokeswoman for Tolvan", "spokeswoman for Mira Tolvan"),
    ],
)
def test_one_speaker_written_in_two_ways(one, other):
    assert NAMES.same(one, other)
    assert NAMES.same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tolvan", "Olin"),
        ("Mira Tolvan", "Pim Tolvan"),
        ("Sund officials", "Veldra officials"),
        ("officials", "Sund officials"),
        ("the mayor", "Mira Tolvan"),
        ("she", "Mira Tolvan"),
        ("Tolvan", "spokeswoman for Mira Tolvan"),
        ("company", "person at the company"),
        ("Interior Ministry", "Defence Ministry"),
        ("ministry", "Defence Ministry"),
        ("president of Sund", "minister of Sund"),
        ("sources", "Mira Tolvan"),
        (None, "Mira Tolvan"),
        ("", "Mira Tolvan"),
    ],
)
def test_two_speakers(one, other):
    assert not NAMES.same(one, other)
    assert not NAMES.same(other, one)


def test_nobody_is_nobody():
    assert NAMES.same(None, None)


@given(st.text(max_size=40), st.text(max_size=40))
def test_comparison_is_symmetric_and_never_fails(one, other):
    assert NAMES.same(one, other) == NAMES.same(other, one)
    assert isinstance(is_named(one), bool)
    assert isinstance(is_personal(one), bool)


def test_chains_are_compared_in_order_and_as_wholes():
    assert NAMES.same_order(["Bay Radio", "Tolvan"], ["Bay Radio", "Mira Tolvan"])
    assert not NAMES.same_order(["Tolvan", "Bay Radio"], ["Bay Radio", "Tolvan"])
    assert NAMES.same_all(["Tolvan", "Bay Radio"], ["Bay Radio", "Mira Tolvan"])
    assert not NAMES.same_all(["Bay Radio"], ["Bay Radio", "Tolvan"])


TEXT = (
    "Mira Tolvan closed the quay. “It is not safe,” she said. Dr. Olin agreed, and the storm would last, he said.\n"
    "“Who will pay?” Tolvan asked. The Ferry Board’s engineers said two piers moved.\n"
    "She said the inspection would take a week.\n"
    "The board said the quay was sound. The tolvan is a small fish, fishermen said."
)
ARTICLE = Article("a.txt", TEXT)


@pytest.mark.parametrize(
    ("content", "speaker", "distance"),
    [
        ("Who will pay?", "Mira Tolvan", SENTENCE),
        ("It is not safe", "Mira Tolvan", PARAGRAPH),
        ("the storm would last", "Dag Olin", SENTENCE),
        ("the inspection would take a week", "Mira Tolvan", DOCUMENT),
        ("the storm would last", "Sunniva Brack", ELSEWHERE),
        ("two piers moved", "Ferry Board engineers", SENTENCE),
        ("the quay was sound", "sources", UNNAMED),
        ("is a small fish", "two fishermen", UNNAMED),
        ("is a small fish", "Mira Tolvan", DOCUMENT),
    ],
)
def test_the_name_stands_in_the_smallest_part_that_holds_it(content, speaker, distance):
    start = TEXT.index(content)
    reading = Reading("a.txt", start, start + len(content), speaker=speaker)
    assert Whereabouts(ARTICLE, NAMES).distance(reading) == distance


def test_a_name_inside_the_content_counts_for_refusals_alone():
    text = "Tolvan did not answer."
    whole = {"doc": "a.txt", "start": 0, "end": len(text) - 1, "speaker": "Mira Tolvan"}
    where = Whereabouts(Article("a.txt", text), NAMES)
    assert where.distance(Reading(**whole, type="no_comment")) == SENTENCE
    assert where.distance(Reading(**whole, type="indirect")) == ELSEWHERE
    assert where.distance(Reading(**{**whole, "speaker": None})) is None


def test_paragraphs_are_those_of_the_article_where_it_has_any():
    text = "Mira Tolvan came.\nShe said the quay was shut."
    start = text.index("the quay")
    reading = Reading("a.txt", start, len(text) - 1, speaker="Tolvan")
    assert Whereabouts(Article("a.txt", text), NAMES).distance(reading) == DOCUMENT
    assert Whereabouts(Article("a.txt", text, ((0, len(text)),)), NAMES).distance(reading) == PARAGRAPH
