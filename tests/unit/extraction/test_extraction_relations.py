"""Sentence → who said what: source, cue and content as the parse and the marks show them."""

import pytest
from spacy.language import Language

from pipelines.extraction.attribution import Attribution
from pipelines.extraction.components import load_model
from pipelines.extraction.cues import phrase_of
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.quotations import find_quotations
from pipelines.extraction.quoted import attribute
from pipelines.reference import load_reference

Found = tuple[str | None, str | None, str]


@pytest.fixture(scope="module")
def model() -> Language:
    return load_model()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.from_frame(load_reference().reporting_verbs)


def attributions(model: Language, lexicon: Lexicon, text: str) -> list[Attribution]:
    return attribute(model(text), find_quotations(text), lexicon)


def found(model: Language, lexicon: Lexicon, text: str) -> list[Found]:
    return [
        (
            phrase_of(one.source).text if one.source is not None else None,
            one.cue.text if one.cue is not None else None,
            " | ".join(piece.text.strip(" ,.") for piece in one.pieces),
        )
        for one in attributions(model, lexicon, text)
    ]


TABLE: list[tuple[str, list[Found]]] = [
    ("Holt said the dam would hold.", [("Holt", "said", "the dam would hold")]),
    ("The dam would hold, Ada Holt said.", [("Ada Holt", "said", "The dam would hold")]),
    ("The dam, Ada Holt said, would cost more.", [("Ada Holt", "said", "The dam | would cost more")]),
    ("As the Harbour Times reports, talks are over.", [("the Harbour Times", "reports", "talks are over")]),
    (
        "According to two engineers, the dam is safe.",
        [("two engineers", "According to", "the dam is safe")],
    ),
    (
        "The dam is safe, according to the ministry.",
        [("the ministry", "according to", "The dam is safe")],
    ),
    (
        "The loan is late, it has been reported.",
        [(None, "has been reported", "The loan is late")],
    ),
    ("Holt has vowed to close the mine.", [("Holt", "has vowed", "to close the mine")]),
    ("Holt urged the council to act.", [("Holt", "urged", "the council to act")]),
    ("Norland demanded a full refund.", [("Norland", "demanded", "a full refund")]),
    (
        "Officials voiced fears that the dam would burst.",
        [("Officials", "fears", "that the dam would burst")],
    ),
    (
        "Vale is confident that the port will reopen.",
        [("Vale", "is confident", "that the port will reopen")],
    ),
    ("Holt called the ruling a disgrace.", [("Holt", "called", "the ruling a disgrace")]),
    (
        "Vale said that the port was shut and that the mine would close.",
        [("Vale", "said", "that the port was shut"), ("Vale", "said", "that the mine would close")],
    ),
    (
        "Vale said the port was shut, adding that the mine would close.",
        [("Vale", "said", "the port was shut"), ("Vale", "adding", "that the mine would close")],
    ),
    ("“I like it,” Holt told reporters.", [("Holt", "told", "I like it")]),
    ('"I like it," said Ada Holt.', [("Ada Holt", "said", "I like it")]),
    ("“The dam,” Holt said, “will hold.”", [("Holt", "said", "The dam | will hold")]),
    (
        "“The dam will hold,” Holt said. “It has to.”",
        [("Holt", "said", "The dam will hold"), ("Holt", "said", "It has to")],
    ),
    ("Ada Holt, mayor of Marbury: “The dam will hold.”", [("Ada Holt", None, "The dam will hold")]),
    (
        "Holt said the dam was “a danger to all.”",
        [("Holt", "said", "the dam was “a danger to all")],
    ),
]

NOTHING = [
    "The dam holds.",
    "The council approved the budget on Monday.",
    "This would require the city to act.",
    "Moe “Bugs” Vale won the race.",
    "It is unclear whether Norland would offer to pay.",
    "The two sides held talks that lasted a week.",
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
def test_source_cue_and_content(model: Language, lexicon: Lexicon, sentence: str, expected: list[Found]) -> None:
    assert found(model, lexicon, sentence) == expected


@pytest.mark.parametrize("sentence", NOTHING)
def test_what_reports_nothing(model: Language, lexicon: Lexicon, sentence: str) -> None:
    assert found(model, lexicon, sentence) == []


def test_each_sentence_of_a_quotation_is_a_proposition_of_one_quotation(model: Language, lexicon: Lexicon) -> None:
    text = "“The dam holds. It will hold for years,” Holt said. “We built it well.”"
    said = attributions(model, lexicon, text)
    assert [one.pieces[0].text for one in said] == ["The dam holds.", "It will hold for years,", "We built it well."]
    assert len({one.quotation for one in said}) == 1


def test_a_quotation_of_several_paragraphs_has_the_speaker_of_its_end(model: Language, lexicon: Lexicon) -> None:
    text = "“The dam holds.\n\n“It will hold for years,” Holt said."
    said = attributions(model, lexicon, text)
    assert [(str(one.source), one.pieces[0].text) for one in said] == [
        ("Holt", "The dam holds."),
        ("Holt", "It will hold for years,"),
    ]
    assert len({one.quotation for one in said}) == 1


def test_a_consequence_is_a_proposition_of_its_own(model: Language, lexicon: Lexicon) -> None:
    text = "According to the ministry, Estia wants a new dam, which would require the town to move."
    assert [content for _, _, content in found(model, lexicon, text)] == [
        "Estia wants a new dam",
        "which would require the town to move",
    ]


def test_a_demand_that_is_reported_keeps_who_reports_it(model: Language, lexicon: Lexicon) -> None:
    (one,) = attributions(model, lexicon, "According to the agency, Estia is demanding that Norland pay the debt.")
    assert str(one.source) == "Estia"
    assert one.outer is not None
    assert str(one.outer.source) == "agency"


def test_two_cues_of_one_content_are_one_proposition(model: Language, lexicon: Lexicon) -> None:
    text = "Norland will pay the debt, according to people familiar with the matter, the Harbour Times has said."
    (one,) = attributions(model, lexicon, text)
    assert str(one.source) == "people"
    assert one.outer is not None
    assert str(one.outer.source) == "Times"


def test_clauses_that_differ_in_firmness_are_parted(model: Language, lexicon: Lexicon) -> None:
    text = "The sources say that the town is trying to pay, although it remains unclear whether it can."
    assert len(found(model, lexicon, text)) == 2
