"""What every mention is asked of when events are held against one another: read once, kept with its features.

Belongs here: the terms that events are compared by, and what a mention counts. Does not belong here: the other slots,
which few mentions are asked for (`frames`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from pipelines.linking.predicates import kind_of, phrases_of
from pipelines.linking.words import stem

_ORDINAL = re.compile(
    r"(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf)th|\w+teenth|\w+tieth|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_ONCE_AFTER = frozenset(["only", "just", "onli"])


def kinds_of(line: str) -> frozenset[str]:
    """Return what stands for each word of a line and its like."""
    return frozenset(kind_of(stem(word)) for word in line.split())


GENERIC = kinds_of("people person man woman child time day week month year hour minute case")
"""What news counts in every second story: a number of it says little of what the number is about."""
VICTIMS = kinds_of("die injure evacuate missing arrest rescue abduct")
"""What happens to people: a story has one number of those to whom it did."""


def event_terms(terms: Collection[str], words: Sequence[str], subject: str | None) -> frozenset[str]:
    """Return terms without numbers and states, each as the word that stands for its like, and the subject."""
    found = {kind_of(term) for term in terms if term[0] not in "#~" and not term.isdigit()}
    for phrase, kind in phrases_of(words).items():
        found = (found - set(phrase)) | {kind}
    if subject is not None:
        found.add(f"@{subject}")
    return frozenset(found)


def is_ordinal(phrase: str) -> bool:
    """Whether a number says which, and not how many."""
    return _ORDINAL.match(phrase) is not None


def says_once(words: Sequence[str]) -> bool:
    """Whether `once` is said as a number of times; before a clause it is a conjunction."""
    return "once" in words and any(
        word == "once" and (at == len(words) - 1 or words[at - 1] in _ONCE_AFTER) for at, word in enumerate(words)
    )


def counted(numbers: Iterable[tuple[str | None, str]], words: Sequence[str], terms: AbstractSet[str]) -> frozenset[str]:
    """Return what a mention gives a number of: what it counts, generic nouns apart, and what happens to people.

    Args:
        numbers: what each of its numbers is of, and the words of the number.
        words: its words.
        terms: its `event_terms`.
    """
    found = [what for what, phrase in numbers if not is_ordinal(phrase)]
    if not found and not says_once(words):
        return frozenset()
    return frozenset(_specific(found)) | (VICTIMS & terms)


def _specific(counts: Iterable[str | None]) -> Iterator[str]:
    for what in counts:
        if what and (kind := kind_of(what)) not in GENERIC:
            yield kind
