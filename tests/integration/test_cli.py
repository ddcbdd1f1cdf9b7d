"""The command line as a user meets it: exit codes, messages, and text from articles that stays text."""

import csv
import io
import json
import logging
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from assets.cli import app
from assets.console import plain
from assets.export import csv_text
from onrecord import open_dataset
from pipelines.settings import Home

runner = CliRunner()


def call(*arguments: object):
    return runner.invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


def test_help_names_every_command_with_an_example():
    shown = call("--help")
    assert shown.exit_code == 0
    for command in app.registered_commands:
        name = command.name or command.callback.__name__
        assert name in shown.output
        assert "Example:" in command.callback.__doc__, f"{name} shows no example"


def test_the_help_imports_nothing_heavy():
    code = (
        "import sys, assets.cli\n"
        "heavy = {'dagster', 'spacy', 'great_expectations', 'polars', 'duckdb', 'pandas'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_wrong_usage_ends_with_2(tmp_path):
    assert call("run", "--input", tmp_path / "nowhere", "--home", tmp_path).exit_code == 2
    assert call("schema", "no_such_table").exit_code == 2
    assert call("no-such-command").exit_code == 2


def test_a_setting_or_input_of_the_environment_that_is_none_ends_with_2(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_WORKERS", "many")
    shown = call("run", "--input", corpus, "--home", tmp_path / "home")
    assert shown.exit_code == 2
    assert "ONRECORD_WORKERS is 'many'" in shown.output
    monkeypatch.delenv("ONRECORD_WORKERS")
    monkeypatch.setenv("ONRECORD_INPUT", str(tmp_path / "nowhere"))
    shown = call("run", "--home", tmp_path / "home")
    assert shown.exit_code == 2
    assert "nowhere: no such file or folder" in shown.output
    assert not (tmp_path / "home").exists()


def test_a_home_that_is_no_folder_ends_with_1_and_says_what_to_do(corpus, tmp_path):
    (tmp_path / "file").touch()
    shown = call("run", "--input", corpus, "--home", tmp_path / "file")
    assert shown.exit_code == 1
    assert "file cannot be written to (Not a directory); give a folder" in shown.output


def test_a_home_without_versions_ends_with_1_and_says_what_to_do(tmp_path):
    shown = call("sql", "SELECT 1", "--home", tmp_path)
    assert shown.exit_code == 1
    assert "onrecord run" in shown.output


def test_a_home_that_another_run_holds_ends_with_1_and_says_whose_it_is(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_LOCK_SECONDS", "0.1")
    code = (
        "import sys\nfrom pipelines.settings import Home\nfrom pipelines.warehouse import writer_lock\n"
        f"with writer_lock(Home.at({str(tmp_path)!r})):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline().strip() == b"held"
        shown = call("run", "--input", corpus, "--home", tmp_path)
        other.stdin.close()
    assert shown.exit_code == 1
    assert f"another writer (process {other.pid}) is at work in {tmp_path}" in shown.output
    assert "wait until it has finished" in shown.output
    assert "HomeBusyError" not in shown.output


def test_run_summarises_and_says_when_nothing_is_new(corpus, tmp_path):
    home = tmp_path / "home"
    first = call("run", "--input", corpus, "--home", home)
    assert first.exit_code == 0, first.output
    for word in ("Articles", "Quarantined", "Mentions", "Claims", "Independent origins", "Checks", "Version", "Path"):
        assert word in first.output
    version = open_dataset(home).version
    assert version in first.output
    again = call("run", "--input", corpus, "--home", home)
    assert again.exit_code == 0, again.output
    assert "nothing new" in again.output
    listed = call("versions", "--home", home)
    assert listed.output.count("published") == 1


def test_a_run_told_in_json_is_lines_of_json_and_its_metrics_are_printed(first_run, corpus, tmp_path, monkeypatch):
    home = Home.at(shutil.copytree(first_run[0].root, tmp_path / "home"))
    monkeypatch.setenv("ONRECORD_LOG_FORMAT", "text")  # what the command sets goes with the test
    shown = call("run", "--input", corpus, "--home", home.root, "--log-format", "json")
    logging.setLoggerClass(logging.Logger)
    assert shown.exit_code == 0, shown.output
    told = json.loads(shown.stdout)
    assert (told["version"], told["is_new"]) == (first_run[1].version, False)
    assert told["mentions"] >= 8
    printed = call("metrics", "--home", home.root).output
    assert "onrecord_articles 2.0" in printed
    assert 'onrecord_quarantine_rows{reason="empty",stage="ingest"} 1.0' in printed
    assert 'onrecord_versions{status="published"} 1.0' in printed
    assert 'onrecord_runs_total{outcome="published"} 1.0' in printed
    assert 'onrecord_runs_total{outcome="unchanged"} 1.0' in printed
    assert printed == home.metrics.read_text(encoding="utf-8")
    assert call("metrics", "--home", tmp_path / "nowhere").exit_code == 1


def test_sql_answers_in_each_format(first_run):
    home, _ = first_run
    query = "SELECT path, word_count FROM articles ORDER BY path"
    assert "first.txt" in call("sql", query, "--home", home.root).output
    rows = list(csv.DictReader(io.StringIO(call("sql", query, "--home", home.root, "--format", "csv").output)))
    assert [row["path"] for row in rows] == ["first.txt", "second.txt"]
    assert len(json.loads(call("sql", query, "--home", home.root, "--format", "json").output)) == 2


@pytest.mark.parametrize(
    "query",
    [
        "DROP TABLE claims",
        "CREATE TABLE mine AS SELECT 1",
        "COPY (SELECT 1) TO 'stolen.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT nonsense FROM claims",
    ],
)
def test_sql_refuses_what_is_no_question(first_run, query):
    shown = call("sql", query, "--home", first_run[0].root)
    assert shown.exit_code == 1
    assert shown.output.startswith("onrecord:")


def test_schema_shows_tables_and_columns():
    assert "claim_origins" in call("schema").output
    assert "independent_origin_count" in call("schema", "claims").output


def test_verify_finds_one_flipped_bit(first_run, tmp_path):
    import shutil

    home = Home.at(shutil.copytree(first_run[0].root, tmp_path / "home"))
    assert call("verify", "--home", home.root).exit_code == 0
    victim = home.snapshots / open_dataset(home.root).version / "claims.parquet"
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o644)
    victim.write_bytes(bytes(data))
    shown = call("verify", "--home", home.root)
    assert shown.exit_code == 1
    assert "claims.parquet" in shown.output


def test_text_from_articles_is_shown_and_not_obeyed():
    assert plain("\x1b[31mred\x1b[0m") == "\\u001b[31mred\\u001b[0m"
    assert plain("a\u202eb\x07") == "a\\u202eb\\u0007"


def test_csv_disarms_formulas():
    import polars as pl

    frame = pl.DataFrame({"text": ["=1+1", "@SUM(A1)", "+1", "-1", "plain", None], "number": [-1, 2, 3, 4, 5, 6]})
    rows = list(csv.DictReader(io.StringIO(csv_text(frame))))
    assert [row["text"] for row in rows] == ["'=1+1", "'@SUM(A1)", "'+1", "'-1", "plain", ""]
    assert rows[0]["number"] == "-1"
