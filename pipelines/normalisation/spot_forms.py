"""What the form of a spot and the places where it stands say of its kind, against the model's label.

Belongs here: rules that hold in any article. An initial and a surname are a person, so is who is
"he" or "she"; what is always printed with "the" is none. A place that is never somewhere ("in",
"to", "near") and that no table knows is a body. Time zones, roles in capitals, months and common
words that only a sentence's start made look like names are no names at all.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from pipelines.normalisation.names import TITLES, ascii_fold
from pipelines.normalisation.spellings import Spellings
from pipelines.normalisation.spots import Spot
from pipelines.reference import fold

_INITIALS = re.compile(
    r"(?:[A-Z]\.?\s?){1,3}(?:\s(?:de|van|von|di|du|la|le|der|den|el|al))*\s[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?"
)
_CLAN = re.compile(r"(?:O['’]|Mc)[A-Z][a-z]+$")
_UPPER_INITIALS = re.compile(r"[A-Z]{1,2}\.?\s|(?:[A-Z]\.\s?){1,3}")
_PREFIX = re.compile(r"(?:ex|pro|anti|non|post|pre|mid|neo)-(?=[A-Z])", re.IGNORECASE)
_NO_NAMES = frozenset([
    "gmt", "bst", "utc", "est", "edt", "cet", "cest", "pst", "pdt", "am", "pm", "tv", "uk-based", "january",
    "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
])  # fmt: skip
_ROLES = TITLES | frozenset([
    "coordinator", "manager", "head", "president", "secretary", "treasurer", "editor", "correspondent",
    "reporter", "producer", "designer", "engineer", "consultant", "researcher", "professor", "scientist",
    "economist", "strategist", "trader", "supervisor", "assistant", "associate", "executive", "member",
])  # fmt: skip
_BODY_WORDS = frozenset([
    "inc", "ltd", "llc", "plc", "corp", "corporation", "company", "co", "group", "holdings", "bank",
    "university", "college", "school", "institute", "institution", "association", "federation", "union",
    "council", "board", "committee", "commission", "ministry", "department", "agency", "authority", "office",
    "court", "party", "league", "club", "united", "city", "town", "rovers", "athletic", "wanderers", "fc",
    "society", "foundation", "trust", "fund", "centre", "center", "museum", "theatre", "festival", "church",
    "hospital", "airport", "station", "stadium", "park", "road", "street", "bridge", "lodge", "hall", "house",
    "palace", "press", "news", "times", "post", "radio", "television", "studios", "records", "industries",
    "systems", "technologies", "software", "motors", "airlines", "airways", "energy", "oil", "gas", "insurance",
    "securities", "partners", "capital", "international", "national", "royal", "services", "police", "army",
    "navy", "force", "guard", "parliament", "senate", "congress", "assembly", "act", "law", "bill", "treaty",
    "agreement", "project", "programme", "program", "award", "awards", "cup", "championship", "championships",
    "prize", "island", "islands", "river", "lake", "mountain", "mountains", "sea", "bay", "valley", "beach",
    "dogs", "show", "game", "games", "code", "names", "name", "domain", "dynamite", "line", "lines", "sharks",
    "tigers", "lions",
])  # fmt: skip
_GEOGRAPHIC = frozenset([
    "island", "islands", "isle", "isles", "river", "lake", "mount", "mountain", "mountains", "sea", "ocean", "bay",
    "hemisphere", "valley", "beach", "cape", "strait", "peninsula", "county", "province", "desert", "gulf", "coast",
])  # fmt: skip
_GEOGRAPHIC_FIRST = frozenset({"isle", "lake", "mount", "river", "cape", "gulf", "strait"})
_COMPANY_TITLE = re.compile(
    r"\b(?:giant|firm|company|group|bank|maker|club|band|agency|carrier|airline|retailer|chain|start-?up|party|university|charity"
    r"|supermarket|insurer|broker|lender|operator|producer|publisher|broadcaster|website|network|brand|manufacturer|developer)$",
    re.IGNORECASE,
)
_OF_COMPANIES = frozenset([
    "share", "stock", "subsidiary", "shareholder", "headquarters", "stake", "merger", "takeover", "customer", "unit",
    "profit", "store", "factory", "plant", "spokesman", "spokeswoman", "branch", "investor", "brand", "bond",
    "software",
])  # fmt: skip
"""What companies have: lemmas that govern a company's name."""
_DESCRIBING = frozenset({"compound", "amod", "nmod"})
"""Relations of a name that describes a noun, as places do too: "a Hollywood film"."""
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|outside|inside|around|across|throughout|from|to|into|toward|towards|through|city\s+of|town\s+of|village\s+of"
    r"|state\s+of|people\s+of)\s+(?:(?:central|downtown|eastern|western|northern|southern|nearby|the)\s+){0,2}"
    r"(?:[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,2}(?:,\s+and\s+|,\s+|\s+and\s+)){0,4}$"
)
"""A preposition of place, with other names of a list between."""
_PLACE_NEXT = re.compile(
    r",\s(?:in\s)?[A-Z]|-based|\s(?:region|province|district|county|state|oblast|area|city|border|airport|coast)\b"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:”\"“\n]\s{0,3})$")

