"""Names of speakers compared: which two designations mean the same one, and by which words one may be found.

Belongs here: the conventions of writing names that an annotator and the pipeline may differ in without either
being wrong. Does not belong here: resolving a name in an article.
"""

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from pipelines.extraction.clauses import words
from pipelines.extraction.nouns import BODY_NOUNS, HONORIFICS, PERSON_NOUNS
from pipelines.reference import Reference, fold

_AFTER_NAME = re.compile(r",|\s\(|\s[-–—]\s|\swho\s|\sspeaking\s")
_INITIALS = re.compile(r"\b(?:[A-Z]\.\s?){2,}")
_ARTICLE = re.compile(r"^(?:the|an?|its|his|her|their) ")
_SKY = re.compile(r"(?<=s)k(?:yy|iy|iyy|yi|ii|ij|yj|i)$")
"""Romanisations of one ending: Zorynskyy, Zorynskiy, Zorynski."""
_COMPANY_FORMS = words("news agency newspaper magazine inc ltd corp co llc plc online website")
_TITLES = PERSON_NOUNS | {fold(word) for word in HONORIFICS} | words("prime vice deputy former acting foreign general")
_BODIES = BODY_NOUNS | words("house state nation kingdom police people troop force ally government army")
_SOURCES = words("source sources insider insiders")
_PEOPLE = words("person persons people individual individuals")
_COUNTS = words(
    "several multiple some one two three four five many various the unnamed anonymous informed well knowledgeable "
    "other a an single his her its their"
)
_KNOWING = words("familiar with knowledge close briefed cited in who on one speaking")
_PLACING = words("from at within inside near of that")
_PREPOSITIONS = words("of for by at in to from with on near inside within")
_PARTICLES = words("de del della di da dos du la le van von der den ter bin ibn al el y e zu")
_HIDDEN = words("unnamed anonymous unidentified")

UNNAMED = "#unnamed"
"""What every *sources*, *people familiar with …* is called here: which of them it was nobody can tell."""


