"""Who a source is: names, pronouns, roles, or a reason why it stays open."""

from datetime import date

import pytest
from spacy.language import Language

from pipelines.extraction.components import load_model
from pipelines.extraction.speakers import Speakers
from pipelines.reference import Reference, load_reference


@pytest.fixture(scope="module")
def model() -> Language:
    return load_model()


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


Case = tuple[str, str, str | None, str, str | None]

TABLE: list[Case] = [
    # text, the last word of it that is the source, name, kind, reason
    ("Mayor Ada Holt spoke on Monday. Later Holt left.", "Holt", "Ada Holt", "person", None),
    ("Mayor Ada Holt spoke on Monday. She left.", "She", "Ada Holt", "person", None),
    ("Mr. Peter Vale met Ms. Ada Holt on Monday. She left.", "She", "Ada Holt", "person", None),
    ("She left.", "She", None, "person", "no_antecedent"),
    ("Ada Holt, who left, was tired.", "who", "Ada Holt", "person", None),
    ("Estian spokesman Peter Vale spoke. The spokesman left.", "spokesman", "Peter Vale", "person", None),
    ("Two people familiar with the talks left.", "people", None, "anonymous", "unnamed_source"),
    ("The study ended.", "study", None, "document", "role_without_name"),
    ("Reuters wrote to the mine. The agency left.", "agency", "Reuters", "medium", None),
    ("Reuters left.", "Reuters", "Reuters", "medium", None),
    ("The foreman left.", "foreman", None, "person", "role_without_name"),
    ("I left.", "I", None, "none", "first_person_of_the_writer"),
    ("Mrs. Anna Holt met Mr. Peter Holt in May. Later Holt left.", "Holt", None, "person", "ambiguous_antecedent"),
]


@pytest.mark.parametrize(("text", "word", "name", "kind", "reason"), TABLE)
def test_referents(
    model: Language, reference: Reference, text: str, word: str, name: str | None, kind: str, reason: str | None
) -> None:
    doc = model(text)
    source = [token for token in doc if token.text == word][-1]
    referent = Speakers(doc, reference, date(2024, 5, 1)).resolve(source)
    assert (referent.text, referent.kind, referent.reason) == (name, kind, reason)
    if referent.span is not None:
        assert referent.span.text == referent.text


def test_no_source_has_a_reason(model: Language, reference: Reference) -> None:
    referent = Speakers(model("It rained."), reference).resolve(None)
    assert (referent.text, referent.kind, referent.reason) == (None, "none", "no_source")


def test_an_office_names_its_holder_at_the_date(model: Language, reference: Reference) -> None:
    doc = model("On Monday the French president left.")
    source = next(token for token in doc if token.text == "president")
    assert Speakers(doc, reference, date(2010, 5, 1)).resolve(source).text == "Nicolas Sarkozy"
    assert Speakers(doc, reference, date(2020, 5, 1)).resolve(source).text == "Emmanuel Macron"
    assert Speakers(doc, reference, None).resolve(source).reason == "role_without_name"


def test_the_title_stands_beside_the_name(model: Language, reference: Reference) -> None:
    doc = model("Estian spokesman Peter Vale spoke. Vale left.")
    referent = Speakers(doc, reference).resolve([token for token in doc if token.text == "Vale"][-1])
    assert referent.title == "Estian spokesman"


def test_a_president_of_another_country_is_somebody_else(model: Language, reference: Reference) -> None:
    doc = model("French President Ada Holt spoke. On Monday the German president left.")
    source = [token for token in doc if token.text == "president"][-1]
    assert Speakers(doc, reference).resolve(source).text is None
