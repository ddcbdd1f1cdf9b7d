"""Who is presented as holding a claim: from the words printed to a canonical name.

Belongs here: the source of a mention and of each link of its chain, as name, entity, kind and
the reason where no more than the printed words is known. Unnamed people keep their words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pipelines.normalisation.names import strip_possessive
from pipelines.normalisation.resolution import KnownNames
from pipelines.normalisation.spots import Spot
from pipelines.normalisation.units import singular
from pipelines.reference import fold


class Source(NamedTuple):
    """A source as far as it is known."""

    source_id: str | None
    name: str | None
    kind: str
    unresolved_reason: str | None


class NamedSpot(NamedTuple):
    """A spot with the entity that it names."""

    spot: Spot
    entity_id: str
    name: str
    kind: str
    adjective: bool = False
    """Whether it is an adjective of the entity ("Ukrainian") and so no spelling of its name."""


@dataclass(frozen=True)
class ArticleNames:
    """All names of one article with their entities, for look-ups by place and by words."""

    text: str
    named: Sequence[NamedSpot]
    published: date | None = None
    _by_words: Mapping[str, NamedSpot] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        words: dict[str, NamedSpot] = {}
        spelt = [one for one in self.named if not one.adjective]
        for one in sorted(spelt, key=lambda one: one.spot.start):
            words.setdefault(_key(one.spot.text), one)
        for one in spelt:
            words.setdefault(_key(one.name), one)
        object.__setattr__(self, "_by_words", words)

    def called(self, words: str | None) -> NamedSpot | None:
        """Return the entity that the article calls by these words, if any."""
        return self._by_words.get(_key(words)) if words else None

    def heading(self, start: int, end: int, *, people: bool) -> NamedSpot | None:
        """Return the name that a phrase comes down to, if it comes down to a name.

        ``Kremlin aide Yuri Ushakov`` and ``Yuri Ushakov, an aide in Moscow`` → the aide;
        ``Ukraine’s European allies`` and ``a spokesman for Ushakov`` → none.
        """
        inside = [one for one in self.named if not one.adjective and start <= one.spot.start and one.spot.end <= end]
        heads = [one for one in inside if _is_head(self.text, one, start, end)]
        persons = [one for one in heads if one.kind == "person"]
        if people and persons:
            return persons[0] if _before_comma(self.text, persons[0].spot.end, end) else persons[-1]
        return heads[0] if heads else None


def _key(words: str) -> str:
    return fold(words).removeprefix("the ")


_TAIL = re.compile(r"(?:['’]s)?\W*|[\s”\"’'.)]*[,(–—-].*|\s+(?:of|from|at|with|in|for)\s.*", re.DOTALL)
_PREPOSITION = re.compile(r"\b(?:for|of|in|at|from|to|with|on|by|near|against|inside|within)\s", re.IGNORECASE)
_RIGHT_AFTER = re.compile(_PREPOSITION.pattern + r"+(?:(?:the|a|an)\s+)?$", re.IGNORECASE)


def _is_head(text: str, one: NamedSpot, start: int, end: int) -> bool:
    """Return whether a name inside a phrase is what the phrase speaks of, not a part of its description."""
    if _TAIL.fullmatch(text, one.spot.end, end) is None:
        return False
    before = text[start : one.spot.start]
    described = _RIGHT_AFTER if one.kind == "person" else _PREPOSITION
    return described.search(before.rpartition(",")[2]) is None


def _before_comma(text: str, position: int, end: int) -> bool:
    return position < end and text[position:end].lstrip("’'s ")[:1] in {",", "("}


_DETERMINERS = re.compile(r"^(?:(?:the|a|an|these|those|its|their|his|her|our|some of the)\s+)+", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?:i|we|he|she|it|they|who|which|this|that|these|those|one|both|others?|him|her|them"
    r"|many|some|most|several|few|all|any|none|each|everyone|everybody|nobody|no one)",
    re.IGNORECASE,
)
_QUANTIFIER = re.compile(
    r"(?:a\s+(?:number|handful|majority|couple|group|range|series)\s+of|dozens\s+of|hundreds\s+of|thousands\s+of|scores\s+of"
    r"|a\s+few|many|some(?!\s+(?:two|three|four|five|six|seven|eight|nine|ten|\d+|a)\b)|several|most|various|numerous|both)"
    r"\s+(?:of\s+)?",
    re.IGNORECASE,
)
"""Vague counts, which do not tell one group from another; *two officials* are two."""
_OPENING = re.compile(
    r"(?:the|an?|many|some|several|most|both|two|three|four|five|six|seven|eight|nine|ten)\s", re.IGNORECASE
)
_CAPITALISED = re.compile(r"[A-Z][a-z]+\b(?!['’.-])")


def printed(words: str | None) -> str | None:
    """Return the words of an unnamed source without determiners: ``the people familiar …`` → ``people familiar …``."""
    if not words or not words.strip():
        return None
    plain = " ".join(words.split()).strip("“”\"'‘’,;:. ")
    counted = _QUANTIFIER.match(plain)
    if counted and is_plural(plain[counted.end() :]):  # *Five* of *Five spokesman* is a name
        plain = plain[counted.end() :]
    return _DETERMINERS.sub("", plain) or plain or None


def is_plural(words: str) -> bool:
    """Return whether the head of a description is a plural, as far as its spelling shows it."""
    head = (_PREPOSITION.split(words.split(",")[0], maxsplit=1)[0].split() or [""])[-1].lower()
    if head in {"people", "men", "women", "children", "police"}:
        return True
    return len(head) > 3 and head.endswith("s") and not head.endswith(("ss", "us", "is", "'s", "’s"))


@lru_cache(maxsize=256)
def described(words: str | None, text: str) -> str | None:
    """Return the words of a source as a dictionary would list them: *Many of the analysts* → *analysts*.

    The first of them is put in lower case where the article shows that only its place gave it a capital.
    """
    plain = printed(words)
    first = _CAPITALISED.match(plain) if plain else None
    if plain is None or first is None or re.search(rf"[a-z,;’'”]\s+{first[0]}\b", text):
        return plain
    if any(word[:1].isupper() for word in plain.split()[1:]):  # *Economy Ministry* is a name
        return plain
    lower = first[0].lower()
    seen = re.search(rf"(?<![\w-]){lower}\b", text) is not None
    return lower + plain[first.end() :] if seen else plain


def is_several(source: "Source") -> bool:
    """Return whether a source that has no name is several people or bodies, for whom "it" does not stand."""
    return source.source_id is None and source.name is not None and is_plural(source.name)


def spoken(source: "Source", row: Mapping[str, Any]) -> str | None:
    """Return what to call a source inside a sentence: its name, or its description with the article printed before."""
    words = row.get("referent_text") or row.get("source_text") or ""
    if source.source_id is not None or not source.name:
        return source.name
    before = words[: len(words) - len(source.name)]
    opens = words.lower().endswith(source.name.lower()) and _OPENING.fullmatch(before)
    return f"{before.lower()}{source.name}" if opens else source.name


def resolve_source(row: Mapping[str, Any], names: ArticleNames, known: KnownNames) -> Source:
    """Return the source of a mention, or of a link of a chain (whose row has no spans).

    ``row`` holds ``source_kind``, ``source_text`` and ``referent_text``, and where known
    ``source_start``, ``source_end``, ``referent_start``, ``referent_end`` and the
    ``source_unresolved_reason`` that extraction gives.
    """
    kind, reason = str(row["source_kind"]), row.get("source_unresolved_reason")
    words = row.get("referent_text") or row.get("source_text")
    if kind == "none":
        return Source(None, None, kind, reason)
    if kind == "anonymous":
        return _unnamed(row, reason, names.text)
    if words is None:
        return Source(None, None, kind, reason or "no_source_words")
    if reason == "several_sources":  # *Holt and Vale* is neither of the two
        return Source(None, described(words, names.text), kind, reason)
    if kind == "medium" and (outlet := known.reference.find_outlet(words)):
        return Source(outlet, known.name(outlet), "medium", None)
    found = (
        _office(row.get("source_text") or "", names, known)
        or _named(row, names, kind)
        or _office(words, names, known)
        or _known(words, kind, known)
    )
    if found:
        return Source(found.entity_id, found.name, _kind(kind, found.kind), None)
    if _PRONOUN.fullmatch(words.strip()):
        return Source(None, None, kind, reason or "pronoun_without_referent")
    kind = "document" if kind == "organisation" and _is_document(words) else kind
    return Source(None, described(strip_possessive(words), names.text), kind, reason or _why_printed(words, kind))


_DOCUMENTS = frozenset([
    "report", "study", "survey", "poll", "finding", "analysis", "research", "review", "paper", "memo", "document",
    "letter", "statement", "filing", "lawsuit", "complaint", "indictment", "affidavit", "log", "record", "data",
    "figure", "statistic", "census", "forecast", "article", "email", "text", "draft", "dossier", "transcript",
])  # fmt: skip


def _is_document(words: str) -> bool:
    """Return whether the head of a phrase is something written: ``findings published in …``."""
    phrase = re.split(r"[,(]|\s(?:published|released|issued|seen|obtained|by|that|which)\s", printed(words) or words)[0]
    head = (_PREPOSITION.split(phrase, maxsplit=1)[0].split() or [""])[-1].lower()
    return singular(head) in _DOCUMENTS


def _unnamed(row: Mapping[str, Any], reason: str | None, text: str) -> Source:
    source, referent = row.get("source_text"), row.get("referent_text")
    words = referent or source
    name = described(words, text)
    if name is None or _PRONOUN.fullmatch(name):
        return Source(None, None, "anonymous", reason or "pronoun_without_referent")
    return Source(None, name, "anonymous", reason or "unnamed_people")


def _why_printed(words: str, kind: str) -> str:
    if kind == "medium":
        return "outlet_not_in_reference"
    phrase = (printed(words) or words).split(",")[0]
    head = (_PREPOSITION.split(phrase, maxsplit=1)[0].split() or phrase.split())[-1]
    return "role_without_name" if head.islower() or head == phrase.split()[0] != phrase else "name_not_resolved"


def _kind(given: str, entity_kind: str) -> str:
    """Return the kind of source that an entity is: a state speaks as a government."""
    if entity_kind in {"person", "organisation", "government", "medium", "document"}:
        return entity_kind
    return "government" if entity_kind == "place" else given if given != "person" else "organisation"


def _named(row: Mapping[str, Any], names: ArticleNames, kind: str) -> NamedSpot | None:
    """Return the name at the referent's place, else at the source's, else called by the same words."""
    people = kind == "person"
    for prefix in ("referent", "source"):
        start, end = row.get(f"{prefix}_start"), row.get(f"{prefix}_end")
        if start is not None and end is not None and (found := names.heading(start, end, people=people)):
            return found
    for words in (row.get("referent_text"), row.get("source_text")):
        if words and (found := names.called(strip_possessive(words)) or names.called(words.split(",")[0])):
            return found
    return None


def _known(words: str, kind: str, known: KnownNames) -> NamedSpot | None:
    """Return the one entity that the reference tables give for a name that is not in the article's spots."""
    found = {entity for entity, use in known.named(printed(words) or words, kind) if use == "name"}
    if len(found) != 1:
        return None
    entity_id = found.pop()
    return NamedSpot(Spot(0, 0, "", kind), entity_id, known.name(entity_id), known.kind(entity_id))


