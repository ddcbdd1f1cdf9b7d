"""Infinitives in a row: which of them the parse is made to keep together."""

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipelines.extraction.conjuncts import mend_conjuncts

WORDS = "Plans include demands for Norland to leave the pact , cut tariffs and pay".split()  # noqa: SIM905
HEADS = [1, 1, 1, 2, 3, 6, 2, 8, 6, 1, 1, 10, 10, 10]
DEPS = ["nsubj", "ROOT", "dobj", "prep", "pobj", "aux", "acl", "det", "dobj", "punct", "conj", "dobj", "cc", "conj"]
TAGS = ["NNS", "VBP", "NNS", "IN", "NNP", "TO", "VB", "DT", "NN", ",", "VB", "NNS", "CC", "VB"]


def parsed(**changed: str) -> Doc:
    tags = [changed.get(word, tag) for word, tag in zip(WORDS, TAGS, strict=True)]
    return Doc(Vocab(), words=WORDS, heads=HEADS, deps=DEPS, tags=tags)


def head_of(doc: Doc, word: str) -> str:
    return next(token.head.text for token in doc if token.text == word)


def test_a_bare_infinitive_goes_on_with_the_infinitive_before_it() -> None:
    doc = mend_conjuncts(parsed())
    assert (head_of(doc, "cut"), head_of(doc, "pay")) == ("leave", "cut")
    assert doc[2].right_edge.text == "pay"


@pytest.mark.parametrize("changed", [{"cut": "VBP"}, {"include": "VB"}, {"leave": "VBG"}])
def test_other_verbs_stay_where_they_are(changed: dict[str, str]) -> None:
    doc = mend_conjuncts(parsed(**changed))
    assert head_of(doc, "cut") == "include"
