"""Where a phrase stands in its sentence and article, as far as who it can stand for depends on it.

Belongs here: subjects, topics, number, the antecedent of *who*, names that people give for themselves.
Does not belong here: choosing among antecedents (``speakers``).
"""

from collections.abc import Sequence

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.nouns import EPITHETS, PERSON_NOUNS

_JOINERS = frozenset({"so", "and", "but", "because", "as", "yet", ":", ";"})
_MOST_JOINED = 4
_NAMING = frozenset({"give", "identify", "introduce", "name", "know", "call"})


def full(source: Token) -> Span:
    """Return all that the source governs: an unnamed source's reasons may stand in a clause."""
    return source.doc[source.left_edge.i : source.right_edge.i + 1]


def whole_name(source: Token, span: Span) -> Span:
    """Return the name with the words of its noun phrase that are part of it: *State Department*."""
    start, end = min(span.start, source.i), max(span.end, source.i + 1)
    if not span.start <= source.i < span.end:
        return span
    return source.doc[start:end]


def relative_head(pronoun: Token) -> Token | None:
    """Return the head of the phrase that the clause of *who* or *which* describes."""
    clause = pronoun.head
    for _ in range(4):
        if clause.dep_ in {"relcl", "acl"}:
            return clause.head
        if clause.head.i == clause.i:
            return None
        clause = clause.head
    return None


def is_main_subject(token: Token) -> bool:
    """Tell whether a phrase is the subject of its sentence's main clause."""
    while token.dep_ in {"compound", "appos"} and token.head.i != token.i:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"} and token.head.dep_ == "ROOT"


def said_by(pronoun: Token) -> list[tuple[int, int]]:
    """Return the first and last token of what the pronoun's clause reports: *Holt was tired, he said* is of another.

    *Holt was tired, so he asked …* is not, though the parse may take the one for what the other says.
    """
    if pronoun.dep_ != "nsubj" or (pronoun.i and pronoun.nbor(-1).lower_ in _JOINERS):
        return []
    reported = (clause for clause in pronoun.head.children if clause.dep_ == "ccomp")
    return [(clause.left_edge.i, clause.right_edge.i) for clause in reported]


def shares_subject(token: Token) -> bool:
    """Tell whether a name is the first of several that are joined: *Holt and Vale*."""
    return any(child.dep_ == "conj" and child.i > token.i for child in token.children)


def conjoined(source: Token) -> list[Token]:
    """Return the heads of the phrases that a source joins, the source first; one alone where it joins none.

    *The writer and broadcaster* is one person: its second noun has no article and no name of its own.
    """
    heads, at = [source], source
    while True:
        following = next((child for child in at.children if child.dep_ == "conj" and child.i > at.i), None)
        if following is None or following.pos_ not in {"NOUN", "PROPN", "PRON"} or len(heads) > _MOST_JOINED:
            return heads
        one = (
            following.tag_ == "NN"
            and source.tag_ == "NN"
            and following.lemma_.lower() in PERSON_NOUNS | EPITHETS
            and any(child.dep_ == "det" for child in source.children)
            and not any(child.dep_ in {"det", "poss"} for child in following.children)
        )
        if not one:
            heads.append(following)
        at = following


def is_topic(token: Token) -> bool:
    """Tell whether a name is, or describes, the subject of a clause: *the Norland plant was shut*."""
    while token.dep_ in {"compound", "poss", "nmod"} and token.head.i != token.i:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}


def alias(source: Token) -> Span | None:
    """Return the name that a person gives for himself: *a man who gave his name only as Ivo*."""
    if source.pos_ != "NOUN" or source.lemma_.lower() not in PERSON_NOUNS:
        return None
    for clause in source.children:
        if clause.dep_ not in {"relcl", "acl"} or clause.lemma_ not in _NAMING:
            continue
        for part in clause.subtree:
            given = (part.dep_ == "pobj" and part.head.lower_ == "as") or part.dep_ == "oprd"
            if given and part.pos_ == "PROPN":
                start = part.i
                while part.doc[start - 1].dep_ == "compound" and part.doc[start - 1].head.i == part.i:
                    start -= 1
                return part.doc[start : part.i + 1]
    return None


def is_subject(token: Token) -> bool:
    """Tell whether a phrase, or the one that it stands beside, is the subject of a clause."""
    while token.dep_ in {"compound", "conj", "appos"} and token.head.i != token.i:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}


def is_several(token: Token) -> bool:
    """Tell whether a source is more than one: a plural, or phrases that are joined and not two names for one."""
    return token.tag_ in {"NNS", "NNPS"} or len(conjoined(token)) > 1


def is_plural(token: Token) -> bool:
    """Tell whether a phrase stands for several."""
    return token.tag_ in {"NNS", "NNPS"} or any(child.dep_ == "conj" for child in token.children)


def sentence_numbers(doc: Doc) -> Sequence[int]:
    """Return for each token the number of its sentence, from 0."""
    numbers, count = [], -1
    for token in doc:
        count += bool(token.is_sent_start) and not token.is_space
        numbers.append(max(0, count))
    return numbers
