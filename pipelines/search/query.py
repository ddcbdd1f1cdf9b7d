"""A question as people type it, read into terms."""

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.search.words import words

How = Literal["stem", "exact", "prefix"]

_CHUNK = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


class QueryError(ValueError):
    """The question has no word to look for."""


@dataclass(frozen=True, slots=True)
class Term:
    """Adjoining words to look for."""

    words: tuple[tuple[str, How], ...]
    """Each folded word, and whether its other forms (``stem``), itself alone, or all that begin so are meant."""
    is_excluded: bool = False


def parse(question: str) -> list[Term]:
    """Read a question: ``flood "four districts" negotia* -weather``.

    A word means all its forms; words in quotation marks mean themselves, one after the other; a star
    ends what other words begin with; a minus excludes. A word that holds several, such as
    ``state-owned``, means them one after the other.

    Raises:
        QueryError: there is no word, or none that is not excluded.
    """
    terms = [term for match in _CHUNK.finditer(question.translate(_QUOTES)) if (term := _term(match))]
    if all(term.is_excluded for term in terms):
        raise QueryError(f"{question!r} holds no word to look for; give at least one, such as: flood")
    return terms


def _term(match: re.Match[str]) -> Term | None:
    given = match["phrase"] if match["phrase"] is not None else match["bare"]
    found = [word.folded for word in words(given)]
    how: How = "exact" if match["phrase"] is not None else "stem"
    read: list[tuple[str, How]] = [(word, how) for word in found]
    if read and given.rstrip().endswith("*"):
        read[-1] = (found[-1], "prefix")
    return Term(tuple(read), is_excluded=match["minus"] is not None) if read else None
