"""The embedded corpus gives what it is known to give, and the README shows what really comes out.

A wanted change is taken over with `make golden`; read the difference before committing it.
"""

import csv
import json
from pathlib import PurePosixPath

import polars as pl
import pytest

from assets.measured import SCORES
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import verify
from pipelines.settings import SEEDS
from tests.golden import notebook
from tests.golden.build_gold import read_gold
from tests.golden.pages import QUERIES as QUERIES_PAGE
from tests.golden.pages import as_markdown, examples
from tests.golden.scorecard import EXTRACTORS, measure
from tests.golden.snapshot import EXPECTED, QUERIES, README, output_of, readme_commands, snapshot

NAMES = ["row_counts.json", *(f"{name}.csv" for name in QUERIES)]
COMMANDS = readme_commands(README.read_text(encoding="utf-8"))
PAGE = QUERIES_PAGE.read_text(encoding="utf-8")
EXAMPLES = list(examples(PAGE))


@pytest.fixture(scope="module")
def seen(demo) -> dict[str, str]:
    return snapshot(open_dataset(demo.root))


@pytest.mark.parametrize("name", NAMES)
def test_the_corpus_gives_what_it_is_known_to_give(seen, name):
    assert seen[name] == (EXPECTED / name).read_text(encoding="utf-8"), "if this is wanted: make golden"


def test_publication_dates_are_those_that_the_articles_prove(demo):
    with (SEEDS / "gold" / "dates.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["doc"]: (row["published_at"], row["precision"]) for row in csv.DictReader(file)}
    articles = open_dataset(demo.root).table("articles")
    seen = {
        PurePosixPath(path).name: (at.date().isoformat() if at else "", precision or "")
        for path, at, precision in articles.select("path", "published_at", "published_precision").iter_rows()
    }
    wrong = {doc: (seen[doc], expected[doc]) for doc in expected if seen[doc] != expected[doc]}
    assert not wrong


def test_most_of_what_the_annotation_holds_is_found(demo):
    """Contents that share half their characters with an annotated one, as a plain check of its own."""
    dataset = open_dataset(demo.root)
    found = dataset.table("mentions").join(dataset.table("articles").select("article_id", "path"), on="article_id")
    places: dict[str, list[tuple[int, int]]] = {}
    for path, start, end in found.select("path", "content_start", "content_end").iter_rows():
        places.setdefault(PurePosixPath(path).name, []).append((start, end))

    def is_found(row) -> bool:
        return any(
            2 * (min(end, row["end"]) - max(start, row["start"])) >= max(end - start, row["end"] - row["start"])
            for start, end in places.get(row["doc"], [])
        )

    gold = read_gold()
    assert sum(map(is_found, gold)) / len(gold) >= 0.8


def test_the_scores_that_versions_carry_are_those_measured_now(demo):
    """Those of the other extractor are measured by the same command, so they are never older."""
    kept = json.loads(SCORES.read_text(encoding="utf-8"))
    assert kept["figures"].keys() == set(EXTRACTORS)
    measured, figures = measure(demo)
    assert (kept["measured"], kept["figures"]["ranked"]) == (measured, figures), "if this is wanted: make golden"


def test_one_report_in_several_articles_is_one_origin_and_a_confirmation_another(demo):
    claims = open_dataset(demo.root).table("claims").filter(pl.col("article_count") > 1)
    assert {"single_origin", "corroborated"} <= set(claims["status"])
    assert (claims["independent_origin_count"] < claims["article_count"]).any()


def test_the_demonstration_verifies(demo):
    assert verify(demo, database=warehouse) == []


def test_the_readme_shows_commands():
    assert len(COMMANDS) >= 2


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_the_readme_shows_real_output(demo, command, shown):
    assert output_of(command, demo) == shown, "if this is wanted: make golden"


# --- docs/queries.md and docs/notebook.ipynb ----------------------------------------------


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


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_notebook_runs_and_puts_out_what_is_kept(demo):
    kept = notebook.read()
    assert notebook.outputs(notebook.executed(demo)) == notebook.outputs(kept), "if this is wanted: make golden"


def test_the_picture_of_the_readme_is_that_of_the_notebook():
    assert notebook.pictures(notebook.read()) == [notebook.PICTURE.read_bytes()], "make golden writes both"
