"""Layouts of quotations through the whole of extraction: contents, types and speakers; pieces of interrupted ones."""

from collections.abc import Callable

import pytest

from pipelines.extraction.mentions import Extracted

Said = tuple[str, str, str | None]
Case = tuple[str, str, list[Said]]

LAYOUTS: list[Case] = [
    # layout, text, (content, type, speaker)
    (
        "straight",
        '"The dam will hold," Ada Holt said.',
        [("The dam will hold", "direct", "Ada Holt")],
    ),
    (
        "curly",
        "“The dam will hold,” Ada Holt said.",
        [("The dam will hold", "direct", "Ada Holt")],
    ),
    (
        "single",
        "‘The dam will hold,’ Ada Holt said.",
        [("The dam will hold", "direct", "Ada Holt")],
    ),
    (
        "straight single",
        "'The dam will hold,' Ada Holt said.",
        [("The dam will hold", "direct", "Ada Holt")],
    ),
    (
        "guillemets",
        "«The dam will hold», Ada Holt said.",
        [("The dam will hold", "direct", "Ada Holt")],
    ),
    (
        "low-high",
        "„The dam will hold“, Ada Holt said.",
        [("The dam will hold", "direct", "Ada Holt")],
    ),
    (
        "nested",
        "“He told me ‘the dam will hold’ and left,” Ada Holt said.",
        [("He told me ‘the dam will hold’ and left", "direct", "Ada Holt")],
    ),
    (
        "interrupted",
        "“The dam,” Ada Holt said, “will hold until May.”",
        [("The dam,” Ada Holt said, “will hold until May", "direct", "Ada Holt")],
    ),
    (
        "interrupted inverted",
        "“The dam,” said Ada Holt, the mayor, “will hold until May.”",
        [("The dam,” said Ada Holt, the mayor, “will hold until May", "direct", "Ada Holt")],
    ),
    (
        "two sentences",
        "“The dam will hold,” Ada Holt said. “It was built well.”",
        [("The dam will hold", "direct", "Ada Holt"), ("It was built well", "direct", "Ada Holt")],
    ),
    (
        "multi para",
        "“The dam will hold until May.\n\n“It was built very well.\n\n“We trust it,” Ada Holt said.",
        [
            ("The dam will hold until May", "direct", "Ada Holt"),
            ("It was built very well", "direct", "Ada Holt"),
            ("We trust it", "direct", "Ada Holt"),
        ],
    ),
    (
        "multi para cue first",
        "Ada Holt said: “The dam will hold until May.\n\n“It was built very well.”",
        [("The dam will hold until May", "direct", "Ada Holt"), ("It was built very well", "direct", "Ada Holt")],
    ),
    (
        "unclosed",
        "Ada Holt said: “The dam will hold until May.\n\nThe port is shut, Peter Vale said.",
        [("The dam will hold until May", "direct", "Ada Holt"), ("The port is shut", "indirect", "Peter Vale")],
    ),
    (
        "scare",
        "Ada Holt said the “miracle” dam would hold.",
        [("the “miracle” dam would hold", "mixed", "Ada Holt")],
    ),
    (
        "nickname",
        "Peter “Rocky” Vale left the town in May.",
        [],
    ),
    (
        "title",
        "Ada Holt wrote the novel “The Dam of Tessel” in May.",
        [],
    ),
    (
        "no cue whole para",
        "Ada Holt opened the dam on Monday.\n\n“It will hold for a hundred years.”",
        [("It will hold for a hundred years", "direct", None)],
    ),
    (
        "carried",
        "Ada Holt said the dam would hold.\n\n“It was built very well.”",
        [("the dam would hold", "indirect", "Ada Holt"), ("It was built very well", "direct", "Ada Holt")],
    ),
    (
        "dash",
        "“The dam will hold until May.” – Ada Holt, mayor of Norland",
        [("The dam will hold until May", "direct", "Ada Holt")],
    ),
    (
        "em dash",
        "“The dam will hold until May.” — Ada Holt",
        [("The dam will hold until May", "direct", "Ada Holt")],
    ),
    (
        "dash next line",
        "“The dam will hold until May.”\n\n— Ada Holt, mayor of Norland",
        [("The dam will hold until May", "direct", "Ada Holt")],
    ),
    (
        "name colon",
        "Ada Holt: “The dam will hold until May.”",
        [("The dam will hold until May", "direct", "Ada Holt")],
    ),
    (
        "name title colon",
        "Ada Holt, mayor of Norland: “The dam will hold until May.”",
        [("The dam will hold until May", "direct", "Ada Holt")],
    ),
    (
        "name colon bare",
        "Ada Holt: The dam will hold until May.",
        [("The dam will hold until May", "indirect", "Ada Holt")],
    ),
    (
        "colon para",
        "Mayor Ada Holt stated:\n\n“The dam will hold until May.\n\n“It was built very well.”",
        [("The dam will hold until May", "direct", "Ada Holt"), ("It was built very well", "direct", "Ada Holt")],
    ),
    (
        "statement colon",
        "Mayor Ada Holt issued a statement:\n\n“The dam will hold until May.”",
        [("The dam will hold until May", "direct", "Ada Holt")],
    ),
    (
        "partial",
        "Ada Holt called the dam “a wonder of our age” on Monday.",
        [("the dam “a wonder of our age”", "mixed", "Ada Holt")],
    ),
    (
        "partial clause",
        "Ada Holt said the dam “will hold for a hundred years”.",
        [("the dam “will hold for a hundred years”", "mixed", "Ada Holt")],
    ),
    (
        "two partial",
        "Ada Holt said the dam was “old” and “in need of care”.",
        [("the dam was “old” and “in need of care”", "mixed", "Ada Holt")],
    ),
    (
        "question",
        "“Will the dam hold?” asked Peter Vale.",
        [("Will the dam hold?", "direct", "Peter Vale")],
    ),
    (
        "first person",
        "“I think the dam will hold,” Ada Holt said.",
        [("I think the dam will hold", "direct", "Ada Holt")],
    ),
    (
        "cue before",
        "Ada Holt told reporters: “The dam will hold.”",
        [("The dam will hold", "direct", "Ada Holt")],
    ),
    (
        "added",
        "“The dam will hold,” said Ada Holt. “It was built well,” she added.",
        [("The dam will hold", "direct", "Ada Holt"), ("It was built well", "direct", "Ada Holt")],
    ),
    (
        "turns",
        "ADA HOLT: The dam will hold until May.\n\nPETER VALE: The dam was never tested at all.",
        [
            ("The dam will hold until May", "indirect", "ADA HOLT"),
            ("The dam was never tested at all", "indirect", "PETER VALE"),
        ],
    ),
]
ALSO_NOUNS = {"title", "statement colon"}
"""Layouts in which the learnt weights also take the noun before the quotation for a content."""


