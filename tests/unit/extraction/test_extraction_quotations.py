"""Pairing quotation marks: kinds, nesting, paragraphs, what is no quotation."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.quotations import MARKS, find_quotations

PAIRED = [
    ('Holt said "the dam holds" and left.', ["the dam holds"]),
    ('"One," she said. "Two."', ["One,", "Two."]),
    ("“Curly,” she said.", ["Curly,"]),
    ("‘Single,’ she said.", ["Single,"]),
    ("'Straight single,' she said. 'It's fine.'", ["Straight single,", "It's fine."]),
    ("«Oui», dit-elle, « et non ».", ["Oui", " et non "]),
    ("„Ja“, sagte sie.", ["Ja"]),
    ("»Ja«, sagte sie.", ["Ja"]),
    ("‹Oui›", ["Oui"]),
    ("``Doubled,'' she said.", ["Doubled,"]),
    ("''Doubled,'' she said.", ["Doubled,"]),
    ("”Slipped,” she said.", ["Slipped,"]),
    ("“Closed by its opener,“ she said.", ["Closed by its opener,"]),
    ("‘It is the workers’ day,’ she said.", ["It is the workers’ day,"]),
]

NOT_QUOTED = [
    "The dogs' bowl and the cats' bowl.",
    "Rock 'n' roll 'til the '90s.",
    "Vale‘s plan",
    "It's Vale's.",
    'A screen of 27" and a board of 6\' 2".',
    '""',
    "",
    "\n\n",
]


@pytest.mark.parametrize(("text", "expected"), PAIRED)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert [text[q.start : q.end] for q in find_quotations(text)] == expected


@pytest.mark.parametrize("text", NOT_QUOTED)
def test_what_is_no_quotation(text: str) -> None:
    assert find_quotations(text) == []


def test_nested_quotations_have_a_depth() -> None:
    text = "“He told me ‘go away,’ and I went,” she said."
    assert [(text[q.start : q.end], q.depth) for q in find_quotations(text)] == [
        ("He told me ‘go away,’ and I went,", 0),
        ("go away,", 1),
    ]


def test_paragraphs_of_one_quotation_share_a_group() -> None:
    first, second, third = find_quotations("“The dam holds.\n\n“It will hold.\n\n“It must hold,” Holt said.")
    assert {first.group, second.group, third.group} == {first.opening}
    assert (first.closing, second.closing) == (None, None)
    assert third.closing is not None


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = 'Holt said “it is never closed. \nThe next "one" is.'
    unclosed, closed = find_quotations(text)
    assert text[unclosed.start : unclosed.end] == "it is never closed."
    assert unclosed.closing is None
    assert text[closed.start : closed.end] == "one"
    assert closed.group != unclosed.group


def test_an_unclosed_straight_mark_does_not_turn_the_rest_inside_out() -> None:
    text = 'Holt said "it is never closed. He called it "a wonder" and left.'
    assert text[find_quotations(text)[-1].start : find_quotations(text)[-1].end] == "a wonder"


def test_paragraphs_of_one_quotation_joined_in_one_line_are_all_quoted() -> None:
    text = 'Holt said: "The pier is shut. "It is a small thing. It opens in May."'
    found = find_quotations(text)
    assert [text[q.start : q.end] for q in found] == ["The pier is shut.", "It is a small thing. It opens in May."]
    assert len({q.group for q in found}) == 1


@given(st.text(alphabet=st.one_of(st.sampled_from("".join(sorted(MARKS)) + " \nab.,S"), st.characters())))
def test_quotations_lie_inside_the_text_and_never_cross(text: str) -> None:
    found = find_quotations(text)
    for q in found:
        assert 0 <= q.opening < q.start <= q.end <= len(text)
        assert "\n" not in text[q.start : q.end]
    for one in found:
        for other in found:
            if one.opening < other.opening < one.end:
                assert other.end <= one.end
    assert [q.depth for q in found if q.depth == 0] == [0] * len([q for q in found if q.depth == 0])
    assert find_quotations(text) == found


def test_time_is_linear_in_the_text() -> None:
    def seconds(text: str) -> float:
        start = time.perf_counter()
        find_quotations(text)
        return time.perf_counter() - start

    unit = "“a ‘b \" c' d " * 400
    small, large = min(seconds(unit) for _ in range(3)), min(seconds(unit * 16) for _ in range(3))
    assert large < 16 * 6 * small + 0.05
