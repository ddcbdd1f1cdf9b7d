"""Entities found for many words at once are those that the model's own recogniser finds word by word."""

from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipelines.extraction.entities import Entities

Facts = list[tuple[str, str]]
WORDS = [
    *("Ada", "Holt", "of", "the", "Norland", "Bank", ",", "Reuters", "said", "on", "3", "May", "2019", "that", "$"),
    *("40", "million", "-", "U.S.", "The", "New", "Tarrin", "'s", "%", "and", "\n", "  "),
]
DOCUMENTS = st.lists(st.lists(st.tuples(st.sampled_from(WORDS), st.booleans()), max_size=25), min_size=1, max_size=4)


def facts(docs: list[Doc]) -> list[Facts]:
    return [[(token.ent_iob_, token.ent_type_) for token in doc] for doc in docs]


def make(nlp: Language, words: list[tuple[str, bool]]) -> Doc:
    return Doc(nlp.vocab, words=[word for word, _ in words], sent_starts=[starts for _, starts in words])


@given(DOCUMENTS)
def test_of_any_words_and_sentences(nlp: Language, documents: list[list[tuple[str, bool]]]) -> None:
    recogniser = nlp.get_pipe("ner")
    assert Entities.can_read(recogniser)
    plainly = [recogniser(make(nlp, words)) for words in documents]
    quickly = list(Entities(recogniser).pipe([make(nlp, words) for words in documents], batch_size=3))  # type: ignore[arg-type]
    assert facts(quickly) == facts(plainly)


def test_of_sentences(nlp: Language) -> None:
    text = (
        "Ada Holt, who runs the Norland Central Bank in Port Tarrin, told Reuters on 3 May 2019 that 40% of its $2.5 "
        "billion had gone to the United Kingdom. The Estian prime minister, Bram Vale, and three others left on Monday."
    )
    plainly, quickly = nlp(text), nlp(text, disable=["ner"])
    Entities(nlp.get_pipe("ner"))(quickly)  # type: ignore[arg-type]
    assert facts([quickly]) == facts([plainly])
    assert len(quickly.ents) > 8


def test_other_components_are_left_alone(nlp: Language) -> None:
    assert not Entities.can_read(nlp.get_pipe("parser"))
    assert not Entities.can_read(nlp.get_pipe("tagger"))
