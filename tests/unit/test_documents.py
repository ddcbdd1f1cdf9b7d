"""The documents hang together: what they point at is there, and the index names all of them."""

import re
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_ROOT

DOCS = PROJECT_ROOT / "docs"
PAGES = sorted([*PROJECT_ROOT.glob("*.md"), *DOCS.glob("*.md"), DOCS / "notebook.ipynb"])
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(#[^)\s]*)?\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings have on the usual hosts."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {"#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT_ROOT).as_posix())
def test_a_page_points_at_what_is_there(page):
    for place, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), f"{page.name} points at {place}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{page.name} points at {place}{anchor}"


def test_the_index_names_every_document():
    named = set(re.findall(r"\]\(([^)]+)\)", (DOCS / "README.md").read_text(encoding="utf-8")))
    pictures = {".png"}
    there = {path.name for path in DOCS.iterdir() if path.suffix not in pictures} - {"README.md"}
    assert there - named == set(), "docs/README.md says where a reader finds what"
