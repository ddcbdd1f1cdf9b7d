"""``onrecord show``: what a person named is found, and shown with all that stands behind it, as text and as JSON."""

import json
from datetime import datetime

import polars as pl
import pytest
from small_home import SAYINGS, home_at, small_tables
from typer.testing import CliRunner, Result

from assets.cli import app
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import publish
from pipelines.schema import TABLES
from pipelines.settings import Home, Rights

HARBOUR, BOATS, FERRY, _ = SAYINGS
HOSTILE = "The \x1b[31mpier\x1b[0m is \u202eshut\u202c [bold]for[/bold] ever"
V1, V2 = "2031.05.06.001", "2031.05.08.001"
GONE, DROPPED = "clm-" + "f" * 24, "clm-" + "e" * 24


def call(*arguments: object, columns: int = 200) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": str(columns)})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two versions: in the second a claim was merged away, one gained an origin, and two are at odds."""
    home = home_at(tmp_path_factory.mktemp("show"))
    sayings = [HARBOUR, BOATS, FERRY, HOSTILE]
    publish(home, small_tables(V1, sayings), version=V1, created_at=datetime(2031, 5, 6, 9), database=warehouse)
    tables = small_tables(V2, sayings, origins={HARBOUR: 2}, disputed=[FERRY])
    claims = dict(tables["claims"].select("claim_text", "claim_id").iter_rows())
    mentions = dict(tables["mentions"].select("claim_text", "mention_id").iter_rows())
    event = {"version": V2, "cause": "curation"}
    tables["claim_history"] = TABLES["claim_history"].frame(
        [
            {**event, "claim_id": GONE, "event": "merged_into", "other_claim_id": claims[FERRY]},
            {**event, "claim_id": DROPPED, "event": "retired", "other_claim_id": ""},
        ]
    )
    at_odds = {"relation": "contradicts", "reason": "number", "detail": "12 boats in one, 13 in the other.", "score": 1}
    tables["claim_relations"] = TABLES["claim_relations"].frame(
        [
            {"claim_id": claims[one], "other_claim_id": claims[other], **at_odds}
            for one, other in ((FERRY, BOATS), (BOATS, FERRY))
        ]
    )
    tables["quote_variants"] = TABLES["quote_variants"].frame(
        [
            {"mention_id": mentions[FERRY], "other_mention_id": mentions[BOATS], "similarity": 0.5}
            | {"kind": "reworded", "detail": "no matter"}
        ]
    )
    tables["retractions"] = TABLES["retractions"].frame(
        [
            {"article_id": "art-" + "d" * 24, "document_id": "doc-" + "d" * 24, "kind": "retracted", "path": "gone.txt"}
            | {"raw_sha256": "d" * 64, "reason": "the outlet withdrew it", "author": "Ada"}
            | {"made_at": datetime(2031, 5, 7), "version": V2}
        ]
    )
    publish(home, tables, version=V2, created_at=datetime(2031, 5, 8, 9), database=warehouse)
    return home


def claim_of(home: Home, saying: str) -> str:
    claims = open_dataset(home.root).table("claims")
    return str(claims.filter(pl.col("claim_text") == saying)["claim_id"].item())


def facts(home: Home, what: str, *more: str) -> dict:
    shown = call("show", what, "--json", "--home", home.root, *more)
    assert shown.exit_code == 0, shown.output
    return json.loads(shown.output)


def test_a_claim_stands_with_its_speaker_origins_evidence_and_past(home):
    claim = claim_of(home, HARBOUR)
    told = facts(home, claim)
    assert told["speakers"] == [{"name": "Ada Quill", "mentions": 1}]
    assert told["independent_origin_count"] == len(told["origins"]) == 2
    (mention,) = told["mentions"]
    assert "".join(each["text"] for each in mention["sentence"] if each["part"] == "content") == HARBOUR
    assert [link["name"] for link in mention["chain"]] == ["an unknown outlet", "mayor Ada Quill"]
    assert [(entry["version"], entry["state"]["independent_origin_count"]) for entry in told["history"]] == [
        (V1, 1),
        (V2, 2),
    ]
    shown = call("show", claim, "--home", home.root).output
    assert f"⟦{HARBOUR}⟧, mayor Ada Quill said on Monday." in shown
    assert "6 May 2031" in shown
    assert f"{V1}  1 origin" in shown


