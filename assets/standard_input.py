"""Standard input as a file of an input: spooled under a name made from its bytes."""

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from pipelines.files import TEMPORARY, writing
from pipelines.settings import Home, Settings

STANDARD_INPUT = Path("-")
"""How the command line names it."""

SPOOL = f"{TEMPORARY}stdin-"
"""How the name of the folder that holds it begins; the number of its process follows."""

_CHUNK = 1 << 20
_NAME_DIGITS = 16


class StandardInputError(ValueError):
    """There is nothing to read, or too much; the message says what to do."""


@contextmanager
def spooled(stream: BinaryIO, home: Home, settings: Settings) -> Iterator[Path]:
    """Keep what a stream gives in a file while the block lasts.

    The file is named ``stdin-`` and the first digits of the SHA-256 of its bytes: the same bytes again are the same
    articles, other bytes are others, and no revision of those before.

    Raises:
        StandardInputError: the stream is a terminal, or gives more than the limit.
        StorageError: the home's disk is full.
    """
    if stream.isatty():
        raise StandardInputError(
            "standard input is a terminal: send articles into it, as in: onrecord run -i - < a.jsonl"
        )
    home.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f"{SPOOL}{os.getpid()}-", dir=home.work) as folder:
        spool = Path(folder) / "stdin"
        name = f"stdin-{_copied(stream, spool, settings.max_stdin_bytes)[:_NAME_DIGITS]}"
        yield spool.rename(spool.with_name(name))


def _copied(stream: BinaryIO, spool: Path, most: int) -> str:
    """Copy a stream into a file and return the SHA-256 of its bytes."""
    state = hashlib.sha256()
    length = 0
    with writing(spool), spool.open("wb") as handle:
        while chunk := stream.read(_CHUNK):
            length += len(chunk)
            if length > most:
                advice = "give it as a file, or set ONRECORD_MAX_STDIN_BYTES higher"
                raise StandardInputError(f"standard input is larger than {most:,} bytes: {advice}")
            handle.write(chunk)
            state.update(chunk)
    return state.hexdigest()


@contextmanager
def given_files(inputs: Sequence[Path | str], home: Home, settings: Settings) -> Iterator[list[Path | str]]:
    """Give the whole paths of inputs while the block lasts; ``-`` among them is what standard input gives.

    Addresses, which are text, stay as they are.

    Raises:
        StandardInputError, StorageError: as ``spooled``.
    """
    with ExitStack() as stack:
        spool: Path | None = None
        if STANDARD_INPUT in inputs:
            spool = stack.enter_context(spooled(sys.stdin.buffer, home, settings))
        # named twice it is still read once
        yield list(dict.fromkeys(_whole(each, spool) for each in inputs))


def _whole(each: Path | str, spool: Path | None) -> Path | str:
    if each == STANDARD_INPUT and spool is not None:
        return spool
    return each.resolve() if isinstance(each, Path) else each
