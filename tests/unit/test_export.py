"""Tables as files for other programs: nothing is a formula, nothing is lost in silence, nothing is half written."""

import csv
import io
import json
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pyarrow.csv as pa_csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_home import DAY, SAYINGS, home_at, small_tables
from typer.testing import CliRunner

from assets.cli import app
from assets.export import csv_text, write_csv, write_jsonl
from assets.workbook import MAX_CELL, fitting, write_workbook
from pipelines import warehouse
from pipelines.publication import publish
from pipelines.reader import open_dataset
from pipelines.settings import Home

V1 = "2031.05.06.001"
RUNS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    '"=1+1"',
    "“=1”",
    "＝1",
    "\u00a0-1",
    "\u200b=1",
    "\ttab",
)
PLAIN = ("", "plain", "a=b", "Café – quay", 'say "no"', "a, b; c", "line\r\nbreak", "'=1", "3 – 1", "👩‍🚒", "a\tb")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = home_at(tmp_path_factory.mktemp("home"))
    tables = small_tables(V1, SAYINGS)
    tables["articles"] = tables["articles"].with_columns(title=pl.lit("=HYPERLINK(1)"))
    publish(home, tables, version=V1, created_at=DAY, database=warehouse)
    return home


def call(home: Home, *arguments: object) -> tuple[int, str]:
    given = ["export", "--home", str(home.root), *(str(argument) for argument in arguments)]
    done = CliRunner().invoke(app, given, env={"COLUMNS": "300"})
    return done.exit_code, done.output


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_what_a_spreadsheet_would_run_is_defused_and_all_else_stays(tmp_path: Path) -> None:
    write_csv(pl.DataFrame({"text": [*RUNS, *PLAIN]}), tmp_path / "a.csv")
    found = [row[0] for row in read_csv(tmp_path / "a.csv")[1:]]
    expected = ["'" + text if text != "'=1" else text for text in RUNS]
    assert found[: len(RUNS)] == expected
    # a text that begins with an apostrophe before a sign gets another: it reads back as it was
    assert found[len(RUNS) :] == ["''=1" if text == "'=1" else text for text in PLAIN]


def test_numbers_days_and_truth_stay_what_they_are(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"n": [-1], "x": [-0.5], "d": [date(2031, 5, 6)], "t": [datetime(2031, 5, 6, 7, 8)], "b": [True]}
    )
    write_csv(frame, tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv")[1][:2] == ["-1", "-0.5"]
    back = pa_csv.read_csv(tmp_path / "a.csv").to_pylist()
    assert back == [{"n": -1, "x": -0.5, "d": date(2031, 5, 6), "t": datetime(2031, 5, 6, 7, 8), "b": True}]


def test_a_csv_file_is_rfc_4180_with_or_without_a_mark(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ['x"y'], "n": [1]})
    write_csv(frame, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b'"a","n"\r\n"x""y",1\r\n'
    write_csv(frame, tmp_path / "a.csv", bom=True)
    assert (tmp_path / "a.csv").read_bytes().startswith(b'\xef\xbb\xbf"a"')


def test_names_of_columns_and_nested_values_are_texts_too() -> None:
    frame = pl.DataFrame({"=cmd()": [1], "list": [["=1", "b"]], "struct": [{"a": 1}]})
    assert csv_text(frame) == '\'=cmd(),list,struct\n1,"[""=1"", ""b""]","{""a"": 1}"\n'


@given(st.lists(st.text(max_size=30), max_size=5))
@settings(max_examples=60)
def test_any_text_reads_back_from_csv(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(pl.DataFrame({"a": texts}, schema={"a": pl.String})), newline="")))[1:]
    cells = [row[0] if row else "" for row in rows]
    if not any("\x00" in text for text in texts):
        assert [
            cell.removeprefix("'") if cell != text else cell for cell, text in zip(cells, texts, strict=True)
        ] == texts
    assert not any(cell.lstrip(" \t\r\n\"'")[:1] in set("=+-@") and not cell.startswith("'") for cell in cells if cell)


