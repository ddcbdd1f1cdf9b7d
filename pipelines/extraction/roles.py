"""Roles without a name: *the Norland leader*, *the agency*, *the company*, *her office*.

Belongs here: finding who is meant by what the article calls him, then by the table of offices at the article's
date. Does not belong here: names (``speakers``), pronouns and epithets (``pronouns``).
"""

import re
from collections.abc import Callable

from spacy.tokens import Span, Token

from pipelines.extraction.anonymity import UnnamedSource
from pipelines.extraction.bearers import Name, bare, nearest_title
from pipelines.extraction.descriptions import is_bare_definite, words_of
from pipelines.extraction.discourse import Discourse, Seen
from pipelines.extraction.kinds import kind_of_name
from pipelines.extraction.nouns import (
    BODY_NOUNS,
    COMPANY_NOUNS,
    DOCUMENTS,
    GENERIC_BODIES,
    GOVERNING,
    HEADING,
    MEDIUM_NOUNS,
    is_typed,
)
from pipelines.extraction.pronouns import Pronouns
from pipelines.extraction.referents import ROLE, Referent
from pipelines.extraction.standing import is_main_subject, is_several, is_topic
from pipelines.reference import fold

_LEADING_OFFICES = ("president", "prime minister", "chancellor", "supreme leader", "king", "queen")
_MASKS = frozenset({"leader", "head of state", "head", "chief"})
_PORTFOLIO = re.compile(
    r"(?:\b(?!prime\b)(?P<before>[A-Z]?[a-z]+) minister\b(?! (?:of|for)))|\bminister (?:of|for) (?P<after>[A-Za-z]+)",
    re.IGNORECASE,
)
_PAST = frozenset({"former", "ex", "late", "then", "onetime", "retired", "erstwhile"})
_VOICES = frozenset({"spokesman", "spokeswoman", "spokesperson"})
_FIRST = frozenset({"i", "we", "you", "me", "us", "my", "our"})
_STEM = 4
"""Letters that a country and its adjective share: *Iran*, *Iranian*."""


