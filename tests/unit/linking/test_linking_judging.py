"""Pairs judged all at once come to what each comes to alone."""

from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.linking import wording
from pipelines.linking.features import features, term_weights
from pipelines.linking.judging import judged
from pipelines.linking.similarity import Kind, judge
from pipelines.linking.wording import Wordings

KINDS = {"orsk-lund": Kind("person", "XV"), "mira-tolen": Kind("person", "XV"), "karsia": Kind("place", "XK")}
CONTENTS = (
    "The ferry company dismissed 14 workers at its northern yard",
    "The ferry company will dismiss eleven workers of the northern yard without notice",
    "Mira Tolen dismissed the workers of the northern yard",
    "Orsk Lund dismissed the workers of the northern yard until May 2, 2031",
    "I will not leave the yard",
    "No comment on the northern yard",
)
HOW: list[dict[str, Any]] = [
    {},
    {"counts": ((14.0, "workers"),)},
    {"counts": ((11.0, "workers"), (2.0, "yards"))},
    {"polarity": "negated"},
    {"subject": "orsk-lund"},
    {"subject": "mira-tolen"},
    {"about": (date(2031, 5, 2), date(2031, 5, 2))},
    {"about": (date(2031, 5, 9), date(2031, 5, 12))},
    {"claim_type": "direct", "speaker": "Orsk Lund", "speaker_id": "orsk-lund", "kind": "person", "cue": "said"},
    {"claim_type": "direct", "speaker": "Mira Tolen", "speaker_id": "mira-tolen", "kind": "person", "cue": "said"},
    {"claim_type": "no_comment", "speaker": "Karsia", "speaker_id": "karsia", "kind": "government"},
]
SAID = st.tuples(st.sampled_from(CONTENTS), st.sampled_from(HOW), st.sampled_from([1, 4, 20, None]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SAID, min_size=2, max_size=7))
def test_pairs_are_judged_together_as_each_is_alone(newsroom, said) -> None:
    for name in ("articles", "mentions", "attributions", "quantities", "entity_mentions"):
        getattr(newsroom, name).clear()
    for content, how, day in said:
        newsroom.says(newsroom.article(day=day and date(2031, 5, day)), content, **how)
    frames = newsroom.frames()
    found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    weights, pairs = term_weights(found), np.array(list(combinations(range(len(found)), 2)), np.int32)
    likenesses = np.linspace(0, 1, len(pairs))
    scores, vetoed = judged(found, pairs, weights, KINDS, likenesses, Wordings(found, weights))
    expected = [
        judge(found[i], found[j], weights, KINDS, likeness)
        for (i, j), likeness in zip(pairs.tolist(), likenesses.tolist(), strict=True)
    ]
    assert scores.tolist() == pytest.approx([one.score for one in expected], abs=1e-12)
    assert vetoed.tolist() == [one.veto is not None for one in expected]


def test_every_word_has_a_character_of_its_own() -> None:
    numbers = np.array([0, 1, 55_000, 56_000, 900_000], np.int32)
    signs = wording._signs(np.repeat(numbers, 2))
    assert len(signs) == 10
    assert [signs[at] == signs[at + 1] for at in range(9)] == [True, False] * 4 + [True]
