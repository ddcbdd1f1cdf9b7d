"""Unnamed people as sources: whether, how many, whose side, and why."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Span

from pipelines.extraction.anonymity import is_about_anonymity, unnamed


def source_of(nlp: Language, marked: str) -> Span:
    """Parse a sentence whose source stands in [ ]."""
    start, end = marked.index("["), marked.index("]")
    doc = nlp(marked.replace("[", "").replace("]", ""))
    return doc.char_span(start, end - 1, alignment_mode="expand")


UNNAMED = [
    ("[Two people familiar with the merger] said it was close.", "Two", None),
    ("[Sources] say the plan is dead.", None, None),
    ('"It is over," said [one source].', "one", None),
    ("[Several informed sources] told the Herald of the plan.", "Several", None),
    ("[Officials in Marbury] said the bridge was unsafe.", None, "in Marbury"),
    ("[European officials] fear a delay.", None, "European"),
    ("[Ostland officials] said the bridge was unsafe.", None, "Ostland"),
    ("[US and Ostland officials] are finalizing terms.", None, "US and Ostland"),
    ("[Two US intelligence officials] described the raid.", "Two", "US"),
    ("The bank will close, according to [people briefed on the plan].", None, None),
    ("[Three of the people] said the vote was rigged.", "Three", None),
    ("[Insiders] say the coach will go.", None, None),
    ("[An aide to the president] said the speech was late.", "An", None),
    ("[Unnamed sources in Marbury] said the mine would close.", None, "in Marbury"),
    ("[At least four current and former employees] described the fire.", "At least four", None),
    ("[More than a dozen diplomats] walked out.", "More than a dozen", None),
    ("[Someone with knowledge of the deal] said it was off.", None, None),
    ("[Workers at the plant] said the gas smelled.", None, None),
    ("[Residents] said the water rose fast.", None, None),
    ("[One of the negotiators] told the Courier that the text was ready.", "One", None),
    ("[Analysts] expect growth.", None, None),
    ("[A person who attended the meeting] said it was short.", "A", None),
    ("[Senior diplomats] were alarmed.", None, None),
    ("[A banker involved in the sale] said the price was low.", "A", None),
    ("[The company's executives] met in secret.", None, "company"),
    ("[A witness] said the car was red.", "A", None),
    ("[A person close to the company] said a bid was near.", "A", "close to the company"),
]

NAMED = [
    "[Mira Toll, a senior official at the ministry], opposed it.",
    "[Foreign Minister Ada Vale] opposed it.",
    "[The ministry] opposed it.",
    "[Police] said a man was held.",
    "[The minister] opposed it.",
    "[He] opposed it.",
    "[The White House] opposed it.",
    "[Ostland] opposed it.",
    "[The Marbury Herald] reported the sale.",
    "[Voters] want change.",
    "[The company's shareholders] approved it.",
    "[Ostland's neighbours and allies], the Union among them, were silent, [Ada Vale] said.".replace(
        "[Ostland's neighbours and allies]", "Ostland's neighbours and allies"
    ),
    "[The report] calls the mine unsafe.",
    "[Critics] say it goes too far.",
    "[No one] opposed it.",
    "[The court's judges] opposed it.",
]

REASONS = [
    (
        "[A senior official] said the talks had failed, speaking on condition of anonymity to discuss private matters.",
        "speaking on condition of anonymity to discuss private matters",
    ),
    (
        "[A person close to the firm], who asked not to be identified because the talks are private, expects a bid.",
        "who asked not to be identified because the talks are private",
    ),
    (
        "[The official], who was not authorized to discuss the case, said charges were near.",
        "who was not authorized to discuss the case",
    ),
    (
        "[A third executive] said sales fell, declining to be named because he was not authorized to speak publicly.",
        "declining to be named because he was not authorized to speak publicly",
    ),
    ("The minister quit, [a government source] said on condition of anonymity.", "on condition of anonymity"),
    ("[A spokeswoman who declined to be named] said the firm was fine.", "who declined to be named"),
    ("[Sources] say the plan is dead.", None),
    ("[Anonymous sources] say the plan is dead.", None),
]


@pytest.mark.parametrize(("marked", "count", "side"), UNNAMED)
def test_unnamed_people(nlp: Language, marked: str, count: str | None, side: str | None) -> None:
    found = unnamed(source_of(nlp, marked))
    assert found is not None
    assert (found.anonymous, found.count_text, found.side) == (True, count, side)


@pytest.mark.parametrize("marked", NAMED)
def test_named_bearers_bodies_and_publics(nlp: Language, marked: str) -> None:
    assert unnamed(source_of(nlp, marked)) is None


@pytest.mark.parametrize(("marked", "reason"), REASONS)
def test_why_they_are_not_named(nlp: Language, marked: str, reason: str | None) -> None:
    found = unnamed(source_of(nlp, marked))
    assert found is not None
    assert found.anonymous
    assert found.reason == reason


@pytest.mark.parametrize(
    ("sentence", "content", "expected"),
    [
        ("Two officials who asked not to be named said the pier is shut.", "not to be named", True),
        ("An adviser who did not wish to be identified called it a mistake.", "to be identified", True),
        ("The person requested anonymity because the talks were private.", None, True),
        ("Two officials who asked not to be named said the pier is shut.", "the pier is shut", False),
        ("The mayor asked that the bridge be named after the poet.", "the bridge be named after the poet", False),
        ("The Courier confirmed the offer with an aide, who spoke on condition of anonymity.", None, False),
    ],
)
def test_what_only_hides_a_name_is_no_claim(nlp: Language, sentence: str, content: str | None, expected: bool) -> None:
    doc = nlp(sentence)
    start = sentence.index(content) if content else 0
    span = doc.char_span(start, start + len(content) if content else len(sentence), alignment_mode="expand")
    assert is_about_anonymity(span) is expected


def test_unnamed_voice_of_a_body_is_not_anonymous(nlp: Language) -> None:
    found = unnamed(source_of(nlp, "[A spokesman for the Harbour Authority] said the port was open."))
    assert found is not None
    assert not found.anonymous
    assert found.side == "for the Harbour Authority"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tokens=st.lists(
        st.sampled_from(
            ["two", "people", "of", "the", "named", "anonymity", ",", "“", "—", "not", "be", "close", "to"]
        ),
        min_size=1,
        max_size=14,
    ),
    at=st.integers(0, 13),
)
def test_any_phrase_is_read(nlp: Language, tokens: list[str], at: int) -> None:
    doc = nlp(" ".join(tokens))
    found = unnamed(doc[min(at, len(doc) - 1) :])
    assert found is None or found.count_text is None or found.count_text in doc.text
