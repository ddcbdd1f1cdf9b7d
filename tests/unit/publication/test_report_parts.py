"""The parts that the report is drawn from: differences, excerpts, charts, words."""

import subprocess
import sys
from datetime import date, datetime
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publication.report.charts import Bar, bars, columns, counted_periods, periods_of, pictured
from pipelines.publication.report.differences import marked
from pipelines.publication.report.excerpts import excerpt
from pipelines.publication.report.texts import day_in_words, one_line, paragraphs
from pipelines.visible import plain


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
    shown = "She said: " + " " * 30 + "Nobody answered."
    assert [each.text for each in excerpt(shown, row | {"content_text": "[withheld]"}, [(9, 20)])] == ["[withheld]"]


@given(st.lists(st.dates(date(1800, 1, 1), date(2040, 1, 1)), max_size=30))
def test_periods_count_every_day_once(days: list[date]) -> None:
    periods = counted_periods({"one": days[::2], "two": days[1::2]})
    assert sum(sum(counts) for _, counts in periods) == len(days)
    assert [sum(counts) for counts in zip(*(counts for _, counts in periods), strict=True)] == (
        [len(days[::2]), len(days[1::2])] if days else []
    )


@given(st.lists(st.dates(date(1700, 1, 1), date(2040, 1, 1)), min_size=1, max_size=5))
def test_periods_are_gapless_and_few(days: list[date]) -> None:
    periods = periods_of(days)
    assert len(periods) <= 100
    assert len({len(period) for period in periods}) == 1
    assert all(one < other for one, other in pairwise(periods))


def test_the_last_hundred_years_stand_for_themselves_and_the_first_of_them_for_all_before() -> None:
    periods = counted_periods({"all": [date(1066, 10, 14), date(1950, 1, 1), date(2030, 1, 1)]})
    assert (len(periods), periods[0], periods[-1]) == (100, ("1931 and before", [1]), ("2030", [1]))


HOSTILE = "<script>alert(1)</script>\"'&amp;{{ 7 * 7 }}\u202e\x07 datum.label]]>"


def chart_of(html: str) -> ElementTree.Element:
    root = ElementTree.fromstring(html)
    assert {each.tag for each in root.iter()} <= {"svg", "g", "path", "text", "line", "title"}
    assert not [
        name for each in root.iter() for name in each.attrib if name in {"style", "href", "id"} or name[:2] == "on"
    ]
    return root


def texts_of(chart: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in chart.iter("text")]


def test_a_bar_shows_its_name_its_total_and_its_parts() -> None:
    chart = bars([Bar("Ada Quill", (3, 1)), Bar("Ada Quill", (0, 2))], ["quoted", "reported"], "Who & how often")
    drawn = chart_of(chart.svg)
    assert drawn.attrib["aria-label"] == "Who & how often"
    assert texts_of(drawn) == ["Ada Quill", "Ada Quill", "4", "2"]
    assert [each.text for each in drawn.iter("title")] == [
        "Ada Quill: 3 quoted",
        "Ada Quill: 1 reported",
        "Ada Quill: 2 reported",
    ]
    assert chart.legend == [("first", "quoted"), ("second", "reported")]
    assert {each.attrib["fill"] for each in drawn.iter("path")} == {"var(--first)", "var(--second)"}


def test_hostile_names_stay_text_in_a_chart() -> None:
    drawn = chart_of(bars([Bar(HOSTILE, (2,))], ["mentions"], HOSTILE).svg)
    assert "\\u202e" in drawn.attrib["aria-label"]
    assert texts_of(drawn)[0] == one_line(HOSTILE, 28)
    assert next(drawn.iter("title")).text == f"{one_line(HOSTILE, 28)}: 2"


def test_columns_show_every_period_and_what_falls_into_it() -> None:
    days = {"one origin": [date(2031, 5, 1)] * 3, "two or more": [date(2031, 5, 1), date(2031, 5, 3)]}
    chart, rows = columns(days, "Over time")
    assert rows == [("1 May 2031", [3, 1]), ("3 May 2031", [0, 1])]
    drawn = chart_of(chart.svg)
    assert {"1 May 2031", "2 May 2031", "3 May 2031"} <= set(texts_of(drawn))
    assert [each.text for each in drawn.iter("title")] == [
        "1 May 2031: 3 one origin",
        "1 May 2031: 1 two or more",
        "3 May 2031: 1 two or more",
    ]


def test_a_chart_is_drawn_the_same_in_another_process() -> None:
    module = "pipelines.publication.report.charts"
    code = f"from {module} import Bar, bars; print(bars([Bar('a', (1, 2))], ['x', 'y'], 'z').svg)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == bars([Bar("a", (1, 2))], ["x", "y"], "z").svg


def test_a_picture_is_a_small_png() -> None:
    picture = pictured([Bar("1 origin", (3, 1)), Bar("2 origins", (0, 2))], ["in one article", "in several"])
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 40_000


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