def test_an_older_version_is_shown_as_it_was(home):
    claim = claim_of(home, HARBOUR)
    assert facts(home, claim, "--version", V1)["independent_origin_count"] == 1


def test_relations_are_told_once_and_wordings_with_what_differs(home):
    told = facts(home, claim_of(home, FERRY))
    assert [(each["words"], each["claim_text"]) for each in told["relations"]] == [("contradicts", BOATS)]
    (variant,) = told["variants"]
    own, other = variant["wordings"]
    assert " ".join(piece["text"] for piece in own["words"]) == FERRY
    assert any(piece["differs"] for piece in other["words"])
    shown = call("show", claim_of(home, FERRY), "--home", home.root).output
    assert "12 boats in one, 13 in the other." in shown
    assert "[-" in shown
    assert "{+" in shown


@pytest.mark.parametrize("given", ["beginning", "without prefix", "capitals", "mention"])
def test_a_claim_is_found_by_what_tells_it_from_others(home, given):
    claim = claim_of(home, BOATS)
    mention = open_dataset(home.root).table("mentions").filter(pl.col("claim_id") == claim)["mention_id"].item()
    ways = {"beginning": claim[:12], "without prefix": claim[4:14], "capitals": claim.upper(), "mention": mention}
    assert facts(home, ways[given])["claim_id"] == claim


def test_a_claim_that_was_merged_away_leads_to_what_it_is_now(home):
    told = facts(home, GONE)
    assert told["claim_id"] == claim_of(home, FERRY)
    assert f"({GONE} was merged into it)" in call("show", GONE, "--home", home.root).output
    assert f"{GONE} merged into it" in call("show", claim_of(home, FERRY), "--home", home.root).output


def test_an_article_is_found_by_its_path_and_shows_its_claims_in_order(home):
    article = open_dataset(home.root).table("articles").row(0, named=True)
    told = facts(home, article["path"])
    assert told["article_id"] == facts(home, article["document_id"])["article_id"] == article["article_id"]
    starts = [mention["content_start"] for mention in told["mentions"]]
    assert starts == sorted(starts)
    assert starts
    assert told["published_words"] == article["text"][12:17]
    assert "text" not in told
    shown = call("show", article["path"], "--home", home.root).output
    assert "Claims, in the order of the text: 1" in shown
    assert article["article_id"] in shown


def test_an_article_stands_with_its_revisions_and_copies(tmp_path):
    home = home_at(tmp_path)
    tables = small_tables(V1, [HARBOUR, FERRY])
    known = {row["article_id"]: row for row in tables["articles"].to_dicts()}
    stated = dict(tables["mentions"].select("content_text", "article_id").iter_rows())
    newer, copy = known[stated[HARBOUR]], known[stated[FERRY]]
    older = newer | {"article_id": "art-" + "0" * 24, "is_current": False, "title": "Before"}
    newer |= {"revision": 2, "title": "After"}
    copy |= {"duplicate_of": newer["article_id"]}
    tables["articles"] = TABLES["articles"].frame([older, newer, copy])
    publish(home, tables, version=V1, created_at=datetime(2031, 5, 6, 9), database=warehouse)
    told = facts(home, newer["path"])
    assert (told["article_id"], told["title"]) == (newer["article_id"], "After")
    assert [(each["revision"], each["is_current"]) for each in told["revisions"]] == [(1, False), (2, True)]
    assert [(each["path"], each["is_original"]) for each in told["copies"]] == [(copy["path"], False)]
    assert facts(home, older["article_id"])["title"] == "Before"
    assert facts(home, newer["document_id"])["title"] == "After"
    original = facts(home, copy["path"])["copies"]
    assert [(each["path"], each["is_original"]) for each in original] == [(newer["path"], True)]
    shown = call("show", newer["path"], "--home", home.root).output
    assert "(current, shown here)" in shown
    assert "The same text elsewhere" in shown
    assert "(the earliest)" in call("show", copy["path"], "--home", home.root).output


