"""One quotation in two wordings."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking.quotes import _kind, _may_be_one, difference

LUND = {"claim_type": "direct", "speaker": "Orsk Lund", "speaker_id": "orsk-lund", "kind": "person", "cue": "said"}
TOLEN = {"claim_type": "direct", "speaker": "Mira Tolen", "speaker_id": "mira-tolen", "kind": "person", "cue": "said"}
WORDS = "We would like to keep every berth open and I will do what it takes"


@pytest.mark.parametrize(
    ("other", "how", "kind"),
    [
        (WORDS, LUND, "same"),
        ("we would like to keep every berth open, and I will do what it takes", LUND, "same"),
        ("I will do what it takes", LUND, "truncated"),
        ("We want to keep every berth open and I will do what it takes", LUND, "reworded"),
        (WORDS, TOLEN, "reattributed"),
        ("We want to keep all of it and he will do what it needs", TOLEN, None),
        ("The harbour has seen worse and I will do what it takes to paint the town hall blue", LUND, None),
        (WORDS, {**LUND, "claim_type": "indirect"}, None),
    ],
)
def test_kinds(newsroom, other, how, kind) -> None:
    newsroom.says(newsroom.article(), WORDS, **LUND)
    newsroom.says(newsroom.article(), other, **how)
    assert newsroom.link().quote_variants["kind"].to_list() == ([kind] if kind else [])


def test_a_partly_quoted_content_is_compared_by_its_quoted_words(newsroom) -> None:
    newsroom.says(newsroom.article(), WORDS, **LUND)
    newsroom.says(newsroom.article(), "the town “will do what it takes” this year", **{**LUND, "claim_type": "mixed"})
    [row] = newsroom.link().quote_variants.to_dicts()
    assert row["kind"] == "truncated"


def test_each_pair_stands_once_and_never_within_an_article(newsroom) -> None:
    article = newsroom.article()
    quotes = [newsroom.says(newsroom.article(), WORDS, **LUND) for _ in range(3)]
    newsroom.says(article, WORDS, **LUND)
    newsroom.says(article, WORDS, **LUND)
    found = newsroom.link().quote_variants.select("mention_id", "other_mention_id").rows()
    assert all(one < other for one, other in found)
    assert {tuple(sorted(pair)) for pair in combinations(quotes, 2)} <= set(found)
    assert len(found) == 3 + 3 * 2


def test_a_quotation_that_a_revision_leaves_as_it_was_is_no_variant_of_itself(newsroom) -> None:
    newsroom.says(newsroom.article(), WORDS, **LUND)
    revision = newsroom.articles[0]["article_id"][:-1] + "f"
    newsroom.articles.append(newsroom.articles[0] | {"article_id": revision, "revision": 2})
    newsroom.mentions.append(newsroom.mentions[0] | {"article_id": revision, "mention_id": "men-" + "2" * 24})
    other = newsroom.says(newsroom.article(), WORDS, **LUND)
    found = newsroom.link().quote_variants.select("mention_id", "other_mention_id").rows()
    assert len(found) == 2
    assert all(other in pair for pair in found)


def test_the_difference_is_told_word_by_word() -> None:
    told = difference(["they", "would", "like", "to", "meet"], ["they", "want", "to", "meet", "me"])
    assert told == "they [-would like-] {+want+} to meet {+me+}"


WORDINGS = st.lists(st.sampled_from(["we", "shall", "not", "sell"]), min_size=1, max_size=12)


@given(WORDINGS, WORDINGS, st.floats(0, 1), st.sampled_from([True, False, None]))
def test_what_is_passed_over_unread_is_no_variant_whoever_says_it(one, other, likeness, same_speaker) -> None:
    sure = 1.0 if one == other else likeness
    if _kind(one, other, sure, same_speaker) is not None:
        assert _may_be_one(one, other, sure)
