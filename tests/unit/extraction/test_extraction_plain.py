"""A plain document tells what spaCy's tells: of every token, every span and every sentence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from pipelines.extraction.plain import labelled, plain

TEXT = (
    'Ada Holt, the mayor of Port Tarrin, and Bram Vale said on Monday: "We won\'t pay 3 million, (nor two)." \n '
    "ESTIAN dams hold — so the engineers, who had seen them, told Reuters. Nobody else was asked."
)
SCALARS = (
    *("i", "idx", "text", "lower_", "lemma", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "is_space", "is_punct"),
    *("is_quote", "is_bracket", "is_title", "is_upper", "is_lower", "is_alpha", "like_num", "is_sent_start"),
    *("n_lefts", "n_rights"),
)
RELATED = ("lefts", "rights", "children", "subtree", "ancestors", "conjuncts", "sent")


def bounds(span: Span | None) -> tuple[Any, ...] | None:
    return None if span is None else (span.start, span.end, span.start_char, span.end_char, span.text, span.label_)


def facts(token: Token) -> dict[str, Any]:
    found = {name: getattr(token, name) for name in SCALARS}
    found |= {name: [other.i for other in getattr(token, name)] for name in RELATED}
    return found | {"head": token.head.i, "edges": (token.left_edge.i, token.right_edge.i), "length": len(token)}


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_tokens(doc: Doc) -> None:
    alike = plain(doc)
    assert [facts(token) for token in alike] == [facts(token) for token in doc]
    assert [alike[i].i for i in (0, -1)] == [0, len(doc) - 1]
    assert all(token.head is alike[token.head.i] for token in alike)


def test_sentences_and_entities(doc: Doc) -> None:
    alike = plain(doc)
    assert [bounds(sent) for sent in alike.sents] == [bounds(sent) for sent in doc.sents]
    assert [bounds(ent) for ent in alike.ents] == [bounds(ent) for ent in doc.ents]
    assert alike.ents
    assert alike.text == doc.text


def test_spans(doc: Doc) -> None:
    alike = plain(doc)
    for start in range(len(doc)):
        for end in range(start, len(doc) + 1):
            one, other = alike[start:end], doc[start:end]
            assert bounds(one) == bounds(other)
            assert (one.root.i, bounds(one.sent), len(one)) == (other.root.i, bounds(other.sent), len(other))
            assert [token.i for token in one] == [token.i for token in other]
    assert bounds(alike[len(doc) :]) == bounds(doc[len(doc) :])


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-9, 9), st.integers(-9, 9))
def test_slices(doc: Doc, start: int, end: int, first: int, last: int) -> None:
    one, other = plain(doc)[start:end], doc[start:end]
    assert bounds(one) == bounds(other)
    assert bounds(one[first:last]) == bounds(other[first:last])


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_spans_of_characters(doc: Doc, start: int, end: int) -> None:
    first, last = sorted((start, end))
    spans = [one.char_span(first, last, alignment_mode="contract") for one in (plain(doc), doc)]
    assert bounds(spans[0]) == bounds(spans[1])


def test_spans_are_told_apart_by_place_and_label(doc: Doc) -> None:
    alike = plain(doc)
    spans = [alike[0:2], alike[0:2], alike[0:3], labelled(alike, 0, 2, "PERSON"), labelled(alike, 0, 2, "ORG")]
    assert len(set(spans)) == 4
    assert spans[0] == spans[1] != spans[3]
    assert bounds(labelled(doc, 0, 2, "PERSON")) == bounds(spans[3])


@pytest.mark.parametrize("reach", [-1, 400])
def test_beyond_the_ends_stands_nothing(doc: Doc, reach: int) -> None:
    for one in (plain(doc), doc):
        with pytest.raises(IndexError):
            one[0].nbor(reach)
        with pytest.raises(IndexError):
            one[0:2][2]
    assert plain(doc)[0].nbor().i == 1


def test_a_tree_may_be_deep() -> None:
    words = ["of"] * 3000
    deep = plain(Doc(Language().vocab, words=words, heads=[0, *range(2999)], deps=["ROOT", *["prep"] * 2999]))
    assert [token.i for token in deep[0].subtree] == list(range(3000))
    assert sum(1 for _ in deep[2999].ancestors) == 2999


def test_without_words() -> None:
    empty = plain(Doc(Language().vocab))
    assert (len(empty), list(empty.sents), empty.ents, bounds(empty[0:0])) == (0, [], (), (0, 0, 0, 0, "", ""))
