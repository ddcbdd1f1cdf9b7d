"""docs/queries.md: every query gives the answer printed under it, with the reader and in the published database."""

import pytest

from onrecord import open_dataset
from pipelines import warehouse
from tests.golden.pages import QUERIES, as_markdown, examples

PAGE = QUERIES.read_text(encoding="utf-8")
EXAMPLES = list(examples(PAGE))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_a_query_gives_the_answer_that_is_printed(demo, example):
    rows = open_dataset(demo.root).sql(example.sql)
    assert f"\n{as_markdown(rows)}" == example.answer, "if this is wanted: make golden"
    assert not rows.is_empty(), "an example without rows shows nothing: choose another query"
    with warehouse.read_only(demo.database) as connection:
        assert connection.execute(example.sql).pl().equals(rows)


def test_there_are_ten_questions_and_more_each_with_its_query():
    headings = [line.removeprefix("## ") for line in PAGE.splitlines() if line.startswith("## ")]
    assert len(headings) >= 10
    assert [example.title for example in EXAMPLES] == headings


def test_every_query_orders_all_that_it_cuts():
    for example in EXAMPLES:
        assert "ORDER BY" in example.sql.rpartition("FROM")[2], f"{example.title}: another run may give other rows"
