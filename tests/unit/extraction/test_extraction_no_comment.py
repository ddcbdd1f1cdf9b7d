"""Refusals to comment: every usual form, and what only looks like one."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipelines.extraction.mentions import Extracted
from pipelines.extraction.no_comment import NoComment, no_comments


def refusals(nlp: Language, text: str) -> list[NoComment]:
    return [refusal for sent in nlp(text).sents for refusal in no_comments(sent)]


ONE = [
    ("The ministry declined to comment.", "declined to comment", "The ministry"),
    ("Vale refused to comment on the letter.", "refused to comment", "Vale"),
    ("Vale refused to discuss the matter.", "refused to discuss", "Vale"),
    ("Vale would not be drawn on how large it was.", "would not be drawn", "Vale"),
    ("The mine left questions about the buyer unanswered.", "left questions about the buyer unanswered", "The mine"),
    ("The bank declined further comment.", "declined further comment", "The bank"),
    ("The firm had no comment.", "had no comment", "The firm"),
    ("The ministry had no immediate comment on the raid.", "had no immediate comment", "The ministry"),
    (
        "The company did not respond to a request for comment.",
        "did not respond to a request for comment",
        "The company",
    ),
    (
        "The Ostland embassy did not immediately respond to requests for comment.",
        "did not immediately respond to requests for comment",
        "The Ostland embassy",
    ),
    ("The agency didn’t reply to emailed questions.", "didn’t reply to emailed questions", "The agency"),
    (
        "The company failed to respond to a request for comment.",
        "failed to respond to a request for comment",
        "The company",
    ),
    ("Mr Toll did not return calls.", "did not return calls", "Mr Toll"),
    ("The club did not return a message seeking comment.", "did not return a message seeking comment", "The club"),
    ("Vale could not be reached for comment.", "could not be reached for comment", "Vale"),
    ("Mr Toll could not immediately be reached.", "could not immediately be reached", "Mr Toll"),
    ("The owner was not available for comment.", "was not available for comment", "The owner"),
    ("The owner was unavailable for comment.", "was unavailable for comment", "The owner"),
    ("The palace has not commented.", "has not commented", "The palace"),
    ("Ostland is not commenting on the talks.", "is not commenting", "Ostland"),
    ("The army would not comment on the strike.", "would not comment", "The army"),
    ("The ministry refrained from making statements.", "refrained from making statements", "The ministry"),
    ("The ministry refrained from commenting.", "refrained from commenting", "The ministry"),
    ("The bank said it did not comment on market rumours.", "said it did not comment", "The bank"),
    ("Requests for comment went unanswered.", "went unanswered", None),
    ("An email to the ministry was not returned.", "was not returned", "the ministry"),
    ("Calls to the company were not answered.", "were not answered", "the company"),
    ("The firm declined to discuss the case.", "declined to discuss", "The firm"),
    ("Mr Toll declined to be interviewed.", "declined to be interviewed", "Mr Toll"),
    ("The ministry did not provide a comment.", "did not provide a comment", "The ministry"),
    ("There was no immediate comment from Ostland.", "was no immediate comment", "Ostland"),
    ("The minister refused to answer questions.", "refused to answer questions", "The minister"),
    (
        "The regulator has not responded to requests for an interview.",
        "has not responded to requests for an interview",
        "The regulator",
    ),
    (
        "Neither Vale nor Toll responded to requests for comment.",
        "responded to requests for comment",
        "Neither Vale nor Toll",
    ),
    ("The company and the union declined to comment.", "declined to comment", "The company and the union"),
]

NONE = [
    "Inflation declined to 3% in May.",
    "Sales declined by a third.",
    "Vale commented that the bridge was safe.",
    "The Herald has contacted the ministry for comment.",
    "An agreement could not be reached.",
    "The village could not be reached by road.",
    "Toll refused to sign the treaty.",
    "Ostland did not respond in kind.",
    "The market did not respond to the news.",
    "The army did not return to the city.",
    "The minister declined the invitation.",
    "Ministers should not comment on court cases.",
    "The ministry responded to a request for comment.",
    "Her comments were not welcome.",
    "The firm made no profit last year.",
    "He declined an offer of two million.",
    "“No deal can be reached,” Vale said.",
    "",
    "?!",
]


@pytest.mark.parametrize(("text", "cue", "source"), ONE)
def test_one_refusal(nlp: Language, text: str, cue: str, source: str | None) -> None:
    (found,) = refusals(nlp, text)
    assert found.cue.text == cue
    assert (found.source.text if found.source is not None else None) == source
    assert found.clause.text == text.rstrip(".")


@pytest.mark.parametrize("text", NONE)
def test_no_refusal(nlp: Language, text: str) -> None:
    assert refusals(nlp, text) == []


SEVERAL = [
    (
        "Ostland is not commenting on the talks, nor is the Union.",
        ["Ostland is not commenting on the talks", "nor is the Union"],
    ),
    (
        "The bank declined to comment, and the union did not respond to a request for comment.",
        ["The bank declined to comment", "the union did not respond to a request for comment"],
    ),
    (
        "The palace has not commented, while the army said it did not comment on the raid.",
        ["The palace has not commented", "the army said it did not comment on the raid"],
    ),
    ("Vale declined to comment but Toll praised the plan.", ["Vale declined to comment"]),
    (
        "Mr Toll, who did not respond to a request for comment, left the firm in May.",
        ["who did not respond to a request for comment"],
    ),
]


@pytest.mark.parametrize(("text", "clauses"), SEVERAL)
def test_clauses_of_a_sentence(nlp: Language, text: str, clauses: list[str]) -> None:
    assert [found.clause.text for found in refusals(nlp, text)] == clauses


def test_the_matter_is_told(nlp: Language) -> None:
    (found,) = refusals(nlp, "The ministry declined to comment on the missing letters.")
    assert found.asked is not None
    assert found.asked.text == "the missing letters"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tokens=st.lists(
        st.sampled_from(
            ["declined", "to", "comment", "not", "did", "respond", "nor", "is", ",", "requests", "for", "”"]
        ),
        min_size=1,
        max_size=16,
    )
)
def test_any_text_is_read(nlp: Language, tokens: list[str]) -> None:
    for found in refusals(nlp, " ".join(tokens)):
        assert found.cue.text
        assert found.clause.start <= found.cue.start
        assert found.cue.end <= found.clause.end


ASKED = [
    # sentence, who refuses, what was asked
    ("The ministry declined to comment on the allegations.", "The ministry", "the allegations"),
    ("The ministry declined to comment.", "The ministry", None),
    ("Vale refused to comment on whether the mine would close.", "Vale", "whether the mine would close"),
    ("Asked whether the mine would close, Vale declined to comment.", "Vale", "whether the mine would close"),
    ("Vale did not answer when asked whether the mine would close.", "Vale", "whether the mine would close"),
    ("Vale did not answer when asked if the mine would close.", "Vale", "if the mine would close"),
    ("When asked about the mine, Vale declined to comment.", "Vale", "the mine"),
    (
        "Asked about the report, a spokesman for the ministry had no comment.",
        "a spokesman for the ministry",
        "the report",
    ),
    ("The company would not confirm or deny the report.", "The company", "the report"),
    ("The company would neither confirm nor deny that the mine would close.", "The company", "the mine would close"),
    ("The army refused to confirm or deny the strike.", "The army", "the strike"),
    ("The club declined to say how much it paid.", "The club", "how much it paid"),
    ("The club would not say whether the coach would go.", "The club", "whether the coach would go"),
    ("The firm would not discuss the sale.", "The firm", "the sale"),
    ("The firm declined to discuss the terms of the sale.", "The firm", "the terms of the sale"),
    ("The bank did not immediately respond to a request for comment on the sale.", "The bank", "the sale"),
    ("The bank did not respond to questions about the sale.", "The bank", "the sale"),
    ("The bank did not return calls seeking comment on the sale.", "The bank", "the sale"),
    ("The bank could not be reached for comment.", "The bank", None),
    ("Efforts to reach Vale for comment were unsuccessful.", "Vale", None),
    ("Attempts to contact Vale failed.", "Vale", None),
    ("The bank refused to answer questions about the sale.", "The bank", "the sale"),
    ("“No comment,” the mayor said.", "the mayor", None),
    ("The mayor said: “No comment.”", "The mayor", None),
    ("The mayor had no comment on the report.", "The mayor", "the report"),
    ("The mayor was not available for comment.", "The mayor", None),
    ("The mayor was not immediately available to comment on the report.", "The mayor", "the report"),
    ("The mayor had no immediate comment on the raid.", "The mayor", "the raid"),
    ("The mayor ignored questions about the raid.", "The mayor", "the raid"),
    ("The mayor ignored shouted questions from reporters.", "The mayor", None),
    ("The ministry deferred questions to the army.", "The ministry", None),
    ("The ministry deferred questions about the raid to the army.", "The ministry", "the raid"),
    ("The ministry referred questions about the raid to the army.", "The ministry", "the raid"),
    ("The ministry referred all questions to the police.", "The ministry", None),
    ("Vale brushed aside questions about the letter.", "Vale", "the letter"),
    ("Vale sidestepped a question about the letter.", "Vale", "the letter"),
    ("Vale declined an interview request.", "Vale", None),
    ("Vale declined a request for comment.", "Vale", None),
    ("Vale turned down requests for an interview.", "Vale", None),
    ("Vale has not commented publicly on the letter.", "Vale", "the letter"),
    ("Vale has yet to comment on the letter.", "Vale", "the letter"),
    ("Vale has remained silent on the letter.", "Vale", "the letter"),
    ("Vale would not elaborate.", "Vale", None),
    ("Vale declined to elaborate on the letter.", "Vale", "the letter"),
    ("Vale declined to give details of the letter.", "Vale", "the letter"),
    ("Vale declined to provide further details.", "Vale", None),
    ("Lawyers for Vale did not immediately reply to an email seeking comment.", "Lawyers for Vale", None),
    ("There was no immediate comment from the ministry on the raid.", "the ministry", "the raid"),
    ("A message left with the ministry was not returned.", "the ministry", None),
    ("Phone calls to Vale went unanswered.", "Vale", None),
    ("The club would not be drawn on the coach's future.", "The club", "the coach's future"),
    ("The police declined to identify the man.", "The police", "the man"),
    ("Vale walked away when asked about the letter.", "Vale", "the letter"),
    ("Vale offered no comment on the letter.", "Vale", "the letter"),
    ("The office of the mayor did not comment on the claim.", "The office of the mayor", "the claim"),
    ("Representatives for Vale declined comment on the suit.", "Representatives for Vale", "the suit"),
    ("The mayor said he was not in a position to say who had opened the gate.", "The mayor", "who had opened the gate"),
    ("The ministry redirected a request for comment to the army.", "The ministry", None),
]


@pytest.mark.parametrize(("text", "source", "asked"), ASKED)
def test_refusals_are_linked_to_what_was_asked(nlp: Language, text: str, source: str | None, asked: str | None) -> None:
    (found,) = refusals(nlp, text)
    assert (found.source.text if found.source is not None else None) == source
    assert (found.asked.text if found.asked is not None else None) == asked


@pytest.mark.parametrize("extractor", ["rules", "ranked"])
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Asked whether the mine would close, Mayor Ada Holt declined to comment.", "whether the mine would close"),
        ("Mayor Ada Holt would neither confirm nor deny that the mine would close.", "the mine would close"),
        ("Mayor Ada Holt did not answer when asked about the letter.", "the letter"),
        ("Mayor Ada Holt declined to comment.", None),
    ],
)
def test_what_was_asked_is_told_with_its_place_and_claimed_by_nobody(
    read: Callable[[str, str], Extracted], extractor: str, text: str, asked: str | None
) -> None:
    (row,) = read(text, extractor).mentions
    assert (row["claim_type"], row["referent_text"], row["asked_text"]) == ("no_comment", "Ada Holt", asked)
    if asked is not None:
        assert text[row["asked_start"] : row["asked_end"]] == asked


NOT_REFUSED = [
    "The mayor said the mine would close.",
    "The mayor would not say a word against the coach.",
    "The company directed the work.",
    "The army ignored the order.",
    "The board turned down the offer.",
    "The report gave no details of the sale.",
    "The court confirmed the ruling.",
    "Police could not confirm the number of dead.",
    "The judge referred the case to the court of appeal.",
    "The minister avoided a defeat.",
    "The firm denied that it would discuss the sale.",
    "The doctor did not confirm the illness.",
]


@pytest.mark.parametrize("text", NOT_REFUSED)
def test_other_denials_are_no_refusals(nlp: Language, text: str) -> None:
    assert refusals(nlp, text) == []
