"""The figures: what counts as found, right, joined, and what a second annotator forgives."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation.clusters import ACROSS, WITHIN_AND_ACROSS
from pipelines.evaluation.evaluate import compare
from pipelines.evaluation.placing import Placed
from pipelines.evaluation.readings import FIELDS, Article, Reading
from pipelines.evaluation.spans import Counts
from pipelines.evaluation.tables import summary
from pipelines.reference import load_reference

REFERENCE = load_reference()
WORDS = [f"word{at:02d}" for at in range(40)]
TEXT = " ".join(WORDS) + "."
ARTICLES = {name: Article(name, TEXT) for name in ("a.txt", "b.txt", "c.txt")}


def said(first: int, last: int, doc: str = "a.txt", **fields) -> Reading:
    """A reading of the words from ``first`` to ``last``, inclusive."""
    given = {"type": "indirect", "speaker": "Mira Tolvan", "modality": "asserted", **fields}
    return Reading(doc, TEXT.index(WORDS[first]), TEXT.index(WORDS[last]) + len(WORDS[last]), **given)


def scored(gold, found, second=(), docs=("a.txt", "b.txt")):
    return compare(ARTICLES, Placed(tuple(gold), frozenset(docs)), found, REFERENCE, second=second)


def counts(evaluation, stratum="all", overlap="0.5"):
    return evaluation.detection[stratum].spans[overlap]


def test_what_is_found_exactly_is_right_in_every_figure():
    gold = [
        said(0, 5, group="g", about_time="2031", anonymous=False, polarity="positive", conflicts=("h",)),
        said(8, 9, "b.txt", type="no_comment", group="h", confidence=None),
        said(12, 19, type="narrator", speaker=None, group="g"),
    ]
    result = scored(gold, [replace(each, confidence=1.0) for each in gold])
    for one in result.detection.values():
        assert {counted.f1 for counted in one.spans.values()} == {1.0}
        assert one.characters.f1 == 1.0
    assert {share.share for shares in result.fields.values() for share in shares.values()} == {1.0}
    assert (result.about_time.precision, result.about_time.recall) == (1.0, 1.0)
    assert {(one.right, one.missed) for one in result.speakers.values()} == {(2, 0)}
    assert result.linking[WITHIN_AND_ACROSS].pairs == Counts(1, 0, 0)
    assert result.linking[WITHIN_AND_ACROSS].conflicts == Counts(1, 0, 0)
    assert result.linking[ACROSS].pairs == Counts(0, 0, 0)
    assert result.linking[ACROSS].b_cubed.f1 == 1.0
    assert result.reliability.expected_calibration_error == 0.0
    assert not result.examples


def test_strata_count_a_match_by_the_annotated_type_and_the_rest_by_their_own():
    gold = [said(0, 5, type="mixed"), said(10, 12, type="direct")]
    found = [said(0, 5, type="direct"), said(20, 22, type="narrator", speaker=None), said(30, 33, type="direct")]
    result = scored([*gold, said(38, 39, type="narrator")], found)
    assert counts(result) == Counts(1, 2, 2)
    assert counts(result, "mixed") == Counts(1, 0, 0)
    assert counts(result, "direct") == Counts(0, 1, 1)
    assert counts(result, "narrator") == Counts(0, 1, 1)
    assert counts(result, "attributed") == Counts(1, 1, 1)
    assert result.fields["type"]["mixed"].right == 0
    assert result.fields["speaker"]["all"].right == 1


@pytest.mark.parametrize(
    ("last", "right"), [(5, (1, 1, 1)), (4, (1, 1, 1)), (3, (1, 1, 0)), (2, (1, 0, 0)), (1, (1, 0, 0)), (0, (0, 0, 0))]
)
def test_overlap_decides_from_which_bounds_on_a_content_is_the_same(last, right):
    result = scored([said(0, 5)], [said(0, last)])
    assert tuple(counts(result, overlap=least).right for least in ("0.3", "0.5", "0.8")) == right


def test_characters_are_letters_and_digits_of_all_pieces():
    pieces = (said(0, 0), said(5, 5))
    found = replace(said(0, 5), pieces=tuple((each.start, each.end) for each in pieces))
    characters = scored([said(0, 5)], [found]).detection["all"].characters
    assert (characters.precision, characters.recall) == (1.0, pytest.approx(2 / 6))


def test_articles_that_nobody_annotated_are_left_out_and_those_without_claims_are_not():
    result = scored([said(0, 5)], [said(0, 5), said(0, 5, "b.txt"), said(0, 5, "c.txt")])
    assert (result.articles, result.articles_left_out, result.found, result.found_left_out) == (2, 1, 2, 1)
    assert counts(result).wrong == 1


def test_articles_from_which_nothing_was_read_are_named():
    unread = Article("b.txt", TEXT, unextracted_reason="language_without_model")
    annotation = Placed((said(0, 5, "b.txt"),), frozenset({"a.txt", "b.txt"}))
    result = compare({**ARTICLES, "b.txt": unread}, annotation, [], REFERENCE)
    assert result.unextracted == {"b.txt": "language_without_model"}
    assert any("b.txt (language_without_model)" in line for line in summary(result))


def test_an_annotation_without_narrator_claims_says_nothing_of_them():
    narrator = said(20, 25, type="narrator", speaker=None)
    result = scored([said(0, 5)], [said(0, 5), narrator])
    assert (counts(result).wrong, result.narrator_left_out) == (0, 1)
    assert scored([replace(said(0, 5), type=None)], [said(0, 5), narrator]).narrator_left_out == 0


def test_a_field_that_is_left_out_is_not_scored_and_one_that_is_null_is():
    silent = replace(said(0, 5), given=frozenset())
    result = scored([silent], [said(0, 5)])
    assert result.fields == {}
    assert result.about_time is None
    assert result.linking == {}
    null = replace(said(0, 5, speaker=None), given=frozenset(FIELDS))
    assert scored([null], [said(0, 5)]).fields["speaker"]["all"].right == 0


def test_chains_are_compared_before_the_speaker_and_whole():
    gold = said(0, 5, chain=("Bay Radio", "Mira Tolvan"))
    fields = scored([gold], [said(0, 5, chain=("Bay Radio",))]).fields
    assert (fields["chain"]["all"].right, fields["whole chain"]["all"].right) == (1, 1)
    fields = scored([gold], [said(0, 5, speaker="Dag Olin", chain=("Bay Radio", "Dag Olin"))]).fields
    assert (fields["chain"]["all"].right, fields["whole chain"]["all"].right) == (1, 0)
    fields = scored([gold], [said(0, 5, chain=("Mira Tolvan",))]).fields
    assert (fields["chain"]["all"].right, fields["whole chain"]["all"].right) == (0, 0)


def test_times_agree_by_a_common_day_and_by_half_of_them():
    gold = [said(0, 2, about_time="2031-05"), said(5, 8), said(10, 14, about_time="2031-05-06"), said(20, 22)]
    found = [said(0, 2, about_time="2031-05-06"), said(5, 8, about_time="2031"), said(10, 14), said(20, 22)]
    times = scored(gold, found).about_time
    assert (times.annotated, times.found, times.overlapping, times.same) == (2, 2, 1, 0)
    assert (times.precision, times.recall, times.recall_same) == (0.5, 0.5, 0.0)


def test_a_speaker_is_right_open_wrong_or_never_found():
    gold = [said(0, 2), said(5, 8), said(10, 14), said(20, 22), said(30, 31, speaker=None, type="narrator")]
    found = [said(0, 2, speaker="Tolvan"), said(5, 8, speaker="she", is_open=True), said(10, 14, speaker="Dag Olin")]
    (one,) = scored(gold, found).speakers.values()
    assert (one.right, one.open, one.wrong, one.missed, one.share) == (1, 1, 1, 1, pytest.approx(1 / 3))


def test_a_second_annotator_forgives_what_only_they_have_and_either_reading_is_right():
    gold, found = [said(0, 5, modality="asserted")], [said(0, 5, modality="hedged"), said(20, 25)]
    second = [said(0, 5, modality="hedged"), said(20, 25)]
    result = scored(gold, found, second)
    assert counts(result) == Counts(1, 0, 0, forgiven=1)
    assert result.fields["modality"]["all"].right == 1
    assert counts(scored(gold, found)) == Counts(1, 1, 0)


def test_a_duplicate_is_not_forgiven():
    gold = [said(0, 5)]
    result = scored(gold, [said(0, 5), said(0, 4)], second=[said(0, 5)])
    assert counts(result) == Counts(1, 1, 0)


def test_bounds_of_the_second_annotator_forgive_but_leave_the_mention_missed():
    result = scored([said(0, 9)], [said(0, 3)], second=[said(0, 3)])
    assert counts(result, overlap="0.5") == Counts(0, 0, 1, forgiven=1)


def test_confidence_is_held_against_what_is_right():
    gold = [said(0, 2), said(5, 8), said(10, 14)]
    found = [said(0, 2, confidence=0.95), said(5, 8, speaker="Olin", confidence=0.9), said(20, 22, confidence=0.65)]
    reliability = scored(gold, found).reliability
    high, low = reliability.bins[1], reliability.bins[0]
    assert (high.low, high.count, high.right, high.right_with_speaker) == (0.9, 2, 2, 1)
    assert (low.count, low.right, low.mean_confidence) == (1, 0, 0.65)
    assert reliability.expected_calibration_error == pytest.approx((2 * 0.075 + 0.65) / 3)
    cut = next(one for one in reliability.cuts if one.at == 0.8)
    assert (cut.kept, cut.counts) == (2, Counts(2, 0, 1))


def test_a_confidence_of_one_is_inside_the_last_bin():
    assert scored([said(0, 2)], [said(0, 2, confidence=1.0)]).reliability.bins[0].count == 1


GROUPS = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("pqr"), st.sampled_from(["a.txt", "b.txt"])),
    min_size=1,
    max_size=9,
)


@given(GROUPS)
def test_pairs_and_b_cubed_are_those_of_their_definitions(drawn):
    gold = [said(4 * at, 4 * at + 2, doc, group=group) for at, (group, _, doc) in enumerate(drawn)]
    found = [said(4 * at, 4 * at + 2, doc, group=claim) for at, (_, claim, doc) in enumerate(drawn)]
    linking = scored(gold, found).linking
    for name, asked in ((WITHIN_AND_ACROSS, lambda i, j: True), (ACROSS, lambda i, j: drawn[i][2] != drawn[j][2])):
        pairs = [pair for pair in itertools.combinations(range(len(drawn)), 2) if asked(*pair)]
        together = [(drawn[i][1] == drawn[j][1], drawn[i][0] == drawn[j][0]) for i, j in pairs]
        assert linking[name].pairs == Counts(
            together.count((True, True)), together.count((True, False)), together.count((False, True))
        )
        precision = 0.0
        for i in range(len(drawn)):
            ours = [j for j in range(len(drawn)) if j == i or (asked(i, j) and drawn[j][1] == drawn[i][1])]
            precision += sum(drawn[j][0] == drawn[i][0] for j in ours) / len(ours)
        assert linking[name].b_cubed.precision == pytest.approx(precision / len(drawn))


def test_what_was_not_found_is_alone_in_its_claim():
    gold = [said(0, 2, group="g"), said(5, 8, "b.txt", group="g")]
    linking = scored(gold, [said(0, 2, group="claim-1")]).linking[ACROSS]
    assert linking.pairs == Counts(0, 0, 1)
    assert (linking.b_cubed.precision, linking.b_cubed.recall) == (1.0, 0.5)


def test_the_worst_errors_come_first_with_their_words():
    gold = [said(0, 1), said(5, 9), said(15, 18, speaker="Mira Tolvan")]
    found = [
        said(20, 21, confidence=0.5),
        said(25, 26, confidence=0.9, cue="say"),
        said(15, 18, speaker="Dag Olin", confidence=0.8),
    ]
    examples = scored(gold, found).examples
    false, missed = examples["found but not annotated"], examples["annotated but not found"]
    assert [one.confidence for one in false] == [0.9, 0.5]
    assert [one.excerpt.words for one in missed] == ["word05 word06 word07 word08 word09", "word00 word01"]
    assert false[0].detail == "indirect, cue “say”, Mira Tolvan; confidence 0.90"
    assert examples["wrong speakers"][0].detail == "found: Dag Olin; annotated: Mira Tolvan"
    excerpt = missed[1].excerpt
    assert (excerpt.before, excerpt.after.startswith(" word02"), excerpt.after.endswith("…")) == ("", True, True)


def test_joined_and_parted_pairs_are_shown_once_a_group_first():
    gold = [
        said(4 * at, 4 * at + 2, doc, group=group)
        for at, (doc, group) in enumerate([("a.txt", "g"), ("b.txt", "g"), ("a.txt", "h"), ("b.txt", "k")])
    ]
    found = [replace(each, group=claim) for each, claim in zip(gold, ["1", "2", "1", "3"], strict=True)]
    examples = scored(gold, found).examples
    (joined,), (apart,) = examples["wrongly joined"], examples["wrongly apart"]
    assert joined.detail == "annotated: g and h"
    assert (apart.detail, apart.excerpt.doc, apart.other.doc) == ("annotated: both g", "a.txt", "b.txt")


def test_figures_can_be_written_down_with_and_without_words_of_articles():
    result = scored([said(0, 5), said(10, 12, "b.txt", group="g")], [said(0, 5), said(30, 35)])
    whole = json.loads(json.dumps(result.as_dict()))
    assert whole["detection"]["all"]["spans"]["0.5"] == {
        **{"right": 1, "wrong": 1, "missed": 1, "forgiven": 0},
        **{"precision": 0.5, "recall": 0.5, "f1": 0.5},
    }
    assert "word10" in json.dumps(whole)
    assert "word10" not in json.dumps(result.as_dict(examples=False))
