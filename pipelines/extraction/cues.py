"""Cues: the words that report something, and who is presented as holding it.

Belongs here: recognising a reporting verb, noun or adjective, the words that belong to it (its
auxiliaries and particle), and the head of its source on the dependency parse. Does not belong
here: what is reported (``relations``).
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.clauses import VERBAL, words
from pipelines.extraction.lexicon import Lexicon, Word

_AUXILIARY = frozenset({"aux", "auxpass", "neg"})
_NOMINAL = frozenset({"PROPN", "NOUN", "PRON"})
_BETWEEN = frozenset({"ADV", "PART", "AUX"})
_SOURCE_PREPOSITIONS = frozenset({"by", "from", "of", "among", "in"})
_BEARING = words("express voice raise have make issue repeat reiterate renew share harbor harbour give offer")
"""Light verbs whose subject holds what their object reports: *voiced fears that …*."""
_WRITINGS = words(
    "statement letter response reply tweet post message email e-mail speech address remark comment memo note release"
    " announcement column article video ad advertisement rebuttal pitch appeal reminder warning interview"
)
"""Who makes one of these holds what it says: *issued a statement saying …*."""
_CLIMBED = frozenset({"conj", "advcl", "xcomp", "pcomp", "prep", "ccomp", "dep", "parataxis", "acomp", "oprd"})
_CONTRACTED_HAVE = frozenset({"'s", "’s"})
_LINKING_SOURCE = frozenset({"who", "that", "which", "whom"})
_HIDING = words("ask request decline refuse insist want wish prefer speak talk")
_STEPS = 6
"""How many governors are climbed in search of a subject; deeper parses are unreliable."""


class Cue(NamedTuple):
    """A reporting word where it reports something."""

    head: Token
    span: Span
    word: Word
    source: Token | None
    """Head of the phrase that presents who holds the content; None where the sentence names nobody."""


def find_cues(sent: Span, lexicon: Lexicon) -> Iterator[Cue]:
    """Yield the reporting words of ``sent`` with their sources; whether they have a content is not yet asked."""
    for token in sent:
        if token.dep_ == "amod" or token.is_space:
            continue
        if token.pos_ in VERBAL or _is_mistagged_verb(token):
            word = lexicon.verb(token)
            if word is not None:
                yield Cue(token, verb_span(token, word), word, holder(token))
        elif token.pos_ == "NOUN":
            word = lexicon.noun(token)
            if word is not None:
                yield Cue(token, sent.doc[token.i : token.i + 1], word, noun_holder(token))
        if token.pos_ in {"ADJ", "VERB"} and token.dep_ in {"acomp", "amod", "advcl", "conj"}:
            word = lexicon.adjective(token)
            if word is not None and token.head.lemma_ in {"be", "remain", "feel", "seem", "become"}:
                start = min(token.head.i, token.i)
                yield Cue(token, sent.doc[start : token.i + 1], word, holder(token.head))


def _is_mistagged_verb(token: Token) -> bool:
    """Tell whether the parse uses as a verb what the tagger took for a noun: *as the Times reports, …*."""
    if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ not in {"advcl", "parataxis", "ccomp", "ROOT"}:
        return False
    labels = {child.dep_ for child in token.children}
    return bool(labels & {"nsubj", "nsubjpass"}) or ("ccomp" in labels and "compound" in labels)


def verb_span(verb: Token, word: Word | None = None) -> Span:
    """Return the verb with the auxiliaries, negation and adverbs before it and its particle after it."""
    doc, start, end = verb.doc, verb.i, verb.i + 1
    for child in verb.children:
        if (
            child.i < verb.i
            and child.dep_ in _AUXILIARY
            and all(_may_stand_between(doc[i]) for i in range(child.i, verb.i))
        ):
            start = min(start, child.i)
        if child.i == end and (child.dep_ == "prt" or (word and word.lemma.endswith(f" {child.lower_}"))):
            end = child.i + 1
    return doc[start:end]


def _may_stand_between(token: Token) -> bool:
    return token.pos_ in _BETWEEN or token.dep_ in _AUXILIARY


def holder(verb: Token) -> Token | None:
    """Return the head of the phrase that is presented as doing what ``verb`` says.

    That is the subject, or the agent of a passive; what lacks one takes it from the verb that it is
    coordinated with or depends on, or from the noun that it describes.
    """
    for step in range(_STEPS):
        found, settled = _own_holder(verb)
        if found is None and step:  # what hangs on a passive is done by its subject: *was filed alleging that …*
            found = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
        if settled or found is not None:
            return found
        head = verb.head
        if head.i == verb.i:
            return _beside(verb) if step == 0 else None
        if verb.dep_ == "acl" and verb.tag_ == "VBG" and head.dep_ == "dobj" and head.lemma_.lower() in _WRITINGS:
            verb = head.head
            continue
        if verb.dep_ in {"acl", "relcl"}:
            return None if verb.tag_ == "VBN" else head
        if verb.dep_ == "xcomp" and head.pos_ in VERBAL:
            controller = next((child for child in head.children if child.dep_ in {"dobj", "dative"}), None)
            if controller is not None and verb.tag_ == "VB":
                return controller
        if verb.dep_ == "prep" and head.pos_ == "NOUN" and head.dep_ in {"dobj", "pobj"}:
            head = next((up for up in head.ancestors if up.pos_ in VERBAL), head)
        elif verb.dep_ not in _CLIMBED:
            return None
        verb = head
    return None


def _own_holder(verb: Token) -> tuple[Token | None, bool]:
    """Return the verb's own subject or agent, and whether the question is thereby settled."""
    passive = _is_passive(verb)
    for child in verb.children:
        if passive and child.dep_ == "agent":
            return next((grand for grand in child.children if grand.dep_ == "pobj"), None), True
        if not passive and child.dep_ in {"nsubj", "csubj", "nsubjpass"}:
            return (None if _is_expletive(child) else child), True
    if passive:
        return None, True
    if verb.pos_ not in VERBAL and verb.i and verb.nbor(-1).dep_ == "compound":
        return verb.nbor(-1), True
    inverted = _inverted_subject(verb)
    return inverted, inverted is not None


