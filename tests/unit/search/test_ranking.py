"""Search as a whole: questions, places, ranking and passages, each against a slow reading of the same texts."""

import math
from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reference import fold
from pipelines.search import QueryError, build, open_index, parse, passage, rank
from pipelines.search.index import UNIT
from pipelines.search.query import Term
from pipelines.search.ranking import K1, B, occurrences
from pipelines.search.stems import stem
from pipelines.search.words import words

TEXTS = {
    "one": "The dam’s sirens failed. Flooding closed the Çay road.",
    "two": "Floods: the road to Cay is closed, and the dam holds.",
    "three": "A river board; no flood, no road.",
    "four": "Half of the 1,200 workers of the state-owned plant left.",
}


def index_of(texts):
    return build((key, (text,)) for key, text in texts.items())


def keys(question: str, texts=TEXTS, **more) -> set[str]:
    return set(rank(index_of(texts), parse(question), limit=99, **more).keys)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("flood", {"one", "two", "three"}),
        ("FLOODED", {"one", "two", "three"}),
        ('"flood"', {"three"}),
        ("flood dam", {"one", "two"}),
        ("çay", {"one", "two"}),
        ("dam", {"one", "two"}),
        ("flood -dam", {"three"}),
        ('"the dam"', {"one", "two"}),
        ("“the road to”", {"two"}),
        ('"closed the"', {"one"}),
        ('"the closed"', set()),
        ("sir*", {"one"}),
        ('"the da*"', {"one", "two"}),
        ("1,200", {"four"}),
        ("state-owned", {"four"}),
        ("owned-state", set()),
        ('-"no flood" flood', {"one", "two"}),
    ],
)
def test_a_question_finds_what_it_says(question, expected):
    found = rank(index_of(TEXTS), parse(question), limit=99)
    assert set(found.keys) == expected
    assert found.total == len(expected)


def test_where_nothing_has_all_words_what_has_some_is_given_and_said():
    found = rank(index_of(TEXTS), parse("sirens workers zebra"), limit=99)
    assert set(found.keys) == {"one", "four"}
    assert not found.has_all
    assert rank(index_of(TEXTS), parse("zebra"), limit=9).keys == []


def test_only_what_is_allowed_is_found():
    assert keys("flood", allowed={"two", "four"}) == {"two"}


@pytest.mark.parametrize("question", ["", "   ", "-flood", "*", '""', "— …"])
def test_a_question_without_a_word_is_refused(question):
    with pytest.raises(QueryError, match="give at least one"):
        parse(question)


def test_the_rarer_word_and_the_shorter_text_weigh_more():
    texts = {"long": "storm " + "calm " * 50, "short": "storm calm", "other": "calm calm calm"}
    assert rank(index_of(texts), parse("storm"), limit=9).keys == ["short", "long"]
    scores = {word: rank(index_of(texts), parse(word), limit=1).scores[0] for word in ("storm", "calm")}
    assert scores["storm"] > scores["calm"]


def test_a_phrase_does_not_run_from_one_field_into_the_next():
    index = build([("one", ("the red", "boat sank"))])
    assert rank(index, parse('"red boat"'), limit=9).total == 0
    assert rank(index, parse("red boat"), limit=9).has_all


def test_a_version_without_texts_is_an_index_without_hits():
    assert rank(build([]), parse("flood"), limit=9).keys == []
    assert rank(build([("one", ("",))]), parse("flood -dam"), limit=9).keys == []


SOME = st.lists(st.sampled_from(["dam", "dams", "road", "roads", "rain", "Çay", "cay"]), max_size=12).map(" ".join)


@given(st.dictionaries(st.sampled_from("abcdef"), SOME, min_size=1), st.sampled_from(["dam", "road rain", "cay dam"]))
def test_scores_are_those_of_the_formula(texts, question):
    """Okapi BM25 written out for one text at a time."""
    read = {key: [stem(fold(word)) for word in text.split()] for key, text in texts.items()}
    mean = max(1.0, sum(map(len, read.values())) / len(read))
    expected = {}
    for key, text in read.items():
        score = 0.0
        for word in map(stem, question.split()):
            holding = sum(word in each for each in read.values())
            times = Counter(text)[word]
            rarity = math.log(1 + (len(read) - holding + 0.5) / (holding + 0.5))
            score += rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * len(text) / mean))
        if all(stem(word) in text for word in question.split()):
            expected[key] = score
    found = rank(index_of(texts), parse(question), limit=99)
    if expected:
        assert dict(zip(found.keys, found.scores, strict=True)) == pytest.approx(expected)
        assert found.scores == sorted(found.scores, reverse=True)
    else:
        assert not found.has_all or not found.keys


