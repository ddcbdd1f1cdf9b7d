"""Demands and goals after a colon: sentence → what is listed, and whose it is."""

import pytest
from spacy.language import Language

from pipelines.extraction.components import load_pipeline


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline()


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "Envoys doubt deals that fall short of her stated war goals: leaving the pact and control over two ports.",
            "her",
            "stated war goals",
            "leaving the pact and control over two ports",
        ),
        (
            "The union repeated its demands: a rise of four percent, and an end to night work.",
            "its",
            "demands",
            "a rise of four percent, and an end to night work",
        ),
    ],
)
def test_a_list_of_wants_is_one_content(pipeline: Language, text: str, source: str, cue: str, content: str) -> None:
    found = [(str(one.source), str(one.cue), str(one.pieces[0])) for one in pipeline(text)._.attributions]
    assert (source, cue, content) in found


def test_the_weights_leave_a_list_in_place() -> None:
    doc = load_pipeline(extractor="ranked")("The union repeated its demands: a rise of four percent, and an end to it.")
    assert "list" in {one.rule for one in doc._.attributions}


@pytest.mark.parametrize(
    "text", ["The team scored two goals: a header and a penalty.", "They named their demand: money.", "Its goals:"]
)
def test_other_colons_announce_nothing(pipeline: Language, text: str) -> None:
    assert "list" not in {one.rule for one in pipeline(text)._.attributions}
