"""Which role each line of an article gets; all articles here are invented."""

from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.schema import ROLES
from pipelines.staging.roles import classify

PROSE = "The harbour board of Port Ellis approved a new pier on Monday, its chair said after the vote."
MORE = "Work on the pier will begin in June and is expected to take two years, according to the plans."
LAST = "Residents have fought the project since it was first proposed, and some plan to appeal."


def roles(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(segment.role, text[segment.start : segment.end]) for segment in classify(text, title)]


def role_of(line: str, text: str) -> str:
    return next(role for role, found in roles(text) if found == line)


def test_an_article_alone_is_headline_and_body() -> None:
    text = f"Port Ellis gets its pier after a decade of dispute\n\n{PROSE}\n\n{MORE}"
    assert [role for role, _ in roles(text)] == ["headline", "body", "body"]


def test_text_that_begins_with_prose_has_no_headline() -> None:
    assert [role for role, _ in roles(f"{PROSE}\n{MORE}\n{LAST}")] == ["body", "body", "body"]


def test_a_page_pasted_whole_falls_into_its_parts() -> None:
    text = "\n".join(
        [
            "Today: May 4, 2031",
            "Menu",
            "Deutsch",
            "Port Ellis gets its pier after a decade of dispute",
            "By Orla Finch",
            "May 2, 2031",
            "4 min read",
            "The old pier of Port Ellis",
            "The old pier of Port Ellis in winter. Photo: Bo Tarn/Getty Images",
            PROSE,
            MORE,
            "A Long Dispute",
            LAST,
            "Recall",
            "Two years ago the board had turned down a smaller pier after a storm damaged the breakwater.",
            "This article was prepared based on materials published by the Ellis Courier.",
            "Read also",
            "Ferry fares to rise in autumn",
            "The ferry company has announced that fares will rise by a tenth in autumn, its director said.",
        ]
    )
    assert [role for role, _ in roles(text)] == [
        *("chrome", "chrome", "chrome", "headline", "byline", "chrome", "chrome", "caption", "caption"),
        *("body", "body", "heading", "body", "heading", "background", "disclaimer", "teaser", "teaser", "teaser"),
    ]


def test_a_paragraph_above_the_repeated_headline_is_the_dek() -> None:
    head = "Port Ellis gets its pier after a decade of dispute"
    assert [role for role, _ in roles(f"{head}\n\n{PROSE}\n\n{head}\n\n{MORE}\n\n{LAST}")] == [
        "headline",
        "dek",
        "headline",
        "body",
        "body",
    ]


def test_a_paragraph_above_a_dateline_is_the_dek() -> None:
    text = f"Port Ellis gets its pier\n\n{LAST}\n\nPORT ELLIS (Ellis Wire) - {PROSE}\n\n{MORE}"
    assert [role for role, _ in roles(text)] == ["headline", "dek", "body", "body"]


def test_the_story_goes_on_after_teasers_in_its_middle() -> None:
    text = "\n\n".join([PROSE, "Related", "Ferry fares to rise in autumn", MORE, LAST, PROSE])
    assert [role for role, _ in roles(text)] == ["body", "teaser", "teaser", "body", "body", "body"]


def test_text_far_from_the_story_belongs_to_the_page() -> None:
    notice = "We and our partners may keep information on your device, as the notice on privacy explains at length."
    menu = [f"Section number {n}" for n in range(12)]
    blurb = "The ferry company has announced that fares will rise by a tenth in autumn, its director said."
    found = roles(
        "\n".join([notice, *menu, "Port Ellis gets its pier at last", PROSE, MORE, LAST, PROSE, *menu, blurb])
    )
    assert found[0] == ("chrome", notice)
    assert found[13] == ("headline", "Port Ellis gets its pier at last")
    assert found[-1] == ("teaser", blurb)
    assert [role for role, _ in found].count("body") == 4


def test_a_headline_may_end_in_quoted_words() -> None:
    head = "Chair of the board: the pier “was a promise we could keep”"
    assert roles(f"Courier | 4 May 2031 | Share\n\n{head}\n\n{PROSE}\n\n{MORE}")[:2] == [
        ("chrome", "Courier | 4 May 2031 | Share"),
        ("headline", head),
    ]


