"""Paragraphs, over-long sentences, and the map from a joined parse back to the article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipelines.extraction.documents import LONGEST_PARSED, Paragraph, Places, join, paragraphs_of, readable

CUTS = [
    ("One.\n\nTwo.", ["One.", "Two."]),
    ("One.\nTwo.", ["One.", "Two."]),
    ("A line that is\nwrapped to a width.", ["A line that is wrapped to a width."]),
    ("One.\r\n \r\nTwo.", ["One.", "Two."]),
    ("NORLAND, May 3 (Agency) — It rained.", ["NORLAND, May 3 (Agency) —", "It rained."]),
    ("PORT NORLAND (Tessel Wire) - It rained.", ["PORT NORLAND (Tessel Wire) -", "It rained."]),
    ("NATO (the alliance) met. It rained - a little.", ["NATO (the alliance) met. It rained - a little."]),
    (" \n\t\n", []),
    ("A\ttab.", ["A tab."]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_paragraphs_end_with_their_lines(text: str, expected: list[str]) -> None:
    found = paragraphs_of(text, [(0, len(text), "body")])
    assert [paragraph.text.strip() for paragraph in found] == expected


@given(st.text())
def test_a_paragraph_keeps_its_length_and_place(text: str) -> None:
    for paragraph in paragraphs_of(text, [(0, len(text), "body")]):
        original = text[paragraph.start : paragraph.start + len(paragraph.text)]
        assert all(a == b or b == " " for a, b in zip(original, paragraph.text, strict=True))


def test_only_a_sentence_that_is_too_long_is_left_out() -> None:
    text = "One is short. " + "x" * 50 + ". Three is short."
    parts = readable(Paragraph(100, text, "body"), 30)
    assert [part.text.strip() for part in parts] == ["One is short.", "Three is short."]
    assert all(text[part.start - 100 :].startswith(part.text) for part in parts)


def test_a_long_paragraph_is_parsed_in_parts_of_whole_sentences() -> None:
    sentence = "Ada Holt said the dam would hold. "
    text = sentence * (3 * LONGEST_PARSED // len(sentence))
    parts = readable(Paragraph(7, text, "body"), 5_000)
    assert "".join(part.text for part in parts) == text
    assert all(part.start == 7 + i * len(parts[0].text) for i, part in enumerate(parts))
    assert all(len(part.text) <= LONGEST_PARSED and part.text.startswith("Ada") for part in parts)


def test_a_joined_document_maps_back_to_the_article(nlp: Language) -> None:
    text = "MENU\n\nAda Holt left.\n\nPHOTO\n\nVale stayed."
    segments = [(6, 20, "headline"), (29, 41, "body")]
    paragraphs = paragraphs_of(text, segments)
    doc = join(list(nlp.pipe(p.text for p in paragraphs)), nlp.vocab)
    places = Places(paragraphs)
    for token in doc:
        if not token.is_space:
            start, end = places.of(doc[token.i : token.i + 1])
            assert text[start:end] == token.text
    assert [places.role(doc[0].idx), places.role(doc[-1].idx)] == ["headline", "body"]
    assert [sent.text.strip() for sent in doc.sents if sent.text.strip()] == ["Ada Holt left.", "Vale stayed."]


def test_nothing_joins_to_an_empty_document(nlp: Language) -> None:
    assert len(join([], nlp.vocab)) == 0
