"""Processes that do parts of one stage beside one another, for work whose results are wanted in memory.

Belongs here: starting them, and ending them with the process that asked. Shards that outlive a run are the business of
``engines``. A room does not import this: it is given ``map``, or what stands for it here.
"""

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing.connection import wait
from typing import Any, Protocol, TypeVar

from pipelines.memory import collect_seldom, give_back

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD = 4
"""So many parts for each process are handed over before their results are taken: more would be in memory at once."""


class Apply(Protocol):
    """What ``map`` is: a function applied to each part, the results in the order of the parts."""

    def __call__(self, function: Callable[[Part], Result], parts: Iterable[Part], /) -> Iterator[Result]:
        """Yield the result of each part."""
        ...


class WorkersError(RuntimeError):
    """A process that did a part died; the message says what to do."""


class Processes:
    """What applies a function to parts in the processes of a pool; without one, as ``map`` does."""

    def __init__(self, pool: ProcessPoolExecutor | None, ahead: int) -> None:
        self._pool, self._ahead = pool, ahead

    def __call__(self, function: Callable[[Part], Result], parts: Iterable[Part], /) -> Iterator[Result]:
        """Yield the result of each part."""
        return map(function, parts) if self._pool is None else _applied(self._pool, self._ahead, function, parts)

    def end(self) -> None:
        """End the processes, which would only take room; nothing can be applied after that where there are any."""
        if self._pool is not None:
            self._pool.shutdown()


@contextmanager
def workers(count: int) -> Iterator[Processes]:
    """Give what applies a function to parts in so many processes; with one, in this.

    The first parts are begun at once, whenever their results are taken; further ones as results are. Function, parts
    and results are pickled; the processes are new ones (``spawn``), so the function is one that can be imported. What
    is bound to it (``partial``) is pickled and read once a process, not once a part. They end with the block, and with
    this process, however it ends.

    Raises:
        WorkersError: a process died, most often because memory ran out.
    """
    if count == 1:
        yield Processes(None, 0)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin) as pool:
        try:
            yield Processes(pool, AHEAD * count)
        except BrokenProcessPool as error:
            raise WorkersError(
                "a worker process died; if the machine ran out of memory, run with fewer of them (ONRECORD_WORKERS)"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _applied(
    pool: ProcessPoolExecutor, ahead: int, function: Callable[[Part], Result], parts: Iterable[Part]
) -> Iterator[Result]:
    rest, call = iter(parts), partial(_call, pickle.dumps(function))
    begun = deque(pool.submit(call, part) for part in islice(rest, ahead))
    return _results(pool, call, rest, begun)


def _results(
    pool: ProcessPoolExecutor, call: Callable[[Part], Result], rest: Iterator[Part], begun: deque[Future[Result]]
) -> Iterator[Result]:
    while begun:
        done = begun.popleft().result()
        begun.extend(pool.submit(call, part) for part in islice(rest, 1))
        yield done


_READ: dict[bytes, Callable[[Any], Any]] = {}
"""The last functions of a worker, by what they were read from."""
_KEPT = 4
"""Functions that may be applied in turns."""


def _call(packed: bytes, part: Any) -> Any:
    """Apply a function that came pickled; what it no longer holds is the system's again before the next part comes."""
    if packed not in _READ:
        if len(_READ) == _KEPT:
            _READ.clear()
        _READ[packed] = pickle.loads(packed)
    try:
        return _READ[packed](part)
    finally:
        give_back()


def _begin() -> None:
    """Leave interruptions to the parent, and end when it does: its death closes no pipe that a worker waits on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
