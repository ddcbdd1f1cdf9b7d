"""``onrecord evaluate`` as a user meets it: over a home, over a folder, and with annotation that does not fit."""

import json

import pytest
from typer.testing import CliRunner

from assets.cli import app
from tests.integration.conftest import FIRST, SECOND

runner = CliRunner()


def call(*arguments: object):
    return runner.invoke(app, ["evaluate", *map(str, arguments)], env={"COLUMNS": "200", "ONRECORD_HOME": "nowhere"})


def line(words: str, text: str, doc: str, **fields) -> str:
    start = text.index(words)
    return json.dumps({"doc": doc, "start": start, "end": start + len(words), "text": words, **fields}) + "\n"


ANNOTATED = line(
    "We cannot put crews at risk", FIRST, "first.txt", type="direct", speaker="Ilse Tornquist", cue="told", chain=[]
) + line("The harbour workers' union denied that crews", SECOND, "second.txt", type="indirect", speaker=None)


@pytest.fixture
def annotation(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(ANNOTATED, encoding="utf-8")
    return path


def test_a_home_is_scored_as_text_page_and_json(first_run, corpus, annotation, tmp_path):
    home, _ = first_run
    page = tmp_path / "scores.html"
    shown = call(corpus, "--gold", annotation, "--home", home.root, "--html", page)
    assert shown.exit_code == 0, shown.output
    assert "2 articles with 2 annotated mentions" in shown.stdout
    assert "Speakers by how far away the name stands" in shown.stdout
    assert "<h2>Contents found</h2>" in page.read_text(encoding="utf-8")
    printed = call(corpus, "--gold", annotation, "--home", home.root, "--json", "--examples", 0)
    figures = json.loads(printed.stdout)
    assert figures["detection"]["direct"]["spans"]["0.8"]["right"] == 1
    assert figures["fields"]["speaker"]["direct"] == {"count": 1, "right": 1, "share": 1.0}
    assert figures["speakers"]["same sentence"]["right"] == 1
    assert figures["examples"] == {}


@pytest.mark.slow
def test_a_folder_is_run_and_scored_without_touching_any_home(corpus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mine"
    (folder / "gold").mkdir(parents=True)
    (folder / "articles").symlink_to(corpus)
    (folder / "gold" / "one.jsonl").write_text(ANNOTATED, encoding="utf-8")
    shown = call(folder, "--json")
    assert shown.exit_code == 0, shown.output
    assert json.loads(shown.stdout)["annotated"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


def test_annotation_that_does_not_fit_is_named_and_ends_with_2(first_run, corpus, tmp_path):
    home, _ = first_run
    path = tmp_path / "gold.jsonl"
    path.write_text(ANNOTATED.replace('"start": ', '"start": 1') + line("Ports", SECOND, "empty.txt"), encoding="utf-8")
    shown = call(corpus, "--gold", path, "--home", home.root)
    assert shown.exit_code == 2
    assert "gold.jsonl:1: 'text' is" in shown.stderr or "gold.jsonl:1: 'end'" in shown.stderr
    path.write_text(line("Ports", SECOND, "empty.txt"), encoding="utf-8")
    shown = call(corpus, "--gold", path, "--home", home.root)
    assert "gold.jsonl:1: the article 'empty.txt' was set aside: " in shown.stderr
    assert "1 problem in the annotation" in shown.stderr


def test_wrong_usage_ends_with_2_before_anything_runs(corpus, annotation, tmp_path):
    inside = tmp_path / "articles"
    inside.mkdir()
    (inside / "gold.jsonl").write_text(ANNOTATED, encoding="utf-8")
    for arguments, reason in (
        ((tmp_path / "nowhere",), "no such folder"),
        ((corpus,), "there is no annotation in"),
        ((corpus, "--gold", tmp_path / "none.jsonl"), "no such file of annotation lines"),
        ((inside, "--gold", inside / "gold.jsonl"), "lies among the articles"),
        ((corpus, "--gold", annotation, "--html", tmp_path / "no" / "page.html"), "there is no folder"),
    ):
        shown = call(*arguments)
        assert (shown.exit_code, reason in " ".join(shown.stderr.split())) == (2, True), shown.stderr
    shown = call(corpus, "--gold", annotation, "--home", tmp_path / "empty")
    assert shown.exit_code == 1
