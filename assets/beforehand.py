"""What a run will need later, loaded while it waits for others: by the clock it then costs little."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from expectations.runner import load
from pipelines.engines import Engine, Processes

_NEEDED_BY = dg.AssetKey("checks")


@contextmanager
def beforehand(context: dg.AssetExecutionContext, engine: Engine) -> Iterator[None]:
    """Load what checks rows in a thread, where the block waits for processes and the run comes to the checks.

    The thread has ended when the block has, so nothing else is imported beside it.
    """
    chosen = context.run.asset_selection or {_NEEDED_BY}  # all of them, where none is named
    if not isinstance(engine, Processes) or _NEEDED_BY not in chosen:
        yield
        return
    thread = threading.Thread(target=load, name="onrecord beforehand")
    thread.start()
    try:
        yield
    finally:
        thread.join()
