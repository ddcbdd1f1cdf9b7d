"""Who a source is: from the words printed to the fullest name in the article, or a reason why none.

Belongs here: sending each source the way that its form asks for, names in full and in short, unnamed people, and
sources that are several. Does not belong here: pronouns and epithets (``pronouns``), roles and offices
(``roles``), and whether two articles mean the same person.
"""

from datetime import date

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.anonymity import UnnamedSource, unnamed
from pipelines.extraction.bearers import Name, bare, nearest_title
from pipelines.extraction.cues import phrase_of
from pipelines.extraction.descriptions import words_of
from pipelines.extraction.discourse import SEXES, Discourse
from pipelines.extraction.kinds import kind_of_name
from pipelines.extraction.nouns import BODY_NOUNS, MEDIUM_NOUNS, PERSON_NOUNS
from pipelines.extraction.pronouns import Pronouns
from pipelines.extraction.referents import (
    AMBIGUOUS,
    FIRST_PERSON,
    NO_ANTECEDENT,
    NO_SOURCE,
    SEVERAL,
    UNNAMED,
    Referent,
    unresolved,
)
from pipelines.extraction.roles import Roles
from pipelines.extraction.standing import alias, conjoined, full, relative_head, whole_name
from pipelines.reference import Reference

_SINGULAR = frozenset(SEXES)
_PLURAL = frozenset({"they", "them", "their", "theirs", "both", "all"})
_NEUTER = frozenset({"it", "its"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
FIRST_WORDS = frozenset({"i", "we", "you", "me", "us", "my", "our"})
"""Pronouns of who speaks and is spoken to."""
_DEEPEST = 3
"""How many sources may rest on one another: *their* office, who …"""


class Speakers:
    """Resolves the sources of one document; sources are handed in in the order of the text."""

    def __init__(self, doc: Doc, reference: Reference, day: date | None = None, outlet: str | None = None) -> None:
        self.reference = reference
        self.discourse = Discourse(doc, reference, day, outlet)
        self.names, self.media = self.discourse.names, self.discourse.media
        self._pronouns = Pronouns(self.discourse, self._phrase, self.resolve)
        self._roles = Roles(self.discourse, self._pronouns, lambda owner: self.resolve(owner, depth=1))

    def mark_speaker(self, source: Token, referent: Referent) -> None:
        """Remember that a source spoke: later pronouns prefer it."""
        self.discourse.mark_speaker(source, referent)

    def resolve(self, source: Token | None, depth: int = 0) -> Referent:
        """Return who the source headed by ``source`` is."""
        if source is None:
            return unresolved(NO_SOURCE)
        if depth == 0:
            heads = conjoined(source)
            name = self.names.of(source)
            if len(heads) > 1 and not (name is not None and heads[-1] in name.span):
                return self._several(source, heads)
        return self._one(source, depth)

    def _one(self, source: Token, depth: int) -> Referent:
        word = source.lower_
        if word in _RELATIVE and source.pos_ in {"PRON", "DET", "SCONJ"}:
            head = relative_head(source)
            found = head is not None and depth < _DEEPEST
            return self.resolve(head, depth + 1) if found else unresolved(NO_ANTECEDENT)
        if word in _SINGULAR:
            return self._pronouns.person(source)
        if word in _PLURAL and source.pos_ == "PRON":
            return self._pronouns.other(source, plural=True)
        if word in _NEUTER:
            return self._pronouns.other(source, plural=False)
        if word in FIRST_WORDS and source.pos_ == "PRON":
            return unresolved(FIRST_PERSON)
        return self._phrase(source)

    def _several(self, source: Token, heads: list[Token]) -> Referent:
        """*Holt and Vale* → *Ada Holt and Peter Vale*; unnamed where all are."""
        phrase = phrase_of(source)
        each = [self._one(head, depth=1) for head in heads]
        if all(one.kind == "anonymous" for one in each):
            hidden = unnamed(full(source))
            return Referent(None, None, "anonymous", UNNAMED, None, hidden or each[0].unnamed, phrase)
        kinds = {one.kind for one in each}
        kind = each[0].kind if len(kinds) == 1 else "organisation"
        named = [one.text for one in each]
        if None in named:
            return Referent(None, None, kind, SEVERAL, source=phrase)
        text = ", ".join(str(name) for name in named[:-1]) + f" and {named[-1]}"
        return Referent(None, text, kind, SEVERAL, source=phrase)

    # --- names ----------------------------------------------------------------------------

    def _phrase(self, source: Token) -> Referent:
        phrase = phrase_of(source)
        name = self.names.of(source)
        if name is None and source.pos_ == "PROPN" and self.names.is_ambiguous(source):
            return unresolved(AMBIGUOUS, "person", phrase)
        if name is None:
            name = self._in_apposition(source)
        if name is None or name.label != "PERSON":
            name = self._named_at_the_end(phrase) or name
        if name is not None and name.label == "PERSON":
            if self.names.is_ambiguous(source):
                return unresolved(AMBIGUOUS, "person", phrase)
            return Referent(bare(name.span), name.text, "person", None, nearest_title(name, source), None, phrase)
        given = alias(source)
        if given is not None:
            return Referent(given, given.text, "person", None, None, None, phrase)
        hidden = unnamed(full(source))
        if hidden is not None and hidden.anonymous:
            return self._unnamed(source, phrase, hidden)
        capitals = len(phrase) > 1 and all(token.is_upper for token in phrase)
        if name is None and capitals and any(token.ent_type_ == "PERSON" for token in phrase):  # *ADA HOLT:*
            return Referent(phrase, phrase.text, "person", None, None, None, phrase)
        if name is not None or source.pos_ == "PROPN":
            span = bare(name.span) if name is not None else phrase
            span = whole_name(source, span)
            label = name.label if name else "ORG"
            kind = kind_of_name(span.text, label, self.media, self.reference)
            return Referent(span, span.text, kind, None, None, hidden, phrase)
        return self._roles.role(source, phrase, hidden)

    def _in_apposition(self, source: Token) -> Name | None:
        """Return the name beside a noun: *its leader, Ada Holt*; *the agency Tessel Wire*."""
        body = source.pos_ == "NOUN" and source.lemma_.lower() in BODY_NOUNS | MEDIUM_NOUNS
        for child in source.children:
            name = self.names.of(child) if child.dep_ == "appos" else None
            if name is not None and (name.label == "PERSON" or (body and name.label == "ORG")):
                return name
        return None

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

    # --- unnamed people -------------------------------------------------------------------

    def _unnamed(self, source: Token, phrase: Span, hidden: UnnamedSource) -> Referent:
        """*the officials*, *one of them*: by the fuller words that the article gave them before."""
        fuller = self.discourse.descriptions.fuller(source)
        if fuller is not None:
            said = unnamed(full(fuller)) or hidden
            words = words_of(fuller)
            return Referent(words, words.text, "anonymous", UNNAMED, None, said._replace(anonymous=True), phrase)
        among = self._among(source)
        if among is not None:
            text = f"{source.text.lower()} of the {among[0].lower()}{among[1:]}"
            return Referent(None, text, "anonymous", UNNAMED, None, hidden, phrase)
        return Referent(None, None, "anonymous", UNNAMED, None, hidden, phrase)

    def _among(self, source: Token) -> str | None:
        """Return the words for those of whom one speaks: *one of them*; *one of the officials* says it itself."""
        group = group_of(source)
        if group is None or group.lower_ != "them":
            return None
        found = self._pronouns.other(group, plural=True)
        return found.text if found.kind == "anonymous" else None

    def fuller_group(self, source: Token) -> str | None:
        """Return the fuller words that the article gave those of whom one speaks: *one of the officials*."""
        group = group_of(source)
        fuller = self.discourse.descriptions.fuller(group) if group is not None else None
        return words_of(fuller).text if fuller is not None and unnamed(full(fuller)) is not None else None


def group_of(source: Token) -> Token | None:
    """Return the head of those of whom a source is one: *officials* in *one of the officials*."""
    of = next((child for child in source.children if child.dep_ == "prep" and child.lower_ == "of"), None)
    return next((child for child in of.children if child.dep_ == "pobj"), None) if of is not None else None
