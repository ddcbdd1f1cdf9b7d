"""Calls of functions in a child process that may use only so much memory and time.

Belongs here: starting, limiting and ending the child. Does not belong here: what it is asked to do.
What parses bytes of strangers is called this way, and what reads their texts: a call that runs away, or that brings
its process down, costs the one input that it was given.
"""

import gc
import importlib
import logging
import multiprocessing
import os
import resource
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self

from pipelines.memory import give_back, held

_PATIENCE = 5.0
"""Seconds to wait for a child that was told to end."""
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What libraries of linear algebra read when they are loaded."""
_ONE_AT_A_TIME = threading.RLock()
"""Held while a child is started or its end is waited for: :mod:`multiprocessing` does both for all children at once."""


class SandboxError(RuntimeError):
    """A call that was ended.

    ``reason_code`` is ``parser_too_slow``, ``parser_out_of_memory`` or ``parser_died``; ``kind`` is the same without
    the first word, and ``how`` the advice without what to do.
    """

    def __init__(self, reason_code: str, advice: str) -> None:
        super().__init__(f"{reason_code}: {advice}")
        self.reason_code = reason_code
        self.advice = advice

    def __reduce__(self) -> tuple[type["SandboxError"], tuple[str, str]]:
        return SandboxError, (self.reason_code, self.advice)

    @property
    def kind(self) -> str:
        """``too_slow``, ``out_of_memory`` or ``died``."""
        return self.reason_code.partition("_")[2]

    @property
    def how(self) -> str:
        """What happened, in words."""
        return self.advice.rpartition(": ")[0]


def called_here(function: str, *arguments: Any) -> Iterator[Any]:
    """Call ``package.module:function`` in this process, without limits; the stand-in for ``Sandbox.call``."""
    yield from _load(function)(*arguments)


class Sandbox:
    """A child process that is started at the first call and kept for the next; for use by one thread.

    Libraries of linear algebra use one thread in it, unless the environment says otherwise.

    Args:
        memory_bytes: address space that a call may add to what the idle child holds.
        seconds: time between two results of a call, of the clock and of the processor.
        prepared: functions that a child loads before it is asked for any, by their dotted names.
    """

    def __init__(self, memory_bytes: int, seconds: float, prepared: Sequence[str] = ()) -> None:
        self._memory_bytes, self._seconds, self._prepared = memory_bytes, seconds, tuple(prepared)
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def runs(self) -> bool:
        """Whether there is a child from an earlier call."""
        return self._child is not None

    def call(
        self,
        function: str,
        *arguments: Any,
        seconds: float | None = None,
        waiting: float | None = None,
        limited: bool = True,
    ) -> Iterator[Any]:
        """Yield what ``package.module:function`` yields, called in the child; all must be picklable.

        Args:
            function: its dotted name.
            arguments: what it is given.
            seconds: another limit for this call.
            waiting: another limit of the clock alone, for a child that may have to wait for its turn on a busy machine.
            limited: whether the memory of this call is; loading what later calls need may take what it takes.

        Raises:
            SandboxError: the call took too long, wanted too much memory, or ended its process.
            Exception: what the function raised.
        """
        pipe, allowed = self._started(), self._seconds if seconds is None else seconds
        longest = allowed if waiting is None else waiting
        done = False
        try:
            pipe.send((function, arguments, allowed, self._memory_bytes if limited else None))
            while True:
                if not pipe.poll(longest):
                    raise _too_slow(longest)
                kind, value = pipe.recv()
                if kind == "item":
                    yield value
                    continue
                done = True
                if kind == "raised":
                    raise value
                return
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise self._died(allowed) from None
        finally:
            if not done:
                self._kill()

    def begin(self) -> None:
        """Start the child now, so that it is ready when the first call comes; nobody waits for it."""
        self._started()

    def close(self) -> None:
        """End the child; a later call starts another."""
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            with _ONE_AT_A_TIME:
                self._child.join(0.2)
            self._kill()

    def interrupt(self) -> None:
        """Kill the child, from any thread: the call that it is in ends with :class:`SandboxError`."""
        child = self._child
        if child is not None:
            with suppress(ValueError):  # its own thread was faster
                child.kill()

    def _started(self) -> Connection:
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, there = context.Pipe()
            child = context.Process(target=_serve, args=(there, self._prepared), daemon=True, name="onrecord sandbox")
            with _ONE_AT_A_TIME, _one_thread_each():
                child.start()
            self._child = child
            there.close()
        return self._pipe

    def _kill(self) -> None:
        with _ONE_AT_A_TIME:
            if self._child is not None:
                if self._child.is_alive():
                    self._child.kill()
                self._child.join(_PATIENCE)
                self._child.close()
        if self._pipe is not None:
            self._pipe.close()
        self._child = self._pipe = None

    def _died(self, seconds: float) -> SandboxError:
        assert self._child is not None
        with _ONE_AT_A_TIME:
            self._child.join(_PATIENCE)
            code = self._child.exitcode
        if code is not None and -code == _XCPU:
            return _too_slow(seconds)
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return SandboxError("parser_died", f"ended the process that read it ({how}): give its text instead")


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes started meanwhile use one thread for linear algebra, unless the user says otherwise.

    There is a child for each core already: more threads only wait for one another, at the cost of the others' time.
    """
    unset = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(unset, "1"))
    try:
        yield
    finally:
        for name in unset:
            del os.environ[name]


