"""Pronouns and epithets: to whom *he*, *they*, *it* and *the defender* refer.

Belongs here: choosing an antecedent by recency, agreement and subjecthood; what these do not decide stays
unresolved. Does not belong here: names and roles (``speakers``, ``roles``).
"""

from collections.abc import Callable

from spacy.tokens import Token

from pipelines.extraction.anonymity import is_human
from pipelines.extraction.bearers import bare, nearest_title
from pipelines.extraction.descriptions import words_of
from pipelines.extraction.discourse import SEXES, Discourse, Seen
from pipelines.extraction.names import GENDERED_ROLES
from pipelines.extraction.nouns import EPITHETS, PERSON_NOUNS
from pipelines.extraction.referents import AMBIGUOUS, NO_ANTECEDENT, ROLE, Referent, unresolved
from pipelines.extraction.standing import is_main_subject, said_by, shares_subject

_WINDOW = 6
"""Sentences before *he* or *she* in which its antecedent is sought."""
_FOLLOWED = frozenset({"nsubj", "nsubjpass", "poss"})
"""How pronouns stand that are mentions to go on from."""
_NEAR = 2
"""The same for *they* and *it*, which any phrase may be."""
_CLEAR = 0.5
"""By how much the best antecedent must lead."""
_CLEAR_EPITHET = 1.0
_QUOTED = 4.0
"""What standing in quotation marks takes from a phrase: who speaks seldom names himself."""


