"""Texts made again from raw bytes, as staging made them, where a stranger's parser can do no harm."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from assets.texts import text_maker
from pipelines.ids import article_id, document_id, sha256_bytes
from pipelines.ingest import RawStore
from pipelines.schema import TABLES
from pipelines.settings import Home, Settings
from pipelines.staging import articles, document_of
from pipelines.warehouse import Warehouse

PAGE = (
    b"<html><head><title>Quay closed</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Quay closed</h1>"
    b"<p>The quay of Tessel Bay is closed until Friday, harbour master Ola Brask said on Monday.</p>"
    b"<p>Boats may moor at the pier of Orme, where the crane works again, she told reporters in the town hall.</p>"
    b"</article></body></html>"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that has read one page."""
    place = Home.at(tmp_path)
    document, raw = document_id("quay.html"), RawStore(place.raw).put(PAGE)
    row = {
        **{"article_id": article_id(document, raw), "document_id": document, "batch_id": "first", "path": "quay.html"},
        **{"media_type": "text/html", "raw_sha256": raw, "encoding": "utf-8", "byte_count": len(PAGE)},
        **{"given": json.dumps({}), "retrieved_at": datetime(2031, 5, 6)},
    }
    with Warehouse(place.warehouse) as store:
        store.upsert("raw_articles", TABLES["raw_articles"].frame([row]))
    return place


def known(home: Home) -> dict[str, object]:
    with Warehouse(home.warehouse) as store:
        return store.read("raw_articles").row(0, named=True)


def test_a_page_is_parsed_in_a_child_and_gives_what_staging_made_of_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = known(home)
    expected = document_of(row, PAGE, called).text
    with text_maker(home, Settings()) as maker:
        assert maker(str(row["article_id"])) == expected
        assert maker("art-of-another-home") is None
        assert "Boats may moor" in expected
        monkeypatch.setattr(articles, "DOCUMENT", "tests.sandboxed:crash_with")
        with pytest.raises(ValueError, match="parser_died"):
            maker(str(row["article_id"]))


def called(_: str, *arguments: object) -> list[object]:
    """Parse here."""
    from pipelines.staging.documents import read_document

    return [read_document(*arguments)]


def test_damaged_bytes_are_said_to_be_damaged(home: Home) -> None:
    next(home.raw.rglob(sha256_bytes(PAGE))).write_bytes(PAGE + b"!")
    with text_maker(home, Settings()) as maker, pytest.raises(ValueError, match="are damaged"):
        maker(str(known(home)["article_id"]))


def test_a_copy_without_a_working_store_makes_no_texts(tmp_path: Path) -> None:
    with text_maker(Home.at(tmp_path), Settings()) as maker:
        assert maker("art-1") is None
