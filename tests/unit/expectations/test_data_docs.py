"""The HTML pages: complete, escaped, and cut loose from the network."""

import re
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from expectations.rules import Outcome, SetRule
from expectations.runner import check, docs, offline

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def site(dataset: dict[str, pl.DataFrame], now: datetime, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages of a dataset in which hostile words stand wherever words can stand."""
    clean, folder = dict(dataset), tmp_path_factory.mktemp("site")
    first = pl.int_range(pl.len()) == 0
    for table, column in (
        ("segments", "role"),
        ("mentions", "content_text"),
        ("mentions", "mention_id"),
        ("mentions", "claim_type"),
        ("entity_aliases", "alias"),
        ("entity_aliases", "entity_id"),
        ("claim_origins", "origin_key"),
        ("articles", "path"),
        ("articles", "language"),
    ):
        clean[table] = clean[table].with_columns(
            pl.when(first).then(pl.lit(HOSTILE)).otherwise(pl.col(column)).alias(column)
        )
    clean["times"] = clean["times"].rename({"text": HOSTILE})
    only = ["segments", "mentions", "entity_aliases", "claim_origins", "articles", "times"]
    (folder / "docs").mkdir()
    (folder / "docs" / "old.html").write_text("of an earlier run")
    done = check(clean, version="v1", now=now, failing_row_share=0.01, only=only, data_docs=folder / "docs")
    assert done.blocked
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """The pages by their path."""
    return {page.relative_to(site / "docs").as_posix(): page.read_text("utf-8") for page in site.rglob("*.html")}


def test_every_suite_has_its_pages_and_the_old_ones_are_gone(pages: dict[str, str], site: Path) -> None:
    assert "index.html" in pages
    assert "old.html" not in pages
    for suite in ("segments", "mentions", "times"):
        assert f"expectations/{suite}.html" in pages
        assert sum(name.startswith(f"validations/{suite}/v1/") for name in pages) == 1
        assert re.search(f'href="validations/{suite}/v1/[^"]+">{suite}</a>', pages["index.html"])
    assert [path.name for path in site.iterdir()] == ["docs"]


def test_hostile_text_is_escaped_wherever_it_appears(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert "<script" not in page.lower(), name
        assert "<img src=x" not in page, name
        assert not re.search(r"<img[^>]*onerror", page), name
    assert any("&lt;script&gt;" in page for page in pages.values()), "it is shown, as text"


def test_values_of_rows_are_not_shown(pages: dict[str, str]) -> None:
    words = "The harbour bridge will stay closed"
    assert all(words not in page for page in pages.values())


def test_pages_say_what_failed_in_words(pages: dict[str, str]) -> None:
    page = next(page for name, page in pages.items() if name.startswith("validations/mentions/"))
    assert "mentions.content_text must be exactly articles.text[content_start:content_end]" in page


def test_pages_need_no_network(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*https?:", page), name
        assert "<style>" in page, name


def test_rule_that_could_not_be_evaluated_is_shown_as_such(tmp_path: Path, now: datetime) -> None:
    rule = SetRule("times", "expect_something", "", "times must be something", lambda t, n: t["times"], ("times",))
    outcome = Outcome(rule, False, f"could not be evaluated: {HOSTILE}", 0, None, pl.DataFrame(), HOSTILE)
    docs.write(tmp_path / "docs", [outcome], version="v1", now=now.replace(tzinfo=None))
    page = next((tmp_path / "docs" / "validations").rglob("*.html")).read_text("utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "Failed" in page


def test_cutting_loose_keeps_the_rest() -> None:
    page = (
        '<html><head><link rel="stylesheet" href="https://cdn.example/x.css"/><link rel="icon" href="x.ico">'
        '<SCRIPT src="https://cdn.example/x.js"></SCRIPT></head><body><p onclick="go(1)" id="a" onfocus="y">kept</p>'
        '<img src="https://a.example/p.png">'
        "<footer><p>buy</p></footer></body></html>"
    )
    cut = offline.cut_loose(page)
    assert re.findall(r"<(?!style|/)(\w+)", cut) == ["html", "head", "meta", "link", "body", "p"]
    assert '<p id="a">kept</p>' in cut
    assert "default-src 'none'" in cut
    assert "https:" not in cut
