"""An evaluation drawn on a terminal and as a page: words of articles are shown and never obeyed."""

import io
import re
from html.parser import HTMLParser

from rich.console import Console

from assets.scorecard import scorecard
from assets.scorecard_page import page
from pipelines.evaluation.evaluate import compare
from pipelines.evaluation.placing import Placed
from pipelines.evaluation.readings import Article, Reading
from pipelines.evaluation.tables import sections
from pipelines.reference import load_reference

HOSTILE = "[red]<script>alert(1)</script>[/] \x1b[31mno\u202e & <b>so</b>"
TEXT = f"{HOSTILE} before the quay closed. {HOSTILE} after it."


def evaluation():
    doc = "<img src=x>[bold].txt"
    start, middle = TEXT.index("before"), TEXT.rindex("after")
    gold = [
        Reading(doc, start, start + 15, type="direct", cue=HOSTILE, speaker=HOSTILE, group=HOSTILE, confidence=0.9),
        Reading(doc, middle, middle + 8, type="indirect", group=HOSTILE),
    ]
    found = [Reading(doc, 0, len(HOSTILE), type="mixed", cue=HOSTILE, speaker=HOSTILE, group="x", confidence=0.9)]
    articles = {doc: Article(doc, TEXT)}
    return compare(articles, Placed(tuple(gold), frozenset(articles)), found, load_reference(), second=gold[:1])


def drawn(width=120):
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(scorecard(evaluation()), highlight=False)
    return console.file.getvalue()


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def test_a_terminal_shows_markup_and_escapes_as_text():
    shown = drawn()
    assert "[red]<script>alert(1)</script>[/]" in " ".join(shown.split())
    assert "\\u001b[31mno\\u202e" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_every_table_and_kind_of_error_is_drawn():
    shown = drawn()
    for section in sections(evaluation()):
        assert section.title in shown
    for kind in evaluation().examples:
        assert f"Worst errors: {kind}" in shown


def test_tables_fit_a_narrow_terminal_whole():
    assert "…" not in drawn(width=80).split("Worst errors")[0]


def test_a_page_has_no_tag_of_an_article_and_asks_for_nothing():
    written = page(evaluation(), "Evaluation of <quay>")
    tags = Tags()
    tags.feed(written)
    names = {tag for tag, _ in tags.seen}
    assert not names & {"script", "img", "b", "link", "iframe"}
    assert not [attributes for _, attributes in tags.seen if {"src", "href", "onload"} & set(attributes)]
    assert "Evaluation of &lt;quay&gt;" in written
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert "default-src 'none'" in written
    assert "prefers-color-scheme: dark" in written


def test_rows_of_a_table_have_the_width_of_its_head():
    for section in sections(evaluation()):
        assert {len(row) for row in section.rows} == {len(section.columns)}
        assert not [value for row in section.rows for value in row[1:] if not re.fullmatch(r"[\d,.]+|–", value)]
