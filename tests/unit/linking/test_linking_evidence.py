"""What is looked for in the text of an article is found however quickly it is looked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking import evidence

CUES = (
    *("citing", "cites", "cited by", "quoting", "quotes", "quoted by", "according to", "reported by", "published by"),
    *("revealed by", "told", "report by", "reports in", "report from", "reference to", "interview with", "spoke to"),
    *("spoke with", "speaking to", "broken by", "seen by", "obtained by", "reviewed by", "viewed by", "shared with"),
    *("interviewed by", "reported", "reporting", "said", "says", "writes", "wrote", "revealed", "reveals", "learned"),
    *("noted", "notes", "was the first to tell", "broke", "independently confirmed", "separately verified"),
)
BESIDE = ("Northwire", "us", "this paper", "the daily", "it", "lantern.example", "at 3.5", "by.", "ı")
TEXTS = st.lists(st.sampled_from([*CUES, *BESIDE]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("pattern", "quick"),
    [
        (evidence._CITED_AFTER, lambda text: evidence._has(text, evidence._CUED)),
        (evidence._TOLD_SELF, lambda text: evidence._has(text, evidence._CUED)),
        (evidence._CONFIRMED, lambda text: evidence._has(text, evidence._APART)),
        (evidence._CITED_BEFORE, lambda text: any(word in text for word in evidence._REPORTED)),
        (evidence._LINK, evidence._DOTTED.search),
    ],
)
@given(text=TEXTS, case=st.sampled_from([str, str.upper, str.title, lambda text: text.replace("i", "ı")]))
def test_a_text_that_holds_what_is_looked_for_is_never_passed_over(pattern, quick, text: str, case) -> None:
    if pattern.search(case(text)):
        assert quick(case(text))


def test_every_cue_is_found() -> None:
    for cue in CUES[:26]:
        assert evidence._CITED_AFTER.search(f"{cue} the daily Northwire"), cue
    for cue in CUES[26:37]:
        assert evidence._CITED_BEFORE.search(f"Northwire {cue}"), cue
