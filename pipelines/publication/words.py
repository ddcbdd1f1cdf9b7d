"""Two wordings side by side: which words went and which came."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_TOKEN = re.compile(r"\s+|\d+(?:[.,]\d+)*|\w+|[^\w\s]")
_MOST = 4_000
"""Longer wordings (tokens) are set one after the other: comparing them would take seconds."""


class Part(NamedTuple):
    """A run of words that stayed, went or came."""

    kind: Literal["same", "gone", "come"]
    text: str


def word_changes(before: str, after: str) -> Iterator[Part]:
    """Yield the parts of two wordings in order: without those that came they are ``before``, without those that went
    ``after``.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _MOST:
        yield from (Part("gone", before), Part("come", after))
        return
    for _, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[m:n])
        if gone == come:
            yield Part("same", gone)
            continue
        if gone:
            yield Part("gone", gone)
        if come:
            yield Part("come", come)