def said(found: Extracted) -> list[Said]:
    """Return what others are reported to say, in order."""
    rows = sorted(found.mentions, key=lambda row: row["content_start"])
    others = [row for row in rows if row["claim_type"] not in {"narrator", "no_comment"}]
    return [(row["content_text"], row["claim_type"], row["referent_text"]) for row in others]


@pytest.mark.parametrize("extractor", ["rules", "ranked"])
@pytest.mark.parametrize(("layout", "text", "expected"), LAYOUTS, ids=[case[0] for case in LAYOUTS])
def test_quotations_of_every_layout(
    read: Callable[[str, str], Extracted], extractor: str, layout: str, text: str, expected: list[Said]
) -> None:
    found = said(read(text, extractor))
    if extractor == "ranked" and layout in ALSO_NOUNS:
        assert set(expected) <= set(found)
    else:
        assert found == expected


@pytest.mark.parametrize("extractor", ["rules", "ranked"])
@pytest.mark.parametrize(
    "text",
    [
        "“The dam,” Ada Holt said, “will hold until May.”",
        "“The dam,” said Ada Holt, the mayor, “will hold until May.”",
        "The dam, Ada Holt said, will hold until May.",
    ],
)
def test_an_interrupted_content_is_one_mention_in_two_pieces(
    read: Callable[[str, str], Extracted], extractor: str, text: str
) -> None:
    found = read(text, extractor)
    (mention,) = found.mentions
    spans = sorted(found.content_spans, key=lambda span: span["position"])
    assert [text[span["start_char"] : span["end_char"]] for span in spans] == ["The dam", "will hold until May"]
    assert {span["mention_id"] for span in spans} == {mention["mention_id"]}


def test_the_paragraphs_of_a_quotation_share_its_identifier(read: Callable[[str, str], Extracted]) -> None:
    found = read("“The dam will hold until May.\n\n“It was built very well,” Ada Holt said.", "rules")
    assert len(found.mentions) == 2
    assert len({row["quotation_id"] for row in found.mentions}) == 1
