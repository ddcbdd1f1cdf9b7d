"""What articles say to machines stays text wherever it leaves the project: a hostile home, every medium."""

import csv
import io
import json
import re
from pathlib import Path

import dagster as dg
import duckdb
import openpyxl
import polars as pl
import pytest
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from assets.cli import app
from assets.export import FORMULA
from assets.run import instance
from onrecord import open_dataset
from pipelines.publication import REPORT
from pipelines.publication.manifest import Release
from pipelines.publication.report import report
from pipelines.publication.withholding import legible, withheld
from pipelines.schema import PUBLISHED
from pipelines.settings import Rights
from tests.escaping.articles import ALL, CELLS, CODE, HTML, MARK, NAME, TERMINAL, everything
from tests.escaping.home import HostileHome, hostile_values, make
from tests.escaping.judging import (
    Elements,
    acting,
    acting_on_terminal,
    bare_addresses,
    foreign_in_markdown,
    rows_of_tables,
    text_files,
)

TEMPLATES = Path(report.__code__.co_filename).parent / "templates"
SHOWN = {dg.DagsterEventType.ASSET_MATERIALIZATION, dg.DagsterEventType.ASSET_CHECK_EVALUATION}
CHARTS = {"svg", "g", "path", "text", "title", "defs", "clippath", "rect", "line"}
NEWS = {"h3", "h4", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "strong", "em", "s"}
DOCS = (
    {"html", "head", "title", "meta", "style", "link", "body", "nav", "div", "span", "label", "button", "small", "i"}
    | {"a", "ol", "h1", "h2", "h5", "h6", "br", "hr", "b", "form", "input", "pre"}
    | NEWS
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> HostileHome:
    return make(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def data(hostile: HostileHome):
    return open_dataset(hostile.home.root)


def call(*arguments: object, fails: bool = False) -> str:
    """What a command prints, on standard output and error."""
    done = CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "160"})
    assert done.exception is None or isinstance(done.exception, SystemExit), (arguments, done.exception)
    assert (done.exit_code != 0) == fails, (arguments, done.output)
    return done.stdout if not fails else done.output


# --- that the tests look at something ---------------------------------------------------------


def test_payloads_reach_every_kind_of_text(hostile: HostileHome) -> None:
    found = hostile_values(hostile.home)
    wanted = (
        "articles.title articles.byline articles.outlet articles.url articles.path articles.text mentions.content_text"
        " mentions.source_name mentions.source_text mentions.claim_text claims.claim_text attributions.source_name"
        " entities.name entities.description entity_aliases.alias outlets.name article_origins.origin_name"
        " quote_variants.detail curation.reason retractions.reason retractions.author quarantine.path"
        " quarantine.message quarantine.payload changes.before changes.after claim_states.claim_text"
    )
    assert set(wanted.split()) <= set(found)
    everywhere = "\n".join(text for values in found.values() for text in values)
    assert [payload for payload in ALL if payload.strip("\t") not in everywhere] == []


def test_tables_hold_the_text_as_it_was_read(hostile: HostileHome, data) -> None:
    texts = dict(data.table("articles").filter("is_current").select("path", "text").iter_rows())
    for path in (f"{NAME}.txt", f"{NAME}.md"):
        assert path in texts
    assert texts[f"{NAME}.txt"] == (hostile.articles / f"{NAME}.txt").read_bytes().decode()
    line = json.loads((hostile.articles / f"{NAME}.jsonl").read_text("utf-8").splitlines()[0])
    assert texts[f"{NAME}.jsonl!/1"] == line["text"]
    first = data.versions()["version"][0]
    shown = "verify", first, "--home", hostile.home.root
    assert "every span verified" in call(*shown)


# --- pages ------------------------------------------------------------------------------------


