"""Claims that stand alone: content in its article → wording. All sentences are invented."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines.normalisation.definites import described

# text, content, source, cue, values of the mention, wording
WORDINGS: list[tuple[str, str, str | None, str | None, dict[str, Any], str]] = [
    (
        "[PERSON Lena Kovar] said she would resign.",
        "she would resign", "Lena Kovar", "said", {},
        "Lena Kovar would resign",
    ),
    (
        "[ORG Corvel Motors] said it would close two plants.",
        "it would close two plants", "Corvel Motors", "said", {"source_kind": "organisation"},
        "Corvel Motors would close two plants",
    ),
    (
        "The [ORG Harbour Board] met. The Harbour Board said it had no money.",
        "it had no money", "Harbour Board", "said", {"source_kind": "organisation"},
        "The Harbour Board had no money",
    ),
    (
        "[ORG Corvel Motors] said it was too late to appeal.",
        "it was too late to appeal", "Corvel Motors", "said", {"source_kind": "organisation"},
        "It was too late to appeal",
    ),
    (
        "[PERSON Lena Kovar] said it would rain.",
        "it would rain", "Lena Kovar", "said", {"subject_text": "Mira Solen"},
        "It would rain",
    ),
    (
        "[PERSON Lena Kovar] met [PERSON Mira Solen]. She said he’s ill.",
        "he’s ill", "She", "said", {"referent": "Lena Kovar", "subject_text": "Lena Kovar"},
        "Lena Kovar is ill",
    ),
    (
        "[PERSON Lena Kovar] won. On Sunday she had lost.",
        "On Sunday she had lost", None, None, {"subject_text": "Lena Kovar"},
        "On Sunday [2025-08-03] Lena Kovar had lost",
    ),
    (
        "“It is a fine mill,” [PERSON Lena Kovar] said of [ORG Corvel Motors].",
        "It is a fine mill", "Lena Kovar", "said", {"claim_type": "direct", "subject_text": "Corvel Motors"},
        "It [Corvel Motors] is a fine mill",
    ),
    (
        "“I will pay,” [PERSON Lena Kovar] said.",
        "I will pay", "Lena Kovar", "said", {"claim_type": "direct"},
        "I [Lena Kovar] will pay",
    ),
    (
        "The mill reopened in November.",
        "The mill reopened in November", None, None, {},
        "The mill reopened in November [2024-11]",
    ),
    (
        "Last year the mill lost money.",
        "Last year the mill lost money", None, None, {},
        "Last year [2024] the mill lost money",
    ),
    (
        "The mill was built in the 1990s.",
        "The mill was built in the 1990s", None, None, {},
        "The mill was built in the 1990s",
    ),
    (
        "The mill is believed to have lost money.",
        "The mill is believed to have lost money", None, "is believed", {},
        "The mill is believed to have lost money",
    ),
    (
        "[ORG Corvel Motors] said it was a great shame the plant had closed.",
        "it was a great shame the plant had closed", "Corvel Motors", "said", {"source_kind": "organisation"},
        "It was a great shame the plant had closed",
    ),
    (
        "[ORG Corvel Motors] said it was the first it had heard of a sale.",
        "it was the first it had heard of a sale", "Corvel Motors", "said", {"source_kind": "organisation"},
        "It was the first it had heard of a sale",
    ),
    (
        "The [ORG Corvel] Delta is a car. Corvel said it had no plans.",
        "it had no plans", "Corvel", "said", {"source_kind": "organisation"},
        "Corvel had no plans",
    ),
    (
        "Supporters said it would help the harbour.",
        "it would help the harbour", "Supporters", "said", {"source_kind": "organisation"},
        "It would help the harbour",
    ),
    (
        "A pilots' union said it would strike.",
        "it would strike", "A pilots' union", "said", {"source_kind": "organisation"},
        "A pilots' union would strike",
    ),
    (
        "[ORG Corvel] paid. “It’s the bravest move yet,” [PERSON Lena Kovar] said.",
        "It’s the bravest move yet", "Lena Kovar", "said", {"claim_type": "direct", "subject_text": "Corvel"},
        "It’s the bravest move yet",
    ),
    (
        "[ORG Corvel] paid. “It paid us late,” [PERSON Lena Kovar] said.",
        "It paid us late", "Lena Kovar", "said", {"claim_type": "direct", "subject_text": "Corvel"},
        "It [Corvel] paid us [Lena Kovar] late",
    ),
    (
        "Many pilots threatened to leave the harbour.",
        "to leave the harbour", "Many pilots", "threatened", {"source_kind": "organisation"},
        "[many pilots] to leave the harbour",
    ),
    (
        "The mayor threatened to close the harbour.",
        "to close the harbour", "The mayor", "threatened", {},
        "[the mayor] to close the harbour",
    ),
    (
        "“That is for the court,” [PERSON Lena Kovar] said.",
        "That is for the court", "Lena Kovar", "said", {"claim_type": "direct"},
        "That is for the court",
    ),
    (
        "“that is for the court,” [PERSON Lena Kovar] said.",
        "that is for the court", "Lena Kovar", "said", {"claim_type": "direct"},
        "That is for the court",
    ),
    (
        "“The me-and-you tale bores us,” [PERSON Lena Kovar] said.",
        "The me-and-you tale bores us", "Lena Kovar", "said", {"claim_type": "direct"},
        "The me-and-you tale bores us [Lena Kovar]",
    ),
    (
        "Friday's talks failed.",
        "Friday's talks failed", None, None, {},
        "Friday's [2025-08-08] talks failed",
    ),
    (
        "Water ran from the Marrel dam. The mayor said the dam was old.",
        "the dam was old", "The mayor", "said", {},
        "The dam [Marrel dam] was old",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "content", "source", "cue", "values", "wording"), WORDINGS)
def test_claim_text_stands_alone(
    marked: str,
    content: str,
    source: str | None,
    cue: str | None,
    values: dict[str, Any],
    wording: str,
    story: Callable[..., Any],
    run: Callable[..., Any],
) -> None:
    one = story("a.txt", marked).claim(content, source, cue, **values)
    assert run([one]).normalised_mentions["claim_text"].to_list() == [wording]


@pytest.mark.parametrize(
    ("before", "wording", "expected"),
    [
        ("A deal with Aldoria was near.", "The deal failed", "The deal [deal with Aldoria] failed"),
        ("The Marrel bridge and the Ostin bridge fell.", "The bridge was old", "The bridge was old"),
        ("A new bridge was built.", "The bridge was old", "The bridge was old"),
        ("The Marrel bridge fell.", "The bridge of Ostin was old", "The bridge of Ostin was old"),
        ("The Marrel bridge fell.", "The bridge workers struck", "The bridge workers struck"),
        ("The Aldorian company paid.", "The company denied it", "The company denied it"),
        ("By contrast bridges at Marrel stood.", "The bridges fell", "The bridges fell"),
        ("The Marrel bridge fell.", "The bridge at Marrel, the bridge fell", "The bridge at Marrel, the bridge fell"),
    ],
)
def test_definite_phrases_take_the_one_fuller_description(before: str, wording: str, expected: str) -> None:
    assert described(wording, before) == expected


@pytest.mark.parametrize(
    ("content", "wording"),
    [
        ("it agreed to pay", "Corvel Motors agreed to pay"),
        ("it has not decided whether to sue", "Corvel Motors has not decided whether to sue"),
        ("it was forced to close", "Corvel Motors was forced to close"),
        ("it is likely to close", "Corvel Motors is likely to close"),
        ("it was told that the road is shut", "Corvel Motors was told that the road is shut"),
        ("it is likely that rain will come", "It is likely that rain will come"),
        ("it is unclear whether rain will come", "It is unclear whether rain will come"),
        ("it has emerged that rain will come", "It has emerged that rain will come"),
        ("it would be hard to stay", "It would be hard to stay"),
        ("it's hard to compete", "It's hard to compete"),
        ("it was the first time since the flood", "It was the first time since the flood"),
        ("it’s losing money", "Corvel Motors is losing money"),
    ],
)
def test_it_is_the_speaker_where_it_speaks_of_a_thing(
    content: str, wording: str, story: Callable[..., Any], run: Callable[..., Any]
) -> None:
    one = story("a.txt", f"[ORG Corvel Motors] said {content}.")
    one.claim(content, "Corvel Motors", "said", source_kind="organisation")
    assert run([one]).normalised_mentions["claim_text"].to_list() == [wording]


def test_a_clock_beside_its_day_is_dated_once(story: Callable[..., Any], run: Callable[..., Any]) -> None:
    one = story("a.txt", "The gates broke at 02:10 on Sunday.").claim("The gates broke at 02:10 on Sunday")
    wordings = run([one]).normalised_mentions["claim_text"].to_list()
    assert wordings == ["The gates broke at 02:10 on Sunday [2025-08-03]"]
