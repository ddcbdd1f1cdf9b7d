"""What reading a source gives out, one by one: articles, and what is set aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Piece:
    """The bytes of one article and what its source says of it."""

    data: bytes
    path: str
    media_type: str
    encoding: str
    """Of ``data``; ``binary`` where it is no text."""
    url: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    retrieved_at: datetime | None = None
    where: str | None = None
    """Of a record: the file and the place in it, in words."""
    row: str | None = None
    """Of a record: its place as a path, by which a duplicate goes."""


@dataclass(frozen=True)
class Aside:
    """A file, member or record that cannot be an article, and why."""

    path: str
    what: str
    """The words that name it in a message."""
    reason_code: str
    advice: str
    data: bytes | None = None
    """Its bytes, where they are worth keeping."""
    size: int | None = None
    """Its length where that is known although its bytes are not kept (bytes)."""


Result = Piece | Aside