_COMMON = frozenset([
    "women", "men", "people", "studies", "study", "police", "shares", "sales", "profits", "prices", "figures",
    "hopes", "fears", "experts", "analysts", "officials", "ministers", "economists", "critics", "opponents",
    "supporters", "campaigners", "scientists", "researchers", "voters", "workers", "teachers", "doctors",
    "nurses", "students", "children", "parents", "residents", "users", "customers", "investors", "traders",
    "shareholders", "fans", "players", "reports", "documents", "papers", "sources", "lawyers", "prosecutors",
    "judges", "rescuers", "firefighters", "soldiers", "troops", "rebels", "militants", "protesters", "refugees",
    "migrants", "farmers", "drivers", "passengers", "families", "victims", "survivors", "witnesses",
    "neighbours", "neighbors", "friends", "everyone", "nobody", "somebody", "anyone", "sometimes", "currently",
    "recently", "meanwhile", "however", "although", "despite", "according", "instead", "elsewhere", "yesterday",
    "today", "tomorrow", "royal", "internet", "web", "government", "parliament", "opposition", "company",
    "firm", "bank", "court", "council", "board", "chairman", "club", "team",
])  # fmt: skip


def tidied(
    text: str,
    spots: Sequence[Spot],
    spellings: Spellings,
    pronoun_people: Collection[str],
    taken: Iterable[tuple[int, int]],
) -> list[Spot]:
    """Return the spots of an article with what is no name left out, lists taken apart and kinds set right.

    Args:
        text: the article's text.
        spots: its spots in order.
        spellings: the spellings of the reference tables: what they know keeps its kind.
        pronoun_people: folded names that "he" or "she" stands for.
        taken: spans of time expressions, in which a short spelling is no name ("5 May").
    """
    times = list(taken)
    found = [part for spot in spots for part in _parts(spot, spellings)]
    common = {name: _is_common(text, name) for name in {spot.text for spot in found}}
    kept = [spot for spot in found if not _is_no_name(spot, spellings, times, is_common=common[spot.text])]
    alike: dict[str, list[Spot]] = {}
    for spot in kept:
        alike.setdefault(fold(spot.text), []).append(spot)
    echoes = _surname_echoes(alike)
    kinds = {
        name: kind
        for name, places in alike.items()
        if not _is_known(places[0].text, spellings) and (kind := _kind(text, name, places, pronoun_people, echoes))
    }
    kept = [spot._replace(kind=kinds.get(fold(spot.text), spot.kind)) for spot in kept]
    shortened = _shortened_bodies(kept, spellings)
    return [spot._replace(kind="organisation") if fold(spot.text) in shortened else spot for spot in kept]


