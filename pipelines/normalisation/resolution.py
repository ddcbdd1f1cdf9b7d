"""Which entity a name means inside its article.

Belongs here: the reading of names in their context: spellings of the reference tables, a
capital that stands for its state ("Kyiv said"), short forms backed by the article, a bare
surname that continues a full name, an acronym that its long form introduces. What is left is
grouped by name; joining the groups of several articles is ``entities.py``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl

from pipelines.normalisation.names import MERGE, ascii_fold, compare_people, parse_person, sound_key
from pipelines.normalisation.spots import Spot
from pipelines.reference import Reference, fold


@dataclass
class Group:
    """The spots of one article that name one entity; ``entity_id`` where the reference tables know it."""

    kind: str
    name: str
    entity_id: str | None = None
    spots: list[Spot] = field(default_factory=list)
    adjectives: list[Spot] = field(default_factory=list)
    """Spots that are an adjective of the entity ("Ukrainian"): they are no spelling of its name."""
    acronyms: set[str] = field(default_factory=set)

    @property
    def is_full_person(self) -> bool:
        """Whether it is a person known by more than a surname."""
        return self.kind == "person" and parse_person(self.name).is_full


class KnownNames:
    """Look-ups in the reference tables that forgive romanisation, built once a run."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._named = lru_cache(maxsize=65536)(reference.entities_named)
        self._by_sound: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        self._spellings: dict[str, dict[str, str | None]] = {}
        for row in reference.outlets.to_dicts():
            names = (row["name"], *(row["aliases"] or "").split("|"))
            self._spellings[row["outlet_id"]] = {name: None for name in names if name}
        for row in reference.aliases.filter(pl.col("use").is_in(["name", "short"])).to_dicts():
            self._spellings.setdefault(row["entity_id"], {})[row["alias"]] = row["language"]
        uses = {(row["entity_id"], row["alias"]): row["use"] for row in reference.aliases.to_dicts()}
        for row in reference.entities.to_dicts():
            self._spellings.setdefault(row["entity_id"], {}).setdefault(row["name"], None)
            uses.setdefault((row["entity_id"], row["name"]), "name")
        found: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for (entity, alias), use in uses.items():
            known = reference.entity(entity)
            if known is not None and use in {"name", "short"} and len(key := name_key(alias)) >= _SHORTEST_SOUND:
                found.setdefault((_class(known["kind"]), key), set()).add((entity, use))
        self._by_sound = {key: tuple(sorted(values)) for key, values in found.items()}

    def named(self, text: str, kind: str) -> tuple[tuple[str, str], ...]:
        """Return ``(entity_id, use)`` of what ``text`` may spell, exactly or by its sound."""
        return self._named(text) or self._by_sound.get((_class(kind), name_key(text)), ())

    def spellings(self, entity_id: str) -> dict[str, str | None]:
        """Return the spellings that the reference tables give for an entity or outlet, with their languages."""
        return dict(self._spellings.get(entity_id, {}))

    def kind(self, entity_id: str) -> str:
        """Return the kind of a known entity or outlet."""
        row = self.reference.entity(entity_id)
        return str(row["kind"]) if row else "medium"

    def name(self, entity_id: str) -> str:
        """Return the canonical name of a known entity or outlet."""
        row = self.reference.entity(entity_id)
        if row is None:
            row = self.reference.outlet(entity_id)
        return str(row["name"]) if row else entity_id