def _beside(verb: Token) -> Token | None:
    """Return the noun right before a finite verb that the parse gave no subject, asides between commas left out."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    doc, at, first = verb.doc, verb.i - 1, verb.sent.start
    while at >= first and doc[at].pos_ in _BETWEEN:
        at -= 1
    if at > first and doc[at].text == ",":
        at = next((i for i in range(at - 1, first, -1) if doc[i].text == ","), first) - 1
    found = doc[at] if at >= first else None
    return found if found is not None and found.pos_ in _NOMINAL and found.ent_type_ != "DATE" else None


def _is_passive(verb: Token) -> bool:
    """Tell whether a verb is passive; *who’s argued that …* is not, though parsers say so."""
    if not any(child.dep_ in {"nsubjpass", "auxpass"} for child in verb.children):
        return False
    auxiliary = next((child for child in verb.children if child.dep_ == "auxpass"), None)
    contracted = auxiliary is not None and auxiliary.lower_ in _CONTRACTED_HAVE
    return not (contracted and any(child.dep_ == "ccomp" and child.i > verb.i for child in verb.children))


def _is_expletive(token: Token) -> bool:
    return token.dep_ == "expl" or token.lower_ == "there"


def _inverted_subject(verb: Token) -> Token | None:
    """Return a name or title right after the verb of *“…,” said Ms. Holt*, where the parse calls it something else."""
    if verb.i + 1 >= len(verb.doc) or not any(
        child.dep_ in {"ccomp", "punct"} and child.i < verb.i for child in verb.children
    ):
        return None
    return next(
        (
            c
            for c in verb.rights
            if c.dep_ in {"dobj", "attr", "npadvmod", "oprd", "dep"}
            and c.left_edge.i == verb.i + 1
            and c.pos_ in {"PROPN", "PRON", "NOUN"}
        ),
        None,
    )


def noun_holder(noun: Token) -> Token | None:
    """Return who holds what a reporting noun reports: *Norland's demand*, *fears of investors*, *voiced fears*."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in _SOURCE_PREPOSITIONS - {"in"} and child.i == noun.i + 1:
            held = next((grand for grand in child.children if grand.dep_ == "pobj"), None)
            if held is not None and (child.lower_ != "of" or held.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}):
                return held
    if is_borne(noun):
        return holder(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ == "with" and noun.head.head.pos_ in VERBAL:
        return holder(noun.head.head)
    return next(
        (child for child in noun.children if child.dep_ == "compound" and child.ent_type_ in {"ORG", "GPE", "PERSON"}),
        None,
    )


def is_borne(noun: Token) -> bool:
    """Tell whether the subject of a light verb holds what ``noun`` reports: *voiced fears*."""
    return noun.dep_ in {"dobj", "attr"} and noun.head.lemma_.lower() in _BEARING


def phrase_of(head: Token) -> Span:
    """Return the noun phrase of a source as it is printed: no clause or apposition after a comma."""
    doc, end = head.doc, head.i + 1
    if head.dep_ == "poss" or head.lower_ in _LINKING_SOURCE:
        return doc[head.left_edge.i : end]
    for child in head.rights:
        if child.dep_ == "punct" or child.dep_ in {"relcl", "case"}:
            break
        if child.dep_ in {"acl", "appos", "advcl"} and doc[child.left_edge.i - 1].is_punct:
            break
        if child.dep_ in {"ccomp", "parataxis", "advcl"}:
            break
        end = max(end, child.right_edge.i + 1)
    aside = next((i for i in range(head.i + 1, end - 1) if _is_aside(doc, i)), end)
    return trimmed(doc, head.left_edge.i, aside)


def _is_aside(doc: Doc, at: int) -> bool:
    """Tell whether a clause begins that is no part of the source's name: *, who left*; *who asked not to be named*."""
    if doc[at].text == ",":
        return doc[at + 1].tag_ in {"WP", "WDT"}
    return doc[at].lower_ == "who" and doc[at + 1].lemma_ in _HIDING


def trimmed(doc: Doc, start: int, end: int) -> Span:
    """Return the tokens from ``start`` to ``end`` without blanks and punctuation at both ends (never empty)."""
    first, last = start, end
    while first < last - 1 and (doc[first].is_space or doc[first].is_punct):
        first += 1
    while last > first + 1 and (doc[last - 1].is_space or doc[last - 1].is_punct):
        last -= 1
    return doc[first:last]