class Roles:
    """Resolves roles in one document; ``resolve`` resolves the owners that a role names."""

    def __init__(self, discourse: Discourse, pronouns: Pronouns, resolve: Callable[[Token], Referent]) -> None:
        self._discourse, self._pronouns, self._resolve = discourse, pronouns, resolve
        self.names, self.media, self.reference = discourse.names, discourse.media, discourse.reference
        self._speaking: dict[int, bool] = {}
        """Whether a body may speak, by the identity of its name."""

    def role(self, source: Token, phrase: Span, hidden: UnnamedSource | None) -> Referent:
        """*the Norland leader*, *the agency*, *the company*: by evidence in the article, then by office."""
        lemma = source.lemma_.lower()
        if lemma in DOCUMENTS or source.lower_ in DOCUMENTS:
            found = self._medium_of(source, phrase) or self._printed_by(source, phrase)
            return found or self._described(source, phrase, "document")
        definite = any(
            child.dep_ in {"det", "poss"} and child.lower_ not in {"a", "an", "no", "any", "some"}
            for child in source.children
        ) or self._is_titled(source)
        if definite and not is_several(source):
            found = self._by_evidence(source) or self._by_office(source, phrase) or self._pronouns.epithet(source)
            if found is not None:
                return found._replace(source=phrase)
        kind = "organisation"
        if lemma in GOVERNING:
            kind = "government"
        elif hidden is None and lemma not in BODY_NOUNS | MEDIUM_NOUNS and not is_several(source):
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
        fuller = self._discourse.descriptions.fuller(source)
        words = words_of(fuller) if fuller is not None else None
        return Referent(words, words.text if words is not None else None, kind, ROLE, None, None, phrase)

    # --- bodies that somebody has or speaks for -------------------------------------------

    def _owned(self, source: Token, phrase: Span, kind: str) -> Referent | None:
        """*her office* → *office of Ada Holt*; *a spokesman* beside the one body that he can speak for."""
        owner = next((child for child in source.children if child.dep_ == "poss" and child.pos_ == "PRON"), None)
        if source.lemma_.lower() == "ministry" and (owner is not None or is_bare_definite(source)):
            text = self._ministry(None if owner is None else self._resolve(owner).text)
            if text is not None:
                return Referent(None, text, "government", ROLE, None, None, phrase)
        if owner is not None and owner.lower_ not in _FIRST:
            held = self._resolve(owner)
            own = " ".join(token.text for token in phrase if owner.i < token.i <= source.i)
            if held.text is None or held.kind == "anonymous" or not own.replace(" ", "").replace("-", "").isalpha():
                return None
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
        sentence_of = self._discourse.sentence_of
        here = sentence_of[source.i]
        for sentence in (here, here - 1):
            bodies = {
                id(name): name
                for name in self.names.bearers
                if name.label == "ORG"
                for mention in name.mentions
                if sentence_of[mention.start] == sentence and is_topic(mention.root)
                if sentence == here or is_main_subject(mention.root)
            }
            if bodies:
                only = next(iter(bodies.values()))
                return only if len(bodies) == 1 and not self.media.is_own(only.text) else None
        return None

    # --- by what the article calls somebody -----------------------------------------------

    def _by_evidence(self, source: Token) -> Referent | None:
        lemma = source.lemma_.lower()
        if lemma in MEDIUM_NOUNS and is_bare_definite(source):
            medium = self._discourse.latest(
                source, lambda item: item.name is not None and self._is_other_medium(item.name)
            )
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
            return Referent(bare(bearers[0].span), bearers[0].text, "person", None, nearest_title(bearers[0], source))
        return None

    @staticmethod
    def _still_is(name: Name, source: Token) -> bool:
        """Tell whether a bearer's titles fit in time: *the mayor* is no former one."""
        past = any(child.lower_ in _PAST for child in source.children)
        held = [title for _, title in name.titles if source.lemma_.lower() in title.lower()]
        return past or not held or any(not _PAST & set(title.lower().replace("-", " ").split()) for title in held)

    def _is_other_medium(self, name: Name) -> bool:
        return name.label != "PERSON" and self.media.is_medium(name.text) and not self.media.is_own(name.text)

    # --- bodies ---------------------------------------------------------------------------

    def _body(self, source: Token) -> Referent | None:
        """*the ministry*: by a name that ends so, by what the article calls a name, else by any body where it fits."""
        lemma = source.lemma_.lower()
        company = lemma in COMPANY_NOUNS
        nations = [c.text for c in source.lefts if c.ent_type_ in {"NORP", "GPE"} or self._entities(c.text)]

        def ends_so(name: Name) -> bool:
            return name.key[-1] == lemma

        def called_so(name: Name) -> bool:
            return lemma in name.roles

        def called_alike(name: Name) -> bool:
            return company and not is_typed(name.text) and bool(COMPANY_NOUNS & set(name.roles))

        def of_any_sort(name: Name) -> bool:
            return lemma in GENERIC_BODIES and not is_typed(name.text) and not self.media.is_medium(name.text)

        def of_any_sort_that_spoke(name: Name) -> bool:
            return of_any_sort(name) and self._discourse.has_spoken(name)

        def of_any_sort_that_acted(name: Name) -> bool:
            return of_any_sort(name) and any(is_topic(m.root) for m in name.mentions if m.start < source.i)

        if nations:  # *the Norland firm* is none of the others
            bodies = {id(n): n for n in self.names.bearers if n.label == "ORG" and n.mentions[0].start < source.i}
            fitting = [n for n in bodies.values() if any(self._is_of(p, t) for p in nations for _, t in n.titles)]
            fitting = fitting or [n for n in bodies.values() if called_so(n) or of_any_sort(n)]
            if len(fitting) != 1:
                return None
            return self._as_body(fitting[0])
        for wanted in (
            ends_so,
            called_so,
            called_alike,
            of_any_sort_that_spoke,
            of_any_sort_that_acted,
            of_any_sort,
        ):
            found = self._discourse.latest(
                source,
                lambda item: item.name is not None and self._may_speak(item) and wanted(item.name),  # noqa: B023
            )
            if found is not None and found.name is not None:
                return self._as_body(found.name)
        return None

    def _as_body(self, name: Name) -> Referent:
        kind = kind_of_name(name.text, "ORG", self.media, self.reference)
        return Referent(bare(name.span), name.text, kind, None)

    def _may_speak(self, item: Seen) -> bool:
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

    # --- papers ---------------------------------------------------------------------------

    def _medium_of(self, source: Token, phrase: Span) -> Referent | None:
        """*Bloomberg's report*, *a report in the Times*: what a medium's report says, the medium says."""
        owners = [child for child in source.children if child.dep_ in {"poss", "compound"}]
        for place in source.children:
            if place.dep_ == "prep" and place.lower_ in {"in", "by", "from", "on"}:
                owners += [goal for goal in place.children if goal.dep_ == "pobj"]
        for owner in owners:
            name = self.names.of(owner)
            if name is not None and kind_of_name(name.text, name.label, self.media, self.reference) == "medium":
                return Referent(bare(name.span), name.text, "medium", None, None, None, phrase)
        return None

    def _printed_by(self, source: Token, phrase: Span) -> Referent | None:
        """*the paper*, where the article has named the newspaper and no paper that was written for something."""
        if source.lemma_.lower() != "paper" or not is_bare_definite(source):
            return None
        if self._discourse.descriptions.fuller(source) is not None:
            return None
        medium = self._discourse.latest(source, lambda item: item.name is not None and self._is_other_medium(item.name))
        if medium is None or medium.name is None:
            return None
        return Referent(bare(medium.name.span), medium.name.text, "medium", None, None, None, phrase)

    # --- by the table of offices ----------------------------------------------------------

    def _by_office(self, source: Token, phrase: Span) -> Referent | None:
        """Return the holder of the office that the phrase names, at the article's date."""
        day = self._discourse.day
        if day is None:
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
        for body in [entity for token in phrase if token.i != source.i for entity in self._entities(token.text)]:
            for title in offices:
                held = self.reference.holders(title, body, day)
                if len(held) == 1:
                    holders.setdefault(held[0], title)
        printed = [name for name in map(self._printed, holders) if name is not None]
        if len(printed) == 1:
            name = printed[0]
            return Referent(bare(name.span), name.text, "person", None, nearest_title(name, source))
        if len(holders) == 1:
            row = self.reference.entity(next(iter(holders)))
            return None if row is None else Referent(None, str(row["name"]), "person", None)
        return None

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
