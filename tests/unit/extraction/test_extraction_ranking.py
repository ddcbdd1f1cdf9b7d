"""Choosing among candidates: what overlaps, what belongs together, and what the shipped weights find."""

import numpy as np
import pytest
from spacy.language import Language

from pipelines.extraction import ranking
from pipelines.extraction.candidates import candidates
from pipelines.extraction.components import load_pipeline
from pipelines.extraction.features import BUCKET_BITS, NAMES, TEMPLATES, Read, hashed
from pipelines.extraction.language_model import load_model
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.ranking import RULE, Network, Ranker, choose, pool, shipped
from pipelines.reference import load_reference

TEXT = "Mayor Ada Holt said the dam would hold, and praised the builders of Tessel Bay."


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return load_pipeline(extractor="ranked")


def ranker(threshold: float = 0.5, trust: float = 0.0) -> Ranker:
    empty = Network(*(np.zeros((0, 0), np.float32) for _ in range(5)))
    return Ranker(empty, threshold, 0.8, 0.9, 0.1, trust, ((0.0, 0.1), (1.0, 0.9)))


def read(doc, words: str, *, rule: bool = False) -> Read:
    span = doc.char_span(TEXT.index(words), TEXT.index(words) + len(words))
    return Read(None, ((span.start, span.end),), span.root, "rule:clause" if rule else "ccomp", None, rule, True)


def chosen(doc, rows: list[tuple[str, bool, float]], groups=(), **more) -> set[str]:
    reads = [read(doc, words, rule=rule) for words, rule, _ in rows]
    scores = np.array([[score, score] for *_, score in rows], np.float32)
    return {rows[n][0] for n in choose(reads, groups, scores, ranker(**more))}


def test_of_two_that_overlap_the_better_one_stays(nlp):
    doc = nlp(TEXT)
    rows = [("the dam would hold", False, 0.7), ("Ada Holt said the dam would hold", False, 0.9)]
    assert chosen(doc, rows) == {rows[1][0]}


def test_a_name_of_a_thing_needs_more_than_a_clause(nlp):
    doc = nlp(TEXT)
    rows = [("the dam would hold", False, 0.7), ("the builders of Tessel Bay", False, 0.7)]
    assert chosen(doc, rows) == {"the dam would hold"}
    assert chosen(doc, [rows[0], (rows[1][0], False, 0.85)]) == {words for words, *_ in rows}


def test_findings_of_the_rules_have_an_advance_and_stand_together(nlp):
    doc = nlp(TEXT)
    rows = [("would hold", True, 0.05), ("the builders", True, 0.6), ("the dam would hold", False, 0.7)]
    assert chosen(doc, rows, groups=[None, None]) == {"the builders", "the dam would hold"}
    assert chosen(doc, rows, groups=[-3, -3], trust=0.5) == {"would hold", "the builders"}


@pytest.mark.parametrize(
    ("shape", "cue", "known", "least"),
    [
        ("ccomp", "said", True, 0.5),
        ("object", "praised", True, 0.9),
        ("object_prep", "praised", True, 0.8),
        ("object", "said", False, 0.9),
    ],
)
def test_things_under_a_cue_are_asked_for_more(nlp, shape, cue, known, least):
    doc = nlp(f"Holt {cue} the dam would hold." if shape == "ccomp" else f"Holt {cue} the dam.")
    root = next(token for token in doc if token.text == ("hold" if shape == "ccomp" else "dam"))
    read = Read(doc[1], ((2, len(doc) - 1),), root, shape, doc[0], False, known)
    assert ranker().least(read) == least


def test_confidence_is_read_off_the_knots():
    assert ranker().confidence(0.5) == pytest.approx(0.5)
    assert ranker().confidence(2.0) == 0.9


def test_weights_come_back_as_they_were_saved(tmp_path):
    before = shipped()
    before.save(tmp_path, {"articles": 3})
    after = Ranker.load(tmp_path)
    assert (after.threshold, after.trust, after.knots) == (before.threshold, before.trust, before.knots)
    assert (after.network.wide == before.network.wide).all()
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 15_000_000


def test_features_are_buckets_and_depend_on_their_attributes_alone():
    matrix = np.arange(3 * len(NAMES), dtype=np.uint64).reshape(3, -1)
    found = hashed(matrix)
    assert found.shape == (3, len(TEMPLATES))
    assert found.min() >= 0
    assert found.max() < 1 << BUCKET_BITS
    assert (hashed(matrix[1:2]) == found[1:2]).all()


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Holt praised the builders of the dam.", "the builders of the dam"),
        ("The minister is determined to keep the ports open.", "to keep the ports open"),
        ("Fears of a second flood grew in Tessel Bay.", "a second flood"),
        ("Holt is confident that the dam will hold.", "that the dam will hold"),
    ],
)
def test_candidates_reach_beyond_reporting_verbs(nlp, text, content):
    doc = nlp(text)
    found = {"|".join(doc[a:b].text for a, b in one.content) for s in doc.sents for one in candidates(s)}
    assert content in found


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("The governor praised the decision of the court to reopen the port.", "praised", "the decision of the court"),
        ("The mayor said the dam would hold.", "said", "the dam would hold"),
        ("The senator is worried about the port of Tessel Bay.", "is worried", "the port"),
    ],
)
def test_the_shipped_weights_know_attributions(pipeline, text, cue, content):
    found = pipeline(text)._.attributions
    assert [(one.cue.text, content in one.pieces[0].text) for one in found] == [(cue, True)]
    assert all(0.3 <= one.confidence <= 1 for one in found)


@pytest.mark.parametrize("text", ["The ship left the port on Monday.", "Rain fell in Tessel Bay.", "", "“", "\n\n"])
def test_nothing_is_attributed_where_nobody_speaks(pipeline, text):
    assert pipeline(text)._.attributions == []


def test_rules_alone_leave_confidence_open():
    found = load_pipeline(extractor="rules")("Ada Holt said the dam would hold.")._.attributions
    assert [(one.rule, one.confidence) for one in found] == [("clause", None)]
    assert RULE not in {one.rule for one in found}


def test_many_candidates_are_scored_a_few_at_a_time_and_come_out_the_same(monkeypatch):
    doc = load_model()(f"{TEXT} She feared that the old pier might fall, and asked the council to close it.")
    lexicon, network = Lexicon.from_frame(load_reference().reporting_verbs), shipped().network
    whole = pool(doc, [], lexicon)
    monkeypatch.setattr(ranking, "_AT_ONCE", 3)
    parted = pool(doc, [], lexicon)
    assert len(whole.reads) > 6
    assert (parted.matrix == whole.matrix).all()
    monkeypatch.undo()
    scores = whole.scores(network, doc.tensor)
    monkeypatch.setattr(ranking, "_AT_ONCE", 3)
    assert whole.scores(network, doc.tensor) == pytest.approx(scores, abs=1e-6)
