"""Words of a text with their places, as the index and the question read them alike."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.reference import fold

# letters and digits, with the combining marks that follow them; a possessive goes with its word
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*(?:['’ʼ‘`]s\b)?", re.IGNORECASE)


class Word(NamedTuple):
    """A word of a text: its characters are ``text[start:end]``."""

    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` in order, folded (:func:`fold`): without case, accents and possessive.

    What folds into several words, such as ``½``, gives each of them at the same place.
    """
    for match in _WORD.finditer(text):
        for folded in fold(match[0]).split():
            yield Word(folded, match.start(), match.end())
