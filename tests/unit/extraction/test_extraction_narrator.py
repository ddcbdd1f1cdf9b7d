"""The writer's own claims, outside what is attributed to others."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipelines.extraction.narrator import narrator_claims


def claims(nlp: Language, marked: str, *, headline: bool = False) -> list[str]:
    """Return the claims of a text in which what is attributed stands in [ ]."""
    plain, taken, start = "", [], 0
    for letter in marked:
        if letter == "[":
            start = len(plain)
        elif letter == "]":
            taken.append((start, len(plain)))
        else:
            plain += letter
    doc = nlp(plain)
    return [claim.text for sent in doc.sents for claim in narrator_claims(sent, taken, headline=headline)]


WHOLE = [
    "The council approved the budget on Monday.",
    "Vale was fined 4,000 crowns in March.",
    "Police arrested two men near the harbour.",
    "The bridge, built in 1931, has been closed since June.",
    "The company, which owns nine mines, will open another next year.",
    "Ostland wants its neighbours to lift the ban.",
    "Residents are alarmed.",
    "It remains unclear whether the mine will reopen.",
    "The Herald has contacted the ministry for comment.",
    "The storm destroyed 40 houses before it reached Marbury.",
    "No one was hurt.",
    "This would cost the city two million crowns.",
    "After the vote, Toll left the hall and drove home.",
    "If the strike goes on, the port will close.",
    "Since January the firm has cut 300 jobs.",
]

SPLIT = [
    (
        "The rail strike began on Monday, and ferry services stopped a day later.",
        ["The rail strike began on Monday", "ferry services stopped a day later"],
    ),
    (
        "Ostland is seeking a loan, but its success remains uncertain.",
        ["Ostland is seeking a loan", "its success remains uncertain"],
    ),
    (
        "Vale visited the mine four times, while Toll stayed in Marbury.",
        ["Vale visited the mine four times", "Toll stayed in Marbury"],
    ),
    (
        "The bank closed in May, although its owners had promised more money.",
        ["The bank closed in May", "its owners had promised more money"],
    ),
    ("However, the court rejected the appeal.", ["the court rejected the appeal"]),
    ("Meanwhile, the river rose by two metres.", ["the river rose by two metres"]),
    ("But the union rejected the offer.", ["the union rejected the offer"]),
]

BESIDE_OTHERS = [
    ("“[The mine is safe],” [Vale] [told] reporters on Tuesday.", []),
    ("[Vale] [said] [the mine was safe].", []),
    ("[The mine was safe], [according to] [the ministry].", []),
    (
        "[Vale] [denied] that [the mine was unsafe], even though two miners had died there.",
        ["two miners had died there"],
    ),
    (
        "Vale, who [promised] [lower taxes], won the vote in June.",
        ["Vale, who promised lower taxes, won the vote in June"],
    ),
    ("Ostland will not join the pact and [maintains] [it has no need of it].", ["Ostland will not join the pact"]),
    (
        "[Toll] [praised] [the reforms], which were rejected by parliament last year.",
        ["which were rejected by parliament last year"],
    ),
    ("The port was closed on Friday, but [Vale] [said] [it would open soon].", ["The port was closed on Friday"]),
    ("While he was visiting the mine, [Vale] [said] [it was safe].", []),
    ("[Vale] [said] on Friday.", []),
    ("These include [demands] for [the army to withdraw from the two northern provinces and the port].", []),
]

NOTHING = [
    "Subs not used: Orlan, Holt, Vale, Brandt, Kessler.",
    "Subs Not Used: Orlan, Holt.",
    "The news comes [as analysts warn that prices will rise].",
    "The ruling comes after [the minister said the law was unfair].",
    "Why did the bridge fall?",
    "Click the link below.",
    "Read more about the storm.",
    "Here is what to know.",
    "What to know",
    "You can follow our live page.",
    "Marbury, Ostland",
    "...",
    "Oh!",
    "Photograph: Ada Vale",
    "The port was our last hope.”",
    'The port was our last hope."',
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_is_one_claim(nlp: Language, text: str) -> None:
    assert claims(nlp, text) == [text.rstrip(".")]


@pytest.mark.parametrize(("marked", "expected"), [*SPLIT, *BESIDE_OTHERS])
def test_claims_of_a_sentence(nlp: Language, marked: str, expected: list[str]) -> None:
    assert claims(nlp, marked) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_no_claim(nlp: Language, text: str) -> None:
    assert claims(nlp, text) == []


@pytest.mark.parametrize(
    "text", ["Minister resigns over dam collapse", "Ostland in talks on a grain deal with Marbury"]
)
def test_a_headline_is_a_claim(nlp: Language, text: str) -> None:
    assert claims(nlp, text, headline=True) == [text]


def test_a_headline_that_asks_or_reports_is_none(nlp: Language) -> None:
    assert claims(nlp, "Will the minister resign over the dam?", headline=True) == []
    assert claims(nlp, "[Minister will resign over dam collapse], [aide] [says]", headline=True) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=st.sampled_from('Vale said he did it . , ; “”"\n—?!and'), min_size=1, max_size=80),
    taken=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=4),
)
def test_any_text_is_read(nlp: Language, text: str, taken: list[tuple[int, int]]) -> None:
    doc = nlp(text)
    for sent in doc.sents:
        for claim in narrator_claims(sent, taken):
            assert sent.start <= claim.start < claim.end <= sent.end
