"""Relations of claims in sentences that people can read.

Belongs here: putting the words as they are printed, and the names of entities, for the stems and identifiers that
linking compares by. Does not belong here: what the relation is (`relations`).
"""

import re
from collections.abc import Mapping

from pipelines.linking.predicates import kind_of
from pipelines.linking.words import stem
from pipelines.reference import fold

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_CAPITALISED = re.compile(r"[A-Z][a-z]*\b(?!\w)")


def sentence(relation: str, reason: str, here: str, there: str) -> str:
    """Return a relation in a sentence: what the first says, then what the second says."""
    match reason:
        case "polarity":
            told = "one denies what the other states" if relation == "denies" else "one affirms what the other negates"
        case "actor":
            told = f"the two say the same of different actors: {here} in one, {there} in the other"
        case "modality":
            told = f"one is {here}, the other {there}"
        case _:
            told = f"{here} in one, {there} in the other"
    return f"The same speaker later said otherwise: {told}." if relation == "supersedes" else f"{_capital(told)}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def readable(phrase: str, content: str, names: Mapping[str, str]) -> str:
    """Return a phrase as people would print it inside a sentence.

    Args:
        phrase: words as printed, stems of words of the content, or identifiers of entities.
        content: the words of the mention that the phrase is from.
        names: the name of every entity.
    """
    spelt: dict[str, str] = {}
    for word in _WORD.findall(content):
        folded = fold(word)
        for key in (kind_of(stem(folded)), stem(folded), folded):  # a word as printed comes before its kin
            spelt[key] = word
    found = [_word(token, spelt, names) for token in phrase.split()]
    if found and phrase.split()[0].rstrip(",") not in names and _CAPITALISED.fullmatch(found[0]):
        found[0] = found[0].lower()  # it opens its sentence there, and stands inside one here
    return " ".join(found)


def _word(token: str, spelt: Mapping[str, str], names: Mapping[str, str]) -> str:
    bare = token.rstrip(",")
    return names.get(bare, spelt.get(bare, bare)) + token[len(bare) :]
