"""Whose a name is in its article: people, bodies, media, whatever the model takes them for."""

import pytest
from spacy.language import Language

from pipelines.extraction.descriptions import Descriptions, words_of
from pipelines.extraction.media import Media
from pipelines.extraction.names import Names, romanised
from pipelines.reference import Reference, load_reference


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


LABELS = [
    ("Tessor, the tyre maker, will close its mine in May.", "Tessor", "ORG"),
    ("Shares in Tessor fell. Tessor was silent.", "Tessor", "ORG"),
    ("Its leader, Edda Rolme, vowed to stay.", "Edda Rolme", "PERSON"),
    ("The mayor at the time, Hedda Prale, had signed it.", "Hedda Prale", "PERSON"),
    ("The Tessel Herald was silent.", "Tessel Herald", "ORG"),
]


@pytest.mark.parametrize(("text", "name", "label"), LABELS)
def test_labels_follow_the_grammar(nlp: Language, reference: Reference, text: str, name: str, label: str) -> None:
    doc = nlp(text)
    last = next(token for token in doc if token.text == name.split()[-1])
    found = Names(doc, reference).of(last)
    assert found is not None
    assert (found.text.removeprefix("The "), found.label) == (name, label)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Governor Alba Rein spoke on Monday. Reyn threatened to sue.", "Reyn"),
        ("Sir John Stevens spoke. Sir John left.", "John"),
        ("President Oskar Drevin spoke. Drevin, in Tessel, did not mention it.", "Drevin"),
    ],
)
def test_short_forms_and_romanisations_find_their_bearer(
    nlp: Language, reference: Reference, text: str, word: str
) -> None:
    doc = nlp(text)
    names = Names(doc, reference)
    first, last = (names.of(token) for token in (next(iter(doc.ents)).root, [t for t in doc if t.text == word][-1]))
    assert first is not None
    assert first is last


@pytest.mark.parametrize(
    ("one", "other", "same"), [("Rein", "Reyn", True), ("Khast", "Hast", True), ("Rem", "Rom", False)]
)
def test_romanisations(one: str, other: str, same: bool) -> None:
    assert (romanised(one) == romanised(other)) is same


MEDIA = [
    ("Tessel Post reported it on Monday.", "Tessel Post", True),
    ("Radio Tessel was silent.", "Radio Tessel", True),
    ("Tessor reports losses, citing its auditors.", "Tessor", True),
    ("Tessor fell.", "Tessor", False),
]


@pytest.mark.parametrize(("text", "name", "expected"), MEDIA)
def test_media_by_name_and_by_deed(nlp: Language, reference: Reference, text: str, name: str, expected: bool) -> None:
    assert Media(Names(nlp(text), reference), reference).is_medium(name) is expected


def test_the_own_outlet_goes_by_its_short_name(nlp: Language, reference: Reference) -> None:
    media = Media(Names(nlp("It rained."), reference), reference, "The Tessel Courier")
    assert media.is_own("Courier")
    assert media.is_own("the Tessel Courier")
    assert not media.is_own("Tessel")


FULLER = [
    ("It was told by two officials close to the talks. The officials said so.", "two officials close to the talks"),
    ("A third official left. The second official said so.", None),
    ("The officials said so.", None),
    ("The officials in Tessel left. The officials of the ministry said so.", None),
]


@pytest.mark.parametrize(("text", "expected"), FULLER)
def test_a_bare_definite_phrase_finds_its_fuller_words(nlp: Language, text: str, expected: str | None) -> None:
    doc = nlp(text)
    source = [token for token in doc if token.lemma_ == "official"][-1]
    found = Descriptions(doc).fuller(source)
    assert (words_of(found).text if found is not None else None) == expected
