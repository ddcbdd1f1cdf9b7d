"""The parts that the report is drawn from: differences, excerpts, charts, words."""

from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publication.report.charts import HEIGHT, WIDTH, columns, periods_of, round_up
from pipelines.publication.report.differences import marked
from pipelines.publication.report.excerpts import excerpt
from pipelines.publication.report.texts import day_in_words, one_line, paragraphs, plain


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("twelve boats sank", "two boats sank", ["twelve"], ["two"]),
        ("We will not sell.", "“we will not sell”", [], []),
        ("they would like to meet", "they want to meet", ["would like"], ["want"]),
        ("", "said so", [], ["said so"]),
    ],
)
def test_words_of_one_side_alone_are_marked(one: str, other: str, left: list[str], right: list[str]) -> None:
    found = marked(one, other)
    assert [[piece.text for piece in side if piece.differs] for side in found] == [left, right]


@given(st.lists(st.sampled_from(list("abcd"))), st.lists(st.sampled_from(list("abcd"))))
def test_no_word_is_lost_by_marking(one: list[str], other: list[str]) -> None:
    left, right = marked(" ".join(one), " ".join(other))
    assert " ".join(piece.text for piece in left).split() == one
    assert " ".join(piece.text for piece in right).split() == other
    assert [w for p in left if not p.differs for w in p.text.split()] == [
        w for p in right if not p.differs for w in p.text.split()
    ]


def mention(text: str, content: str, cue: str, source: str) -> dict[str, int]:
    places = {"sentence": (text.index(content), text.index(source) + len(source) + 1)}
    places |= {
        name: (text.index(words), text.index(words) + len(words))
        for name, words in (("content", content), ("cue", cue), ("source", source))
    }
    return {f"{name}_{end}": place[at] for name, place in places.items() for at, end in enumerate(("start", "end"))}


def test_an_excerpt_tells_content_cue_and_source_apart() -> None:
    text = "The quay is shut. The crane has rusted, said Ola Brask. Nobody answered."
    row = mention(text, "The crane has rusted", "said", "Ola Brask")
    fragments = excerpt(text, row, [(row["content_start"], row["content_end"])])
    assert [(each.part, each.text.strip()) for each in fragments if each.text.strip()] == [
        ("context", "The quay is shut."),
        ("content", "The crane has rusted"),
        ("sentence", ","),
        ("cue", "said"),
        ("source", "Ola Brask"),
        ("sentence", "."),
        ("context", "Nobody answered."),
    ]
    assert "".join(each.text for each in fragments) == text


def test_a_long_article_is_cut_at_words_around_the_evidence() -> None:
    text = "far away " * 100 + "The crane has rusted, said Ola Brask. " + "and further on " * 100
    row = mention(text, "The crane has rusted", "said", "Ola Brask")
    first, *_, last = excerpt(text, row, [(row["content_start"], row["content_end"])])
    assert first.text.startswith("… ")
    assert first.text.split()[1] in {"far", "away"}
    assert last.text.endswith(" …")
    assert len(first.text) + len(last.text) < 500


def test_without_the_articles_text_the_mentions_own_words_stand() -> None:
    row = {"sentence_start": 9, "sentence_end": 40, "content_start": 9, "content_end": 20}
    assert [each.text for each in excerpt("", row | {"content_text": "it has rusted"}, [(9, 20)])] == ["it has rusted"]
    assert excerpt("", row | {"content_text": ""}, [(9, 20)]) == []


@given(st.lists(st.dates(date(1980, 1, 1), date(2040, 1, 1)), max_size=30))
def test_columns_count_every_day_once_and_stay_in_the_chart(days: list[date]) -> None:
    chart = columns({"one": days[::2], "two": days[1::2]})
    assert sum(sum(counts) for _, counts in chart.rows) == len(days)
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
    assert len(chart.across) <= 10


@given(st.lists(st.dates(date(1990, 1, 1), date(2040, 1, 1)), min_size=1, max_size=5))
def test_periods_are_gapless_and_few(days: list[date]) -> None:
    periods = periods_of(days)
    assert len(periods) <= 62
    assert len({len(period) for period in periods}) == 1
    assert all(one < other for one, other in pairwise(periods))


@pytest.mark.parametrize(("value", "top"), [(0, 2), (1, 2), (3, 4), (5, 10), (11, 20), (41, 100), (100, 100)])
def test_the_axis_ends_at_a_round_number(value: int, top: int) -> None:
    assert round_up(value) == top


@pytest.mark.parametrize(
    ("precision", "words"),
    [("minute", "8 Aug 2031, 07:05"), ("day", "8 Aug 2031"), ("month", "August 2031"), ("year", "2031")],
)
def test_a_day_is_told_as_exactly_as_it_is_known(precision: str, words: str) -> None:
    assert day_in_words(datetime(2031, 8, 8, 7, 5), precision) == words
    assert day_in_words(None, precision) == "undated"


def test_words_are_cut_joined_and_made_visible() -> None:
    assert one_line("a\n b" * 200, 10) == "a ba ba b…"
    assert paragraphs("a hard\r\nwrap\n\n\nnext  one") == "a hard wrap\nnext one"
    assert plain("a\x00\u202eb\tc\n") == "a\\u0000\\u202eb\tc\n"
