"""Bodies of answers, read within limits: of what is sent, and of what that expands to."""

import zlib
from collections.abc import Iterable, Iterator

from pipelines.fetching.failure import NotFetchedError

ACCEPTED = "gzip, deflate"
"""Encodings that are asked for: those that can be expanded piece by piece with what Python brings."""

_ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}


def read_body(chunks: Iterable[bytes], encoding: str, most: int, *, cut: bool = False) -> bytes:
    """Return a body as it was before it was compressed for the way.

    Args:
        chunks: the bytes sent, without the framing of the transfer.
        encoding: the header ``Content-Encoding``.
        most: bytes that may be sent, and that they may expand to.
        cut: give the first bytes of a longer body, instead of none.

    Raises:
        NotFetchedError: ``too_large``, ``bad_encoding`` or ``cut_off``.
    """
    name = encoding.strip().lower()
    if name not in _ENCODINGS:
        raise NotFetchedError("bad_encoding", f"came as {encoding!r}, which was not asked for: fetch it by other means")
    pieces: list[bytes] = []
    length = 0
    sent = _bounded(chunks, most)
    try:
        for piece in sent if name in {"", "identity"} else _expanded(sent, name, most):
            pieces.append(piece)
            length += len(piece)
            if length > most:
                raise _too_large(most)
    except NotFetchedError as error:
        if not cut or error.reason_code != "too_large":
            raise
    return b"".join(pieces)[:most]


def _bounded(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > most:
            raise _too_large(most)
        yield chunk


def _expanded(chunks: Iterable[bytes], name: str, most: int) -> Iterator[bytes]:
    """Expand piece by piece, so that no chunk grows into more than the limit at once; what trails is left out."""
    expander = _expander(name)
    begun, whole = False, True
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                try:
                    piece = expander.decompress(rest, most + 1)
                except zlib.error:
                    if begun or name != "deflate":
                        raise
                    # many servers send "deflate" without the header that zlib wants
                    expander = zlib.decompressobj(-zlib.MAX_WBITS)
                    piece = expander.decompress(rest, most + 1)
                begun, whole = True, expander.eof
                yield piece
                rest = expander.unconsumed_tail
                if expander.eof:
                    rest = expander.unused_data
                    if name == "deflate" or not b"\x1f\x8b".startswith(rest[:2]):
                        return
                    expander = _expander(name)
    except zlib.error:
        raise NotFetchedError(
            "bad_encoding", f"is not the {name} that it says it is: fetch it by other means"
        ) from None
    if not whole:
        raise NotFetchedError("cut_off", "ended before it was whole", passing=True)


def _expander(name: str) -> "zlib._Decompress":
    return zlib.decompressobj(zlib.MAX_WBITS if name == "deflate" else zlib.MAX_WBITS | 16)


def _too_large(most: int) -> NotFetchedError:
    return NotFetchedError("too_large", f"is larger than {most:,} bytes: set ONRECORD_MAX_FILE_BYTES higher")
