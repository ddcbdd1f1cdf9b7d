"""Names of people and bodies: their parts, and whether two spellings may be one name.

Belongs here: parsing a printed name (titles, given names, particles, surname, suffix) and
comparing two. The comparison works on Latin transliterations (anyascii) and on a key in which
the usual romanisations of one sound meet (Zelensky, Zelenskyy, Selenskyj), so that no table of
people is needed. Deciding which entity a name means in an article is ``entities.py``.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import OSA

TITLES = frozenset([
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "baron", "baroness",
    "president", "vice", "prime", "minister", "premier", "chancellor", "secretary", "senator", "sen", "rep",
    "representative", "congressman", "congresswoman", "governor", "gov", "mayor", "judge", "justice", "general",
    "gen", "lieutenant", "lt", "colonel", "col", "captain", "capt", "major", "maj", "sergeant", "sgt", "admiral",
    "adm", "commander", "cmdr", "king", "queen", "prince", "princess", "duke", "duchess", "pope", "cardinal",
    "archbishop", "bishop", "rev", "reverend", "father", "imam", "rabbi", "sheikh", "ayatollah", "mullah", "emir",
    "sultan", "ambassador", "envoy", "spokesman", "spokeswoman", "spokesperson", "aide", "adviser", "advisor",
    "chief", "chairman", "chairwoman", "ceo", "director", "foreign", "defence", "defense", "interior", "finance",
    "deputy", "former", "ex", "acting", "special", "then", "first", "leader", "attorney", "analyst", "coach",
    "councillor", "counselor", "mp", "mep", "detective", "inspector", "officer", "constable", "sheriff",
])  # fmt: skip
"""Words before a name that are no part of it, folded."""

_PARTICLES = frozenset([
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "les", "el",
    "al", "bin", "ibn", "ben", "bint", "abu", "ter", "ten", "zu", "af", "av", "st", "mac", "y", "e",
])  # fmt: skip
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "esq", "phd", "md", "obe", "mbe", "kc", "qc"})
_POSSESSIVE = re.compile(r"['’ʼ‘`]s?$")
_APOSTROPHES = re.compile(r"['’ʼ‘`ʹʺ]")
_BETWEEN = re.compile(r"[-\s]")
_NO_LETTER = re.compile(r"[^a-z]")
_TOKEN = re.compile(r"[^\W\d_](?:[\w'’ʼ‘`.]|-(?=\w))*", re.UNICODE)


@dataclass(frozen=True)
class PersonName:
    """A printed name in parts, as printed but for possessives."""

    titles: tuple[str, ...]
    given: tuple[str, ...]
    surname: tuple[str, ...]
    suffix: tuple[str, ...]

    @property
    def bare(self) -> str:
        """The name without titles and suffix, e.g. ``Ursula von der Leyen``."""
        return " ".join((*self.given, *self.surname))

    @property
    def is_full(self) -> bool:
        """Whether there is more than a surname."""
        return bool(self.given)


def strip_possessive(name: str) -> str:
    """Return ``name`` without a possessive ending: ``Putin’s`` → ``Putin``, ``Hollis'`` → ``Hollis``."""
    return _POSSESSIVE.sub("", name.strip())


@lru_cache(maxsize=65536)
def parse_person(text: str) -> PersonName:
    """Return the parts of a person's name.

    The surname is the last word with the particles before it (``von der Leyen``); what follows
    a comma comes first (``Kovar, Lena``). A name of one word is a surname.
    """
    text = strip_possessive(" ".join(text.split()))
    head, comma, tail = text.partition(",")
    if comma and tail.strip() and ascii_fold(tail.strip(" .")) not in _SUFFIXES:
        text = f"{tail.strip()} {head.strip()}"
    words = [word.rstrip(".") if len(word) > 2 else word for word in _TOKEN.findall(text)]
    titles: list[str] = []
    while len(words) > 1 and ascii_fold(words[0].rstrip(".")) in TITLES:
        titles.append(words.pop(0))
    suffix: list[str] = []
    while len(words) > 1 and ascii_fold(words[-1].rstrip(".")) in _SUFFIXES:
        suffix.insert(0, words.pop())
    cut = max(0, len(words) - 1)
    while cut > 1 and ascii_fold(words[cut - 1].rstrip(".")) in _PARTICLES:
        cut -= 1
    return PersonName(tuple(titles), tuple(words[:cut]), tuple(words[cut:]), tuple(suffix))


@lru_cache(maxsize=65536)
def ascii_fold(word: str) -> str:
    """Return ``word`` in Latin letters, lower case, without diacritics and apostrophes."""
    return _APOSTROPHES.sub("", anyascii(word)).casefold().strip()


# --- keys ---------------------------------------------------------------------------------------

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^[mM][ou]h?a?m+[aeiou]?[dt]$", "mohamed"),
        (r"^(?:ye|je|ie)", "e"),
        (r"^(?:yu|ju|iou|iu)", "u"),
        (r"^(?:ya|ja|ia)", "a"),
        (r"(?:tsch|tch|cz|ch)", "c"),
        (r"(?:sch|shch|sh|sz)", "s"),
        (r"(?:dzh|dj|zh|j(?=[aeiou]))", "ʒ"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ck|q", "k"),
        (r"c(?=[aoulr]|$)", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"tz|ts", "s"),
        (r"ou|oo", "u"),
        (r"ee", "i"),
        (r"(?:yj|ij|iy|yi|y|j)", "i"),
        (r"(?<=[aeiou])y", "i"),
        (r"z", "s"),
        (r"(?<=[dtkb])er$", "r"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[aou])ie$", "e"),
    )
)


