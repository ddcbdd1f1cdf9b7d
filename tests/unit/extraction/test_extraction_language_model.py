"""The model with quick look-ups says what the model says, of every token."""

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps

from pipelines.extraction import conjuncts
from pipelines.extraction.language_model import NEEDED, ReadingOps, RememberingRuler, load_model

TEXTS = [
    "I ain't gonna do it; y'all gotta wait, let's see, c'm on. There's one; there were twenty. He got it, she gets it.",
    "Ada Holt said that the dams would hold, and it did what they had wanted it to do: which was that.",
    "The mice's geese have been driven better.  \n Some  blanks\tand 3,000 oxen; the SHEEP were fed, you and it.",
    "«Ça va»—said 🙂 O'Vale… e.g. U.S. troops' leaves' axes, fora and data, nobody's.",
    "",
    " ",
]


@pytest.fixture(scope="module")
def quick() -> Language:
    return load_model()


def test_only_what_is_read_is_on(quick: Language) -> None:
    assert [name for name in quick.pipe_names if name != conjuncts.NAME] == list(NEEDED)


@pytest.mark.parametrize("text", TEXTS)
def test_every_token_is_annotated_as_by_the_model_itself(nlp: Language, quick: Language, text: str) -> None:
    plain, quickly = (
        [(t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_type_) for t in model(text)]
        for model in (nlp, quick)
    )
    assert quickly == plain


def test_vectors_are_the_same_to_the_bit_whatever_stands_beside_them(quick: Language) -> None:
    texts = [text for text in TEXTS if text] * 3
    together = [doc.tensor for doc in quick.pipe(texts, batch_size=len(texts))]
    assert all(np.array_equal(quick(text).tensor, tensor) for text, tensor in zip(texts, together, strict=True))


@pytest.mark.parametrize("columns", [50, 96, 288])
def test_a_product_of_rows_does_not_hang_on_their_number(columns: int) -> None:
    draw = np.random.default_rng(columns)
    rows = draw.standard_normal((300, columns), dtype=np.float32)
    weights = draw.standard_normal((64, columns), dtype=np.float32)
    ops = ReadingOps(use_blis=False)
    whole = ops.gemm(rows, weights, trans2=True)
    np.testing.assert_allclose(whole, NumpyOps().gemm(rows, weights, trans2=True), rtol=1e-4, atol=1e-4)
    for start, end in ((0, 1), (5, 7), (0, 127), (0, 128), (1, 130), (299, 300), (3, 3)):
        assert np.array_equal(ops.gemm(rows[start:end], weights, trans2=True), whole[start:end])
    into = np.empty_like(whole)
    assert ops.gemm(rows, np.ascontiguousarray(weights.T), out=into) is into
    np.testing.assert_allclose(into, whole, rtol=1e-4, atol=1e-4)
    turned = ops.gemm(rows.T.copy(), weights, trans1=True, trans2=True)
    np.testing.assert_allclose(turned, whole, rtol=1e-4, atol=1e-4)


def test_the_greatest_piece_is_that_of_the_model_itself() -> None:
    pieces = np.random.default_rng(0).standard_normal((40, 12, 3), dtype=np.float32)
    kept = pieces.copy()
    assert np.array_equal(ReadingOps(use_blis=False).maxout(pieces)[0], NumpyOps().maxout(pieces)[0])
    assert np.array_equal(pieces, kept)


def test_a_later_pattern_prevails_whatever_its_length() -> None:
    ruler = RememberingRuler(spacy.blank("en").vocab)
    ruler.add([[{"LOWER": "dam"}]], {"POS": "NOUN", "LEMMA": "dam"})
    ruler.add([[{"LOWER": "dam"}, {"LOWER": {"REGEX": "^wall"}}]], {"POS": "PROPN"})
    ruler.add([[{"ORTH": "DAM"}]], {"POS": "X"})
    ruler.add([[{"LOWER": {"IN": ["dam", "port"]}, "IS_SPACE": False}]], {"TAG": "NN"})
    doc = ruler(Doc(ruler.vocab, words=["Dam", "walls", "DAM", "dam", "port"]))
    assert [t.pos_ for t in doc] == ["PROPN", "", "X", "NOUN", ""]
    assert [t.tag_ for t in doc] == ["NN", "", "NN", "NN", "NN"]
    assert [t.lemma_ for t in doc] == ["dam", "", "dam", "dam", ""]
    ruler.clear()
    assert [t.pos_ for t in ruler(Doc(ruler.vocab, words=["dam"]))] == [""]
