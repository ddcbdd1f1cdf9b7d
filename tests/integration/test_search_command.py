"""``onrecord search`` on a published home: every kind, every filter, hits marked, text from articles kept as text."""

import json
import shutil
from datetime import datetime

import polars as pl
import pytest
from small_home import SAYINGS, home_at, small_tables
from typer.testing import CliRunner, Result

from assets.cli import app
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import publish
from pipelines.settings import Home, Rights

HARBOUR, BOATS, FERRY, CAFES = SAYINGS
HOSTILE = "The \x1b[31mpier\x1b[0m is \u202eshut\u202c [bold]for[/bold] ever"
VERSION = "2031.05.06.001"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = home_at(tmp_path_factory.mktemp("search"))
    tables = small_tables(VERSION, [*SAYINGS, HOSTILE])
    boats = tables["mentions"]["content_text"] == BOATS
    tables["mentions"] = tables["mentions"].with_columns(
        claim_type=pl.when(boats).then(pl.lit("direct")).otherwise("claim_type")
    )
    late = pl.when(pl.col("text").str.contains("ferry", literal=True)).then(pl.lit(datetime(2031, 6, 1)))
    tables["articles"] = tables["articles"].with_columns(
        outlet=pl.lit("Tessel Gazette"), published_at=late.otherwise("published_at")
    )
    publish(home, tables, version=VERSION, created_at=datetime(2031, 5, 6, 9), database=warehouse)
    return home


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "200"})


def found(home: Home, words: str, *options: str) -> dict:
    done = call("search", words, "--json", "--home", home.root, *options)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)["found"]


def test_each_kind_is_found_with_its_hits_marked(home):
    told = found(home, "harbours closing")
    assert {kind: each["total"] for kind, each in told.items()} == {
        "claims": 1,
        "mentions": 1,
        "articles": 1,
        "entities": 0,
    }
    for kind in ("claims", "mentions", "articles"):
        (hit,) = told[kind]["hits"]
        assert {hit["text"][start:end] for start, end in hit["hits"]} == {"harbour", "close"}
        assert hit["score"] > 0
    shown = call("search", "harbours closing", "--home", home.root).output
    assert "The ⟦harbour⟧ of Tessel Bay will ⟦close⟧ on Friday" in shown
    assert "Ada Quill in Tessel Gazette, 6 May 2031, asserted" in shown
    assert "Names" not in shown


def test_a_name_is_found_with_what_it_says(home):
    (hit,) = found(home, "quill", "--kind", "entities")["entities"]["hits"]
    assert (hit["entity_id"], hit["mentions"]) == ("ada-quill", 5)


def test_a_mention_is_found_by_its_speaker_and_shown_where_it_stands(home):
    (hit,) = found(home, "quill dues", "--kind", "mentions")["mentions"]["hits"]
    text = open_dataset(home.root).table("articles").filter(article_id=hit["article_id"])["text"].item()
    assert text[hit["start"] : hit["end"]] == hit["text"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), {HARBOUR, BOATS, FERRY, CAFES}),
        (("--speaker", "ada"), {HARBOUR, BOATS, FERRY, CAFES}),
        (("--speaker", "Ada Nobody"), set()),
        (("--outlet", "gazette"), {HARBOUR, BOATS, FERRY, CAFES}),
        (("--outlet", "herald"), set()),
        (("--since", "2031-05-07"), {FERRY}),
        (("--until", "2031-05-06"), {HARBOUR, BOATS, CAFES}),
        (("--since", "2031-05-06", "--until", "2031-05-06"), {HARBOUR, BOATS, CAFES}),
        (("--since", "2031-07-01"), set()),
    ],
)
def test_filters_narrow_what_is_found(home, options, expected):
    told = found(home, "the -ever", "--kind", "claims", "--limit", "9", *options)
    claims = {hit["claim_text"] for hit in told["claims"]["hits"]}
    assert claims == expected
    mentions = found(home, "monday", "--limit", "9", *options)["mentions"]["total"]
    assert (mentions > 0) == bool(expected)


def test_quotations_are_the_mentions_in_quotation_marks(home):
    told = found(home, "monday", "--kind", "quotations")["quotations"]
    assert told["total"] == 1
    assert "12 boats" in told["hits"][0]["text"]


def test_the_index_is_kept_with_the_home_and_not_needed_by_it(home, tmp_path):
    copy = Home.at(shutil.copytree(home.root, tmp_path / "home"))
    shutil.rmtree(copy.search, ignore_errors=True)
    first = found(copy, "harbour")
    kept = sorted(path.relative_to(copy.search) for path in copy.search.rglob("*.npy"))
    assert kept
    assert found(copy, "harbour") == first
    shutil.rmtree(copy.search)
    copy.search.write_text("nothing can be kept here")
    assert found(copy, "harbour") == first


@pytest.mark.parametrize("json_wanted", [False, True])
def test_text_that_would_rule_the_terminal_is_shown_as_its_codes(home, json_wanted):
    done = call("search", "shut ever", "--home", home.root, *(["--json"] if json_wanted else []))
    assert done.exit_code == 0, done.output
    assert not {"\x1b", "\u202e", "\u202c"} & set(done.output)
    assert "\\u202e" in done.output
    assert "[bold]" in done.output


def test_what_is_not_there_is_said(home):
    assert "Nothing was found." in call("search", "zebra", "--home", home.root).output
    shown = call("search", "harbour zebra", "--home", home.root).output
    assert "Nothing holds all of these words; this holds some of them." in shown
    assert "⟦harbour⟧" in shown


@pytest.mark.parametrize("rights", list(Rights))
def test_a_version_that_withholds_words_is_found_by_those_it_has(tmp_path, rights):
    place = home_at(tmp_path)
    moment = datetime(2031, 5, 6, 9)
    publish(place, small_tables(VERSION), version=VERSION, created_at=moment, database=warehouse, rights=rights)
    assert found(place, "quill", "--kind", "entities")["entities"]["total"] == 1
    assert found(place, "harbour", "--kind", "claims")["claims"]["total"] == (rights is not Rights.NO_TEXT)
    # the first line of an article is no evidence of anything
    assert found(place, '"tessel bay 5"', "--kind", "articles")["articles"]["total"] == (
        len(SAYINGS) if rights is Rights.FULL else 0
    )
    assert call("search", "quill", "--home", place.root).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--", "-harbour"), "holds no word to look for"),
        (("harbour", "--since", "yesterday"), "--since is 'yesterday', which is no day"),
        (("harbour", "--kind", "rumours"), "rumours"),
    ],
)
def test_wrong_usage_ends_with_2(home, arguments, told):
    done = call("search", "--home", home.root, *arguments)
    assert done.exit_code == 2
    assert told in done.output