class Names:
    """Comparison of names with what the reference tables know of them; look-ups are remembered."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._known = lru_cache(maxsize=1 << 14)(self._entities)
        self._same = lru_cache(maxsize=1 << 16)(self._compare)

    def same(self, one: str | None, other: str | None) -> bool:
        """Tell whether two designations are of the same speaker.

        Case, diacritics, articles, titles before a name, possessives and what follows a comma do not count; a
        surname is its full name, an alias of the reference tables its entity, all unnamed people are one. A role
        or pronoun is not its bearer's name. None is the same as None alone.
        """
        if one is None or other is None:
            return one is other
        return self._same(one, other)

    def same_all(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Tell whether each name of either side has its like on the other, in any order."""
        ours, theirs = list(some), list(others)
        return all(any(self.same(a, b) for b in theirs) for a in ours) and all(
            any(self.same(a, b) for a in ours) for b in theirs
        )

    def same_order(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Tell whether two chains have the same names in the same order."""
        ours, theirs = list(some), list(others)
        return len(ours) == len(theirs) and all(self.same(a, b) for a, b in zip(ours, theirs, strict=True))

    def spellings(self, name: str) -> list[tuple[str, ...]]:
        """Return the folded words under which a bearer may stand in a text: its name, surname and aliases."""
        listed = [name, *self._aliases(name)]
        found = [words_of(each) for each in listed]
        own = found[0]
        if is_personal(name):
            found.append(own[-1:])
        return [words for words in dict.fromkeys(found) if words]

    def _aliases(self, name: str) -> list[str]:
        entities = {entity for entity, use in self._reference.entities_named(name) if use != "metonym"}
        return [alias for entity in sorted(entities) for alias in self._listed.get(entity, ())]

    @cached_property
    def _listed(self) -> dict[str, list[str]]:
        """The aliases of each entity, without adjectives."""
        listed: dict[str, list[str]] = {}
        for entity, alias, use in self._reference.aliases.select("entity_id", "alias", "use").iter_rows():
            if use != "adjective":
                listed.setdefault(entity, []).append(alias)
        return listed

    def _entities(self, name: str) -> frozenset[str]:
        """Return the entities and outlets that a designation names, as a name or a short form."""
        cut = _cut(name)
        entities = {entity for entity, use in self._reference.entities_named(cut) if use != "metonym"}
        outlet = self._reference.find_outlet(cut)
        return frozenset(entities | ({f"outlet:{outlet}"} if outlet else set()))

    def _compare(self, one: str, other: str) -> bool:
        ours, theirs = key(one), key(other)
        if ours == theirs:
            return ours is not None
        if ours is None or theirs is None or UNNAMED in (ours, theirs):
            return False
        if self._known(one) & self._known(other):
            return True
        return _same_words(_stripped(one), _stripped(other))


def words_of(name: str) -> tuple[str, ...]:
    """Return the folded words of a name without a leading article."""
    return tuple(_ARTICLE.sub("", fold(_cut(name))).split())


def is_personal(name: str) -> bool:
    """Tell whether a designation is written as a person's name: capitalised words, the last one no body's noun."""
    written = re.findall(r"[^\W\d_]+", re.sub(r"^[Tt]he ", "", _cut(name)))
    capitals = [word for word in written if word[0].isupper()]
    rest = {fold(word) for word in written} - {fold(word) for word in capitals}
    return len(capitals) > 1 and rest <= _PARTICLES and written[-1] in capitals and not _is_body(fold(written[-1]))


def is_named(name: str) -> bool:
    """Tell whether a designation holds a name at all rather than describe people (*two officials*)."""
    cut = _cut(name)
    first, *rest = re.findall(r"\w+", cut) or [""]
    if key(name) == UNNAMED:
        return False
    described = fold(first) in _TITLES | _COUNTS or _singular(fold(first)) in _TITLES | _BODIES
    return any(word[0].isupper() for word in rest) or (first[:1].isupper() and not described)


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str | None:
    """Return what a designation comes down to, ``UNNAMED`` for unnamed people, None where nothing is left."""
    words = fold(_cut(name)).split()
    if not words:
        return None
    if _is_unnamed(words):
        return UNNAMED
    rest = _ARTICLE.sub("", " ".join(words)).split()
    while len(rest) > 1 and rest[-1] in _COMPANY_FORMS:
        rest.pop()
    return " ".join(_SKY.sub("ky", word) for word in rest)


def _cut(name: str) -> str:
    return _INITIALS.sub(lambda match: match[0].replace(".", "").replace(" ", "") + " ", _AFTER_NAME.split(name)[0])


def _is_unnamed(words: list[str]) -> bool:
    """Tell whether folded words are *sources*, *two people* and the like, with or without a description after it."""
    head = next((at for at, word in enumerate(words) if word in _SOURCES | _PEOPLE), None)
    if head is None:
        return False
    before, after = words[:head], words[head + 1 : head + 2]
    if words[head] in _SOURCES:
        return head <= 4 and set(after) <= _KNOWING | _PLACING
    return set(before) <= _COUNTS and set(after) <= _KNOWING


def _stripped(name: str) -> tuple[list[str], bool]:
    """Return the words of a name without titles and bodies before it, and whether it ends like a proper name."""
    words = [word for word in (key(name) or "").split() if word not in _HIDDEN]
    written = re.findall(r"\w+", _cut(name))
    proper = bool(written) and written[-1][0].isupper()
    last = max((at for at, word in enumerate(words) if word in _TITLES), default=-1)
    rest = words[last + 1 :]
    is_name = proper and rest and not _PREPOSITIONS & set(rest) and not _is_body(rest[-1])
    return rest if is_name else words, proper


def _same_words(ours: tuple[list[str], bool], theirs: tuple[list[str], bool]) -> bool:
    """Tell whether the words of one name are in the other's, with the same last word: a surname, or a title more."""
    (few, proper), (many, _) = sorted((ours, theirs), key=lambda side: len(side[0]))
    if not few or not many or few[-1] != many[-1] or not set(few) <= set(many):
        return False
    if few == many:
        return proper or len(few) > 1
    if [word for word in few if word in _PREPOSITIONS] != [word for word in many if word in _PREPOSITIONS]:
        return False
    return proper and not _is_body(few[-1])


def _is_body(word: str) -> bool:
    singular = _singular(word)
    return bool({word, singular} & (_BODIES | PERSON_NOUNS | _SOURCES | _PEOPLE))


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
