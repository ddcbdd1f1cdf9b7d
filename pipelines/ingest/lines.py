"""The filled lines of a file, with their numbers from 1, without their line ends."""

import io
from collections.abc import Iterator


def lines_of(data: bytes, encoding: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that is read whole."""
    if encoding.startswith(("utf-16", "utf-32")):
        # a line end is several bytes there, and its bytes occur inside other characters
        pieces = [line.encode(encoding) for line in data.decode(encoding).split("\n")]
    else:
        pieces = data.split(b"\n")
    for number, piece in enumerate(pieces, start=1):
        line = piece.removesuffix("\r".encode(encoding))
        if line.decode(encoding, "replace").strip("\ufeff \t\r"):
            yield number, line


def lines_of_stream(start: bytes, stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines of a UTF-8 file of any size; one longer than ``limit`` bytes is None, and is never held whole.

    Args:
        start: what was read of the file already.
        stream: the rest of it.
        limit: the longest line that is given out (bytes).
    """
    number, begun = 1, b""
    too_long = False
    chunk = start
    while chunk:
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            line = begun + piece
            begun = b""
            if too_long or len(line) > limit:
                yield number, None
            elif line.strip():
                yield number, line.removesuffix(b"\r")
            number, too_long = number + 1, False
        begun += rest
        if len(begun) > limit:
            begun, too_long = b"", True
        chunk = stream.read(1 << 20)
    if too_long or begun.strip():
        yield number, None if too_long else begun.removesuffix(b"\r")