_OFFICE = re.compile(
    r"(?:[Tt]he\s+)?(?P<body>[A-Z][\w.’'-]*(?:\s+[A-Z][\w.-]*)*?)(?:['’]s)?\s+"
    r"(?P<office>[a-z][a-z -]+|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)"
)


def called(words: str | None, names: ArticleNames, known: KnownNames) -> NamedSpot | None:
    """Return the entity that a phrase of the article means: by its name, else by its office."""
    return (names.called(words) or _office(words, names, known)) if words else None


_HEADS = ("president", "prime minister", "chancellor", "supreme leader", "king", "general secretary")
"""Offices that a "leader" may hold; the article must name the holder."""


def _office(words: str, names: ArticleNames, known: KnownNames) -> NamedSpot | None:
    """Return the one holder of an office on the day of publication: ``the US president``."""
    match = _OFFICE.fullmatch(" ".join(words.split()))
    if match is None or names.published is None:
        return None
    reference = known.reference
    bodies = reference.entities_of_adjective(match["body"]) or tuple(
        entity for entity, _ in reference.entities_named(match["body"])
    )
    office = match["office"].lower()
    asked = _HEADS if office == "leader" else (office,)
    holders = {holder for one in asked for body in bodies for holder in reference.holders(one, body, names.published)}
    if office == "leader":
        holders &= {one.entity_id for one in names.named}
    if len(holders) != 1:
        return None
    entity_id = holders.pop()
    return NamedSpot(Spot(0, 0, "", "person"), entity_id, known.name(entity_id), known.kind(entity_id))