def test_an_author_alone_at_the_end_is_the_byline() -> None:
    assert roles(f"{PROSE}\n{MORE}\nOrla Finch\n")[-1] == ("byline", "Orla Finch")


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("3 mins read", "chrome"),
        ("1,204 views", "chrome"),
        ("Share this article on Facebook", "chrome"),
        ("Follow Orla Finch on Twitter @orlafinch.", "chrome"),
        ("Subscribe to our newsletter for more stories like this", "chrome"),
        ("We use cookies to improve your experience on this site.", "chrome"),
        ("Updated: 4 May 2031, 10:15 GMT", "chrome"),
        ("USD 41.40 EUR 48.15", "chrome"),
        (".story-body { float: left; }", "chrome"),
        ("Orla Finch/Getty Images", "caption"),
        ("Ferries at the pier. (Photo by Bo Tarn)", "caption"),
        ("Image: Bo Tarn", "caption"),
        ("The chair of the board leaves the vote. REUTERS/Bo Tarn", "caption"),
        ("By Orla Finch and Bo Tarn, Ellis Courier", "byline"),
        ("(Reporting by Orla Finch; Editing by Bo Tarn)", "byline"),
        ("Port Ellis • EWN", "byline"),
        ("Orla Finch - May 4, 2031 1:00 pm UTC", "byline"),
        ("Ellis Courier, 4 May 2031", "byline"),
        ("Economy | 4 May 2031, 14:05 | 871 views | Share", "chrome"),
        ("Based on reporting by the Ellis Courier", "disclaimer"),
        ("Read more: Ferry fares to rise in autumn", "teaser"),
        ("A Long Dispute", "heading"),
        ("Key points:", "heading"),
        ("Originally published by the Ellis Courier", "disclaimer"),
        ("All rights to the original text belong to the Ellis Courier.", "disclaimer"),
        ("Source: Ellis Courier", "disclaimer"),
        ("Bo Tarn contributed to this report.", "disclaimer"),
    ],
)
def test_lines_between_paragraphs(line: str, role: str) -> None:
    assert role_of(line, f"Port Ellis gets its pier\n\n{PROSE}\n\n{MORE}\n\n{line}\n\n{LAST}\n\n{PROSE}") == role


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the pier had cost the town more than its school.",
        "Share prices of the ferry company fell by a tenth on the news.",
        "“You have to read the plans,” Finch said.",
        "Finch, however, told the Ellis Courier on Tuesday:",
        "- a pier of 200 metres, which the board wants",
        "The board's photo of the pier was taken by a resident who asked not to be named.",
        "More from the ferry company is expected next week, when its directors meet the board.",
        "The source: a clerk who had seen the plans and feared for the beach, the paper wrote.",
        "She declined to comment",
        "Nobody objected.",
    ],
)
def test_sentences_that_look_like_furniture_are_body(line: str) -> None:
    assert role_of(line, f"{PROSE}\n\n{MORE}\n\n{line}\n\n{LAST}\n\n{PROSE}") == "body"


def test_a_report_in_the_news_is_no_disclaimer() -> None:
    line = "This report was published by the board after residents had asked for it, and it names no costs."
    assert role_of(line, "\n\n".join([PROSE, line, MORE, LAST, PROSE, MORE])) == "body"


def test_a_heading_over_the_whole_article_makes_no_background() -> None:
    assert [role for role, _ in roles(f"Background\n\n{PROSE}\n\n{MORE}\n\n{LAST}")][1:] == ["body", "body", "body"]


def test_the_given_title_tells_the_headline() -> None:
    text = f"The voice of the northern coast\nPort Ellis gets its pier\n{PROSE}\n{MORE}"
    assert [role for role, _ in roles(text, "Port Ellis gets its pier")] == ["chrome", "headline", "body", "body"]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The harbour board of Port Ellis approved a new pier on Monday, its\n"
        "chair said after a vote that lasted until midnight and was followed\n"
        "by the residents who have fought the project since it was proposed\n"
        "ten years ago, when a storm had damaged the old pier beyond repair.\n"
        "\n"
        "Work on the pier will begin in June and is expected to take two or\n"
        "three years.\n"
    )
    assert [role for role, _ in roles(text)] == ["body", "body"]


LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from([PROSE, MORE, "Menu", "Don't Miss", "By Orla Finch", "Recall", "Photo: Bo Tarn", "4 May 2031", ""]),
)


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(LINES, max_size=14),
    ends=st.sampled_from(["\n", "\r\n", "\n\n", "\u2028"]),
    title=st.one_of(st.none(), LINES),
)
def test_segments_cover_every_filled_line_once(lines: list[str], ends: str, title: str | None) -> None:
    text = ends.join(lines)
    segments = classify(text, title)
    covered = [False] * len(text)
    for segment, following in zip_longest(segments, segments[1:]):
        assert 0 <= segment.start < segment.end <= len(text)
        assert following is None or segment.end <= following.start
        assert segment.role in ROLES
        covered[segment.start : segment.end] = [True] * (segment.end - segment.start)
    assert all(
        done or character.isspace() or character in "\ufeff\u200b"
        for done, character in zip(covered, text, strict=True)
    )