@given(
    st.lists(SOME, min_size=1, max_size=5), st.lists(st.sampled_from(["dam", "road", "rain"]), min_size=1, max_size=3)
)
def test_a_phrase_stands_where_its_words_follow_each_other(texts, phrase):
    term = Term(tuple((word, "exact") for word in phrase))
    found = occurrences(build((str(n), (text,)) for n, text in enumerate(texts)), term)
    expected = [
        (number, place)
        for number, text in enumerate(texts)
        for place in range(len(text.split()))
        if [fold(word) for word in text.split()][place : place + len(phrase)] == phrase
    ]
    assert [(int(each >> UNIT), int(each & (2**UNIT - 1))) for each in found] == expected


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text):
    last = 0
    for word in words(text):
        assert last <= word.start < word.end <= len(text)
        assert word.folded in fold(text[word.start : word.end]).split()
        last = word.start


# --- passages -----------------------------------------------------------------------------


def test_a_passage_marks_the_forms_and_phrases_of_the_question():
    text = TEXTS["one"]
    found = passage(text, parse('flood "cay road" sirens'))
    assert [text[start:end] for start, end in found.hits] == ["sirens", "Flooding", "Çay road"]
    assert "".join(part for part, _ in found.parts(text)) == text


def test_a_long_text_is_cut_to_where_most_of_the_words_are():
    text = "rain " * 100 + "The dam broke and the road sank. " + "rain " * 100 + "dam " * 3
    found = passage(text, parse("road dam"), width=80)
    shown = text[found.start : found.end]
    assert "dam broke and the road" in shown
    assert len(shown) <= 80
    parts = found.parts(text)
    assert parts[0] == ("… ", "")
    assert parts[-1] == (" …", "")
    assert [part for part, role in parts if role == "hit"] == ["dam", "road"]


@given(st.text(alphabet="ab é.\n", max_size=300), st.sampled_from(["a", "b é", '"a b"']), st.integers(5, 60))
def test_a_passage_lies_in_the_text_and_its_hits_in_it(text, question, width):
    found = passage(text, parse(question), width)
    assert 0 <= found.start <= found.end <= len(text)
    assert all(found.start <= start < end <= found.end for start, end in found.hits)
    inner = "".join(part for part, _ in found.parts(text)).removeprefix("… ").removesuffix(" …")
    assert inner == text[found.start : found.end] or not text.strip()


# --- kept indexes -------------------------------------------------------------------------


def lazy(claims: dict[str, str]):
    frame = pl.DataFrame({"claim_id": list(claims), "claim_text": list(claims.values())}, schema_overrides={})
    return lambda name: frame.lazy()


def test_an_index_is_made_once_and_read_again_as_it_was(tmp_path):
    first, kept = open_index(tmp_path, "v1-aa-bb", "claims", lazy(TEXTS))
    assert kept
    again, _ = open_index(tmp_path, "v1-aa-bb", "claims", lazy({}))
    assert rank(again, parse("flood road"), limit=9) == rank(first, parse("flood road"), limit=9)
    assert np.array_equal(again.places, first.places)


def test_what_was_left_unfinished_or_no_longer_stands_is_removed(tmp_path):
    for name in ("v1-aa-bb", "v2-cc-bb"):
        open_index(tmp_path, name, "claims", lazy(TEXTS))
    left = tmp_path / "v2-cc-bb" / ".tmp-left"
    left.mkdir()
    open_index(tmp_path, "v3-dd-bb", "claims", lazy(TEXTS), standing=lambda: {"v2-cc", "v3-dd"})
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["v2-cc-bb", "v3-dd-bb"]
    assert not left.exists()


def test_an_index_that_cannot_be_read_is_made_anew(tmp_path):
    open_index(tmp_path, "v1-aa-bb", "claims", lazy(TEXTS))
    (tmp_path / "v1-aa-bb" / "claims" / "places.npy").write_bytes(b"torn")
    for _ in range(2):
        index, kept = open_index(tmp_path, "v1-aa-bb", "claims", lazy(TEXTS))
        assert kept
        assert rank(index, parse("flood"), limit=9).total == 3


def test_few_indexes_are_kept(tmp_path):
    for number in range(6):
        open_index(tmp_path, f"v{number}-aa-bb", "claims", lazy(TEXTS))
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["v3-aa-bb", "v4-aa-bb", "v5-aa-bb"]


def test_where_nothing_can_be_kept_the_index_is_still_made(tmp_path):
    (tmp_path / "search").write_text("no folder")
    index, kept = open_index(tmp_path / "search", "v1-aa-bb", "claims", lazy(TEXTS))
    assert not kept
    assert rank(index, parse("flood"), limit=9).total == 3


def test_an_index_that_fails_to_be_written_leaves_nothing(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(np, "save", full)
    _, kept = open_index(tmp_path, "v1-aa-bb", "claims", lazy(TEXTS))
    assert not kept
    assert list((tmp_path / "v1-aa-bb").iterdir()) == []
