"""What a run will need later, loaded while it waits for others: by the clock it then costs little."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from assets.resources import HomeResource
from assets.shards import work
from expectations.runner import load
from pipelines.engines import Begun, Engine, Processes
from pipelines.extraction import batch_input, producer
from pipelines.schema import TABLES

_NEEDED_BY = dg.AssetKey("checks")
_READ_BY = dg.AssetKey("extracted_mentions")


def begin_reading(context: dg.AssetExecutionContext, home: HomeResource, due: int) -> None:
    """Have the processes that will read so many articles load the language model, where the run comes to that.

    Which of them are read is decided later; those that are not needed end with the run.
    """
    settings = home.settings
    chosen = context.run.asset_selection or {_READ_BY}
    if settings.engine != "local" or due < settings.parallel_from or _READ_BY not in chosen:
        return
    made_by = str(producer(settings, home.reference.version)["producer_id"])
    none = batch_input(
        TABLES["articles"].empty(),
        TABLES["segments"].empty(),
        settings=settings,
        reference_folders=home.reference_folders,
    )
    home.begin(Begun(work(settings, made_by), settings.workers, none))


@contextmanager
def beforehand(context: dg.AssetExecutionContext, home: HomeResource, engine: Engine) -> Iterator[None]:
    """Load what checks rows in a thread, where the block waits for processes and the run comes to the checks.

    The thread has ended when the block has, so nothing is imported beside it; so have processes that were begun for
    the block and that it did not need.
    """
    chosen = context.run.asset_selection or {_NEEDED_BY}  # all of them, where none is named
    thread = threading.Thread(target=load, name="onrecord beforehand")
    if isinstance(engine, Processes) and _NEEDED_BY in chosen:
        thread.start()
    try:
        yield
    finally:
        if home.begun is not None:
            home.begun.close()
        if thread.ident is not None:
            thread.join()
