"""What is reached on real news pages holds."""

from pathlib import Path

import pytest

from tests.score_pages import pages, score_page, summary

FLOORS = {"body_f1": 0.92, "date": 0.87, "title": 0.9}
"""Reached were .936, .885 and .925."""


@pytest.mark.shared
@pytest.mark.slow
def test_bodies_dates_and_titles_of_news_pages(shared: Path) -> None:
    reached = summary([score_page(page) for page in pages(shared / "corpora" / "newspages_dev.jsonl.gz")])
    assert {name: value for name, value in reached.items() if value < FLOORS.get(name, 0.0)} == {}
