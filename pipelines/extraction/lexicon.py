"""The reporting words as matchers: which tokens may report something, and with what kind of content.

Belongs here: looking a token up among the reporting verbs, nouns, adjectives and phrases of the
reference tables. Does not belong here: the words themselves (they are reference data) and whether
a token reports anything where it stands (that is decided on the parse).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl
from spacy.tokens import Token

_PARTICLES = frozenset({"prt", "prep", "advmod"})


class Word(NamedTuple):
    """A reporting word; the fields are those of the reference table ``reporting_verbs``."""

    lemma: str
    pos: str
    kind: str
    modality: str | None
    polarity: str | None


@dataclass(frozen=True)
class Lexicon:
    """Reporting words by lemma and part of speech."""

    verbs: Mapping[str, Word]
    nouns: Mapping[str, Word]
    adjectives: Mapping[str, Word]
    phrases: Mapping[tuple[str, ...], Word]
    firmness: Mapping[str, tuple[str | None, str | None]]
    """Lemma → the modality and polarity that the word lends its content."""
    _leading: frozenset[str] = field(repr=False)
    """First words of verbs and phrases of several words."""

    @classmethod
    def from_frame(cls, reporting_verbs: pl.DataFrame) -> "Lexicon":
        """Build the matchers from a frame of the reference table ``reporting_verbs``."""
        words = [Word(**row) for row in reporting_verbs.to_dicts()]
        by_pos = {pos: {word.lemma: word for word in words if word.pos == pos} for pos in ("verb", "noun", "adjective")}
        phrases = {tuple(word.lemma.lower().split()): word for word in words if word.pos == "phrase"}
        return cls(
            verbs=by_pos["verb"],
            nouns=by_pos["noun"],
            adjectives=by_pos["adjective"],
            phrases=phrases,
            firmness={word.lemma: (word.modality, word.polarity) for word in words},
            _leading=frozenset(lemma.split()[0] for lemma in by_pos["verb"] if " " in lemma),
        )

    def verb(self, token: Token) -> Word | None:
        """Return the reporting verb that ``token`` heads, with its particle or preposition if it has one."""
        lemma = token.lemma_.lower()
        if lemma in self._leading:
            for child in token.children:
                word = self.verbs.get(f"{lemma} {child.lower_}") if child.dep_ in _PARTICLES else None
                if word is not None:
                    return word
        return self.verbs.get(lemma)

    def noun(self, token: Token) -> Word | None:
        """Return the reporting noun that ``token`` is."""
        return self.nouns.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None

    def adjective(self, token: Token) -> Word | None:
        """Return the reporting adjective that ``token`` is."""
        return self.adjectives.get(token.lemma_.lower()) if token.pos_ in {"ADJ", "VERB"} else None
