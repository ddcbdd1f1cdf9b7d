"""The model with quick look-ups says what the model says, of every token."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipelines.extraction import conjuncts
from pipelines.extraction.language_model import NEEDED, RememberingRuler, load_model

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