def _too_slow(seconds: float) -> SandboxError:
    return SandboxError("parser_too_slow", f"took longer than {seconds:g} seconds to read: split it")


_LEFT_BEHIND = 32 * 1024 * 1024
"""Calls may leave so many bytes behind before it is looked into which of them are free."""
_XCPU = 24
"""The signal that ends a process which used up its processor time (SIGXCPU on Linux and macOS)."""


def _serve(pipe: Connection, prepared: Sequence[str]) -> None:
    """The life of the child: one call after the other, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the parent ends the child through it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # what libraries say of strangers' bytes holds their words, with all that a terminal obeys; who calls is told why
    logging.disable()
    warnings.simplefilter("ignore")
    for function in prepared:
        with suppress(Exception):  # who calls it is told
            _load(function)
    kept = 0
    while True:
        try:
            function, arguments, seconds, memory_bytes = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            apply = _load(function)
            _limit(memory_bytes, seconds)
            for item in apply(*arguments):
                pipe.send(("item", item))
                _limit_time(seconds)
            answer: tuple[str, Any] = ("done", None)
        except MemoryError:
            answer = (
                "raised",
                SandboxError(
                    "parser_out_of_memory", f"needs more than {memory_bytes or 0:,} bytes to be read: split it"
                ),
            )
        except Exception as error:
            answer = ("raised", error)
        _unlimited_memory()
        kept = _tidied(kept)
        try:
            pipe.send(answer)
        except OSError:
            return


def _tidied(kept: int) -> int:
    """Give memory back where this process holds much more than the ``kept`` bytes of before; return what to keep then.

    What one input took is not to stand beside what the next one takes, nor what each of many leaves behind.
    """
    now = held()
    if now is None or now.resident <= kept + _LEFT_BEHIND:
        return kept
    give_back()
    now = held() or now
    if now.resident > kept + _LEFT_BEHIND:
        gc.collect()
        give_back()
        now = held() or now
    return now.resident


def _limit(memory_bytes: int | None, seconds: float) -> None:
    now = held()
    if now is not None and memory_bytes is not None:
        resource.setrlimit(resource.RLIMIT_AS, (now.address_space + memory_bytes, resource.RLIM_INFINITY))
    _limit_time(seconds)


def _limit_time(seconds: float) -> None:
    """Bound the processor time too: a child in a loop ends also where nobody is left to end it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _unlimited_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _load(function: str) -> Callable[..., Iterator[Any]]:
    module, _, name = function.partition(":")
    loaded: Callable[..., Iterator[Any]] = getattr(importlib.import_module(module), name)
    return loaded
