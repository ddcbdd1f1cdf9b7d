"""How a correction writes what it is about: claims with the mentions that they are known by.

A claim is written ``clm-…``, or ``clm-…(key-… key-…)`` with keys of its mentions, by which it is
found again when its identifier is gone; or ``key-…`` alone, for the claim of that mention.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CLAIM = re.compile(r"(?P<claim>clm-[0-9a-f]{24})(?:\((?P<keys>[^()]*)\))?|(?P<key>key-[0-9a-f]{24})")
_KEY = re.compile(r"key-[0-9a-f]{24}")


class NotationError(ValueError):
    """A target or value is not written as its action asks."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as a correction names it."""

    claim_id: str | None
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.claim_id is None:
            return " ".join(self.keys)
        return f"{self.claim_id}({' '.join(self.keys)})" if self.keys else self.claim_id


def claims(text: str) -> list[Claim]:
    """Read claims separated by blanks.

    Raises:
        NotationError: something else stands among them.
    """
    found, position = [], 0
    for match in _CLAIM.finditer(text):
        if text[position : match.start()].strip():
            break
        position = match.end()
        keys = tuple((match["keys"] or match["key"] or "").split())
        if strange := [key for key in keys if not _KEY.fullmatch(key)]:
            raise NotationError(f"{strange[0]!r} is no mention key (key-…)")
        found.append(Claim(match["claim"], keys))
    if rest := text[position:].strip():
        raise NotationError(f"{rest.split()[0]!r} is no claim: write clm-…, clm-…(key-… key-…) or key-…")
    if not found:
        raise NotationError("a claim is wanted: write clm-…, clm-…(key-… key-…) or key-…")
    return found


def tokens(text: str) -> list[str]:
    """Split a value at its blanks."""
    return text.split()


def written(found: Iterable[Claim]) -> str:
    """Write claims as `claims` reads them."""
    return " ".join(str(claim) for claim in found)


def known_by(claim_id: str, keys: Sequence[str], limit: int | None = None) -> Claim:
    """Return a claim with the first ``limit`` of the keys of its mentions."""
    return Claim(claim_id, tuple(dict.fromkeys(keys))[:limit])
