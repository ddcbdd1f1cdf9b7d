"""Variants of a quotation: a table of wordings, and how the search for them grows."""

import pytest

from pipelines.linking.features import Features
from pipelines.linking.quotes import candidate_pairs, quote_variants

LUND, TOLEN = "orsk-lund", "mira-tolen"
FERRY = "We will not sell the ferry to anyone, not this year and not next year"


def said(number: int, words: str, speaker: str | None) -> Features:
    """A quotation in an article of its own."""
    identity = f"{number:024x}"
    return Features(
        mention_id=f"men-{identity}",
        mention_key=f"key-{identity}",
        article_id=f"art-{identity}",
        rank=0,
        published=None,
        sentence=(0, 1),
        content=(0, 1),
        text="",
        words=(),
        sorted_text="",
        terms=frozenset(),
        entities=frozenset(),
        subject=None,
        numbers=(),
        polarity="positive",
        modality="asserted",
        claim_type="direct",
        about=None,
        source=speaker,
        quote=" ".join(words.lower().replace(",", " ").replace(".", " ").replace("’", " ").split()),
        of_its_source=False,
    )


@pytest.mark.parametrize(
    ("one", "speaker", "other", "other_speaker", "kind"),
    [
        # the same
        (FERRY, LUND, FERRY, LUND, "same"),
        (FERRY, LUND, FERRY, None, "same"),
        (FERRY, LUND, "we will not sell the ferry to anyone. Not this year, and not next year.", LUND, "same"),
        ("The pier stays open", LUND, "the pier stays open", LUND, "same"),
        # words left out
        (FERRY, LUND, "We will not sell the ferry", LUND, "truncated"),
        (FERRY, LUND, "not this year and not next year", LUND, "truncated"),
        (FERRY, LUND, "sell the ferry to anyone", LUND, "truncated"),
        (FERRY, LUND, "We will not sell the ferry to anyone, not next year", LUND, "truncated"),
        (FERRY, LUND, "We will not sell the ferry, not this year and not next year", LUND, "truncated"),
        (FERRY, None, "We will not sell the ferry", None, "truncated"),
        ("I have said it before and I say it again: the toll must go", LUND, "the toll must go", LUND, "truncated"),
        # other words
        (FERRY, LUND, "We will never sell the ferry to anyone, not this year and not next year", LUND, "reworded"),
        (FERRY, LUND, "We won’t sell the ferry to anyone, not this year and not the next", LUND, "reworded"),
        (FERRY, LUND, "Not this year and not next year will we sell the ferry to anyone", LUND, "reworded"),
        ("The harbour has waited long enough", LUND, "The harbour has waited too long", LUND, "reworded"),
        ("They lied to us about the dam", LUND, "They have lied to us about the dam", LUND, "truncated"),
        ("Everything that we built is gone", LUND, "All that we built is gone", LUND, "reworded"),
        ("Nobody asked the fishermen of the bay", LUND, "No one asked the fishermen of the bay", LUND, "reworded"),
        ("This toll is theft, plain and simple", LUND, "This toll is plain and simple theft", LUND, "reworded"),
        (FERRY, None, "We will never sell the ferry to anyone, not this year and not next year", LUND, "reworded"),
        ("The dam is safe and sound", LUND, "The dam is not safe and sound", LUND, "truncated"),
        # another speaker
        (FERRY, LUND, FERRY, TOLEN, "reattributed"),
        (FERRY, LUND, "We will not sell this ferry to anyone, not this year and not next year", TOLEN, "reattributed"),
        (FERRY, LUND, "We will not sell the ferry to anyone", TOLEN, "reattributed"),
        (FERRY, LUND, FERRY, "the mayor of the port", "same"),
        (FERRY, LUND, FERRY, "mayor", "same"),
        # two quotations
        (FERRY, LUND, "We will sell the old pier to the first who asks", LUND, None),
        (FERRY, LUND, "sell the ferry", LUND, None),
        (FERRY, LUND, "not this year and not next year", TOLEN, None),
        ("The harbour has waited long enough", None, "The harbour has waited too long", LUND, None),
        ("It is what it is and we go on", LUND, "It is what we do and who we are", LUND, None),
        ("Thank you all very much for coming", LUND, "Thank you all for the flowers and the song", LUND, None),
        ("The dam held and the town slept", LUND, "The toll goes up in spring", LUND, None),
        ("I do not know what the board will do", LUND, "I do not know why the board left the room", TOLEN, None),
        ("No comment at all", LUND, "No comment at present", TOLEN, None),
    ],
)  # fmt: skip
def test_wordings(one, speaker, other, other_speaker, kind) -> None:
    rows = quote_variants([said(1, one, speaker), said(2, other, other_speaker)], {})
    assert rows["kind"].to_list() == ([kind] if kind else [])


def test_what_is_removed_and_added_is_marked() -> None:
    quotes = [said(1, FERRY, LUND), said(2, "We will never sell the ferry to anyone, not this year", LUND)]
    [row] = quote_variants(quotes, {}).to_dicts()
    assert row["detail"] == "we will [-not-] {+never+} sell the ferry to anyone not this year [-and not next year-]"


def test_a_quotation_that_every_paper_prints_is_still_found() -> None:
    prints = [said(number, FERRY, LUND) for number in range(70)]
    other = said(99, "We will never sell the ferry to anyone, not this year and not next year", LUND)
    kinds = quote_variants([*prints, other], {})["kind"].to_list()
    assert (kinds.count("same"), kinds.count("reworded"), len(kinds)) == (69, 70, 139)


def test_the_search_does_not_grow_with_the_square() -> None:
    words = [f"{a}{b}" for a in "bdfgklmnprst" for b in ("ana", "eto", "iru", "ola", "ume")]

    def compared(size: int) -> int:
        """Pairs compared among so many quotations, three in a row of which share their words."""
        wordings = []
        for n in range(size):
            third = n // 3
            spoken = [f"{words[(third * k * 7 + k * k) % len(words)]}{third}" for k in range(1, 13)]
            wordings.append((*spoken, f"end{n}"))
        return len(candidate_pairs(wordings))

    assert compared(400) > 0
    assert compared(3200) <= 10 * compared(400)
