"""Words: what of them carries meaning and which of them belong together.

Belongs here: stems and the list of words without meaning of their own. Does not belong here:
anything about mentions.
"""

import re
from functools import lru_cache

# Closed-class words and verbs that carry no proposition of their own: they would make
# unrelated sentences look alike in a small corpus, where their frequency cannot tell.
EMPTY_WORDS = frozenset(
    word
    for line in (
        "a an and as at be been being but by can could did do does for from get give go had has have he her him his",
        "how i if in into is it its let may me might must my no not of on or our own shall she should so such than",
        "that the their them then there these they this those to too us very was we were what when where which",
        "while who whom whose will with would you your also already still just only now say tell add note report",
        "accord claim",
    )
    for word in line.split()
)
# Longest first; stripped repeatedly while four letters remain, so that a noun meets its verb
# (occupation, occupied, occupy). Iterated removal of the longest suffix follows Lovins (1968).
_SUFFIXES = tuple(
    sorted(
        (
            suffix
            for line in (
                "ational ations ation ators ator ating ated ates ate ments ment ingly ings ing edly ed ers er ors or",
                "ies ied iness ness ively ives ive ions ion als ally al ity ities izes ized ize ises ised ise izing",
                "ising ances ance ences ence ants ant ents ent ly s y e i",
            )
            for suffix in line.split()
        ),
        key=lambda suffix: (-len(suffix), suffix),
    )
)
_STEM_LETTERS = 4
_DEMONYM = re.compile(r"(?:[ie]ans?|ans?|n|ish|ese|ic|is?)$")
_LAND = re.compile(r"(?:ia|a|e|y)$")


_PLURALS = {
    **{"person": "people", "man": "men", "woman": "women", "child": "children", "foot": "feet", "life": "lives"},
    **{"wife": "wives", "knife": "knives", "half": "halves", "leaf": "leaves", "wolf": "wolves", "thief": "thieves"},
    **{same: same for same in ("aircraft", "cattle", "people", "personnel", "police", "sheep", "staff", "troops")},
}
_HISSING = ("s", "x", "z", "ch", "sh")


def plural(noun: str) -> str:
    """Return the plural of an English noun in the singular, as far as its spelling shows it."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith("y") and noun[-2:-1] not in {*"aeiou", ""}:
        return f"{noun[:-1]}ies"
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun  # it is one
    return f"{noun}es" if noun.endswith(_HISSING) else f"{noun}s"


@lru_cache(maxsize=100_000)
def stem(lemma: str) -> str:
    """Return the stem that a word shares with its derivations; words of four letters or fewer stay whole."""
    word = lemma
    while True:
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= _STEM_LETTERS:
                word = word[: -len(suffix)]
                break
        else:
            # denied, denies and denial meet deny, which is too short to lose its last letter
            return f"{word[:-1]}y" if word.endswith("i") else word


@lru_cache(maxsize=1 << 16)
def demonym_root(word: str) -> str | None:
    """Return the root of a word that looks derived from a name (Veldanian, Karsish), else null."""
    root = _DEMONYM.sub("", word)
    return root if root != word and len(root) >= _STEM_LETTERS else None


def name_root(name: str) -> str:
    """Return the root that the demonym of a folded one-word name would have."""
    return _LAND.sub("", name)
