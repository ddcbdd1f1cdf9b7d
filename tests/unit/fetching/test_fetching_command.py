"""The command line of fetching: what it says, what it ends with, and that it is off unless asked."""

import pytest
from typer.testing import CliRunner

from assets.cli import app
from tests.fetched_web import Reply, Web, page

RUNNER = CliRunner(env={"COLUMNS": "200"})


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_FETCH_NETWORKS", "127.0.0.1/32")
    monkeypatch.setenv("ONRECORD_FETCH_PAUSE_SECONDS", "0")


def call(web: Web, tmp_path, *paths: str):
    urls = [web.url(path, "127.0.0.1") if path.startswith("/") else path for path in paths]
    return RUNNER.invoke(
        app, ["fetch", *urls, "--home", str(tmp_path / "home"), "--into", str(tmp_path / "my articles")]
    )


def test_what_was_fetched_is_said_with_the_command_that_reads_it(web: Web, tmp_path) -> None:
    web.pages = {"/b": page("B.")}
    said = call(web, tmp_path, "/b")
    assert said.exit_code == 0, said.output
    assert "1 fetched" in said.output
    assert f"onrecord run --input '{tmp_path / 'my articles'}'" in said.output
    again = call(web, tmp_path, "/b")
    assert (again.exit_code, again.stdout) == (0, "1 unchanged\n")


def test_what_failed_is_named_with_its_reason_and_ends_with_one(web: Web, tmp_path) -> None:
    web.pages = {"/b": page("B."), "/c": Reply(b"x", kind="image/\x1b[31mpng")}
    said = call(web, tmp_path, "/missing", "/c", "http://10.0.0.1/", "/b")
    assert said.exit_code == 1
    assert "1 fetched, 3 failed" in said.output
    assert "404 Not Found: check the address (http_status)" in said.stderr
    assert "leads to 10.0.0.1, which is not public" in said.stderr
    assert "\x1b" not in said.stderr


def test_a_setting_without_a_meaning_is_wrong_usage(web: Web, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_FETCH_NETWORKS", "everywhere")
    assert call(web, tmp_path, "/b").exit_code == 2
    assert web.requests == []