def test_an_entity_is_found_by_its_name_in_any_spelling_and_shows_what_it_claims(home):
    told = facts(home, "ADA  quill")
    assert told["entity_id"] == "ada-quill"
    assert told["names"][0] | {"outlets": None} == {"name": "Ada Quill", "times": 4, "outlets": None}
    assert told["mention_count"] == 4
    assert {claim["claim_text"] for claim in told["claims_made"]} == {HARBOUR, BOATS, FERRY, HOSTILE}
    shown = call("show", "ada-quill", "--home", home.root, "--limit", "2").output
    assert "0.25° S 12.5° E" in shown
    assert "… and 2 more claims" in shown


@pytest.mark.parametrize("json_wanted", [False, True])
def test_text_that_would_rule_the_terminal_is_shown_as_its_codes(home, json_wanted):
    shown = call("show", claim_of(home, HOSTILE), "--home", home.root, *(["--json"] if json_wanted else []))
    assert shown.exit_code == 0, shown.output
    assert not {"\x1b", "\u202e", "\u202c"} & set(shown.output)
    assert "\\u202e" in shown.output
    assert "[bold]for[/bold]" in shown.output
    if json_wanted:
        assert json.loads(shown.output)["claim_text"] == HOSTILE


def test_no_line_is_wider_than_the_terminal(home):
    for what in (claim_of(home, BOATS), "Ada Quill"):
        lines = call("show", what, "--home", home.root, columns=50).output.splitlines()
        assert max(map(len, lines)) <= 50


@pytest.mark.parametrize("rights", list(Rights))
def test_a_version_that_withholds_words_is_shown_without_them(tmp_path, rights):
    home = home_at(tmp_path)
    tables = small_tables(V1)
    publish(home, tables, version=V1, created_at=datetime(2031, 5, 6, 9), database=warehouse, rights=rights)
    claim, article = (tables[name][f"{name[:-1]}_id"][0] for name in ("claims", "articles"))
    for what in (claim, article, "Ada Quill"):
        shown = call("show", what, "--home", home.root)
        assert shown.exit_code == 0, shown.output
        assert ("[words not published]" in shown.output) == (rights is Rights.NO_TEXT)
        assert facts(home, what)["version"] == V1
    assert call("origins", claim, "--home", home.root).exit_code == 0


def test_words_that_a_version_withholds_of_the_writers_are_said_to_be_withheld(tmp_path):
    home = home_at(tmp_path)
    tables = small_tables(V1)
    told = {"claim_type": "narrator", "source_kind": "none"}
    tables["mentions"] = tables["mentions"].with_columns(pl.lit(value).alias(name) for name, value in told.items())
    at = datetime(2031, 5, 6, 9)
    publish(home, tables, version=V1, created_at=at, database=warehouse, rights=Rights.EVIDENCE)
    claim, (one, other, *_) = tables["claims"]["claim_id"][0], tables["mentions"]["mention_id"]
    for command in (["show", claim], ["origins", claim], ["explain", one, other], ["trace", one]):
        shown = call(*command, "--home", home.root)
        assert shown.exit_code == 0, shown.output
        assert "None" not in shown.output, command
        assert "withheld" in shown.output or "[words not published]" in shown.output, command


def test_lines_in_a_pipe_end_without_blanks(home):
    lines = call("show", claim_of(home, BOATS), "--home", home.root, columns=50).output.split("\n")
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("nobody", "nothing in 2031.05.08.001 is called 'nobody'"),
        ("", "nothing in 2031.05.08.001 is called ''"),
        ("clm-", "begins 6 identifiers"),
        (DROPPED, "was retired in 2031.05.08.001"),
        ("gone.txt", "gone.txt was retracted by Ada on 2031-05-07: the outlet withdrew it"),
    ],
)
def test_what_is_not_there_ends_with_2_and_says_what_to_try(home, given, told):
    done = call("show", given, "--home", home.root)
    assert done.exit_code == 2
    assert told in done.output