@lru_cache(maxsize=65536)
def sound_key(word: str) -> str:
    """Return the key in which the usual romanisations of one name meet.

    >>> sound_key("Zelenskyy") == sound_key("Zelenskiy") == sound_key("Selenskyj")
    True
    """
    key = _NO_LETTER.sub("", ascii_fold(word))
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key


_SHORT_FORMS = tuple(
    frozenset(group.split())
    for group in (
        "william bill will billy liam",
        "robert bob rob bobby",
        "richard dick rick rich",
        "james jim jimmy jamie",
        "john jack johnny jon",
        "joseph joe joey",
        "thomas tom tommy",
        "michael mike mick mickey mikhail",
        "anthony tony",
        "edward ed ted eddie",
        "charles charlie chuck",
        "daniel dan danny",
        "david dave",
        "samuel samantha sam",
        "benjamin ben bibi binyamin",
        "alexander alex sasha aleksandr oleksandr aleksander",
        "elizabeth liz beth betty lisa",
        "katherine catherine kate cathy kathy katie",
        "margaret maggie meg peggy",
        "nicholas nick nicolas",
        "christopher chris",
        "matthew matt",
        "andrew andy drew",
        "steven stephen steve",
        "gregory greg",
        "kenneth ken",
        "ronald ron",
        "donald don",
        "timothy tim",
        "patrick pat paddy",
        "peter pete",
        "philip phil phillip",
        "jeffrey jeff geoffrey geoff",
        "lawrence larry laurence",
        "gerald gerry jerry",
        "theodore ted theo",
        "vladimir volodya",
        "dmitry dmitri dima dmytro",
    )
)


_GROUPS_OF: dict[str, frozenset[int]] = {
    name: frozenset(number for number, group in enumerate(_SHORT_FORMS) if name in group)
    for group in _SHORT_FORMS
    for name in group
}


def _short_form(first: str, second: str) -> bool:
    return first in _GROUPS_OF and second in _GROUPS_OF and not _GROUPS_OF[first].isdisjoint(_GROUPS_OF[second])


# --- comparison -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class NameMatch:
    """How alike two names are (0–1), and why."""

    score: float
    reason: str


MATCH = 0.75
"""From this score on two names are counted as spellings of one, typing errors included."""
MERGE = 0.95
"""From this score on two names are merged unseen: equal but for titles, romanisation, short forms, initials."""

_EXTRA = 0.02
_ARABIC_ARTICLES = frozenset({"al", "el", "ul", "ash", "ad", "ar"})
"""One article, as the letter after it and the transcription have it."""


@lru_cache(maxsize=65536)
def word_likeness(first: str, second: str) -> float:
    """Return how alike two words of a name are: 1 equal, ≥ 0.96 one sound, below that by edits."""
    one, other = ascii_fold(first).strip("."), ascii_fold(second).strip(".")
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    if sound_key(one) == sound_key(other) or (one in _ARABIC_ARTICLES and other in _ARABIC_ARTICLES):
        return 0.98
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return 0.96
    if _short_form(one, other):
        return 0.96
    edits = OSA.distance(one, other)
    longest = max(len(one), len(other))
    return min(0.94, 1.0 - edits / longest) if edits <= max(1, longest // 4) else 0.5 * (1.0 - edits / longest)


@lru_cache(maxsize=65536)
def compare_people(first: str, second: str) -> NameMatch:
    """Compare two names of people word by word, in any order of given name and surname.

    Words that only the longer name has (middle names, patronymics) cost little as long as two
    words agree; two words that contradict each other outweigh all that agree.
    """
    one, other = _words(first), _words(second)
    if not one or not other:
        return NameMatch(0.0, "no name")
    if one == other:
        return NameMatch(1.0, "equal")
    if "".join(one) == "".join(other):
        return NameMatch(0.99, "spacing")
    shorter, longer = sorted((one, other), key=len)
    pairs = _aligned(shorter, longer)
    weakest = min(likeness for _, likeness in pairs)
    extra = len(longer) - len(shorter)
    if extra and len(shorter) == 1:
        return NameMatch(0.5 * weakest, "surname alone")
    order = [position for position, _ in pairs]
    crossed = order != sorted(order)
    if crossed and order != [*order[order.index(min(order)) :], *order[: order.index(min(order))]]:
        return NameMatch(0.4 * weakest, "words in another order")
    score = max(0.0, weakest - _EXTRA * min(extra, 2))
    if weakest < 0.6:
        return NameMatch(score, "contradicting words")
    if weakest < 0.95:
        return NameMatch(score, "edits")
    return NameMatch(score, "more words" if extra else "romanisation or short form")


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    parsed = parse_person(name)
    words = (*parsed.given, *parsed.surname)
    return tuple(part for word in words for part in _BETWEEN.split(ascii_fold(word).replace(".", " ").strip()) if part)


def _aligned(shorter: tuple[str, ...], longer: tuple[str, ...]) -> list[tuple[int, float]]:
    """Return, for each word of the shorter name, the place of its best partner and their likeness."""
    scores = sorted(
        ((word_likeness(one, other), i, j) for i, one in enumerate(shorter) for j, other in enumerate(longer)),
        key=lambda item: (-item[0], abs(item[1] - item[2]), item[1], item[2]),
    )
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for likeness, i, j in scores:
        if i not in taken and j not in used:
            taken[i] = (j, likeness)
            used.add(j)
    return [taken[i] for i in range(len(shorter))]