class Pronouns:
    """Chooses antecedents in one document; ``phrase`` resolves the chosen, ``joined`` one that is several."""

    def __init__(
        self, discourse: Discourse, phrase: Callable[[Token], Referent], joined: Callable[[Token], Referent]
    ) -> None:
        self._discourse, self._phrase, self._joined = discourse, phrase, joined
        self._asked: set[int] = set()
        self._waiting = [
            token
            for token in discourse.doc
            if token.lower_ in SEXES and token.dep_ in _FOLLOWED and not discourse.is_quoted(token)
        ]
        self._waiting.reverse()

    # --- he, she, the defender ------------------------------------------------------------

    def person(self, pronoun: Token) -> Referent:
        """Return who *he* or *she* is."""
        self._follow(pronoun)
        return self._person(pronoun)

    def _follow(self, pronoun: Token) -> None:
        """Resolve the pronouns before this one, each a mention of who is meant: *she* … *her plan* … *she said*."""
        while self._waiting and self._waiting[-1].i < pronoun.i:
            earlier = self._waiting.pop()
            found = self._person(earlier)
            name = self._discourse.names.of(found.span.root) if found.span is not None else None
            if name is not None and name.label == "PERSON":
                self._discourse.add_mention(earlier, name)

    def _person(self, pronoun: Token) -> Referent:
        sex = SEXES.get(pronoun.lower_, "")
        found, scores = self._people(pronoun, sex, _WINDOW)
        if not scores:
            taken = self._taken_for_body(pronoun)
            if taken is None:
                return unresolved(NO_ANTECEDENT, "person")
            return self._antecedent(taken, pronoun, sex)
        best = self._best(found, scores, _CLEAR)
        if best is None:
            return unresolved(AMBIGUOUS, "person")
        return self._antecedent(best, pronoun, sex if len(scores) == 1 else "")

    def epithet(self, source: Token) -> Referent | None:
        """Return the named person whom *the defender* or *the 30-year-old* calls again, where one stands out."""
        aged = source.lower_.endswith("old") and any(child.dep_ == "npadvmod" for child in source.children)
        if source.lemma_.lower() not in EPITHETS and not aged:
            return None
        if not any(child.dep_ == "det" and child.lower_ == "the" for child in source.children):
            return None
        if any(child.dep_ in {"relcl", "prep", "acl", "appos"} for child in source.rights):
            return None
        found, scores = self._people(source, GENDERED_ROLES.get(source.lower_, ""), _WINDOW)
        named = {key: score for key, score in scores.items() if found[key].name is not None}
        best = self._best(found, named, _CLEAR_EPITHET) if named else None
        return self._antecedent(best, source, "") if best is not None else None

    def _people(self, pronoun: Token, sex: str, window: int) -> tuple[dict[int, Seen], dict[int, float]]:
        """Return who may be meant, each with the best score of his mentions."""
        here = self._discourse.sentence_of[pronoun.i]
        speaks = not self._discourse.is_quoted(pronoun)
        scores: dict[int, float] = {}
        found: dict[int, Seen] = {}
        told_of: set[int] = set()
        said = said_by(pronoun)
        for item in self._discourse.before(pronoun, window):
            distance = here - item.sentence
            if item.plural or not self._may_be(item, sex):
                continue
            key = id(item.name) if item.name is not None else item.token.i
            inside = any(first <= item.token.i <= last for first, last in said)
            if inside and (speaks or not item.quoted):
                if item.token.pos_ != "PRON":  # who a pronoun in it means is itself no more than likely
                    told_of.add(key)
                continue
            score = (2.0 if item.subject else 0.0) + (1.5 if item.speaker else 0.0) - 1.5 * distance
            score -= 1.0 if item.token.dep_ == "poss" else 0.0
            score += 1.5 if distance == 1 and is_main_subject(item.token) else 0.0
            score -= _QUOTED if item.quoted and speaks else 0.0
            if score > scores.get(key, -99.0):
                found[key], scores[key] = item, score
        return found, {key: score for key, score in scores.items() if key not in told_of}

    def _taken_for_body(self, pronoun: Token) -> Seen | None:
        """Return the one name that the model took for a body's but that *she* makes a person's, where no other fits."""
        fitting: dict[int, Seen] = {}
        for item in self._discourse.before(pronoun, _NEAR):
            name = item.name
            if name is not None and item.subject and self._discourse.may_be_person(name):
                fitting.setdefault(id(name), item)
        if len(fitting) != 1:
            return None
        found = next(iter(fitting.values()))
        if found.name is not None:
            found.name.label = "PERSON"
        return found

    @staticmethod
    def _best(found: dict[int, Seen], scores: dict[int, float], lead: float) -> Seen | None:
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], found[pair[0]].token.i))
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < lead:
            return None
        return found[ranked[0][0]]

    def _may_be(self, item: Seen, sex: str) -> bool:
        """Tell whether a person pronoun of ``sex`` may stand for a phrase: a person's name, or one man or woman."""
        if item.name is not None:
            return item.name.label == "PERSON" and not (sex and item.name.sex and item.name.sex != sex)
        token = item.token
        if token.pos_ != "NOUN" or token.lemma_.lower() not in PERSON_NOUNS:
            return False
        if any(self._discourse.is_person(child) for child in token.children if child.dep_ in {"appos", "compound"}):
            return False
        told = GENDERED_ROLES.get(token.lower_, "")
        return (item.subject or item.speaker) and not (sex and told and told != sex)

    def _antecedent(self, item: Seen, pronoun: Token, sex: str) -> Referent:
        name = item.name
        if name is not None:
            name.sex = name.sex or sex
            return Referent(bare(name.span), name.text, "person", None, nearest_title(name, pronoun))
        referent = self._phrase(item.token)
        if referent.text is not None:
            return referent._replace(source=None)
        words = words_of(item.token)
        reason = referent.reason if referent.kind == "anonymous" else ROLE
        return referent._replace(span=words, text=words.text, reason=reason)

    # --- they, it -------------------------------------------------------------------------

    def other(self, pronoun: Token, *, plural: bool) -> Referent:
        """Return for whom *they* or *it* stands."""
        if pronoun.i in self._asked:  # *Holt and they*: one of the joined asks for itself
            return unresolved(NO_ANTECEDENT, "organisation")
        self._asked.add(pronoun.i)
        try:
            return self._other(pronoun, plural=plural)
        finally:
            self._asked.discard(pronoun.i)

    def _other(self, pronoun: Token, *, plural: bool) -> Referent:
        here = self._discourse.sentence_of[pronoun.i]
        best: tuple[float, int, Token] | None = None
        said = said_by(pronoun)
        for item in self._discourse.before(pronoun, _NEAR):
            distance = here - item.sentence
            if item.plural != plural or any(first <= item.token.i <= last for first, last in said):
                continue
            if not (item.subject or item.speaker) or not (plural or self._discourse.is_body(item)):
                continue
            if not plural and item.name is not None and item.name.label == "PERSON":
                continue
            # a plural that spoke is soon replaced by a newer one; what is not a body does not speak
            score = (1.0 if item.subject else 0.0) + (2.0 if item.speaker else 0.0) - 2.5 * distance
            score -= _QUOTED if item.quoted and not self._discourse.is_quoted(pronoun) else 0.0
            score -= 2.0 if plural and not self._can_speak(item) else 0.0
            if best is None or (score, item.token.i) >= best[:2]:
                best = (score, item.token.i, item.token)
        if best is None:
            return unresolved(NO_ANTECEDENT, "organisation")
        found = self._joined(best[2]) if plural and shares_subject(best[2]) else self._phrase(best[2])
        if found.text is None and found.source is not None and found.kind != "document":
            reason = found.reason if found.kind == "anonymous" else None
            words = words_of(best[2]) if best[2].pos_ == "NOUN" else found.source
            return found._replace(span=words, text=words.text, reason=reason)
        return found

    def _can_speak(self, item: Seen) -> bool:
        """Tell people and bodies from things: *the numbers* say nothing that *they* could be said to say."""
        named = item.name is not None or self._discourse.is_person(item.token)
        return item.speaker or named or self._discourse.is_body(item) or is_human(item.token)
