"""Through whom a content came: media, unnamed people, speakers, and what is carried over."""

import pytest
from spacy.language import Language

from pipelines.extraction.chains import Chained, chain
from pipelines.extraction.components import load_pipeline
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.speakers import Speakers
from pipelines.reference import load_reference

Link = tuple[str, bool]


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline(extractor="rules")


def chained(pipeline: Language, text: str, own: str | None = None) -> list[Chained]:
    doc = pipeline(text)
    reference = load_reference()
    lexicon = Lexicon.from_frame(reference.reporting_verbs)
    return chain(doc._.attributions, Speakers(doc, reference), lexicon, lambda name: name == own)


def links(one: Chained) -> list[Link]:
    return [(link.referent.text or link.source.text, link.explicit) for link in one.links]


TABLE: list[tuple[str, list[list[Link]]]] = [
    ("Ada Holt said the dam would hold.", [[("Ada Holt", True)]]),
    (
        "The dam is safe, Reuters reported on Friday, citing people familiar with the matter.",
        [[("Reuters", True), ("people familiar with the matter", True)]],
    ),
    (
        "The dam is safe, according to sources, cited by Reuters.",
        [[("Reuters", True), ("sources", True)]],
    ),
    ("One source told Reuters that the dam was safe.", [[("Reuters", True), ("One source", True)]]),
    (
        "The dam is safe, Reuters reported, citing people familiar with the matter.\n\nThe people said it was new.",
        [
            [("Reuters", True), ("people familiar with the matter", True)],
            [("Reuters", False), ("people familiar with the matter", True)],
        ],
    ),
    (
        "According to sources, the dam is safe.\n\nAs Reuters reports, it was built in May.",
        [[("Reuters", False), ("sources", True)], [("Reuters", True)]],
    ),
    (
        "According to Reuters, Estia is demanding that Norland pay the debt.",
        [[("Reuters", True), ("Estia", True)]],
    ),
    (
        "Estia told Reuters that it would pay.\n\nPeople at the bank said that it would not.",
        [[("Reuters", True), ("Estia", True)], [("People at the bank", True)]],
    ),
    (
        "“I will pay,” one of the aides quoted Mr. Peter Vale as saying.",
        [[("one of the aides", True), ("Peter Vale", True)]],
    ),
    (
        "Reuters reported that Estia would pay.\n\nThe debt is due in May, it has been reported.",
        [[("Reuters", True)], [("Reuters", False)]],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_chains_go_from_the_outermost_to_the_innermost(
    pipeline: Language, text: str, expected: list[list[Link]]
) -> None:
    assert [links(one) for one in chained(pipeline, text)] == expected


def test_the_own_outlet_is_no_link(pipeline: Language) -> None:
    (one,) = chained(pipeline, "The dam is safe, UNN reports, citing Reuters.", own="UNN")
    assert links(one) == [("Reuters", True)]


def test_named_speakers_carry_no_medium_over(pipeline: Language) -> None:
    text = "The dam is safe, Reuters reported.\n\nMayor Ada Holt said it was new."
    assert links(chained(pipeline, text)[1]) == [("Ada Holt", True)]


def test_the_evidence_stands_where_the_link_was_printed(pipeline: Language) -> None:
    text = "The dam is safe, Reuters reported, citing people familiar with the matter.\n\nThe people said it was new."
    first, second = chained(pipeline, text)
    assert second.links[0].evidence.text == "Reuters"
    assert second.links[0].evidence.start_char == first.links[0].evidence.start_char
