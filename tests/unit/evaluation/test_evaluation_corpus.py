"""Reading a corpus, and what extraction says of it."""

import gzip
import json

import pytest

from pipelines.evaluation import Gold, read_corpus
from pipelines.evaluation.predictions import predict
from pipelines.settings import Settings

TEXT = "“The dam will hold,” Ada Holt said. “It always has.”\nEstia denied that it had been warned."


def span(words: str) -> dict:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words), "text": words}


ROW = {
    "id": "valley-1",
    "publisher": "Valley Post",
    "date": "2031-05-06",
    "text": TEXT,
    "attributions": [
        {"source": [span("Estia")], "cue": [span("denied")], "content": [span("that it had been warned")]},
        {"source": [], "cue": [span("said")], "content": []},
    ],
}


@pytest.mark.parametrize("packed", [True, False])
def test_a_corpus_is_read_packed_or_not(tmp_path, packed):
    path = tmp_path / ("corpus.jsonl.gz" if packed else "corpus.jsonl")
    data = (json.dumps(ROW) + "\n\n").encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    (article,) = read_corpus(path)
    assert (article.name, article.publisher, article.day) == ("valley-1", "Valley Post", "2031-05-06")
    (gold,) = article.gold
    assert isinstance(gold, Gold)
    assert TEXT[slice(*gold.content[0])] == "that it had been warned"


@pytest.mark.parametrize("line", ["{", '{"id": "a"}', '{"id": "a", "text": "b", "attributions": [3]}'])
def test_a_line_that_is_none_is_named(tmp_path, line):
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"corpus\.jsonl:2"):
        read_corpus(path)


def test_a_quotation_of_two_sentences_is_one_prediction(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(ROW), encoding="utf-8")
    rows = predict(read_corpus(path), Settings(extractor="rules"))
    quotation = next(row for row in rows if row["type"] == "direct")
    assert [TEXT[start:end].rstrip(".,") for start, end in quotation["segments"]] == [
        "The dam will hold",
        "It always has",
    ]
    assert TEXT[quotation["source_start"] : quotation["source_end"]] == "Ada Holt"
