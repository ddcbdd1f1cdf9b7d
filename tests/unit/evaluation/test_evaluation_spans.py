"""Comparing spans: what counts as the same content."""

import pytest

from pipelines.evaluation.spans import Counts, bare, matched, overlap, targets

TEXT = "Ada Holt said that “the dam will hold,” she told Estia."


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("that “the dam will hold,”", "the dam will hold"),
        ("the dam", "the dam"),
        (" Estia.", "Estia"),
        ("that", "that"),
        (",”", ",”"),
    ],
)
def test_edges_do_not_count(words, left):
    start, end = bare(TEXT, place(words))
    assert TEXT[start:end] == left


def test_a_content_in_pieces_is_compared_whole_or_by_a_piece():
    pieces = [place("the dam"), place("she told Estia")]
    assert targets(TEXT, pieces) == [(place("the dam")[0], place("she told Estia")[1]), *pieces]
    assert overlap(targets(TEXT, pieces), [place("the dam")]) == 1


def test_matching_is_one_to_one_and_prefers_the_closest():
    gold = [[place("the dam will hold")]]
    found = [[place("the dam will")], [place("the dam will hold")], [place("Ada Holt")]]
    counts = matched(TEXT, found, gold, 0.5)
    assert counts == Counts(right=1, wrong=2, missed=0)
    assert (counts.precision, counts.recall, counts.f1) == (pytest.approx(1 / 3), 1.0, 0.5)


def test_nothing_found_scores_zero():
    assert Counts(missed=3).f1 == Counts().precision == Counts(wrong=1).recall == 0.0