def elements_of_templates() -> set[str]:
    """The elements that the templates of the report write."""
    sources = "".join(file.read_text("utf-8") for file in TEMPLATES.glob("*.j2"))
    return {name.lower() for name in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", sources)}


@pytest.mark.parametrize("rights", list(Rights))
def test_the_report_has_no_element_that_its_templates_did_not_make(data, rights: Rights) -> None:
    if rights is Rights.FULL:
        html = data.file(REPORT).read_text("utf-8")
    else:
        known = {name: table.conform(data.table(name)) for name, table in PUBLISHED.items()}
        tables = legible(withheld(known, rights), rights)
        # what it says of the version before it is made of tables without words too
        changelog = data.file("changelog.md").read_text("utf-8") if rights is Rights.EVIDENCE else "# 1\n"
        release = Release(data.version, data.table("versions")["created_at"][-1], None, "0" * 64, {}, rights=rights)
        html = report(release, tables, changelog)
    page = Elements(html)
    assert page.foreign(elements_of_templates() | CHARTS | NEWS) == []
    assert page.comments == 0
    assert [tag for tag, _ in page.found].count("script") == 1
    assert acting(html) == set()
    assert "7 * 191" in page.text or rights is Rights.NO_TEXT
    assert "1337" not in page.text
    assert HTML[1] in page.text, "the name of a speaker"


def test_data_docs_have_no_element_of_an_article(hostile: HostileHome) -> None:
    pages = text_files(hostile.home.data_docs, ".html")
    assert len(pages) > 20
    for file in pages:
        html = file.read_text("utf-8")
        page = Elements(html)
        assert page.foreign(DOCS, styled=True) == [], file
        assert acting(html) == set(), file


# --- Markdown, the UI -------------------------------------------------------------------------


def test_markdown_of_a_version_makes_no_element_and_no_link_of_an_article(hostile: HostileHome, data) -> None:
    for name in ("changelog.md", "data_dictionary.md", "LICENSE.md", "CITATION.cff"):
        text = data.file(name).read_text("utf-8")
        assert acting(text) == set(), name
        if name.endswith(".md"):
            assert foreign_in_markdown(text) == [] or name == "LICENSE.md", name
    changelog = data.file("changelog.md").read_text("utf-8")
    assert MARK in changelog
    assert "## Articles retracted: 1" in changelog
    assert bare_addresses(changelog) == []
    assert len(set(rows_of_tables(changelog))) == len(changelog.split("\n|---")) - 1


def test_what_the_ui_shows_of_a_run_is_text(hostile: HostileHome) -> None:
    seen = 0
    with instance(hostile.home) as opened:
        for record in opened.all_logs(opened.get_runs()[0].run_id):
            assert acting(record.user_message or "") == set()
            event = record.dagster_event
            if event is None or event.event_type not in SHOWN:
                continue
            told = event.event_specific_data
            metadata = getattr(told, "materialization", told).metadata
            for name, value in metadata.items():
                if isinstance(value, dg.MarkdownMetadataValue):
                    seen += MARK in value.value
                    assert foreign_in_markdown(value.value) == [], name
                    assert bare_addresses(value.value.partition("](data:")[0]) == [], name
                    assert acting(value.value) == set(), name
                    assert rows_of_tables(value.value) in ([], [5], [4], [3], [2]) or name == "changelog", name
    assert seen >= 15


# --- the terminal -----------------------------------------------------------------------------


def commands(hostile: HostileHome, data) -> list[tuple[object, ...]]:
    """Calls of every command that prints words of articles, with what it is to print them of."""
    home = ("--home", hostile.home.root)
    mentions = data.table("mentions").filter(pl.col("content_text").str.contains(MARK)).sort("mention_id")
    claims = data.table("claims").filter(pl.col("claim_text").str.contains(MARK)).sort("mention_count", "claim_id")
    articles = data.table("articles").sort("article_id")
    some = mentions.head(2)["mention_id"].to_list()
    aside = json.loads(call("quarantine", "list", "--format", "json", *home))
    return [
        *(("show", each, *home) for each in (claims["claim_id"][-1], claims["claim_id"][0])),
        *(("show", each, *home) for each in articles["article_id"].head(3)),
        *(("show", each, *home) for each in ("anna-verin", "korvel", f"{NAME}.txt", data.table("entities")["name"][0])),
        *(("origins", each, *home) for each in claims["claim_id"][-3:]),
        ("explain", *some, *home),
        ("trace", some[0], *home),
        ("diff", *home),
        *(("search", words, *home) for words in ("pwned", '"DROP TABLE"', "bridge", "img onerror")),
        ("search", "bridge", "--speaker", everything(), "--outlet", CODE[0], *home),
        ("sql", "SELECT title, byline, url FROM articles", *home),
        ("sql", "SELECT content_text, source_name FROM mentions", "--format", "csv", *home),
        ("sql", 'SELECT claim_text AS "\x1b[31m[bold]=x" FROM claims', *home),
        ("quarantine", "list", *home),
        ("quarantine", "list", "--format", "csv", *home),
        *(("quarantine", "show", row["id"], *home) for row in aside),
        ("curate", "list", *home),
        ("versions", *home),
        ("metrics", *home),
    ]


LINES = {"origins", "explain", "trace", "curate"}
JSON = {"show", "origins", "explain", "trace", "diff", "search"}


@pytest.mark.parametrize("colour", [False, True], ids=["a pipe", "a terminal"])
def test_no_command_prints_what_a_terminal_obeys(hostile, data, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if colour:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
    for each in commands(hostile, data):
        printed = call(*each)
        assert acting_on_terminal(printed) == set(), each
        assert MARK in printed or each[0] in {"versions", "metrics", "trace"} or "nothing was found" in printed.lower()
        if each[0] in LINES or each[1] == "show":
            assert "\n\\u001b]0" not in printed, "a name of a file began a line"
    marked = "SELECT content_text FROM mentions WHERE content_text LIKE '%[bold red]%'"
    told = call("sql", marked, "--home", hostile.home.root)
    assert "[bold red]" in told
    assert "[/bold red]" in told


def test_json_of_every_command_is_json_of_the_same_words(hostile: HostileHome, data) -> None:
    calls = [(*each, "--json") for each in commands(hostile, data) if each[0] in JSON]
    for each in calls:
        printed = call(*each)
        assert acting(printed) == set(), each
        assert json.loads(printed), each
    rows = json.loads(call("sql", "SELECT path, text FROM articles", "--format", "json", "--home", hostile.home.root))
    assert {row["path"]: row["text"] for row in rows} == dict(data.table("articles").select("path", "text").iter_rows())


@pytest.mark.parametrize("payload", ["".join(TERMINAL), TERMINAL[4], *CODE[:2], f"x\n{MARK}\r{MARK}"])
def test_errors_name_what_was_given_as_text(hostile: HostileHome, payload: str) -> None:
    home = ("--home", hostile.home.root)
    calls = [
        ("show", payload, *home),
        ("origins", f"clm-{payload}", *home),
        ("trace", payload, *home),
        ("sql", f"SELECT {payload} FROM claims", *home),
        ("sql", "SELECT 1", "--version", payload, *home),
        ("run", "--input", f"{hostile.articles}/{payload.replace('/', '')}", *home),
        ("curate", "undo", payload, *home),
        ("quarantine", "show", payload, *home),
        ("export", "--format", "csv", "--tables", payload, *home),
        ("retract", payload, "--reason", payload, *home),
        ("versions", "--home", f"/nowhere/{payload}"),
    ]
    for each in calls:
        printed = call(*each, fails=True)
        assert acting_on_terminal(printed) == set(), each
        assert not re.search(rf"^{MARK}", printed, flags=re.M), each


# --- files for other programs -----------------------------------------------------------------


def test_no_cell_of_an_export_begins_a_formula(hostile: HostileHome, data, tmp_path: Path) -> None:
    home = ("--home", hostile.home.root, "--out", tmp_path)
    call("export", "--format", "xlsx", *home)
    book = openpyxl.load_workbook(tmp_path / f"onrecord-{data.version}.xlsx")
    assert set(book.sheetnames) == set(data.tables())
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert any(str(cell.value).startswith(CELLS[0]) and cell.quotePrefix for cell in cells)
    call("export", "--format", "csv", *home)
    for name in data.tables():
        frame = data.table(name)
        file = (tmp_path / f"{name}.csv").read_bytes().decode()
        head, *rows = csv.reader(io.StringIO(file, newline=""))
        for column in (each for each, kind in frame.schema.items() if kind == pl.String):
            written = pl.Series("written", [row[head.index(column)] for row in rows], dtype=pl.String)
            assert not (written.str.contains(FORMULA) & ~written.str.starts_with("'")).any(), (name, column)
            marked = written.str.starts_with("'") & written.str.slice(1).str.contains(FORMULA)
            restored = pl.select(pl.when(marked).then(written.str.slice(1)).otherwise(written)).to_series()
            assert restored.to_list() == frame[column].fill_null("").to_list(), (name, column)


def test_other_exports_keep_the_text(hostile: HostileHome, data, tmp_path: Path) -> None:
    home = ("--tables", "articles", "--home", hostile.home.root, "--out", tmp_path)
    call("export", "--format", "jsonl", *home)
    call("export", "--format", "parquet", *home)
    texts = data.table("articles")["text"].to_list()
    lines = (tmp_path / "articles.jsonl").read_text("utf-8").split("\n")[:-1]
    assert [json.loads(line)["text"] for line in lines] == texts
    assert pl.read_parquet(tmp_path / "articles.parquet")["text"].to_list() == texts


# --- SQL --------------------------------------------------------------------------------------


def test_sql_takes_every_value_as_a_value(hostile: HostileHome, data) -> None:
    before = data.table("claims").height
    home = ("--home", hostile.home.root)
    for payload in (*CODE, *HTML[:2]):
        for arguments in ((payload,), ("bridge", "--speaker", payload), ("x", "--outlet", payload)):
            assert acting_on_terminal(call("search", *arguments, *home)) == set()
    named = data.table("entities").filter(pl.col("name").str.contains("DROP TABLE"))["name"].to_list()
    assert named
    assert named[0].split()[0] in call("show", named[0], *home)
    with duckdb.connect(str(hostile.home.database), read_only=True) as connection:
        for macro in ("claims_as_of", "known_at", "reported_by"):
            for payload in CODE:
                with pytest.raises(duckdb.Error):
                    connection.execute(f"SELECT * FROM {macro}(?)", [payload]).fetchall()
        assert connection.sql("SELECT count(*) FROM claims").fetchone() == (before,)
    assert not list(Path.cwd().glob(f"{MARK}*"))


# --- what is watched --------------------------------------------------------------------------


def test_metrics_and_logs_are_what_they_say(hostile: HostileHome) -> None:
    text = hostile.home.metrics.read_text("utf-8")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert not [name for name in families if MARK in name]
    assert {sample.labels["reason"] for sample in families["onrecord_quarantine_rows"].samples} >= {"empty", "bad_json"}
    assert acting(text) == set()
    for line in [*hostile.log.splitlines(), *hostile.outcome.splitlines()]:
        if line.startswith("{") or MARK in line:
            assert {"time", "version"} & set(json.loads(line)), line
    assert acting(hostile.log + hostile.outcome) == set()


def test_the_summary_of_a_home_is_text(hostile: HostileHome) -> None:
    for file in text_files(hostile.home.snapshots, ".json", ".html", ".md", ".cff"):
        assert acting(file.read_text("utf-8")) == set(), file
