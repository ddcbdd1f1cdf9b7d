"""The names that an article prints: who is named, in full and in short, with which title.

Belongs here: collecting names of people, bodies and places from the entities of a document, and
finding the fullest form of a short one. Does not belong here: pronouns and roles (``speakers``).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

import polars as pl
from spacy.tokens import Doc, Span, Token

from pipelines.extraction.bearers import Name, bare
from pipelines.extraction.clauses import words
from pipelines.extraction.naming import (
    acts_as_body,
    describes_things,
    is_common_word,
    is_medium_by_name,
    is_plain_name,
    stands_beside,
    unseen_media,
    unseen_people,
    without_affiliation,
)
from pipelines.extraction.nouns import EPITHETS, HONORIFICS, PERSON_NOUNS, is_typed
from pipelines.extraction.plain import labelled
from pipelines.extraction.surnames import bare_surnames
from pipelines.extraction.titles import apposition, title_before
from pipelines.reference import Reference, fold

_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_MISTAKEN = frozenset({"ORG", "GPE", "FAC", "LOC", "PRODUCT", "WORK_OF_ART"})
"""Labels under which the model files people whom it does not recognise."""
_PLACES = frozenset({"GPE", "NORP", "LOC"})
GENDERED_ROLES = dict.fromkeys(
    words("spokesman businessman chairman congressman father son brother husband man boy widower policeman fireman"),
    "m",
) | dict.fromkeys(
    words("spokeswoman businesswoman chairwoman congresswoman mother daughter sister wife actress widow woman girl"),
    "f",
)
"""Roles that tell the sex of their bearer."""
_INITIALS = 3
"""Letters of the initials before a surname."""
_STANDING = frozenset({"nsubj", "nsubjpass", "pobj", "dobj", "dative", "poss", "appos", "ROOT", "conj", "agent"})
"""How a name on its own stands in a clause."""
_ROMANISED = str.maketrans({"y": "i", "w": "v", "c": "k", "q": "k"})
_TITLE_SHARE = 0.75
"""Share of capitalised words from which a line without a lower-case verb is a title."""


def romanised(word: str) -> str:
    """Return a key in which the usual romanisations of one name meet."""
    key = fold(word).replace("kh", "h").replace("ph", "f").replace("x", "ks").translate(_ROMANISED)
    return "".join(letter for i, letter in enumerate(key) if i == 0 or letter != key[i - 1])


def _is_name(entity: Span) -> bool:
    """Tell a name from what the model takes for one: slashes and spaced dashes are credits and slips."""
    return any(c.isalpha() for c in entity.text) and not any(mark in entity.text for mark in ("/", " - ", "@", "http"))


def _is_title_case(sentence: Span) -> bool:
    """Tell whether a line is set in title case, verbs and all."""
    words = [token for token in sentence if token.is_alpha and len(token) > 3]
    if any(token.pos_ in {"VERB", "AUX"} and token.is_lower for token in sentence):
        return False
    return len(words) > 3 and sum(token.text[0].isupper() for token in words) >= _TITLE_SHARE * len(words)


def _uses_of(doc: Doc) -> tuple[AbstractSet[str], Mapping[str, list[Token]]]:
    """Return the words that a document has in lower case, and where each capitalised one stands."""
    lower, uses = set(), defaultdict(list)
    for token in doc:
        if token.is_lower:
            lower.add(token.text)
        elif token.text[:1].isupper():
            uses[token.text].append(token)
    return lower, uses


def _rank(span: Span, label: str, in_title: bool) -> tuple[bool, bool, int, int]:
    return in_title, label != "PERSON", -len(fold(span.text).split()), span.start


@lru_cache(maxsize=4)
def _first_names(reference: Reference) -> AbstractSet[str]:
    people = reference.entities.filter(pl.col("kind") == "person")["name"]
    return frozenset(fold(name).split()[0] for name in people if " " in name)


@lru_cache(maxsize=4)
def _office_words(reference: Reference) -> AbstractSet[str]:
    """Return the last words of the offices that the reference tables know: *president*, *minister*."""
    return frozenset(office.split()[-1].lower() for office in reference.offices["office"])


class Names:
    """The bearers of names in a document; look-ups by token."""

    def __init__(self, doc: Doc, reference: Reference) -> None:
        self.doc, self.reference = doc, reference
        self.bearers: list[Name] = []
        self._by_token: dict[int, Name] = {}
        self._by_last: dict[str, list[Name]] = defaultdict(list)
        self._by_first: dict[str, list[Name]] = defaultdict(list)
        self._by_sound: dict[str, list[Name]] = defaultdict(list)
        self._keys: set[tuple[str, ...]] = set()
        self._of_things: dict[str, bool] = {}
        titled = {i for sent in doc.sents if _is_title_case(sent) for i in range(sent.start, sent.end)}
        lower, self._uses = _uses_of(doc)
        surnames = {fold(ent.text) for ent in doc.ents if ent.label_ == "PERSON" and len(ent) == 1}
        found = [self._cut(ent) for ent in doc.ents if ent.label_ in _NAMED and _is_name(ent)]
        found = [ent for ent in found if not is_common_word(ent, lower)]
        self._bodies = self._used_as_bodies(found)
        spans = [(bare(ent), self._label(ent, surnames)) for ent in found]
        taken = {token.i for ent in found for token in ent}
        spans += [(span, "PERSON") for span in unseen_people(doc, taken)]
        spans += [(span, "ORG") for span in unseen_media(doc, taken)]
        # the fullest forms first, so that a short form finds its bearer wherever it stands; those of
        # title-case lines last, since any word beside a name looks like a part of it there
        for span, label in sorted(spans, key=lambda item: _rank(item[0], item[1], item[0].start in titled)):
            self._add(span, label, in_title=span.start in titled)
        self._places = {name.key for name in self.bearers if name.label in {"GPE", "LOC", "FAC"}}
        self._add_bare()
        for name in self.bearers:
            name.mentions.sort(key=lambda span: span.start)
            for mention in name.mentions:
                self._describe(name, mention)
        self._settled: set[int] = set()
        self._settle_surnames()

    def _settle_surnames(self) -> None:
        """Give the mentions of a bare surname that several people share to the one whom each means."""
        sharing = {
            last: [name for name in names if name.label == "PERSON" and len(name.key) > 1]
            for last, names in self._by_last.items()
        }
        sharing = {last: names for last, names in sharing.items() if len(names) > 1}
        if not sharing:
            return
        sexes = {last: [(name.mentions[0].start, name.sex) for name in names] for last, names in sharing.items()}
        for at, which in bare_surnames(self.doc, sexes).items():
            owner, held = sharing[fold(self.doc[at].text)][which], self._by_token.get(at)
            moved = self.doc[at : at + 1]
            if held is not None and held is not owner:
                moved = next((span for span in held.mentions if span.start <= at < span.end), moved)
                held.mentions = [span for span in held.mentions if span is not moved]
            if held is not owner:
                owner.mentions.append(moved)
                self._describe(owner, moved)
                for token in moved:
                    self._by_token[token.i] = owner
            self._settled.add(at)
        for names in sharing.values():
            for name in names:
                name.mentions.sort(key=lambda span: span.start)
        self.bearers = [name for name in self.bearers if name.mentions]

    @staticmethod
    def _cut(entity: Span) -> Span:
        """Return an entity without the body of its bearer, relabelled as a person where that was joined to it."""
        if len(entity) > 1 and entity[0].pos_ in {"ADP", "SCONJ"} and entity[0].is_sent_start:  # *Among Norlanders*
            return labelled(entity.doc, entity.start + 1, entity.end, "NORP" if len(entity) == 2 else entity.label_)
        title, rest = entity[0], entity[1:]
        whole = len(rest) == 2 or entity.label_ == "PERSON"
        if title.lower_ in PERSON_NOUNS | EPITHETS and len(rest) and whole and is_plain_name(rest):
            return labelled(entity.doc, rest.start, rest.end, "PERSON")
        first = without_affiliation(entity)
        return entity if first is entity else labelled(entity.doc, first.start, first.end, "PERSON")

    def _used_as_bodies(self, entities: Sequence[Span]) -> AbstractSet[str]:
        """Return the folded names that the article uses as those of bodies, and never as those of people."""
        bodies, people = set(), set()
        for entity in entities:
            words = fold(bare(entity).text)
            if acts_as_body(entity.root):
                bodies.add(words)
            if self._is_called_a_person(entity):
                people.add(words)
        names = {fold(bare(entity).text) for entity in entities}
        bodies |= {  # the model leaves many a mention out
            fold(token.text)
            for token in self.doc
            if not token.ent_type_ and token.text[:1].isupper() and fold(token.text) in names and acts_as_body(token)
        }
        surnames = {fold(ent.text) for ent in entities if ent.label_ == "PERSON" and len(ent) == 1}
        people |= {  # *Ada Holt of the Institute, a research group* … *Holt said*
            fold(ent.text)
            for ent in entities
            if ent.label_ == "PERSON" and len(ent) > 1 and fold(ent[-1].text) in surnames
        }
        return {words for words in bodies - people if not self.reference.entities_named(words)}

    def _is_called_a_person(self, entity: Span) -> bool:
        """Tell whether an honorific, a role or *who* makes a person of a name."""
        before = self.doc[entity.start - 1].lower_ if entity.start else ""
        root = entity.root
        who = any(c.dep_ == "relcl" and any(p.lower_ == "who" for p in c.children) for c in root.children)
        return who or bool(HONORIFICS.get(before)) or stands_beside(root, PERSON_NOUNS)

    def _add_bare(self) -> None:
        """Add the mentions that the model leaves out of names that it sees elsewhere: *Holt* of *Ada Holt*."""
        for token in self.doc:
            if token.i in self._by_token or not token.text[:1].isupper():
                continue
            if token.pos_ not in {"PROPN", "NOUN", "ADJ"} and token.dep_ != "nsubj":
                continue
            beside = token.dep_ == "compound" and token.head.pos_ == "PROPN"
            if beside or any(child.dep_ == "compound" and child.pos_ == "PROPN" for child in token.children):
                continue
            key = (fold(token.text),)
            owners = [
                name
                for name in self._by_last.get(key[0], ())
                if (name.key == key and token.dep_ in _STANDING) or (name.label == "PERSON" and token.pos_ == "PROPN")
            ]
            if not owners and token.pos_ == "PROPN" and token.dep_ in _STANDING:
                owners = self._romanised(token)
            if len(owners) == 1:
                owners[0].mentions.append(self.doc[token.i : token.i + 1])
                self._by_token[token.i] = owners[0]

    def _romanised(self, token: Token) -> list[Name]:
        """Return the people whose surname is another romanisation of a word: *Kovalskyj*, *Kovalski*."""
        return self._by_sound.get(romanised(token.text), [])

    def _label(self, entity: Span, surnames: AbstractSet[str]) -> str:
        """Return the model's label, or what the reference tables and the rest of the article know better."""
        printed = bare(entity).text
        if is_medium_by_name(printed) and entity.label_ != "ORG":
            return "ORG"
        if entity.label_ not in {"NORP", "ORG"} and fold(printed) in self._bodies:
            return "ORG"
        if entity.label_ in _MISTAKEN and self._is_person(entity, surnames):
            return "PERSON"
        if entity.label_ == "PERSON":
            if self._has_article(entity):
                return "WORK_OF_ART"
            if len(entity) == 1 and self._describes_things(entity.text):
                return "EVENT"
            if self.reference.find_outlet(printed) is not None:
                return "ORG"
            kinds = {
                str((self.reference.entity(e) or {}).get("kind")) for e, _ in self.reference.entities_named(printed)
            }
            if kinds and "person" not in kinds:
                return "GPE" if "place" in kinds else "ORG"
        return str(entity.label_)

    def _describes_things(self, word: str) -> bool:
        """Tell it of a word once: an article may print it a thousand times."""
        if word not in self._of_things:
            self._of_things[word] = describes_things(self._uses[word])
        return self._of_things[word]

    def _is_person(self, entity: Span, surnames: AbstractSet[str]) -> bool:
        """Tell whether a person is taken for a body or place: *who*, an honorific, or a bare surname elsewhere."""
        before = self.doc[entity.start - 1].lower_ if entity.start else ""
        if HONORIFICS.get(before) or (
            entity.root.left_edge.i < entity.start and before in _office_words(self.reference)
        ):
            return True
        if self.reference.entities_named(entity.text) or self.reference.find_outlet(entity.text) is not None:
            return False
        beside = before in PERSON_NOUNS or stands_beside(entity.root, PERSON_NOUNS)
        if len(entity) > 1 and is_plain_name(entity) and beside:
            return True
        who = any(
            child.dep_ == "relcl" and any(part.lower_ == "who" for part in child.children)
            for child in entity.root.children
        )
        if self._has_initials(bare(entity)):
            return True
        plain = all(token.is_alpha and token.text[0].isupper() for token in entity)
        if not plain or not 1 < len(entity) < 4:
            return who
        return who or fold(entity[-1].text) in surnames or fold(entity[0].text) in _first_names(self.reference)

    def _has_article(self, entity: Span) -> bool:
        """Tell *The Norland Hour* from a person, who has no article but before what he describes: *the Holt plan*."""
        if entity[0].lower_ == "the":
            return entity[-1].tag_ != "NNPS"
        before = self.doc[entity.start - 1].text if entity.start else ""
        return before == "The" and len(entity) > 1 and not self.doc[entity.start - 1].is_sent_start

    def _has_initials(self, entity: Span) -> bool:
        """Tell initials with a surname that elsewhere acts by itself: *AK Holt* … *Holt said*."""
        first, last = entity[0], entity[-1]
        if len(entity) != 2 or not (first.is_upper and len(first) <= _INITIALS and last.is_title):
            return False
        if self.reference.entities_named(first.text) or is_typed(entity.text):
            return False
        return any(use.dep_ == "nsubj" and use.i and use.nbor(-1).pos_ != "PROPN" for use in self._uses[last.text])

    def _add(self, span: Span, label: str, *, in_title: bool = False) -> None:
        key = tuple(fold(span.text).split())
        while in_title and len(key) > 1 and key not in self._keys and self._by_last.get(key[-1]):
            span, key = span.doc[span.start + 1 : span.end], key[1:]
            if len(key) != len(fold(span.text).split()):
                break
        if not key:
            return
        owner = self._owner(key, label)
        if owner is None:
            owner = Name(span, label, key)
            self.bearers.append(owner)
            self._by_last[key[-1]].append(owner)
            self._by_first[key[0]].append(owner)
            self._keys.add(key)
            if label == "PERSON" and len(key) > 1:
                self._by_sound[romanised(key[-1])].append(owner)
        owner.mentions.append(span)
        for token in span:
            self._by_token[token.i] = owner

    def _owner(self, key: tuple[str, ...], label: str) -> Name | None:
        """Return the one bearer whose fuller name ends in, or is, ``key``; else whose first name it is."""
        candidates = [name for name in self._by_last[key[-1]] if self._may_be(key, label, name)]
        if not candidates and len(key) == 1 and label == "PERSON":
            candidates = [name for name in self._by_first[key[0]] if name.label == "PERSON" and len(name.key) > 1]
        same = [name for name in candidates if name.key == key]
        if same:
            return same[0]
        return candidates[0] if len(candidates) == 1 else None

    @staticmethod
    def _may_be(key: tuple[str, ...], label: str, name: Name) -> bool:
        if name.label == "PERSON":
            # the model often takes a bare surname for a body or a place
            return set(key) <= set(name.key) and (len(key) == 1 or label == "PERSON")
        return name.label == label and key == name.key

    def of(self, token: Token) -> Name | None:
        """Return the bearer that the name at ``token`` stands for."""
        found = self._by_token.get(token.i)
        if found is None and (token.pos_ == "PROPN" or (token.is_upper and len(token) > 2)):
            candidates = [name for name in self._by_last.get(fold(token.text), []) if name.label == "PERSON"]
            found = candidates[0] if len(candidates) == 1 else None
        return found

    def is_ambiguous(self, token: Token) -> bool:
        """Tell whether several people of the article share the bare surname at ``token``."""
        name = self._by_token.get(token.i)
        if token.i in self._settled or (name is not None and len(name.key) > 1):
            return False
        return sum(name.label == "PERSON" and len(name.key) > 1 for name in self._by_last.get(fold(token.text), [])) > 1

    def is_place(self, name: Name) -> bool:
        """Tell whether the model sees a place under the same name elsewhere, and nothing speaks for a body."""
        if fold(name.text) in self._bodies:
            return False
        return name.key in self._places

    def people(self) -> Iterator[Name]:
        """Yield the bearers that are people."""
        return (name for name in self.bearers if name.label == "PERSON")

    def _describe(self, name: Name, mention: Span) -> None:
        """Note title, apposition and sex that stand with one mention."""
        head = mention.root
        for title in (title_before(mention), apposition(head)):
            if title is not None:
                name.titles.append((title.start, title.text))
                for token in title:
                    if token.pos_ in {"NOUN", "PROPN"} and token.ent_type_ not in _PLACES:
                        name.roles.setdefault(token.lemma_.lower(), token.i)
                    name.sex = name.sex or GENDERED_ROLES.get(token.lower_, "")
        before = mention.doc[mention.start - 1].lower_ if mention.start else ""
        name.sex = name.sex or HONORIFICS.get(before, "")
        if head.dep_ == "nsubj" and head.head.lemma_ == "be":
            for child in head.head.children:
                if child.dep_ == "attr" and child.pos_ == "NOUN":
                    name.roles.setdefault(child.lemma_.lower(), child.i)