_SHORTEST_SOUND = 5
_ADMINISTRATIVE = re.compile(r"(?<!\s)\s+(?:region|oblast|province|governorate|prefecture)s?$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s-]+")
_PLANT = re.compile(r"\b(?:(?:nuclear|power|thermal)\s+){0,5}(?:plant|station|npp)\b")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return the key in which romanisations of one name meet; a nuclear plant keeps its own."""
    folded = _PLANT.sub("plant", " ".join(ascii_fold(_ADMINISTRATIVE.sub("", name)).split()).removeprefix("the "))
    return " ".join(key for word in _BETWEEN.split(folded) if (key := sound_key(word)))


def _class(kind: str) -> str:
    return kind if kind in {"person", "facility"} else "body"


def resolve(text: str, spots: Sequence[Spot], known: KnownNames) -> list[Group]:
    """Return the groups of an article, each spot in one of them; a spot that is no name is left out."""
    groups: dict[str, Group] = {}
    own, others = _own_acronyms(text, spots, known)
    rest = _by_name(text, others, known, groups)
    rest = _full_people(rest, groups)
    rest = _short_forms(rest, known, groups)
    rest = _surnames(_media(text, rest, known, groups), groups)
    _others(text, [*own, *(spot for spot in rest if not spot.is_guess)], groups)
    return [group for group in groups.values() if group.spots or group.adjectives]


# --- what the reference tables know -----------------------------------------------------------


def _known_group(groups: dict[str, Group], entity_id: str, known: KnownNames) -> Group:
    if entity_id not in groups:
        groups[entity_id] = Group(known.kind(entity_id), known.name(entity_id), entity_id)
    return groups[entity_id]


def _by_name(text: str, spots: Iterable[Spot], known: KnownNames, groups: dict[str, Group]) -> list[Spot]:
    """Assign spots whose spelling names an entity anywhere, or stands for a state; return the others."""
    rest = []
    for spot in spots:
        entity = _entity_of(text, spot, known)
        if entity:
            _known_group(groups, entity, known).spots.append(spot)
            continue
        adjective = known.reference.entities_of_adjective(spot.text)
        if len(adjective) == 1 and spot.kind in {"group", "place"}:
            _known_group(groups, adjective[0], known).adjectives.append(spot)
        else:
            rest.append(spot)
    return rest


def _entity_of(text: str, spot: Spot, known: KnownNames) -> str | None:
    outlet = _outlet(text, spot, known) if spot.kind in {"medium", "organisation"} else None
    if outlet and spot.kind == "medium":
        return outlet
    candidates = known.named(spot.text, spot.kind)
    names = [entity for entity, use in candidates if use == "name"]
    metonyms = [entity for entity, use in candidates if use == "metonym"]
    if len(metonyms) == 1 and _is_actor(text, spot, certain=bool(names)):
        return metonyms[0]
    if len(names) > 1:
        alike = [entity for entity in names if _class(known.kind(entity)) == _class(spot.kind)]
        names = [entity for entity in alike if known.kind(entity) == spot.kind] or alike
    return names[0] if len(names) == 1 else outlet


def _outlet(text: str, spot: Spot, known: KnownNames) -> str | None:
    """Return the outlet that a spot names, with the article before it where it is printed (``The Sun``)."""
    article = text[max(0, spot.start - 4) : spot.start]
    with_article = article + spot.text if article.lower() == "the " else spot.text
    return known.reference.find_outlet(with_article) or known.reference.find_outlet(spot.text)


_PLACED = re.compile(
    r"\b(?:in|at|near|outside|around|across|inside|throughout|residents\s+of|city\s+of|capital(?:,|\s+of)?|outskirts\s+of)\s+"
    r"(?:(?:central|downtown|eastern|western|northern|southern|the\s+capital,?)\s+)?$"
    r"|\b(?:travel|fl[yi]|flew|went|go|goes|going|arriv|return|visit|came|come|mov|driv|drove|head|trip|journey|flight|train"
    r"|road|way|reach|left|leav|bomb|attack|hit|str[iu]ck|strik|shell|captur|enter|storm|evacuat|fled|flee)\w*\s+"
    r"(?:back\s+)?(?:(?:to|from|into|for|via|on|of|in|through)\s+)?$",
    re.IGNORECASE,
)
_PLACE_NEXT = re.compile(
    r"-based|\s+(?:region|oblast|airport|street|suburb|resident|summit|talks|conference|agreement|accord|declaration|time\b"
    r"|apartment|hospital|metro|court|stadium|,\s+[A-Z])"
)
_ACTING_BEFORE = re.compile(
    r"\b(?:with|between|by|against|for|on|pressure|and|that|but|while|because|whether)\s+$", re.IGNORECASE
)
_ACTING = frozenset({"nsubj", "nsubjpass", "nsubj:pass", "poss", "nmod:poss", "agent", "obl:agent", "csubj"})


def _is_actor(text: str, spot: Spot, *, certain: bool) -> bool:
    """Return whether a capital stands for its state here.

    ``certain`` asks for evidence, because the spelling also names the city; without it a
    capital counts as an actor unless it is plainly a place.
    """
    if spot.from_source:
        return True
    before = text[max(0, spot.start - 40) : spot.start]
    if _PLACED.search(before) or _PLACE_NEXT.match(text, spot.end):
        return False
    if not certain:
        return True
    if spot.dependency in _ACTING or text[spot.end : spot.end + 1] in {"'", "’"}:
        return True
    return spot.dependency is None and (not before.strip() or _ACTING_BEFORE.search(before) is not None)


def _media(text: str, spots: Iterable[Spot], known: KnownNames, groups: dict[str, Group]) -> list[Spot]:
    """Assign names of media that the model took for people or places, unless a person of the article has the name."""
    rest = []
    surnames = {_surname(group.name) for group in groups.values() if group.is_full_person}
    for spot in spots:
        outlet = _outlet(text, spot, known)
        if outlet and sound_key(spot.text) not in surnames:
            _known_group(groups, outlet, known).spots.append(spot)
        else:
            rest.append(spot)
    return rest


def _short_forms(spots: Iterable[Spot], known: KnownNames, groups: dict[str, Group]) -> list[Spot]:
    """Assign short forms that the article backs: a longer name in it, a fitting title, or its country."""
    rest = []
    surnames = {_surname(group.name) for group in groups.values() if group.entity_id is None and group.is_full_person}
    for spot in spots:
        shorts = [entity for entity, use in known.named(spot.text, spot.kind) if use == "short"]
        backed = [entity for entity in shorts if entity in groups]
        if not backed and sound_key(spot.text) not in surnames:
            backed = [entity for entity in shorts if _fits(spot, entity, known, groups)]
        if len(backed) == 1:
            _known_group(groups, backed[0], known).spots.append(spot)
        else:
            rest.append(spot)
    return rest


def _fits(spot: Spot, entity: str, known: KnownNames, groups: dict[str, Group]) -> bool:
    """Return whether title, or another known entity of the same country, speaks for a short form."""
    row = known.reference.entity(entity)
    if row is None:
        return False
    described = set(fold(row["description"] or "").split())
    title = {word for word in fold(spot.title or "").split() if len(word) > 3}
    if title & described:
        return True
    if not row["country"]:
        return False
    rows = (known.reference.entity(group.entity_id) for group in groups.values() if group.entity_id)
    return any(other and other["country"] == row["country"] and other["entity_id"] != entity for other in rows)


# --- people -------------------------------------------------------------------------------------


def _surname(name: str) -> str:
    return " ".join(sound_key(word) for word in parse_person(name).surname)


def _full_people(spots: Iterable[Spot], groups: dict[str, Group]) -> list[Spot]:
    """Group full names of people; return the spots that are none."""
    rest: list[Spot] = []
    full: dict[str, list[Spot]] = {}
    for spot in spots:
        parsed = parse_person(spot.text) if spot.kind == "person" else None
        if parsed and parsed.is_full:
            full.setdefault(parsed.bare, []).append(spot)
        else:
            rest.append(spot)
    for name in sorted(full, key=lambda name: (-len(name.split()), -len(name), name)):
        alike = [g for g in groups.values() if g.is_full_person and compare_people(g.name, name).score >= MERGE]
        group = alike[0] if len(alike) == 1 else groups.setdefault(f"person:{name}", Group("person", name))
        group.spots.extend(full[name])
    return rest


def _surnames(spots: Iterable[Spot], groups: dict[str, Group]) -> list[Spot]:
    """Let a bare surname (or given name) continue the one full name of the article that has it."""
    people = [group for group in groups.values() if group.kind == "person" and parse_person(group.name).is_full]
    by_surname: dict[str, list[Group]] = {}
    by_given: dict[str, list[Group]] = {}
    for group in people:
        parsed = parse_person(group.name)
        by_surname.setdefault(_surname(group.name), []).append(group)
        by_surname.setdefault(sound_key(parsed.surname[-1]), []).append(group)
        by_given.setdefault(sound_key(parsed.given[0]), []).append(group)
    rest = []
    for spot in spots:
        key = " ".join(sound_key(word) for word in parse_person(spot.text).surname)
        bare = not parse_person(spot.text).is_full
        found = {id(group): group for group in by_surname.get(key, ())} if bare else {}
        if not found and bare and spot.kind == "person":
            found = {id(group): group for group in by_given.get(key, ())}
        if len(found) == 1:
            next(iter(found.values())).spots.append(spot)
        elif not found:
            rest.append(spot)
    return rest


# --- bodies, places and the rest ----------------------------------------------------------------


def _others(text: str, spots: Iterable[Spot], groups: dict[str, Group]) -> None:
    """Group what is left by name; an acronym in brackets and a short first part join their long form."""
    kept = [spot for spot in spots if spot.kind != "group" or spot.text.endswith("s")]
    longest_first = sorted(kept, key=lambda spot: (-len(spot.text.split()), spot.start))
    aliases: dict[str, str] = {}
    for spot in longest_first:
        key = f"{_class(spot.kind)}:{fold(spot.text).removeprefix('the ')}"
        key = aliases.get(key) or key
        if key not in groups and spot.kind == "organisation":
            key = _long_form(spot, groups) or key
        group = groups.setdefault(key, Group(spot.kind, spot.text))
        group.spots.append(spot)
        acronym = _acronym_after(text, spot)
        if acronym:
            group.acronyms.add(acronym)
            aliases[f"body:{fold(acronym)}"] = key
    for group in groups.values():
        group.spots.sort(key=lambda spot: spot.start)


_BRACKETED = re.compile(r"\s*\((?:the\s+)?([A-Z](?=[a-z]*[A-Z])[A-Za-z]*)\)")


def _own_acronyms(text: str, spots: Sequence[Spot], known: KnownNames) -> tuple[list[Spot], list[Spot]]:
    """Return the spots that are an acronym which the article itself introduces, and the others.

    What an article calls by an acronym is meant by it there, whatever the reference tables know
    under the same letters; a long form that they know keeps its entity.
    """
    introduced = {
        acronym
        for spot in spots
        if spot.kind != "person"
        and (acronym := _acronym_after(text, spot))
        and not known.named(spot.text, spot.kind)
        and known.reference.find_outlet(spot.text) is None
    }
    own = [spot._replace(kind="organisation") for spot in spots if spot.text in introduced]
    return own, [spot for spot in spots if spot.text not in introduced]


def _acronym_after(text: str, spot: Spot) -> str | None:
    """Return the acronym in brackets after a long form whose initials it has in order."""
    match = _BRACKETED.match(text, spot.end)
    if match is None or len(spot.text.split()) < 2:
        return None
    initials = iter("".join(word[0] for word in _BETWEEN.split(ascii_fold(spot.text)) if word))
    return match[1] if all(letter in initials for letter in match[1].lower()) else None


def _long_form(spot: Spot, groups: dict[str, Group]) -> str | None:
    """Return the key of the one longer body of the article that begins, else ends, with the spot's words."""
    words = fold(spot.text).split()
    longer = {
        key: parts
        for key, group in groups.items()
        if group.kind in {"organisation", "government"}
        and group.entity_id is None
        and len(parts := fold(group.name).split()) > len(words)
    }
    begins = [key for key, parts in longer.items() if parts[: len(words)] == words]
    found = begins or [key for key, parts in longer.items() if parts[-len(words) :] == words]
    return found[0] if len(found) == 1 else None
