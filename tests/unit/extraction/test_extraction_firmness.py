"""Modality and polarity, read off a content and its cue."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Span

from pipelines.extraction.firmness import Lexicon, modality, polarity
from pipelines.extraction.lexicon import Lexicon as Table
from pipelines.reference import load_reference

LEXICON: Lexicon = {
    "deny": (None, "negated"),
    "doubt": ("hedged", "negated"),
    "rule out": (None, "negated"),
    "fear": ("hedged", None),
    "suggest": ("hedged", None),
    "threaten": ("conditional", None),
    "say": (None, None),
}


@cache
def known_words() -> Lexicon:
    """What the project's own table of reporting verbs lends."""
    return Table.from_frame(load_reference().reporting_verbs).firmness


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


FIELDS: list[tuple[str, str, str]] = [
    # business
    ("Tessor {expects} [profits to rise by a tenth this year].", "hedged", "positive"),
    ("Tessor {forecast} that [sales would fall].", "hedged", "positive"),
    ("Analysts {predict} [the bank will cut its rates].", "hedged", "positive"),
    ("Tessor {warned} that [profits could fall].", "hedged", "positive"),
    ("[Shares in Tessor fell 4% on Monday].", "asserted", "positive"),
    ("Tessor {denied} [it was in talks to sell the mine].", "asserted", "negated"),
    ("Tessor {refused to rule out} [further job cuts].", "asserted", "positive"),
    ("Tessor {has not ruled out} [a bid for its rival].", "asserted", "positive"),
    ("Tessor {ruled out} [a bid for its rival].", "asserted", "negated"),
    ("Tessor {said} [it had no plans to close the mine].", "asserted", "negated"),
    ("Tessor {said} [it would buy back shares if the sale went through].", "conditional", "positive"),
    ("[The deal would give Tessor a third of the market].", "conditional", "positive"),
    ("[The takeover is subject to approval by the regulator].", "asserted", "positive"),
    ("The bank {is considering} [selling its insurance arm].", "asserted", "positive"),
    ("[Tessor is set to announce a profit].", "asserted", "positive"),
    ("[Tessor is due to report on Friday].", "asserted", "positive"),
    ("[The sale is thought to be worth two billion].", "hedged", "positive"),
    ("[Tessor may be forced to sell its mine].", "hedged", "positive"),
    ("[Tessor failed to meet its target].", "asserted", "negated"),
    ("The union {doubts} [that the mine will reopen].", "hedged", "negated"),
    ("Tessor {does not expect} [sales to recover].", "hedged", "negated"),
    ("Tessor {dismissed} [reports that it would sell the mine].", "asserted", "negated"),
    ("[Without a loan, the mine will close].", "conditional", "positive"),
    ("[The merger is unlikely to be approved].", "hedged", "negated"),
    ("[Prices are likely to rise].", "hedged", "positive"),
    # science
    ("The study {suggests} that [coffee may protect the heart].", "hedged", "positive"),
    ("The study {found} [no link between the vaccine and the illness].", "asserted", "negated"),
    ("The study {shows} that [the ice is melting].", "asserted", "positive"),
    ("The team {believes} [the bones belong to a new species].", "asserted", "positive"),
    ("The team {found no evidence} that [the drug works].", "asserted", "negated"),
    ("[The drug did not reduce the risk].", "asserted", "negated"),
    ("[The virus could have come from bats].", "hedged", "positive"),
    ("[It is not known whether the drug is safe].", "unclear", "positive"),
    ("[The planet might hold water].", "hedged", "positive"),
    ("The team {could not say} [whether the effect would last].", "unclear", "positive"),
    ("Researchers {estimate} that [half of the reef has died].", "hedged", "positive"),
    ("Researchers {confirmed} that [the lake held life].", "asserted", "positive"),
    ("The data {do not show} that [the drug works].", "asserted", "negated"),
    ("[The drug appears to be safe].", "hedged", "positive"),
    ("[There is no proof that the drug works].", "asserted", "negated"),
    ("[The probe has yet to reach the planet].", "asserted", "negated"),
    ("The agency {cannot rule out} [a link between the two].", "asserted", "positive"),
    # court
    ("Prosecutors {allege} that [Vale stole the money].", "asserted", "positive"),
    ("Vale {denies} [stealing the money].", "asserted", "negated"),
    ("[Vale allegedly stole the money].", "hedged", "positive"),
    ("[Vale is accused of stealing the money].", "asserted", "positive"),
    ("[Vale is charged with stealing the money].", "asserted", "positive"),
    ("[Vale was found guilty of theft].", "asserted", "positive"),
    ("[Vale was cleared of theft].", "asserted", "positive"),
    ("The judge {ruled} that [the search was not lawful].", "asserted", "negated"),
    ("The judge {refused} [to grant bail].", "asserted", "negated"),
    ("The court {heard} that [Vale had taken the money].", "asserted", "positive"),
    ("[If convicted, Vale faces ten years in prison].", "conditional", "positive"),
    ("[Vale could face ten years in prison].", "hedged", "positive"),
    ("[Vale would face ten years in prison if she were convicted].", "conditional", "positive"),
    ("[Police suspect that Vale stole the money].", "hedged", "positive"),
    ("[Vale is suspected of stealing the money].", "hedged", "positive"),
    ("Her lawyer {insists} [she never saw the money].", "asserted", "negated"),
    ("Her lawyer {did not dispute} that [she took the money].", "asserted", "positive"),
    ("[The jury was unable to reach a verdict].", "asserted", "negated"),
    ("[The court has not decided whether to hear the case].", "unclear", "positive"),
    # sport
    ("[Vale will not play in the final].", "asserted", "negated"),
    ("[Vale is doubtful for the final].", "unclear", "positive"),
    ("The coach {hopes} [to pick Vale].", "asserted", "positive"),
    ("The coach {hinted} that [Vale could start].", "hedged", "positive"),
    ("[Vale may miss the final].", "hedged", "positive"),
    ("[Vale is expected to start].", "hedged", "positive"),
    ("[Vale has ruled herself out of the final].", "asserted", "positive"),
    ("[Ostland failed to score].", "asserted", "negated"),
    ("[Ostland have never beaten Norland].", "asserted", "negated"),
    ("The coach {insisted} [the club would not sell Vale].", "asserted", "negated"),
    ("[Had Vale scored, Ostland would have won].", "conditional", "positive"),
    ("[Ostland need a win to stay up].", "asserted", "positive"),
    ("[Unless they win, Ostland will go down].", "conditional", "positive"),
    ("The club {denied reports} that [Vale would leave].", "asserted", "negated"),
    ("[It is too early to say whether Vale will play].", "unclear", "positive"),
    ("“[We are not going to sell her],” the coach {said}.", "asserted", "negated"),
    ("“[There is nothing to stop us],” the coach {said}.", "asserted", "negated"),
    ("“[We should have won],” the coach {said}.", "asserted", "positive"),
    # politics
    ("Toll {refused to say whether} [she would resign].", "unclear", "positive"),
    ("Toll {threatens} [to leave the pact unless prices fall].", "conditional", "positive"),
    ("Toll {promised} [to cut taxes].", "asserted", "positive"),
    ("Toll {vowed never} [to sign].", "asserted", "negated"),
    ("Toll {does not deny} [meeting the rebels].", "asserted", "positive"),
    ("Toll {rejected} [claims that she had lied].", "asserted", "negated"),
    ("Toll {opposes} [the plan to close the mine].", "asserted", "positive"),
    ("[Neither side has agreed to the terms].", "asserted", "negated"),
    ("[Hardly anyone voted].", "asserted", "negated"),
    ("Toll {is not convinced} that [the plan will work].", "asserted", "negated"),
    ("[The plan would cost two billion, and would not create a single job].", "conditional", "positive"),
    ("[Under the draft, Ostland would leave two islands].", "conditional", "positive"),
    ("[In the event of a strike, the army will drive the trains].", "conditional", "positive"),
    ("[As long as prices fall, the pact will hold].", "conditional", "positive"),
    ("[Perhaps Toll will resign].", "hedged", "positive"),
]


@pytest.mark.parametrize(("marked", "expected_modality", "expected_polarity"), FIELDS)
def test_wordings_of_many_fields(nlp: Language, marked: str, expected_modality: str, expected_polarity: str) -> None:
    content, cue = parts(nlp, marked)
    lexicon = known_words()
    assert (modality(content, cue, lexicon), polarity(content, cue, lexicon)) == (expected_modality, expected_polarity)


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
