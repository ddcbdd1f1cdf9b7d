"""What an article has mentioned so far: the phrases that a later pronoun or role may stand for.

Belongs here: collecting names and noun phrases of one document in order, who of them has spoken, and what
stands in quotation marks. Does not belong here: choosing among them (``pronouns``, ``roles``).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Token

from pipelines.extraction.bearers import Name, bare
from pipelines.extraction.descriptions import Descriptions
from pipelines.extraction.media import Media
from pipelines.extraction.names import Names
from pipelines.extraction.naming import acts_as_body, is_plain_name
from pipelines.extraction.nouns import BODY_NOUNS, DOCUMENTS, GOVERNING, MEDIUM_NOUNS
from pipelines.extraction.quotations import find_quotations
from pipelines.extraction.referents import Referent
from pipelines.extraction.standing import is_plural, is_subject, sentence_numbers, shares_subject
from pipelines.reference import Reference

SEXES = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
"""Pronouns of one person → the sex that they tell."""
_LONGEST_NAME = 3
_REACH = 150
"""Tokens before a pronoun among which the sentence before its own begins."""
_LEAST_VOTES = 2
_CLEAR_SHARE = 0.75


@dataclass
class Seen:
    """A phrase that a later pronoun may stand for."""

    token: Token
    name: Name | None
    sentence: int
    subject: bool
    plural: bool
    speaker: bool
    quoted: bool = False
    """Whether it stands in quotation marks: who speaks seldom names himself."""


def learn_sexes(names: Names, doc: Doc, sentence_of: Sequence[int]) -> None:
    """Note the sex of people whom the article's own pronouns tell: the only one named beside *she*, again and again."""
    votes: dict[int, dict[str, float]] = {}
    people = {id(name): name for name in names.people()}
    spots = sorted((m.root.i, id(name)) for name in people.values() for m in name.mentions)
    for token in doc:
        sex = SEXES.get(token.lower_)
        if sex is None:
            continue
        here = sentence_of[token.i]
        near: dict[int, set[int]] = {0: set(), 1: set()}
        for at, name in spots[bisect_left(spots, (token.i - _REACH,)) : bisect_left(spots, (token.i,))]:
            if here - sentence_of[at] in near:
                near[here - sentence_of[at]].add(name)
        alone = near[0] if near[0] else near[1]
        if len(near[0] | near[1]) == 1:
            tally = votes.setdefault(next(iter(alone)), {"m": 0.0, "f": 0.0})
            tally[sex] += 1.0
    for key, tally in votes.items():
        best = max(tally, key=lambda sex: tally[sex])
        if not people[key].sex and tally[best] >= _LEAST_VOTES and tally[best] >= _CLEAR_SHARE * sum(tally.values()):
            people[key].sex = best


class Discourse:
    """The phrases of one document; sources are marked as speakers in the order of the text."""

    def __init__(self, doc: Doc, reference: Reference, day: date | None, outlet: str | None) -> None:
        self.doc, self.reference, self.day = doc, reference, day
        self.names = Names(doc, reference)
        self.media = Media(self.names, reference, outlet)
        self.descriptions = Descriptions(doc)
        self.sentence_of = sentence_numbers(doc)
        learn_sexes(self.names, doc, self.sentence_of)
        self._quoted = self._in_marks()
        self._seen = self._collect()
        self._at = [item.token.i for item in self._seen]
        self._by_token = {item.token.i: item for item in self._seen}

    def _in_marks(self) -> bytearray:
        inside = bytearray(len(self.doc))
        for quotation in find_quotations(self.doc.text):
            span = self.doc.char_span(quotation.start, quotation.end, alignment_mode="contract")
            if span is not None:
                inside[span.start : span.end] = b"\1" * len(span)
        return inside

    def _collect(self) -> list[Seen]:
        seen = []
        for name in self.names.people():
            for mention in name.mentions:
                seen.append(self._seen_at(mention.root, name, plural=False))
                if shares_subject(mention.root):
                    seen.append(self._seen_at(mention.root, None, plural=True))
        for token in self.doc:
            standing = token.dep_ in {"nsubj", "nsubjpass", "pobj", "dobj"} or (
                token.dep_ in {"appos", "poss"} and self.names.of(token) is not None
            )
            if standing and token.pos_ in {"NOUN", "PROPN"} and not self.is_person(token):
                seen.append(self._seen_at(token, self.names.of(token), plural=is_plural(token)))
        return sorted(seen, key=lambda item: (item.token.i, not item.plural))

    def _seen_at(self, token: Token, name: Name | None, *, plural: bool) -> Seen:
        quoted = bool(self._quoted[token.i])
        return Seen(token, name, self.sentence_of[token.i], is_subject(token), plural, False, quoted)

    def is_person(self, token: Token) -> bool:
        """Tell whether a token is part of a person's name."""
        name = self.names.of(token)
        return name is not None and name.label == "PERSON"

    def may_be_person(self, name: Name) -> bool:
        """Tell whether a name that the model gives to a body could as well be a person's: two or three plain words."""
        span = bare(name.span)
        return (
            name.label == "ORG"
            and 1 < len(span) <= _LONGEST_NAME
            and is_plain_name(span)
            and span[0].ent_type_ == "ORG"
            and not self.media.is_medium(name.text)
            and not self.reference.entities_named(name.text)
            and not any(acts_as_body(mention.root) for mention in name.mentions)
            and self.doc[span.start - 1].lower_ not in {"the", "a"}
        )

    def is_quoted(self, token: Token) -> bool:
        """Tell whether a token stands in quotation marks."""
        return bool(self._quoted[token.i])

    def is_body(self, item: Seen) -> bool:
        """Tell whether a phrase stands for a body or a paper, of which *it* may be said to speak."""
        if item.name is not None:
            return item.name.label in {"ORG", "GPE", "NORP"}
        return item.token.lemma_.lower() in BODY_NOUNS | MEDIUM_NOUNS | DOCUMENTS | GOVERNING

    def mark_speaker(self, source: Token, referent: Referent) -> None:
        """Remember that a source spoke: later pronouns prefer it, and see a resolved pronoun as a mention."""
        item = self._by_token.get(source.i)
        if item is None and referent.span is not None:
            item = self.add_mention(source, self.names.of(referent.span.root))
        if item is not None:
            item.speaker = True
            if item.name is None and referent.span is not None and referent.kind == "person":
                name = self.names.of(referent.span.root)  # *the defender*: a mention of who is meant
                item.name = name if name is not None and name.label == "PERSON" else None

    def add_mention(self, source: Token, name: Name | None) -> Seen:
        """Remember that a pronoun stands for a bearer of a name."""
        item = self._seen_at(source, name, plural=is_plural(source))
        at = bisect_left(self._at, source.i)
        self._at.insert(at, source.i)
        self._seen.insert(at, item)
        self._by_token[source.i] = item
        return item

    def has_spoken(self, name: Name) -> bool:
        """Tell whether a bearer has spoken under one of his names."""
        return any(item.speaker for m in name.mentions if (item := self._by_token.get(m.root.i)) is not None)

    def before(self, token: Token, sentences: int | None = None) -> Iterator[Seen]:
        """Yield the phrases before ``token``, the nearest first, at most so many sentences back."""
        for at in range(bisect_left(self._at, token.i) - 1, -1, -1):
            item = self._seen[at]
            if sentences is not None and self.sentence_of[token.i] - item.sentence > sentences:
                return
            yield item

    def latest(self, source: Token, wanted: Callable[[Seen], bool]) -> Seen | None:
        """Return the nearest phrase before ``source`` that is wanted."""
        return next((item for item in self.before(source) if wanted(item)), None)
