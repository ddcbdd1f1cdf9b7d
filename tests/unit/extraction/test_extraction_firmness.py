"""Modality and polarity, read off a content and its cue."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Span

from pipelines.extraction.firmness import Lexicon, modality, polarity

LEXICON: Lexicon = {
    "deny": (None, "negated"),
    "doubt": ("hedged", "negated"),
    "rule out": (None, "negated"),
    "fear": ("hedged", None),
    "suggest": ("hedged", None),
    "threaten": ("conditional", None),
    "say": (None, None),
}


def parts(nlp: Language, marked: str) -> tuple[list[Span], Span | None]:
    """Parse a sentence whose content pieces stand in [ ] and whose cue stands in { }."""
    marks = {"[": [], "]": [], "{": [], "}": []}
    plain = ""
    for letter in marked:
        if letter in marks:
            marks[letter].append(len(plain))
        else:
            plain += letter
    doc = nlp(plain)
    pieces = [
        doc.char_span(start, end, alignment_mode="expand") for start, end in zip(marks["["], marks["]"], strict=True)
    ]
    cues = [
        doc.char_span(start, end, alignment_mode="expand") for start, end in zip(marks["{"], marks["}"], strict=True)
    ]
    return pieces, (cues[0] if cues else None)


MODALITY = [
    ("[The council approved the budget].", "asserted"),
    ("Vale {said} [the bridge was unsafe].", "asserted"),
    ("[Ostland plans to close two mines].", "asserted"),
    ("[The ministry wants farmers to pay more].", "asserted"),
    ("Toll {demands} [Ostland withdraw its troops].", "asserted"),
    ("[The company will close its plant in May].", "asserted"),
    ("[I would like to thank the voters].", "asserted"),
    ("[The firm, which may be sold, hired 40 people].", "asserted"),
    ("[Vale signed a letter that could end her career].", "asserted"),
    ("[Police could not find the car].", "asserted"),
    ("Toll {said} [she would resign on Monday].", "asserted"),
    ("The airline {said} on Friday that [it would cut 300 jobs].", "asserted"),
    ("[Vale must repay the loan].", "asserted"),
    ("[Nobody was hurt].", "asserted"),
    ("[Ostland may leave the pact].", "hedged"),
    ("[The storm could reach Marbury on Sunday].", "hedged"),
    ("[The talks might fail].", "hedged"),
    ("[The minister is expected to resign].", "hedged"),
    ("[The court is likely to reject the appeal].", "hedged"),
    ("[Vale reportedly met the rebels in March].", "hedged"),
    ("[The bank is reportedly planning a sale].", "hedged"),
    ("[The group is believed to hold 20 hostages].", "hedged"),
    ("[The general is said to have fled].", "hedged"),
    ("[The river appears to be rising].", "hedged"),
    ("[It seems that the vote was close].", "hedged"),
    ("[The club risks losing its licence].", "hedged"),
    ("[It is possible that prices will fall].", "hedged"),
    ("[There is a risk that the dam will break].", "hedged"),
    ("Toll {warned} that [the plan is still being drawn up and could change].", "hedged"),
    ("The report {suggests} [the mine was unsafe].", "hedged"),
    ("Residents {fear} [the road will be closed].", "hedged"),
    ("[Perhaps the harbour was mined].", "hedged"),
    ("[If the strike goes on, the port will close].", "conditional"),
    ("[The port will close unless wages rise].", "conditional"),
    ("[Even if the deal is signed, Ostland will not disarm].", "conditional"),
    ("[This would require the army to retreat].", "conditional"),
    ("[Such a step would be a victory for Toll].", "conditional"),
    ("[Under the proposal, Ostland will return two islands].", "conditional"),
    ("Vale {said} [the merger would create 500 jobs].", "conditional"),
    ("Vale {said} [this would mean higher prices].", "conditional"),
    ("[Ostland is ready to free the crew as part of the deal].", "conditional"),
    ("[The law would raise taxes on fuel].", "conditional"),
    ("[The draft says that the army will leave the islands].", "conditional"),
    ("[The council approved the budget], but it is unclear whether the mayor will sign it.", "asserted"),
    ("Toll {threatened} [to close the border].", "conditional"),
    ("[It remains unclear whether Ostland will sign].", "unclear"),
    ("[It is not clear whether Vale knew of the letter].", "unclear"),
    ("[Whether the mine will reopen remains uncertain].", "unclear"),
    ("[It is unknown whether the crew survived].", "unclear"),
    ("[The outcome of the vote is in doubt].", "unclear"),
    ("[Success is far from certain].", "unclear"),
    ("[It remains to be seen whether the truce will hold].", "unclear"),
    ("Sources note that [it is unclear whether Vale would join, even if she were asked].", "unclear"),
    ("The firm {did not confirm} that [the plant will close].", "unclear"),
]

POLARITY = [
    ("[The council approved the budget].", "positive"),
    ("[The council did not approve the budget].", "negated"),
    ("[Vale has never met the rebels].", "negated"),
    ("[The mine is no longer in use].", "negated"),
    ("[Ostland won’t recognise the border].", "negated"),
    ("[The firm can't pay its debts].", "negated"),
    ("[The army failed to hold the bridge].", "negated"),
    ("[The minister refused to resign].", "negated"),
    ("[No one was hurt in the fire].", "negated"),
    ("[There is no evidence of fraud].", "negated"),
    ("[The ministry has no plans to sell the railway].", "negated"),
    ("[The deal is unlikely to pass].", "negated"),
    ("[The board decided not to pay a dividend].", "negated"),
    ("[The committee has yet to decide].", "negated"),
    ("[Ostland will under no circumstances free them].", "negated"),
    ("Vale {denied} that [she took the money].", "negated"),
    ("Toll {doubts} that [the truce will hold].", "negated"),
    ("Toll {does not believe} [the truce will hold].", "negated"),
    ("“[I do not think the bridge is safe],” Vale {said}.", "negated"),
    ("“[I think the bridge isn't safe],” Vale {said}.", "negated"),
    ("Vale {did not deny} that [she took the money].", "positive"),
    ("Toll {did not rule out} [a second vote].", "positive"),
    ("[Toll does not rule out a second vote].", "positive"),
    ("[Vale did not object to the plan].", "positive"),
    ("[It is not unlikely that the vote will be close].", "positive"),
    ("[Not only did Vale sign the letter, she wrote it].", "positive"),
    ("[The firm, which does not pay tax, hired 40 people].", "positive"),
    ("[Vale praised a plan that never worked].", "positive"),
    ("[Vale signed the letter without reading it].", "positive"),
    ("[Vale said she would not run because she was not well].", "positive"),
    ("[There is no doubt that the mine will close].", "positive"),
    ("[Ostland may not sign the treaty].", "negated"),
    ("[The bridge was built by a company that had not won the bid].", "positive"),
    ("[No deal].", "negated"),
]


@pytest.mark.parametrize(("marked", "expected"), MODALITY)
def test_modality(nlp: Language, marked: str, expected: str) -> None:
    content, cue = parts(nlp, marked)
    assert modality(content, cue, LEXICON) == expected


@pytest.mark.parametrize(("marked", "expected"), POLARITY)
def test_polarity(nlp: Language, marked: str, expected: str) -> None:
    content, cue = parts(nlp, marked)
    assert polarity(content, cue, LEXICON) == expected


def test_content_in_pieces_is_read_as_one(nlp: Language) -> None:
    content, cue = parts(nlp, "“[The port],” Vale {said}, “[will never reopen].”")
    assert len(content) == 2
    assert polarity(content, cue, LEXICON) == "negated"


def test_no_content_is_asserted_and_positive() -> None:
    assert modality([], None, LEXICON) == "asserted"
    assert polarity([], None, LEXICON) == "positive"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet=st.sampled_from("ab not will if . , “”\n—?'no"), min_size=1, max_size=60),
    at=st.integers(0, 20),
)
def test_any_text_has_a_firmness(nlp: Language, text: str, at: int) -> None:
    doc = nlp(text)
    content = [doc[min(at, len(doc) - 1) :]]
    assert modality(content, doc[:1], LEXICON) in {"asserted", "hedged", "conditional", "unclear"}
    assert polarity(content, doc[:1], LEXICON) in {"positive", "negated"}
