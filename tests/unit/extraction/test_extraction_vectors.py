"""Vectors made for a whole batch are those of the model's own layers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.ml.models import MaxoutWindowEncoder, build_Tok2Vec_model
from spacy.ml.models.tok2vec import MultiHashEmbed
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

from pipelines.extraction import vectors
from pipelines.extraction.language_model import ReadingOps
from pipelines.extraction.vectors import quickened

WORDS = ["Ada", "Holt", "said", "the", "dams", "would", "hold", ",", "37", "\n", "  ", "O'Vale", "é"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=70), min_size=1, max_size=9)


def made(window: int = 1, depth: int = 3) -> Model:
    embed = MultiHashEmbed(8, ["NORM", "SHAPE", "SPACY"], [50, 20, 10], include_static_vectors=False)
    model = build_Tok2Vec_model(embed, MaxoutWindowEncoder(8, window, 3, depth))
    model.initialize()
    draw = np.random.default_rng(0)
    for layer in model.walk():
        layer.ops = ReadingOps(use_blis=False)
        for name in ("b", "G"):
            if layer.has_param(name):
                value = layer.get_param(name)
                layer.set_param(name, draw.standard_normal(value.shape, dtype=np.float32))
    return model


MODEL, VOCAB = made(), Vocab()


def assert_as_by_the_layers(docs: list[Doc]) -> None:
    for found, expected in zip(quickened(MODEL).predict(docs), MODEL.predict(docs), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@given(TEXTS)
def test_of_any_words(texts: list[list[str]]) -> None:
    docs = [Doc(VOCAB, words=words) for words in texts if words]
    if docs:
        assert_as_by_the_layers(docs)


def test_words_of_one_key_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_MULTIPLIER", np.uint64(0))
    assert_as_by_the_layers([Doc(VOCAB, words=WORDS), Doc(VOCAB, words=WORDS[::-1])])


def test_a_text_without_words_has_no_vectors() -> None:
    docs = [Doc(VOCAB), Doc(VOCAB, words=["Ada"])]
    assert [one.shape for one in quickened(MODEL).predict(docs)] == [(0, 8), (1, 8)]


def test_a_model_of_other_layers_is_left_alone() -> None:
    wide = made(window=2)
    assert quickened(wide) is wide
    assert quickened(MODEL.layers[0]) is MODEL.layers[0]


def test_it_does_not_learn() -> None:
    with pytest.raises(RuntimeError, match="train the one"):
        quickened(MODEL).begin_update([Doc(VOCAB, words=["Ada"])])
