"""The Dagster UI as a person meets it: "Materialize all" in headless Chromium publishes a version.

One of the articles is hostile in all of its fields: nothing of it runs, loads or leads anywhere, in the UI, the
report and the Data Docs.

Run with `make browser`, which installs what is needed. With ONRECORD_SCREENSHOTS set to a
folder, pictures of each page are kept there.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord import open_dataset
from pipelines.settings import Home
from tests.escaping.articles import MARK, SITE, write_one
from tests.integration.conftest import FIRST, SECOND

sync_api = pytest.importorskip("playwright.sync_api", reason="browser tests need `make browser`")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(CHROMIUM is None, reason="browser tests need Chromium: `make browser` installs it"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str, query: str) -> dict:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"{url}/graphql", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)["data"]


def wait_until(done, what: str, seconds: float) -> None:
    """Poll ``done``; it may raise while a service is starting."""
    end = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < end:
        try:
            last = done()
        except OSError as error:
            last = error
        else:
            if last:
                return
        time.sleep(1)
    pytest.fail(f"{what}: not within {seconds:.0f} s; last seen: {last}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def ui(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running UI whose default input is a small invented corpus."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "first.txt").write_text(FIRST, encoding="utf-8")
    (corpus / "second.txt").write_text(SECOND, encoding="utf-8")
    write_one(corpus)
    port = free_port()
    log = (tmp_path_factory.mktemp("log") / "ui.log").open("w")
    command = [Path(sys.executable).with_name("onrecord"), "serve", "--home", home.root, "--port", str(port)]
    environment = {**os.environ, "ONRECORD_INPUT": str(corpus)}
    service = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: ask(url, "{ version }")["version"], "the UI answers", 180)
        yield url
    finally:
        os.killpg(service.pid, signal.SIGINT)
        try:
            service.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(service.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def window(ui: str):
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_context(viewport={"width": 1600, "height": 1000})
        browser.close()


@pytest.fixture
def page(window):
    """A page of its own for each test: the UI polls, and what an earlier page still asks is not this one's doing."""
    opened = window.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


def keep(page, name: str) -> None:
    folder = os.environ.get("ONRECORD_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_the_graph_shows_its_groups(ui, page):
    page.goto(f"{ui}/asset-groups")
    for group in ("ingest", "staging", "extraction", "normalisation", "linking", "quality", "publication"):
        page.get_by_text(group, exact=True).first.wait_for()
    keep(page, "graph")


def test_materialize_all_publishes(ui, page, home):
    page.goto(f"{ui}/asset-groups")
    page.get_by_role("button", name="Materialize all").click()
    runs = "{ runsOrError { ... on Runs { results { status } } } }"

    def finished() -> bool:
        states = [run["status"] for run in ask(ui, runs)["runsOrError"]["results"]]
        assert "FAILURE" not in states, states
        return states == ["SUCCESS"]

    wait_until(finished, "the run ends", 300)
    dataset = open_dataset(home.root)
    assert dataset.table("articles").height == 3
    assert dataset.table("mentions").height >= 8
    page.goto(f"{ui}/runs")
    keep(page, "runs")


def test_an_asset_shows_rows_columns_and_checks(ui, page, home):
    rows = open_dataset(home.root).table("claims").height
    page.goto(f"{ui}/assets/claims")
    page.get_by_text("One row a proposition").first.wait_for()
    page.get_by_text("independent_origin_count").first.wait_for()
    assert page.get_by_text(str(rows), exact=True).count() >= 1
    keep(page, "asset")
    page.get_by_text("[Show Markdown]").last.click()
    picture = page.locator("img[alt='claims by origins']")
    picture.wait_for()
    assert picture.evaluate("each => each.complete && each.naturalWidth") > 500
    keep(page, "asset-chart")
    page.goto(f"{ui}/assets/claims?view=checks")
    page.get_by_text("expectations").first.wait_for()
    page.get_by_text("Passed").first.wait_for()
    keep(page, "checks")


class Watched:
    """What a page does while it is looked at: dialogs that it opens, addresses that it asks."""

    def __init__(self, page) -> None:
        self.page, self.dialogs, self.asked = page, [], []
        page.on("dialog", self.dismissed)
        page.on("request", self.noted)

    def dismissed(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def noted(self, request) -> None:
        self.asked.append(request.url)

    def must_have_seen_text_alone(self) -> None:
        """Assert that the hostile article stands on the page, and that nothing of it ran, loaded or became a link."""
        assert MARK in self.page.locator("body").inner_text()
        assert self.page.evaluate(f"window.{MARK}") is None
        assert self.dialogs == []
        assert [url for url in self.asked if SITE in url] == []
        assert (
            self.page.locator(f"[href*='{SITE}'], [src*='{SITE}'], [href^='javascript:'], [href^='mailto:']").count()
            == 0
        )
        assert self.page.locator("img[src='x'], svg[onload], [onerror], [onclick*='pwned']").count() == 0


@pytest.mark.parametrize("asset", ["articles", "mentions", "claims"])
def test_words_of_articles_are_text_in_the_ui(ui, page, asset):
    watched = Watched(page)
    page.goto(f"{ui}/assets/{asset}")
    page.get_by_text("[Show Markdown]").first.click()
    page.get_by_text(MARK).first.wait_for()  # the page has cells of its own; the rows come after them
    keep(page, f"hostile-{asset}")
    watched.must_have_seen_text_alone()


def test_words_of_articles_are_text_in_the_report(page, home):
    watched = Watched(page)
    page.goto(open_dataset(home.root).file("report.html").as_uri())
    page.get_by_role("button", name="Open those shown").click()
    page.locator("blockquote").first.wait_for()
    keep(page, "hostile-report")
    watched.must_have_seen_text_alone()


def test_the_automation_shows_what_runs_by_itself(ui, page):
    page.goto(f"{ui}/automation")
    for sensor in ("inbox", "corrections_made", "keep_up_to_date"):
        page.get_by_text(sensor, exact=True).first.wait_for()
    keep(page, "automation")


def test_data_docs_open_without_errors_or_requests(page, home):
    index = home.data_docs / "index.html"
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(index.as_uri())
    assert page.get_by_text("mentions").count() >= 1
    keep(page, "data-docs")
    assert errors == []
    assert [url for url in requests if not url.startswith("file:")] == []