def _shortened_bodies(spots: Sequence[Spot], spellings: Spellings) -> frozenset[str]:
    """Return the single words that begin a body's name and are part of no person's: "Vessen" of "Vessen Games"."""
    bodies = {fold(spot.text).split()[0] for spot in spots if spot.kind == "organisation" and " " in spot.text}
    people = {word for spot in spots if spot.kind == "person" and " " in spot.text for word in fold(spot.text).split()}
    single = {fold(spot.text) for spot in spots if spot.kind == "person" and not _is_known(spot.text, spellings)}
    return frozenset((single & bodies) - people)


def _is_known(name: str, spellings: Spellings) -> bool:
    return bool(spellings.kind(name) or spellings.reference.entities_of_adjective(name))


def _parts(spot: Spot, spellings: Spellings) -> list[Spot]:
    """Return a spot without a prefix ("ex-Vessen"), or the names of a list that the model took for one."""
    if match := _PREFIX.match(spot.text):
        spot = spot._replace(start=spot.start + match.end(), text=spot.text[match.end() :])
    pieces = spot.text.split(", ")
    listed = spot.kind in {"organisation", "place"} and len(pieces) > 1 and not spot.from_source
    if not listed or spellings.kind(spot.text) or not all(_is_listed(piece) for piece in pieces):
        return [spot]
    parts, start = [], spot.start
    for piece in pieces:
        parts.append(spot._replace(start=start, end=start + len(piece), text=piece))
        start += len(piece) + len(", ")
    return parts


def _is_listed(piece: str) -> bool:
    return len(piece) > 1 and piece[0].isupper() and fold(piece) not in {"inc", "ltd", "llc", "jr", "sr", "corp", "co"}


def _is_no_name(spot: Spot, spellings: Spellings, times: Sequence[tuple[int, int]], *, is_common: bool) -> bool:
    """Return whether a spot is a time zone, a month, a role in capitals or a common word that opens a sentence."""
    words = fold(spot.text).split()
    in_time = any(left <= spot.start and spot.end <= right for left, right in times)
    if in_time and (spot.is_guess or len(words) == 1):
        return True
    known = spellings.kind(spot.text)
    if known and not known[1]:
        return False
    if not words or (len(words) == 1 and words[0] in _NO_NAMES and spot.kind != "person"):
        return True
    if known:
        return False
    if len(words) > 1:
        return spot.kind != "person" and words[-1] in _ROLES and not spot.from_source
    return is_common


def _is_common(text: str, name: str) -> bool:
    """Return whether a word is a common one, by a list or by its lower case, and never a name inside a sentence."""
    if " " in name or not (fold(name) in _COMMON or (name[1:].islower() and _in_lower_case(text, name))):
        return False
    return not _inside_sentence(text, name)


def _in_lower_case(text: str, name: str) -> bool:
    word = name.lower()
    at = text.find(word)
    while at >= 0:
        if not (_is_of_word(text[at - 1 : at]) or _is_of_word(text[at + len(word) : at + len(word) + 1])):
            return True
        at = text.find(word, at + 1)
    return False


def _is_of_word(character: str) -> bool:
    """Return whether a character, or none, goes on with the word beside it."""
    return character.isalnum() or character in _IN_WORDS


_IN_WORDS = frozenset("_’'-")


def _inside_sentence(text: str, name: str) -> bool:
    """Return whether a word has its capital inside a sentence somewhere in the article."""
    for match in re.finditer(rf"\b{re.escape(name)}\b", text):
        before = text[max(0, match.start() - 4) : match.start()]
        if match.start() and not _SENTENCE_START.search(before):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not _is_title(line):
                return True
    return False


def _is_title(line: str) -> bool:
    """Return whether the words before are all in capitals, as in a headline."""
    words = [word for word in re.findall(r"[A-Za-z]+", line) if len(word) > 3]
    return bool(words) and all(word[0].isupper() for word in words)


