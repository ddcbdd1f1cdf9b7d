"""What the tests of the sandbox call in it."""

import logging
import os
import signal
import time
import warnings
from collections.abc import Iterator


def count(until: int) -> Iterator[int]:
    yield from range(until)


def process() -> Iterator[int]:
    yield os.getpid()


def fail_after(results: int) -> Iterator[int]:
    yield from range(results)
    raise LookupError(f"after {results}")


def complain(words: str) -> Iterator[int]:
    logging.getLogger("parser").critical("bad key %s", words)
    warnings.warn(words, stacklevel=1)
    yield 1


def sleep(seconds: int) -> Iterator[int]:
    time.sleep(seconds)
    yield seconds


def spin(seconds: int) -> Iterator[int]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    yield seconds


def hold(size: int) -> Iterator[int]:
    held = bytearray(size)
    yield len(held)


def crash(number: int) -> Iterator[int]:
    os.kill(os.getpid(), signal.Signals(number))
    yield number


def crash_with(*_: object) -> Iterator[int]:
    yield from crash(signal.SIGSEGV)


def leave(code: int) -> Iterator[int]:
    os._exit(code)
    yield code
