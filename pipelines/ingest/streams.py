"""Byte streams that count what passes, end at a limit, and can be looked into before they are read."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

import pyarrow as pa

from pipelines.ingest.set_aside import SetAside
from pipelines.settings import Settings

PEEKED = 8192
"""Bytes of a stream's head that tell what it is."""
_FREE = 10_000_000
"""Bytes that any stream may expand to before its ratio counts."""


def _zstd(stream: BinaryIO) -> object:
    return pa.CompressedInputStream(pa.PythonFile(stream), "zstd")


_COMPRESSIONS: tuple[tuple[bytes, str, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", "gzip", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"\x28\xb5\x2f\xfd", "zstd", _zstd),
    (b"BZh", "bzip2", bz2.BZ2File),
    (b"\xfd7zXZ\x00", "xz", lzma.LZMAFile),
)


class Counted(io.RawIOBase):
    """A stream that knows how many bytes were read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        """Tell that the stream can be read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill ``buffer`` and return how many bytes came."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class Budget:
    """What one file may expand to in all, so that archives in archives cannot each expand anew.

    Args:
        size: bytes of the file.
        settings: the limits; each layer of packing may expand to them.
    """

    def __init__(self, size: int, settings: Settings) -> None:
        self._size, self._ratio = size * settings.max_nesting, settings.max_expansion
        self._free, self._most = _FREE * settings.max_nesting, settings.max_expanded_bytes * settings.max_nesting
        self._spent = 0

    def spend(self, count: int = 0) -> None:
        """Count bytes that came out of some layer.

        Raises:
            SetAside: ``expands_too_much``; from then on at each call.
        """
        self._spent += count
        if self._spent > self._free:
            check_expansion(self._spent, self._size, self._ratio, self._most)


class Expanded(io.RawIOBase):
    """What a compressed stream expands to, ended where it grows past belief.

    Reading raises ``SetAside``: ``expands_too_much`` or ``damaged_archive``.
    """

    def __init__(self, stream: BinaryIO, packed: Counted, kind: str, settings: Settings, budget: Budget) -> None:
        self._stream, self._packed, self._kind, self._settings, self._budget = stream, packed, kind, settings, budget
        self._count = 0

    def readable(self) -> bool:
        """Tell that the stream can be read."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill ``buffer`` and return how many bytes came."""
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, pa.ArrowException) as error:
            raise SetAside("damaged_archive", f"is {self._kind} that ends early or is damaged: copy it anew") from error
        self._count += len(data)
        limits = self._settings
        check_expansion(self._count, self._packed.count, limits.max_expansion, limits.max_expanded_bytes)
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


def check_expansion(expanded: int, packed: int, ratio: int, most: int) -> None:
    """Refuse what expands to more than ``most`` bytes, or to more than ``ratio`` times its packed size.

    Raises:
        SetAside: ``expands_too_much``.
    """
    if expanded > most:
        raise SetAside(
            "expands_too_much",
            f"expands to more than {most:,} bytes: split it or set ONRECORD_MAX_EXPANDED_BYTES higher",
        )
    if expanded > _FREE and expanded > ratio * packed:
        raise SetAside(
            "expands_too_much",
            f"expands to more than {ratio} times its size, as no text does: unpack it yourself if you trust it, or set "
            "ONRECORD_MAX_EXPANSION higher",
        )


def buffered(stream: BinaryIO) -> io.BufferedReader:
    """Return the stream with a buffer that ``peek`` can look into."""
    if isinstance(stream, io.BufferedReader):
        return stream
    raw = stream if isinstance(stream, io.RawIOBase) else Counted(stream)
    return io.BufferedReader(raw, PEEKED * 8)


def head(stream: io.BufferedReader) -> bytes:
    """Return the first bytes of a stream, which stay in it."""
    return stream.peek(PEEKED)[:PEEKED]


def is_compressed(start: bytes) -> bool:
    """Tell whether bytes begin a compressed stream."""
    return start.startswith(tuple(magic for magic, _, _ in _COMPRESSIONS))


def expanded(stream: io.BufferedReader, settings: Settings, budget: Budget) -> tuple[str, io.BufferedReader] | None:
    """Return the name of a stream's compression and what it expands to, else None."""
    start = head(stream)
    for magic, kind, opened in _COMPRESSIONS:
        if start.startswith(magic):
            packed = Counted(cast(BinaryIO, stream))
            inner = cast(BinaryIO, opened(cast(BinaryIO, io.BufferedReader(packed, PEEKED))))
            return kind, io.BufferedReader(Expanded(inner, packed, kind, settings, budget), PEEKED * 8)
    return None
