"""What the compatibility tests share by name."""

from typing import NamedTuple

V1, V2 = "2031.05.06.001", "2031.05.06.002"


class Bucket(NamedTuple):
    """An empty bucket of a running server: its address, and what fsspec is told besides."""

    url: str
    options: dict[str, str]
