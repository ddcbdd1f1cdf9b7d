"""What the parse says of names and numbers, and looking reporting words up."""

import pytest
from spacy.language import Language

from pipelines.extraction.annotate import annotations
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.names import Names
from pipelines.reference import load_reference


def test_names_have_their_titles_and_numbers_what_they_count(nlp: Language) -> None:
    doc = nlp("Estian spokesman Peter Vale said four regions had lost 300 jobs in May.")
    found = {one.span.text: one for one in annotations(doc, Names(doc, load_reference()))}
    assert (found["Peter Vale"].label, found["Peter Vale"].title) == ("PERSON", "Estian spokesman")
    assert found["four"].counted == "regions"
    assert found["300"].counted == "jobs"
    assert found["May"].counted is None
    assert (found["four"].governor, found["four"].dependency) == ("region", "nummod")


@pytest.mark.parametrize(
    ("sentence", "word", "kind"),
    [
        ("Holt said it.", "said", "say"),
        ("Holt demands it.", "demands", "ask"),
        ("Holt called for calm.", "called", "ask"),
        ("Holt called.", "called", "say"),
        ("Holt ate.", "ate", None),
    ],
)
def test_verbs_are_known_with_their_particles(nlp: Language, sentence: str, word: str, kind: str | None) -> None:
    lexicon = Lexicon.from_frame(load_reference().reporting_verbs)
    token = next(token for token in nlp(sentence) if token.text == word)
    found = lexicon.verb(token)
    assert (found.kind if found is not None else None) == kind
