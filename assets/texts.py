"""Texts made again from the raw bytes of a home, for versions that do not hold them."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from pipelines.ingest import RawStore
from pipelines.sandbox import Sandbox
from pipelines.settings import Home, Settings
from pipelines.staging import Unstaged, document_of
from pipelines.warehouse import Warehouse, writer_lock


@contextmanager
def text_maker(home: Home, settings: Settings) -> Generator[Callable[[str], str | None], None, None]:
    """Yield what makes the text of an article, by its identifier, as staging made it from its raw bytes.

    It gives None for an article that the working store does not know, as in a copy without one, and raises
    ``ValueError`` where the bytes cannot be read as they once were. Pages are parsed in a child process with limits.

    Raises:
        HomeBusyError: another writer holds the home.
    """
    known = {}
    if home.warehouse.is_file():
        with writer_lock(home, timeout=settings.lock_seconds), Warehouse(home.warehouse) as warehouse:
            known = {row["article_id"]: row for row in warehouse.read("raw_articles").iter_rows(named=True)}
    store = RawStore(home.raw)
    with Sandbox(settings.parser_memory_bytes, settings.parser_seconds) as sandbox:

        def text(article: str) -> str | None:
            row = known.get(article)
            if row is None:
                return None
            try:
                return document_of(row, store.get(row["raw_sha256"]), sandbox.call).text
            except Unstaged as error:
                raise ValueError(str(error)) from error

        yield text
