"""Definite noun phrases and the fuller phrases before them: *the officials* ← *two officials with knowledge of it*.

Belongs here: finding, for a bare definite noun phrase, the earlier phrase of the same head that says more.
Does not belong here: names and pronouns (``speakers``).
"""

from bisect import bisect_left
from collections import defaultdict

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.clauses import words
from pipelines.extraction.cues import phrase_of, trimmed

_DEFINITE = words("the this that these those")
_ARTICLES = words("a an the this that these those some")
_SAME = words("same very")
_DEEPEST = 3
"""How often a fuller phrase is itself looked up."""


class Descriptions:
    """The noun phrases of one document by their head nouns."""

    def __init__(self, doc: Doc) -> None:
        self._by_head: dict[tuple[str, bool], list[Token]] = defaultdict(list)
        for token in doc:
            if token.pos_ == "NOUN" and token.dep_ not in {"compound", "amod", "nmod"}:
                self._by_head[_key(token)].append(token)

    def fuller(self, source: Token, depth: int = 0) -> Token | None:
        """Return the head of the nearest earlier phrase that says more of what *the …* at ``source`` means."""
        if not is_bare_definite(source):
            return None
        earlier, wanted = self._by_head.get(_key(source), []), _modifiers(source)
        for at in range(bisect_left(earlier, source.i, key=lambda token: token.i) - 1, -1, -1):
            found = earlier[at]
            if wanted <= _modifiers(found) and (_modifiers(found) > wanted or describes(found)):
                further = self.fuller(found, depth + 1) if depth < _DEEPEST else None
                return further if further is not None else found
        return None


def is_bare_definite(noun: Token) -> bool:
    """Tell whether a phrase points back: *the two officials*, but not *the officials in Norland*."""
    if noun.pos_ != "NOUN" or not any(child.dep_ == "det" and child.lower_ in _DEFINITE for child in noun.children):
        return False
    return not describes(noun) and not any(child.dep_ == "poss" for child in noun.children)


def describes(noun: Token) -> bool:
    """Tell whether words after a noun say which one it is: *of the dam*, *close to the talks*, *who left*."""
    return (
        any(child.dep_ in {"prep", "relcl", "acl", "amod", "appos"} and not child.is_punct for child in noun.rights)
        and len(phrase_of(noun)) > noun.i + 1 - noun.left_edge.i
    )


def words_of(noun: Token) -> Span:
    """Return the phrase of ``noun`` without its article."""
    phrase = phrase_of(noun)
    start = phrase.start
    while start < noun.i and phrase.doc[start].lower_ in _ARTICLES:
        start += 1
    return trimmed(phrase.doc, start, phrase.end)


def _modifiers(noun: Token) -> frozenset[str]:
    return frozenset(
        child.lower_
        for child in noun.lefts
        if child.dep_ in {"amod", "compound", "nummod", "nmod"} and child.lower_ not in _SAME
    )


def _key(noun: Token) -> tuple[str, bool]:
    return noun.lemma_.lower(), noun.tag_ == "NNS"
