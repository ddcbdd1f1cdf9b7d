"""The independent reading of quotation marks: what is quoted, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.quotation import inside_quotation, quoted_regions

QUOTED = [
    ("“The dam holds,” she said.", "The dam holds,"),
    ('"The dam holds," she said.', "The dam holds,"),
    ("„Der Damm hält“, sagte sie.", "Der Damm hält"),
    ("« Le barrage tient », dit-elle.", "Le barrage tient"),
    ("»Dammen holder«, sagde hun.", "Dammen holder"),
    ("「堤防は大丈夫」と彼女は言った。", "堤防は大丈夫"),
    ("‘The dam holds,’ she said.", "The dam holds,"),
    ("'The dam holds,' she said.", "The dam holds,"),
    ("She said: “The dam holds.", "The dam holds."),
    ("“The dam holds,“ she said.", "The dam holds,"),
    ("”The dam holds,” she said.", "The dam holds,"),
    ("‘The workers’ dam holds,’ she said.", "The workers’ dam holds,"),
    ("“It isn't over,” she said, “it's only begun.”", "it's only begun."),
    ("“He told me ‘go home’ twice,” she said.", "He told me ‘go home’ twice,"),
    ("“First.\n\n“Second,” she said.", "Second,"),
    ("“First.\n\n“Second,” she said.", "First.\n\n“Second,"),
    ('"First.\n\n"Second," she said.', "First."),
    ("“The dam\nholds today,” she said.", "The dam\nholds today,"),
    ("(“The dam holds”)", "The dam holds"),
    ("Dam 'holds for now', says mayor", "holds for now"),
    ('"VARN: Look, “Dam Watch” is a show. But this is real.\n\n"HOST: Thank you."', "But this is real."),
    ('"It comes across as “too loud” or “too shrill.”"', "It comes across as “too loud” or “too shrill.”"),
    ("“He said “no” to me,” she said.", "to me,"),
    ("A reader would ask: ''WHAT? A leak in the dam?'' And rightly.", "A leak in the dam?"),
    ("``The dam holds,'' she said.", "The dam holds,"),
    ('“The dam holds," she said.', "The dam holds,"),
    ("She called it “safe”—“quite safe.”", "quite safe."),
]

NOT_QUOTED = [
    ("“The dam holds,” she said on Monday.", "she said on Monday"),
    ("“The dam holds,” she said on Monday.", "The dam holds,” she said on Monday"),
    ('"The dam holds," she said. "It leaks," he said.', "she said."),
    ("The workers' dam isn't what it was, she said.", "dam isn't what it was"),
    ("She said the dam holds.", "the dam holds"),
    ('“The dam holds," she said. It was built long ago.', "It was built long ago."),
    ('He saw "no risk” at all. The dam is old.', "The dam is old."),
    ("A reader would ask: ''WHAT?'' And rightly.", "And rightly."),
    ("She said he “has offended everybody in town.”", "he “has offended everybody in town"),
    ("“The dam holds.\n\nIt was built long ago.", "It was built long ago."),
    ("‘The dam holds,’ she said. The workers’ union agreed.", "The workers"),
    ("A 6'2\" guard spoke of the flood", "guard spoke of the flood"),
]


def _inside(text: str, words: str) -> bool:
    start = text.index(words)
    return inside_quotation(text, quoted_regions(text), start, start + len(words))


@pytest.mark.parametrize(("text", "words"), QUOTED)
def test_quoted(text: str, words: str) -> None:
    assert _inside(text, words)


@pytest.mark.parametrize(("text", "words"), NOT_QUOTED)
def test_not_quoted(text: str, words: str) -> None:
    assert not _inside(text, words)


def test_marks_at_the_edges_do_not_matter() -> None:
    text = "“The dam holds,” she said."
    assert inside_quotation(text, quoted_regions(text), 0, 16)


def test_nothing_is_inside_of_nothing() -> None:
    assert not inside_quotation("The dam holds.", [], 0, 3)


@given(st.text(alphabet="ab .,\n\"“”‘’'«»„", max_size=80))
def test_regions_are_in_order_and_inside_the_text(text: str) -> None:
    regions = quoted_regions(text)
    flat = [at for region in regions for at in region]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in regions)


@given(st.lists(st.text(alphabet="abc", min_size=1), min_size=1, max_size=8), st.booleans())
def test_plain_words_in_marks_are_quoted_and_those_beside_them_are_not(words: list[str], curly: bool) -> None:
    said = " ".join(words)
    left, right = ("“", "”") if curly else ('"', '"')
    text = f"Now {left}{said},{right} she said."
    start = text.index(left) + 1
    regions = quoted_regions(text)
    assert inside_quotation(text, regions, start, start + len(said))
    assert not inside_quotation(text, regions, 0, 3)
    assert not inside_quotation(text, regions, len(text) - 9, len(text) - 1)
