"""Texts made again from the raw bytes of a home, for versions that do not hold them."""

from collections.abc import Callable

from pipelines.ingest import RawStore
from pipelines.settings import Home, Settings
from pipelines.staging import read_document
from pipelines.warehouse import Warehouse, writer_lock


def text_maker(home: Home) -> Callable[[str], str | None]:
    """Return what makes the text of an article, by its identifier, as staging made it from its raw bytes.

    It gives None for an article that the working store does not know, as in a copy without one.

    Raises:
        HomeBusyError: another writer holds the home.
    """
    known = {}
    if home.warehouse.is_file():
        seconds = Settings.from_environment().lock_seconds
        with writer_lock(home, timeout=seconds), Warehouse(home.warehouse) as warehouse:
            known = {row["article_id"]: row for row in warehouse.read("raw_articles").iter_rows(named=True)}
    store = RawStore(home.raw)

    def text(article: str) -> str | None:
        row = known.get(article)
        return read_document(row, store.get(row["raw_sha256"])).text if row is not None else None

    return text