def test_a_workbook_holds_texts_numbers_and_days_and_no_formula(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "text": [*RUNS[:4], "https://example.org", None],
            "n": [-1, 2**53 + 1, 0, None, 5, 6],
            "x": [0.5, float("nan"), float("inf"), None, -1.0, 0.0],
            "day": [date(2031, 5, 6), date(1899, 1, 1), None, None, None, None],
            "moment": [datetime(2031, 5, 6, 7, 8, 9), None, None, None, None, None],
            "truth": [True, False, None, None, None, None],
        }
    )
    assert write_workbook({"mine": frame}, tmp_path / "a.xlsx", created=DAY) == []
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["mine"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == frame["text"].to_list()
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d", "b"}
    assert [row[0].quotePrefix for row in rows[:5]] == [True, True, True, True, False]
    assert [cell.hyperlink for row in rows for cell in row if cell.hyperlink] == []
    assert [row[1].value for row in rows] == [-1, str(2**53 + 1), 0, None, 5, 6]
    assert [row[2].value for row in rows] == [0.5, "nan", "inf", None, -1, 0]
    assert [row[3].value for row in rows[:2]] == [datetime(2031, 5, 6), "1899-01-01"]
    assert rows[0][4].value == datetime(2031, 5, 6, 7, 8, 9)
    assert [row[5].value for row in rows[:2]] == [True, False]


def test_excels_limits_are_kept_and_told(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["a" * (MAX_CELL + 1), "b" * MAX_CELL, "c", "d", "e"]})
    notices = write_workbook(
        {"long_name_of_a_table_that_goes_on_and_on": frame}, tmp_path / "a.xlsx", created=DAY, max_rows=3
    )
    assert len(notices) == 2
    assert "5 rows" in notices[0]
    assert "3 sheets" in notices[0]
    assert "text: 1 texts are longer" in notices[1]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    values = [cell.value for sheet in book for cell in next(iter(sheet.columns))[1:]]
    assert [len(value) for value in values] == [MAX_CELL, MAX_CELL, 1, 1, 1]
    assert values[0].endswith("[cut: Excel's cells end here]")
    assert all(sheet["A1"].value == "text" for sheet in book)


def test_excel_counts_some_characters_twice() -> None:
    assert fitting("🏗" * (MAX_CELL // 2)) == "🏗" * (MAX_CELL // 2)
    cut = fitting("🏗" * MAX_CELL)
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_CELL
    assert cut.startswith("🏗" * 100)


def test_lines_of_json_hold_every_value(tmp_path: Path, home: Home) -> None:
    frame = open_dataset(home.root).table("mentions")
    write_jsonl(frame, tmp_path / "a.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["content_text"] for row in rows] == frame["content_text"].to_list()
    assert rows[0]["about_start"] == "2031-05-09"
    assert rows[0]["cue_start"] == frame["cue_start"][0]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_the_command_writes_a_file_a_table(home: Home, tmp_path: Path, form: str) -> None:
    code, said = call(home, "--format", form, "--out", tmp_path / "out")
    assert (code, "tables written" in said) == (0, True), said
    dataset = open_dataset(home.root)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "LICENSE.md",
        *(f"{name}.{form}" for name in dataset.tables()),
    }
    if form == "parquet":
        written = (tmp_path / "out" / "claims.parquet").read_bytes()
        assert written == dataset.file("claims.parquet").read_bytes()


def test_the_command_writes_one_workbook(home: Home, tmp_path: Path) -> None:
    code, said = call(home, "--format", "xlsx", "--tables", "claims,articles", "--tables", "claims", "--out", tmp_path)
    assert (code, "2 tables" in said) == (0, True), said
    book = openpyxl.load_workbook(tmp_path / f"onrecord-{V1}.xlsx")
    assert book.sheetnames == ["claims", "articles"]
    assert book["claims"].max_row == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["LICENSE.md", f"onrecord-{V1}.xlsx"]


def test_formulas_in_articles_stay_text(home: Home, tmp_path: Path) -> None:
    assert call(home, "--format", "csv", "--bom", "--tables", "articles", "--out", tmp_path)[0] == 0
    content = (tmp_path / "articles.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {row["title"] for row in rows} == {"'=HYPERLINK(1)"}


def test_wrong_usage_is_told(home: Home, tmp_path: Path) -> None:
    code, said = call(home, "--format", "csv", "--tables", "claim", "--out", tmp_path)
    assert (code, "there is no table 'claim'" in said) == (2, True)
    assert call(home, "--format", "pdf", "--out", tmp_path)[0] == 2
    (tmp_path / "file").write_text("")
    code, said = call(home, "--format", "csv", "--out", tmp_path / "file")
    assert (code, "give another folder with --out" in said) == (1, True)


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    write_csv(pl.DataFrame({"a": [1]}), path)
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for broken in ("polars.DataFrame.write_csv", "pipelines.files.sync"):
        with monkeypatch.context() as failing:
            failing.setattr(broken, full)
            with pytest.raises(OSError, match="No space"):
                write_csv(pl.DataFrame({"a": [2]}), path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]
    shutil.rmtree(tmp_path)
