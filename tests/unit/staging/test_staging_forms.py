"""PDF and Markdown to text; all documents here are invented."""

import pytest

from pipelines.staging.markdown import read_markdown
from pipelines.staging.pages import PageError
from pipelines.staging.pdfs import read_pdf
from tests.made_pdf import pdf

FIRST = [
    "The harbour board of Port Ellis approved a new pier on Monday, its chair Orla",
    "Finch said after the vote. Work will begin in June and is expec-",
    "ted to take two years, according to plans that the Courier has seen.",
]
SECOND = ["Residents have fought the project since it was first proposed ten years ago, and", "some plan to appeal it."]


def test_lines_of_a_pdf_are_joined_into_paragraphs() -> None:
    page = read_pdf(pdf([["Port Ellis gets its pier", "", *FIRST, "", *SECOND]]))
    assert page.text.split("\n\n") == [
        "Port Ellis gets its pier",
        "The harbour board of Port Ellis approved a new pier on Monday, its chair Orla Finch said after the vote. Work "
        "will begin in June and is expected to take two years, according to plans that the Courier has seen.",
        "Residents have fought the project since it was first proposed ten years ago, and some plan to appeal it.",
    ]


def test_a_paragraph_without_a_gap_ends_with_a_short_line() -> None:
    page = read_pdf(pdf([[*FIRST[:2], "ted to end.", *SECOND]]))
    assert [paragraph[:9] for paragraph in page.text.split("\n\n")] == ["The harbo", "Residents"]


def test_a_paragraph_goes_on_over_a_page_and_running_heads_are_dropped() -> None:
    pages = [["The Ellis Courier", *FIRST[:2], "1"], ["The Ellis Courier", FIRST[2], "", *SECOND, "2 of 3"]]
    text = read_pdf(pdf([*pages, ["The Ellis Courier", "The board meets again in May.", "Page 3"]])).text
    assert "Courier has seen." in text
    assert "expected to take" in text
    assert "The Ellis Courier" not in text
    assert "2 of 3" not in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[]]), "no_text_layer"),
        (pdf([["", ""]]), "no_text_layer"),
        (pdf([["A page."]] * 4), "too_many_pages"),
        (b"%PDF-1.7 nothing", "page_unreadable"),
        (pdf([FIRST])[:200], "page_unreadable"),
    ],
)
def test_a_pdf_without_text_says_so(data: bytes, reason: str) -> None:
    with pytest.raises(PageError) as refused:
        read_pdf(data, most_pages=3)
    assert refused.value.reason_code == reason
    assert ":" in refused.value.advice


MARKDOWN = """---
title: "Pier: approved"
date: 2031-05-02
author: Orla Finch
source: Ellis Courier
---

# The pier is approved

The board of **Port Ellis** approved a [new pier](https://ellis.example/pier) on
Monday, *its chair* said.

![A pier](pier.jpg)

- Work begins in June.
- It takes `two` years.

<script>alert(1)</script>

> Some plan to appeal.
"""


def test_markdown_loses_its_marks_and_keeps_its_words() -> None:
    page = read_markdown(MARKDOWN)
    assert page.text.split("\n\n") == [
        "The pier is approved",
        "The board of Port Ellis approved a new pier on Monday, its chair said.",
        "Work begins in June.",
        "It takes two years.",
        "<script>alert(1)</script>",
        "Some plan to appeal.",
    ]
    assert [page.text[start:end] for start, end in page.headings] == ["The pier is approved"]
    assert page.title == "Pier: approved"
    assert page.metadata.published == [("2031-05-02", "front_matter")]
    assert page.metadata.byline == "Orla Finch"
    assert page.metadata.outlets == ["Ellis Courier"]


def test_markdown_without_fields_is_titled_by_its_first_heading() -> None:
    page = read_markdown("## Pier approved\r\n\r\nThe board agreed.\r\n\r\n## Reactions\r\n\r\nSome objected.")
    assert page.title == "Pier approved"
    assert page.metadata.published == []
