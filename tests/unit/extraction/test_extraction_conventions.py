"""What the guideline takes for the writer's own stays the writer's, whichever extractor looks for attributions."""

import pytest
from spacy.tokens import Doc, Token

from pipelines.extraction.components import load_model
from pipelines.extraction.conventions import is_agentless, is_intention, is_the_writers, takes_sides


@pytest.fixture(scope="module")
def parse():
    nlp = load_model()
    return lambda text: nlp(text)


def _word(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


def _content(verb: Token) -> Token:
    return next(
        child for child in verb.children if child.dep_ in {"xcomp", "ccomp", "dobj", "nsubjpass"} and child.i != verb.i
    )


WRITERS = [
    ("Corvane plans to close the smelter.", "plans"),
    ("The council wants to sell the bridge.", "wants"),
    ("The council wants the ferry line to pay.", "wants"),
    ("Halden refused to leave the hall.", "refused"),
    ("The two firms agreed to merge.", "agreed"),
    ("Corvane offers two kinds of insurance.", "offers"),
    ("The smelter is expected to reopen in May.", "expected"),
    ("Corvane saw its shares fall on Monday.", "saw"),
    ("Halden claimed her third title of the season on Sunday.", "claimed"),
    ("The storm claimed fourteen lives in the valley.", "claimed"),
    ("The storm claimed its first victim when the bridge fell.", "claimed"),
]
REPORTED = [
    ("Analysts expect the smelter to reopen in May.", "expect"),
    ("Halden expects that the smelter will reopen.", "expects"),
    ("Halden demanded a new election in the valley.", "demanded"),
    ("Halden promised to rebuild the bridge.", "promised"),
    ("The smelter is expected by analysts to reopen in May.", "expected"),
    ("Halden saw that the bridge was lost.", "saw"),
    ("The group claimed responsibility for the attack.", "claimed"),
    ("Both parties claimed victory on Monday.", "claimed"),
]


@pytest.mark.parametrize(("text", "cue"), WRITERS)
def test_the_writers_own_is_no_candidate(parse, text, cue):
    verb = _word(parse(text), cue)
    assert is_the_writers(verb, _content(verb))


@pytest.mark.parametrize(("text", "cue"), REPORTED)
def test_what_somebody_says_or_expects_stays_a_candidate(parse, text, cue):
    verb = _word(parse(text), cue)
    assert not is_the_writers(verb, _content(verb))


def test_an_intention_needs_an_infinitive(parse):
    verb = _word(parse("The council hopes that the ferry will run."), "hopes")
    assert not is_intention(verb, _content(verb))


@pytest.mark.parametrize(
    ("text", "cue", "agentless"),
    [
        ("The offer was rejected on Monday.", "rejected", True),
        ("The offer was rejected by the board.", "rejected", False),
        ("The board rejected the offer.", "rejected", False),
    ],
)
def test_a_passive_that_names_nobody(parse, text, cue, agentless):
    assert is_agentless(_word(parse(text), cue)) is agentless


@pytest.mark.parametrize(
    ("shape", "sides"), [("object", True), ("object_short", True), ("object_as", False), ("ccomp", False)]
)
def test_only_a_bare_object_is_a_side_taken(parse, shape, sides):
    assert takes_sides(_word(parse("Halden backed the bill."), "backed"), shape) is sides
