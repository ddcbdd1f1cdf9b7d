"""What is new in a version, in words."""

import re
from html import unescape

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from small_home import SAYINGS, small_tables

from pipelines.publication import changelog
from pipelines.publication.markdown import escape, escape_around_code
from pipelines.publication.record import record
from pipelines.schema import PUBLISHED
from pipelines.visible import plain

V1, V2 = "2031.05.06.001", "2031.05.06.002"


def told(before: dict[str, pl.DataFrame], after: dict[str, pl.DataFrame]) -> str:
    return changelog(V2, V1, PUBLISHED, before, after | record(V2, V1, before, after))


def test_the_first_version_counts_its_rows() -> None:
    text = changelog(V1, None, PUBLISHED, {}, small_tables(V1))
    assert text.startswith(f"# {V1}\n\nThe first version.\n")
    assert "| mentions | 4 |" in text
    assert "| checks |" not in text


def test_rows_are_counted_by_table() -> None:
    before = small_tables(V1, SAYINGS[:3])
    after = small_tables(V2, SAYINGS[1:], disputed=SAYINGS[1:2])
    text = told(before, after)
    assert f"Follows {V1}." in text
    assert "| claims | source | 1 | 1 | 1 |" in text
    assert "| mentions | source | 1 | 0 | 1 |" in text
    assert "| entities |" not in text


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({"origins": {SAYINGS[2]: 1}}, {"origins": {SAYINGS[2]: 2}}, "Claims that gained a second independent origin"),
        ({"origins": {SAYINGS[2]: 3}}, {"origins": {SAYINGS[2]: 1}}, "Claims that rest on one origin again"),
        ({}, {"disputed": [SAYINGS[2]]}, "Newly disputed claims"),
        ({"disputed": [SAYINGS[2]]}, {}, "Claims no longer disputed"),
    ],
)
def test_it_opens_with_the_claims_whose_standing_changed(
    before: dict[str, object], after: dict[str, object], title: str
) -> None:
    text = told(small_tables(V1, **before), small_tables(V2, **after))  # type: ignore[arg-type]
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    assert titles == [f"## {title}: 1", "## Rows"]
    assert f"- {SAYINGS[2]} (`clm-" in text


def test_a_claim_that_is_born_disputed_is_newly_disputed() -> None:
    text = told(small_tables(V1, SAYINGS[:2]), small_tables(V2, SAYINGS[:3], disputed=SAYINGS[2:3]))
    assert "## Newly disputed claims: 1" in text


def test_nothing_new_has_no_section_of_claims() -> None:
    assert [line for line in told(small_tables(V1), small_tables(V2)).splitlines() if line.startswith("## ")] == [
        "## Rows"
    ]


def test_long_lists_are_cut_and_say_so() -> None:
    sayings = [f"Boat {number} leaks" for number in range(25)]
    text = told(small_tables(V1, sayings), small_tables(V2, sayings, disputed=sayings))
    assert text.count("- Boat") == 20
    assert "- … and 5 more" in text


def test_articles_words_stay_words() -> None:
    text = told(small_tables(V1), small_tables(V2, disputed=SAYINGS[3:]))
    assert r"quay = angry \| \<b\>loud\</b\> \`people\`" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\t c", "a b c"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("one ` tick *", r"one \` tick \*"),
        ("<script>", r"\<script\>"),
        ("two `a|b` ticks", r"two \`a\|b\` ticks"),
        ("see https://a.example/`x`|www.b.example", r"see `` https://a.example/`x` ``\|`www.b.example`"),
        ("a@b.example, @ home", "`a@b.example,` `@` home"),
        ("- 1. item", r"\- 1. item"),
        ("12. item", r"12\. item"),
        ("\x1b[31mred\u202e", r"\\u001b\[31mred\\u202e"),
    ],
)
def test_escape(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_code_stays_code_in_our_own_sentences() -> None:
    assert escape_around_code("see `a|b` | *c*") == r"see `a|b` \| \*c\*"


@given(st.text(st.sampled_from("a \n`|*_<>[]()!&#~\\-+=1.:/@w\x1b\u202e"), max_size=40))
def test_whatever_an_article_says_is_one_cell_and_one_item_of_the_same_words(text: str) -> None:
    shown = escape(text)
    for html in (True, False):
        parser = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
        cell = parser.render(f"| a |\n|---|\n| x{shown}x |\n").partition("<tbody>")[2]
        item = parser.render(f"- {shown or 'x'}\n")
        for page in (cell, item):
            tags = set(re.findall("<[^>]*>", page)) - {"<tr>", "</tr>", "<ul>", "</ul>", "</tbody>", "</table>"}
            assert tags <= {"<td>", "</td>", "<li>", "</li>", "<code>", "</code>"}
        said = unescape(re.sub("<[^>]*>|\n", "", cell))
        assert said == f"x{' '.join(plain(text).split())}x"


def edited(words: str, now: str, modality: str) -> dict[str, pl.DataFrame]:
    """A version in which the article on the first saying was edited: the words of its mention are others."""
    before = small_tables(V1, SAYINGS[:1])
    old = before["articles"].with_columns(is_current=pl.lit(value=False))
    article = {"article_id": pl.lit("art-2"), "revision": pl.lit(2, pl.Int64), "path": pl.lit("a|b<i>.txt")}
    mention = {"article_id": pl.lit("art-2"), "mention_id": pl.lit("men-2"), "mention_key": pl.lit("key-2")}
    mention |= {"content_text": pl.lit(now), "modality": pl.lit(modality)}
    said = before["mentions"].with_columns(content_text=pl.lit(words))
    return before | {
        "articles": pl.concat([old, before["articles"].with_columns(**article)]),
        "mentions": pl.concat([said, said.with_columns(**mention)]),
    }


@pytest.mark.parametrize(
    ("modality", "title"), [("hedged", "Softened by an edit"), ("asserted", None), ("unclear", "Softened by an edit")]
)
def test_the_edit_of_an_article_is_told_word_for_word(modality: str, title: str | None) -> None:
    after = edited("the `bay` *will* close", "the `bay` *may* <b>close", modality)
    text = told(small_tables(V1, SAYINGS[:1]), after)
    assert "## Revised articles: 1" in text
    assert r"| a\|b\<i\>.txt |" in text
    assert (f"## {title}: 1" in text) == (title is not None)
    if title:
        assert r"the \`bay\` \*~~will~~**may**\* **\<b\>**close (`men-2`)" in text


def test_what_readers_care_for_comes_in_order_of_weight() -> None:
    before = small_tables(V1, SAYINGS[:3], origins={SAYINGS[1]: 1, SAYINGS[2]: 2})
    after = small_tables(V2, SAYINGS[1:], origins={SAYINGS[1]: 2, SAYINGS[2]: 1}, disputed=SAYINGS[2:3])
    titles = [line.removeprefix("## ") for line in told(before, after).splitlines() if line.startswith("## ")]
    assert titles == [
        "Claims that gained a second independent origin: 1",
        "Newly disputed claims: 1",
        "Claims withdrawn: 1",
        "Claims that rest on one origin again: 1",
        "Rows",
    ]
