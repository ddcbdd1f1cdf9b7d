"""What the compatibility tests share by name."""

from typing import NamedTuple

V1, V2, V3 = (f"2031.05.06.00{number}" for number in (1, 2, 3))


class Bucket(NamedTuple):
    """An empty bucket of a running server: its address, and what fsspec is told besides."""

    url: str
    options: dict[str, str]
