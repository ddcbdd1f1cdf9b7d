"""Who holds a report where the verb has no subject of its own."""

import pytest

from pipelines.extraction.components import load_model
from pipelines.extraction.cues import holder

HOLDERS = [
    ("Mining companies are quick to point out that none are dug here.", "point", "companies"),
    ("Dell was quick to add that the deal does not include it.", "add", "Dell"),
    ("Hours later, she issued a statement calling on the council to redouble its efforts.", "calling", "she"),
    ("Later Dell fired back a response saying he would not support the agenda.", "saying", "Dell"),
    ("A lawsuit was filed in 2012 alleging that police used the list.", "alleging", "lawsuit"),
    ("In the debate, candidates were able to talk their way out by saying it was the host.", "saying", "candidates"),
    ("The offer was rejected on Monday.", "rejected", None),
]


@pytest.mark.parametrize(("text", "verb", "expected"), HOLDERS)
def test_the_holder_is_found_up_the_sentence(text, verb, expected):
    doc = load_model()(text)
    found = holder(next(token for token in doc if token.text == verb))
    assert (None if found is None else found.text) == expected
