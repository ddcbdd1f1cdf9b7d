"""The register of hostile inputs: what each kind is called, how it is made, and how it may end.

A kind is a function that writes files into a folder of its own. The modules beside this one hold them:
``packed`` (compressions, archives, links), ``markup`` (pages, feeds, PDF, web archives), ``records``
(JSON, tables), ``texts`` (characters, and text that is long in one way or another).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Maker = Callable[[Path, int], None]
"""Writes into a folder; the number says how large what is large becomes."""


@dataclass(frozen=True)
class Kind:
    """One kind of hostile input."""

    name: str
    make: Maker
    reasons: frozenset[str]
    """Reasons for which it may be set aside."""
    reads: int
    """Articles that are read of it all the same."""
    small: int
    """The size in a quick test."""
    large: int
    """The size in the full one."""
    prose: bool = False
    """Whether it is a text that means harm to what reads it for claims."""
    limits: dict[str, object] = field(default_factory=dict)
    """Settings under which the full test makes it meet what is behind the first limit."""


KINDS: dict[str, Kind] = {}


def kind(
    *reasons: str,
    reads: int = 0,
    small: int = 1,
    large: int = 1,
    prose: bool = False,
    limits: dict[str, object] | None = None,
) -> Callable[[Maker], Maker]:
    """Register a maker under its own name, with how what it makes may end; without reasons all of it is read."""

    def registered(make: Maker) -> Maker:
        name = make.__name__
        assert name not in KINDS
        KINDS[name] = Kind(name, make, frozenset(reasons), reads, small, large, prose, limits or {})
        return make

    return registered


SENTENCE = "The harbour of Tessel Bay will close on Friday, mayor Ada Quill told reporters in Port Vale on Monday. "
"""A sound sentence of an invented town."""


def article(number: int = 0) -> str:
    """Return a sound article, another for each number."""
    return (
        f"Pier {number} to close\n\nPORT VALE, 4 March 2024 - {SENTENCE}\n\n"
        f"“Pier {number} is not safe,” Quill said. “It will be repaired in May.”\n\n"
        "Two officials who asked not to be named said that the work could cost 12 million crowns.\n"
    )


def make_all(folder: Path, *, full: bool) -> None:
    """Write every kind into a folder of its name."""
    for each in KINDS.values():
        place = folder / each.name
        place.mkdir(parents=True)
        each.make(place, each.large if full else each.small)
