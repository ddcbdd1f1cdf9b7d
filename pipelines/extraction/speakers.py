"""Who a source is: from the words printed to the fullest name in the article, or a reason why none.

Belongs here: pronouns, bare surnames, titles and roles, resolved within one document, with the
table of offices as the last resort. Does not belong here: whether two articles mean the same person.

Pronouns follow recency, agreement and subjecthood; what these do not decide stays unresolved.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.anonymity import UnnamedSource, unnamed
from pipelines.extraction.cues import phrase_of
from pipelines.extraction.descriptions import Descriptions, is_bare_definite, words_of
from pipelines.extraction.media import Media
from pipelines.extraction.names import GENDERED_ROLES, Name, Names, bare
from pipelines.extraction.nouns import (
    BODY_NOUNS,
    COMPANY_NOUNS,
    DOCUMENTS,
    GENERIC_BODIES,
    GOVERNING,
    HEADING,
    MEDIUM_NOUNS,
    PERSON_NOUNS,
    is_typed,
)
from pipelines.extraction.standing import (
    alias,
    full,
    in_said,
    is_main_subject,
    is_plural,
    is_subject,
    is_topic,
    relative_head,
    sentence_numbers,
    whole_name,
)
from pipelines.reference import Reference, fold

NO_SOURCE = "no_source"
NO_ANTECEDENT = "no_antecedent"
AMBIGUOUS = "ambiguous_antecedent"
ROLE = "role_without_name"
UNNAMED = "unnamed_source"
FIRST_PERSON = "first_person_of_the_writer"

_SINGULAR = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_SEX = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_PLURAL = frozenset({"they", "them", "their", "theirs", "both", "all"})
_NEUTER = frozenset({"it", "its"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_FIRST = frozenset({"i", "we", "you", "me", "us", "my", "our"})
_GOVERNMENT_NAMES = frozenset(
    {
        "white house",
        "kremlin",
        "pentagon",
        "downing street",
        "congress",
        "senate",
        "parliament",
        "elysee",
        "capitol",
        "treasury",
        "bundestag",
        "supreme court",
        "state department",
    }
)
_LEADING_OFFICES = ("president", "prime minister", "chancellor", "supreme leader", "king", "queen")
_MASKS = frozenset({"leader", "head of state", "head", "chief"})
_PORTFOLIO = re.compile(
    r"(?:\b(?!prime\b)(?P<before>[A-Z]?[a-z]+) minister\b(?! (?:of|for)))|\bminister (?:of|for) (?P<after>[A-Za-z]+)",
    re.IGNORECASE,
)
_PAST = frozenset({"former", "ex", "late", "then", "onetime", "retired", "erstwhile"})
_VOICES = frozenset({"spokesman", "spokeswoman", "spokesperson"})
_STEM = 4
"""Letters that a country and its adjective share: *Iran*, *Iranian*."""
_WINDOW = 6
"""Sentences before *he* or *she* in which its antecedent is sought."""
_NEAR = 2
"""The same for *they* and *it*, which any phrase may be."""


class Referent(NamedTuple):
    """Who a source stands for."""

    span: Span | None
    """The fullest name in the article; None where there is none, or where it stands in no text."""
    text: str | None
    kind: str
    reason: str | None
    title: str | None = None
    unnamed: UnnamedSource | None = None
    source: Span | None = None
    """The phrase that the answer rests on: the antecedent of a pronoun, else the source itself."""


@dataclass
class _Seen:
    """A phrase that a later pronoun may stand for."""

    token: Token
    name: Name | None
    sentence: int
    subject: bool
    plural: bool
    speaker: bool


class Speakers:
    """Resolves the sources of one document; sources are handed in in the order of the text."""

    def __init__(self, doc: Doc, reference: Reference, day: date | None = None, outlet: str | None = None) -> None:
        self.doc, self.reference, self.day = doc, reference, day
        self.names = Names(doc, reference)
        self.media = Media(self.names, reference, outlet)
        self.descriptions = Descriptions(doc)
        self._speaking: dict[int, bool] = {}
        """Whether a body may speak, by the identity of its name."""
        self._sentence_of = sentence_numbers(doc)
        self._seen = self._collect()
        self._at = [item.token.i for item in self._seen]
        self._seen_by_token = {item.token.i: item for item in self._seen}

    def _collect(self) -> list[_Seen]:
        seen = []
        for name in self.names.people():
            for mention in name.mentions:
                root = mention.root
                seen.append(_Seen(root, name, self._sentence_of[root.i], is_subject(root), False, False))
        for token in self.doc:
            standing = token.dep_ in {"nsubj", "nsubjpass", "pobj", "dobj"} or (
                token.dep_ in {"appos", "poss"} and self.names.of(token) is not None
            )
            if standing and token.pos_ in {"NOUN", "PROPN"} and not self._is_person(token):
                seen.append(
                    _Seen(
                        token,
                        self.names.of(token),
                        self._sentence_of[token.i],
                        is_subject(token),
                        is_plural(token),
                        False,
                    )
                )
        return sorted(seen, key=lambda item: item.token.i)

    def _is_person(self, token: Token) -> bool:
        name = self.names.of(token)
        return name is not None and name.label == "PERSON"

    def mark_speaker(self, source: Token, referent: Referent) -> None:
        """Remember that a source spoke: later pronouns prefer it, and see a resolved pronoun as a mention."""
        item = self._seen_by_token.get(source.i)
        if item is None and source.pos_ == "PRON" and referent.span is not None:
            name = self.names.of(referent.span.root)
            item = _Seen(source, name, self._sentence_of[source.i], is_subject(source), is_plural(source), True)
            at = bisect_left(self._at, source.i)
            self._at.insert(at, source.i)
            self._seen.insert(at, item)
            self._seen_by_token[source.i] = item
        if item is not None:
            item.speaker = True

    def _before(self, token: Token, sentences: int | None = None) -> Iterator[_Seen]:
        """Yield the phrases before ``token``, the nearest first, at most so many sentences back."""
        for at in range(bisect_left(self._at, token.i) - 1, -1, -1):
            item = self._seen[at]
            if sentences is not None and self._sentence_of[token.i] - item.sentence > sentences:
                return
            yield item

    def resolve(self, source: Token | None, depth: int = 0) -> Referent:
        """Return who the source headed by ``source`` is."""
        if source is None:
            return Referent(None, None, "none", NO_SOURCE)
        word = source.lower_
        if word in _RELATIVE and source.pos_ in {"PRON", "DET", "SCONJ"}:
            head = relative_head(source)
            return self.resolve(head, depth + 1) if head is not None and depth < 3 else _unresolved(NO_ANTECEDENT)
        if word in _SINGULAR:
            return self._person_pronoun(source)
        if word in _PLURAL and source.pos_ == "PRON":
            return self._other_pronoun(source, plural=True, depth=depth)
        if word in _NEUTER:
            return self._other_pronoun(source, plural=False, depth=depth)
        if word in _FIRST and source.pos_ == "PRON":
            return Referent(None, None, "none", FIRST_PERSON)
        return self._phrase(source)

    # --- names and roles ------------------------------------------------------------------

    def _phrase(self, source: Token) -> Referent:
        phrase = phrase_of(source)
        name = self.names.of(source)
        if name is None and source.pos_ == "PROPN" and self.names.is_ambiguous(source):
            return Referent(None, None, "person", AMBIGUOUS, source=phrase)
        if name is None:
            name = next(
                (self.names.of(child) for child in source.children if child.dep_ == "appos" and self._is_person(child)),
                None,
            )
        if name is None or name.label != "PERSON":
            name = self._named_at_the_end(phrase) or name
        if name is not None and name.label == "PERSON":
            if self.names.is_ambiguous(source):
                return Referent(None, None, "person", AMBIGUOUS, source=phrase)
            return Referent(bare(name.span), name.text, "person", None, self._title(name, source), None, phrase)
        given = alias(source)
        if given is not None:
            return Referent(given, given.text, "person", None, None, None, phrase)
        hidden = unnamed(full(source))
        if hidden is not None and hidden.anonymous:
            return self._unnamed(source, phrase, hidden)
        if name is not None or source.pos_ == "PROPN":
            span = bare(name.span) if name is not None else phrase
            span = whole_name(source, span)
            return Referent(
                span, span.text, self.kind_of_name(span.text, name.label if name else "ORG"), None, None, hidden, phrase
            )
        return self._role(source, phrase, hidden)

    def _unnamed(self, source: Token, phrase: Span, hidden: UnnamedSource) -> Referent:
        """*the officials*, *one of them*: by the fuller words that the article gave them before."""
        fuller = self.descriptions.fuller(source)
        if fuller is not None:
            said = unnamed(full(fuller)) or hidden
            words = words_of(fuller)
            return Referent(words, words.text, "anonymous", UNNAMED, None, said._replace(anonymous=True), phrase)
        of = next((child for child in source.children if child.dep_ == "prep" and child.lower_ == "of"), None)
        them = next((child for child in of.children if child.lower_ == "them"), None) if of is not None else None
        if them is not None:
            among = self._other_pronoun(them, plural=True, depth=0)
            if among.text is not None and among.kind == "anonymous":
                text = f"{source.text.lower()} of the {among.text[0].lower()}{among.text[1:]}"
                return Referent(None, text, "anonymous", UNNAMED, None, hidden, phrase)
        return Referent(None, None, "anonymous", UNNAMED, None, hidden, phrase)

    def _named_at_the_end(self, phrase: Span) -> Name | None:
        """Return the person whom a long title leads up to: *Head of Planning at the Norland Board Ada Holt*."""
        last = self.names.of(phrase[-1])
        if last is None or last.label != "PERSON" or phrase[-1].dep_ in {"conj", "poss"}:
            return None
        if phrase[-1].dep_ == "pobj":  # *director of sport Ada Holt*, not *aide of Ada Holt*
            before = phrase.doc[last.span.start - 1]
            if not (before.pos_ == "NOUN" and before.dep_ == "compound" and phrase.root.lemma_ in PERSON_NOUNS):
                return None
        return last

    def kind_of_name(self, text: str, label: str) -> str:
        """Return the kind of source that a name of the model's ``label`` is."""
        if self.media.is_medium(text):
            return "medium"
        lowered = text.lower()
        kinds = {
            str((self.reference.entity(entity) or {}).get("kind")) for entity, _ in self.reference.entities_named(text)
        }
        if "person" in kinds:
            return "person"
        if (
            label in {"GPE", "NORP"}
            or kinds & {"government", "place"}
            or any(word in lowered for word in _GOVERNMENT_NAMES)
        ):
            return "government"
        last = lowered.split()[-1]
        if last in GOVERNING or lowered.split()[0] in {"ministry", "department"}:
            return "government"
        if label in {"WORK_OF_ART", "LAW"} or last in DOCUMENTS:
            return "document"
        return "person" if label == "PERSON" else "organisation"

    def _title(self, name: Name, source: Token) -> str | None:
        """Return the title printed nearest to this mention, else the first one of its bearer."""
        if not name.titles:
            return None
        phrase = range(source.left_edge.i, source.right_edge.i + 1)
        near = [title for at, title in name.titles if at in phrase]
        return near[0] if near else name.titles[0][1]

    def _role(self, source: Token, phrase: Span, hidden: UnnamedSource | None) -> Referent:
        """*the Norland leader*, *the agency*, *the company*: by evidence in the article, then by office."""
        lemma = source.lemma_.lower()
        if lemma in DOCUMENTS or source.lower_ in DOCUMENTS:
            return self._medium_of(source, phrase) or self._described(source, phrase, "document")
        definite = any(
            child.dep_ in {"det", "poss"} and child.lower_ not in {"a", "an", "no", "any", "some"}
            for child in source.children
        ) or self._is_titled(source)
        if definite and not is_plural(source):
            found = self._by_evidence(source) or self._by_office(source, phrase)
            if found is not None:
                return found._replace(source=phrase)
        kind = "organisation"
        if lemma in GOVERNING:
            kind = "government"
        elif hidden is None and lemma not in BODY_NOUNS | MEDIUM_NOUNS and not is_plural(source):
            kind = "person"
        owned = self._owned(source, phrase, kind)
        return owned if owned is not None else self._described(source, phrase, kind)._replace(unnamed=hidden)

    def _is_titled(self, source: Token) -> bool:
        """Tell a role with its body and without an article, as headlines have it: *Norland boss*."""
        lefts = list(source.lefts)
        return (
            source.lemma_.lower() in HEADING and len(lefts) == 1 and lefts[0].dep_ == "compound" and lefts[0].is_title
        )

    def _described(self, source: Token, phrase: Span, kind: str) -> Referent:
        """*the report* by the fuller words that the article gave it before, else by none."""
        fuller = self.descriptions.fuller(source)
        words = words_of(fuller) if fuller is not None else None
        return Referent(words, words.text if words is not None else None, kind, ROLE, None, None, phrase)

    def _owned(self, source: Token, phrase: Span, kind: str) -> Referent | None:
        """*her office* → *office of Ada Holt*; *a spokesman* beside the one body that he can speak for."""
        owner = next((child for child in source.children if child.dep_ == "poss" and child.pos_ == "PRON"), None)
        if source.lemma_.lower() == "ministry" and (owner is not None or is_bare_definite(source)):
            text = self._ministry(None if owner is None else self.resolve(owner, depth=1).text)
            if text is not None:
                return Referent(None, text, "government", ROLE, None, None, phrase)
        if owner is not None and owner.lower_ not in _FIRST:
            held = self.resolve(owner, depth=1)
            if held.text is None or held.kind == "anonymous":
                return None
            own = " ".join(token.text for token in phrase if owner.i < token.i <= source.i)
            return Referent(None, f"{own} of {held.text}", kind, ROLE, None, None, phrase)
        if source.lemma_.lower() in _VOICES and len(phrase) <= len([c for c in source.lefts if c.dep_ == "det"]) + 1:
            body = self._in_focus(source)
            if body is not None:
                return Referent(None, f"{body.text} {source.text}", "organisation", ROLE, None, None, phrase)
        return None

    def _ministry(self, minister: str | None) -> str | None:
        """Return the ministry of the one minister whose portfolio the article prints: *Economy Minister Ada Holt*."""
        portfolios = {
            f"{match['before'] or match['after']}".title()
            for name in self.names.people()
            if minister is None or name.text == minister
            for _, title in name.titles
            if (match := _PORTFOLIO.search(title)) is not None
        }
        return f"{portfolios.pop()} Ministry" if len(portfolios) == 1 else None

    def _in_focus(self, source: Token) -> Name | None:
        """Return the body that heads the statement or the sentence before it, where it is the only one."""
        here = self._sentence_of[source.i]
        for sentence in (here, here - 1):
            bodies = {
                id(name): name
                for name in self.names.bearers
                if name.label == "ORG"
                for mention in name.mentions
                if self._sentence_of[mention.start] == sentence and is_topic(mention.root)
                if sentence == here or is_main_subject(mention.root)
            }
            if bodies:
                only = next(iter(bodies.values()))
                return only if len(bodies) == 1 and not self.media.is_own(only.text) else None
        return None

    def _by_evidence(self, source: Token) -> Referent | None:
        lemma = source.lemma_.lower()
        if lemma in MEDIUM_NOUNS and is_bare_definite(source):
            medium = self._latest(source, lambda item: item.name is not None and self._is_other_medium(item.name))
            if medium is not None and medium.name is not None:
                return Referent(bare(medium.name.span), medium.name.text, "medium", None)
        if lemma in BODY_NOUNS | MEDIUM_NOUNS | GOVERNING:
            return self._body(source) if is_bare_definite(source) else None
        bearers = [name for name in self.names.people() if lemma in name.roles and self._still_is(name, source)]
        heading = not bearers and lemma in HEADING
        if heading:
            bearers = [name for name in self.names.people() if HEADING & set(name.roles)]
        modifiers = [child.text for child in source.children if child.dep_ in {"amod", "compound", "poss", "nmod"}]
        places = [
            child.text
            for child in source.children
            if child.ent_type_ in {"GPE", "NORP", "ORG"}
            or (heading and child.dep_ in {"compound", "poss"} and child.is_title)
            or (child.i < source.i and self._entities(child.text))
        ]
        if places:  # the president of another country is another president
            bearers = [
                name
                for name in bearers
                if any(self._is_of(place, title) for place in places for _, title in name.titles)
            ]
        elif len(bearers) > 1 and modifiers:
            fitting = [
                n for n in bearers if any(self._is_of(word, title) for word in modifiers for _, title in n.titles)
            ]
            bearers = fitting or bearers
        if len(bearers) == 1 and (places or not heading):
            return Referent(bare(bearers[0].span), bearers[0].text, "person", None, self._title(bearers[0], source))
        return None

    @staticmethod
    def _still_is(name: Name, source: Token) -> bool:
        """Tell whether a bearer's titles fit in time: *the mayor* is no former one."""
        past = any(child.lower_ in _PAST for child in source.children)
        held = [title for _, title in name.titles if source.lemma_.lower() in title.lower()]
        return past or not held or any(not _PAST & set(title.lower().replace("-", " ").split()) for title in held)

    def _is_other_medium(self, name: Name) -> bool:
        return name.label != "PERSON" and self.media.is_medium(name.text) and not self.media.is_own(name.text)

    def _body(self, source: Token) -> Referent | None:
        """*the ministry*: by a name that ends so, by what the article calls a name, else by any body where it fits."""
        lemma = source.lemma_.lower()
        company = lemma in COMPANY_NOUNS

        def ends_so(name: Name) -> bool:
            return name.key[-1] == lemma

        def called_so(name: Name) -> bool:
            return lemma in name.roles

        def called_alike(name: Name) -> bool:
            return company and not is_typed(name.text) and bool(COMPANY_NOUNS & set(name.roles))

        def of_any_sort(name: Name) -> bool:
            return lemma in GENERIC_BODIES and not is_typed(name.text) and not self.media.is_medium(name.text)

        def of_any_sort_that_spoke(name: Name) -> bool:
            return of_any_sort(name) and any(
                item.speaker for m in name.mentions if (item := self._seen_by_token.get(m.root.i)) is not None
            )

        for wanted in (ends_so, called_so, called_alike, of_any_sort_that_spoke, of_any_sort):
            found = self._latest(
                source,
                lambda item: item.name is not None and self._may_speak(item) and wanted(item.name),  # noqa: B023
            )
            if found is not None and found.name is not None:
                name = found.name
                return Referent(bare(name.span), name.text, self.kind_of_name(name.text, "ORG"), None)
        return None

    def _may_speak(self, item: _Seen) -> bool:
        """Tell a body from a place that the model takes for one: *in Port Norland*."""
        name = item.name
        if name is None:
            return False
        if id(name) not in self._speaking:
            self._speaking[id(name)] = self._is_of_speakers(name)
        return self._speaking[id(name)]

    def _is_of_speakers(self, name: Name) -> bool:
        if name.label not in {"ORG", "GPE"} or (name.label == "GPE" and not name.roles):
            return False
        placed = any(m.root.dep_ == "pobj" and m.root.head.lower_ in {"in", "near", "from"} for m in name.mentions)
        return not placed and not self.names.is_place(name)

    def _medium_of(self, source: Token, phrase: Span) -> Referent | None:
        """*Bloomberg's report*: what a medium's report says, the medium says."""
        for child in source.children:
            name = self.names.of(child) if child.dep_ in {"poss", "compound"} else None
            if name is not None and self.kind_of_name(name.text, name.label) == "medium":
                return Referent(bare(name.span), name.text, "medium", None, None, None, phrase)
        return None

    def _by_office(self, source: Token, phrase: Span) -> Referent | None:
        """Return the holder of the office that the phrase names, at the article's date."""
        if self.day is None:
            return None
        office = source.lemma_.lower()
        offices = list(_LEADING_OFFICES) if office in _MASKS else [office]
        compound = " ".join(
            token.lower_
            for token in phrase
            if token.dep_ in {"compound", "amod"} and token.ent_type_ not in {"GPE", "NORP"}
        )
        if compound and office not in _MASKS:
            offices.insert(0, f"{compound} {office}")
        holders: dict[str, str] = {}
        for body in self._bodies(phrase):
            for title in offices:
                held = self.reference.holders(title, body, self.day)
                if len(held) == 1:
                    holders.setdefault(held[0], title)
        if not holders:
            return None
        printed = [name for name in map(self._printed, holders) if name is not None]
        if len(printed) == 1:
            name = printed[0]
            return Referent(bare(name.span), name.text, "person", None, self._title(name, source))
        if len(holders) == 1:
            row = self.reference.entity(next(iter(holders)))
            return None if row is None else Referent(None, str(row["name"]), "person", None)
        return None

    def _bodies(self, phrase: Span) -> list[str]:
        """Return the entities of the countries and bodies that a role's phrase names."""
        head = phrase.root
        return [entity for token in phrase if token.i != head.i for entity in self._entities(token.text)]

    def _entities(self, word: str) -> list[str]:
        """Return the entities that a word names or is the adjective of: *Estia*, *Estian*."""
        return [entity for entity, _ in self.reference.entities_named(word)] + list(
            self.reference.entities_of_adjective(word)
        )

    def _is_of(self, place: str, title: str) -> bool:
        """Tell whether a title speaks of a place or body: *Estian* and *Estia*, *US* and *U.S.*"""
        wanted, known = fold(place).replace(" ", ""), set(self._entities(place))
        if wanted == fold(title).replace(" ", ""):
            return True
        for word in title.split():
            folded = fold(word).replace(" ", "")
            if folded == wanted or known & set(self._entities(word)):
                return True
            if not known and folded[:_STEM] == wanted[:_STEM] and min(len(folded), len(wanted)) >= _STEM:
                return True
        return False

    def _printed(self, entity: str) -> Name | None:
        """Return the bearer in the article whose name the reference tables give to ``entity``."""
        for name in self.names.people():
            if any(found == entity for found, _ in self.reference.entities_named(name.text)):
                return name
        return None

    def _latest(self, source: Token, wanted: Callable[[_Seen], bool]) -> _Seen | None:
        return next((item for item in self._before(source) if wanted(item)), None)

    def _is_body(self, item: _Seen) -> bool:
        if item.name is not None:
            return item.name.label in {"ORG", "GPE", "NORP"}
        return item.token.lemma_.lower() in BODY_NOUNS | MEDIUM_NOUNS | DOCUMENTS | GOVERNING

    # --- pronouns -------------------------------------------------------------------------

    def _person_pronoun(self, pronoun: Token) -> Referent:
        sex, here = _SEX.get(pronoun.lower_, ""), self._sentence_of[pronoun.i]
        scores: dict[int, float] = {}
        found: dict[int, _Seen] = {}
        told_of: set[int] = set()
        for item in self._before(pronoun, _WINDOW):
            distance = here - item.sentence
            if not self._may_be(item, sex):
                continue
            if in_said(item.token, pronoun):
                told_of.add(id(item.name))
                continue
            score = (2.0 if item.subject else 0.0) + (1.5 if item.speaker else 0.0) - 1.5 * distance
            score -= 1.0 if item.token.dep_ == "poss" else 0.0
            score += 1.5 if distance == 1 and is_main_subject(item.token) else 0.0
            key = id(item.name) if item.name is not None else item.token.i
            if score > scores.get(key, -99.0):
                found[key], scores[key] = item, score
        scores = {key: score for key, score in scores.items() if key not in told_of}
        if not scores:
            return Referent(None, None, "person", NO_ANTECEDENT)
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], found[pair[0]].token.i))
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 0.5:
            return Referent(None, None, "person", AMBIGUOUS)
        return self._antecedent(found[ranked[0][0]], pronoun, sex if len(ranked) == 1 else "")

    def _may_be(self, item: _Seen, sex: str) -> bool:
        """Tell whether a person pronoun of ``sex`` may stand for a phrase: a person's name, or one man or woman."""
        if item.name is not None:
            return item.name.label == "PERSON" and not (sex and item.name.sex and item.name.sex != sex)
        token = item.token
        if item.plural or token.pos_ != "NOUN" or token.lemma_.lower() not in PERSON_NOUNS:
            return False
        if any(self._is_person(child) for child in token.children if child.dep_ == "appos"):
            return False
        told = GENDERED_ROLES.get(token.lower_, "")
        return (item.subject or item.speaker) and not (sex and told and told != sex)

    def _antecedent(self, item: _Seen, pronoun: Token, sex: str) -> Referent:
        name = item.name
        if name is not None:
            name.sex = name.sex or sex
            return Referent(bare(name.span), name.text, "person", None, self._title(name, pronoun))
        referent = self._phrase(item.token)
        if referent.text is not None:
            return referent._replace(source=None)
        words = words_of(item.token)
        reason = referent.reason if referent.kind == "anonymous" else ROLE
        return referent._replace(span=words, text=words.text, reason=reason)

    def _other_pronoun(self, pronoun: Token, *, plural: bool, depth: int) -> Referent:
        here = self._sentence_of[pronoun.i]
        best: tuple[float, int, Token] | None = None
        for item in self._before(pronoun, _NEAR):
            distance = here - item.sentence
            if item.plural != plural or in_said(item.token, pronoun):
                continue
            if not (item.subject or item.speaker) or not (plural or self._is_body(item)):
                continue
            if item.name is not None and item.name.label == "PERSON":
                continue
            # a plural that spoke is soon replaced by a newer one; what is not a body does not speak
            score = (1.0 if item.subject else 0.0) + (2.0 if item.speaker else 0.0) - 2.5 * distance
            if best is None or (score, item.token.i) >= best[:2]:
                best = (score, item.token.i, item.token)
        if best is None or depth > 2:
            return Referent(None, None, "organisation", NO_ANTECEDENT)
        found = self._phrase(best[2])
        if found.text is None and found.source is not None and found.kind != "document":
            reason = found.reason if found.kind == "anonymous" else None
            words = words_of(best[2]) if best[2].pos_ == "NOUN" else found.source
            return found._replace(span=words, text=words.text, reason=reason)
        return found


def _unresolved(reason: str) -> Referent:
    return Referent(None, None, "none", reason)