def _surname_echoes(alike: Mapping[str, Sequence[Spot]]) -> frozenset[str]:
    """Return the names of two or three words whose last word stands alone elsewhere, as surnames do."""
    single = {name for name in alike if " " not in name}
    return frozenset(
        name
        for name in alike
        if 2 <= len(words := name.split()) <= 3
        and words[-1] in single
        and words[0] not in single
        and words[-1] not in _BODY_WORDS
    )


def _kind(
    text: str, name: str, places: Sequence[Spot], pronoun_people: Collection[str], echoes: Collection[str]
) -> str | None:
    """Return the kind that form and places of a name give it, or None where the label stands."""
    printed = places[0].text
    kinds = {spot.kind for spot in places}
    words = name.split()
    if _INITIALS.fullmatch(printed) and _UPPER_INITIALS.match(printed) and words[-1] not in _BODY_WORDS:
        return "person"
    if len(printed.split()) == 1 and _CLAN.match(printed):
        return "person"
    named_body = any(ascii_fold(word) in _BODY_WORDS for word in words)
    with_article = sum(_has_article(text, spot) for spot in places)
    if name in pronoun_people and not named_body and not with_article:
        return "person"
    if kinds == {"person"} and len(words) == 1 and _is_company(places):
        return "organisation"
    if name in echoes and not named_body and not with_article and "group" not in kinds:
        return "person"
    if kinds == {"person"} and (with_article == len(places) or (len(words) > 1 and words[-1] in _BODY_WORDS)):
        return "organisation"
    return _place_or_body(text, printed, words, kinds, places)


def _place_or_body(
    text: str, printed: str, words: Sequence[str], kinds: Collection[str], places: Sequence[Spot]
) -> str | None:
    """Return whether what the model takes for a place or a body is the other, or None where the label stands."""
    if not set(kinds) <= {"place", "organisation", "facility"}:
        return None
    if words[-1] in _GEOGRAPHIC or words[0] in _GEOGRAPHIC_FIRST or (len(words) == 1 and _has_demonym(text, printed)):
        return "place"
    describes = any(spot.dependency in _DESCRIBING for spot in places)
    if "place" in kinds and not describes and not any(_is_somewhere(text, spot) for spot in places):
        return "organisation"
    return None


_AFTER_SUBJECT = re.compile(
    r"\s*(?:[.,;:)!?”\"]|$)|\s(?:is|are|was|were|has|have|had|will|would|can|could|may|might|do|does|did|said|and|or|to|in|on|at"
    r"|of|for|from|with|who|which|by|as|[a-z]+ed)\b"
)


def _has_article(text: str, spot: Spot) -> bool:
    """Return whether "the" stands before a name for its own sake, not for a noun behind it: "the Mira Solen film"."""
    if text[max(0, spot.start - 4) : spot.start].lower() != "the ":
        return False
    return " " not in spot.text or _AFTER_SUBJECT.match(text, spot.end) is not None


def _has_demonym(text: str, name: str) -> bool:
    """Return whether the article derives an adjective from a name as it does from countries: Veldania, Veldanian."""
    return name[-1:] == "a" and re.search(rf"\b{re.escape(name)}ns?\b", text) is not None


def _is_company(places: Sequence[Spot]) -> bool:
    """Return whether a bare name has the titles or the belongings of a company more often than none."""
    signs = sum(
        _COMPANY_TITLE.search(spot.title or "") is not None
        or (spot.governor in _OF_COMPANIES and spot.dependency in {"compound", "poss", "nmod", "nmod:poss"})
        for spot in places
    )
    return signs >= 1 and 3 * signs >= len(places)


def _is_somewhere(text: str, spot: Spot) -> bool:
    before = text[max(0, spot.start - 40) : spot.start]
    return _LOCATIVE.search(before) is not None or _PLACE_NEXT.match(text, spot.end) is not None
