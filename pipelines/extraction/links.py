"""Who passes on, to whom something is told and whom a report cites: the links that the words around a cue print.

Belongs here: reading tokens off the parse around one cue or one source (*citing …*, *told X*, *in an interview
with X*, *quoted by X as saying*, *seen by X*). Does not belong here: who they are (``speakers``), which of
them are media, and their order (``chains``).
"""

from collections.abc import Iterator

from spacy.tokens import Token

from pipelines.extraction.clauses import VERBAL, children, reported_after
from pipelines.extraction.cues import holder
from pipelines.extraction.lexicon import Lexicon

CITING = frozenset({"cite", "quote"})
TELLING = frozenset({"tell", "inform", "brief"})
SHOWING = frozenset({"see", "obtain", "review", "view", "publish", "leak", "release", "air", "broadcast", "carry"})
"""What media do with papers and remarks that they report: *a memo seen by X*, *remarks published by X*."""
_CITING_FORMS = frozenset({"citing", "quoting"})
_SAYING = frozenset({"say", "tell", "claim", "state", "warn", "add", "call", "describe", "write"})
_SPEAKING = frozenset({"speak", "talk"})
_TALKS = frozenset({"interview", "conversation", "call", "remark", "comment", "statement", "appearance"})
_CLIMBED = frozenset({"ccomp", "conj", "xcomp"})
_HIGHEST = 4
"""How many reports may stand around one another."""


def subject_of(verb: Token) -> Token | None:
    """Return the head of the subject of a clause, active or passive."""
    return next(iter(children(verb, "nsubj", "nsubjpass")), None)


def object_of(word: Token) -> Token | None:
    """Return the head of what a verb or preposition governs."""
    return next((part for part in word.children if part.dep_ in {"dobj", "pobj", "attr", "dep"}), None)


def agents(verb: Token) -> Iterator[Token]:
    """Yield those *by* whom something was cited or told."""
    for agent in children(verb, "agent", "prep"):
        if agent.lower_ == "by":
            yield from children(agent, "pobj")


def cited(cue: Token) -> Token | None:
    """Return whom a report cites: *reported on Friday, citing two officials*, *with reference to X*."""
    if cue.lower_ in _CITING_FORMS and cue.dep_ == "advcl":  # *reported, citing people, that …*, under the wrong verb
        return object_of(cue)
    for child in cue.children:
        if (
            child.lemma_.lower() in CITING
            and child.tag_ == "VBG"
            and child.dep_ in {"advcl", "xcomp", "prep", "acl", "conj", "dep"}
        ):
            return object_of(child)
        if child.dep_ == "prep" and child.lower_ == "with":
            for noun in child.children:
                to = next((part for part in noun.children if part.lower_ == "to"), None)
                if noun.lemma_ == "reference" and to is not None:
                    return object_of(to)
    for token in cue.doc[cue.i + 1 : cue.sent.end]:
        # the parse may hang "citing …" on the clause that it stands before: *reported, citing people, that …*
        if token.lower_ in _CITING_FORMS and token.doc[token.i - 1].text == ",":
            beside = reported_after(cue) is not None and token.head.i == cue.head.i
            return object_of(token) if beside or cue.i in {token.head.i, token.head.head.i} else None
        if token.dep_ == "mark" and token.head.head.i == cue.i:
            return None
    return None


def cited_beside(source: Token) -> Token | None:
    """Return whom a source is said to cite: *according to X, which quoted an aide*, *X, citing two officials, said*."""
    for clause in children(source, "relcl", "acl"):
        by_itself = clause.tag_ == "VBG" or any(part.lower_ in {"which", "that"} for part in clause.children)
        if clause.lemma_.lower() in CITING and clause.tag_ != "VBN" and by_itself:
            return object_of(clause)
    return None


def quoted(cue: Token) -> tuple[Token | None, Token | None]:
    """Return who is quoted, and by whom: *X quoted Holt as saying*, *Holt was quoted by X as saying*."""
    verb = cue
    if cue.dep_ in {"pcomp", "advcl", "prep"} and cue.lemma_.lower() in _SAYING:
        verb = cue.head.head if cue.head.lower_ == "as" else cue.head
    if verb.lemma_.lower() not in CITING:
        return None, None
    saying = verb is not cue or any(
        part.lemma_.lower() in _SAYING for child in verb.children if child.lower_ == "as" for part in child.children
    )
    if not saying:
        return None, None
    passive = next(iter(children(verb, "nsubjpass")), None)
    if passive is not None or children(verb, "auxpass"):
        by = next(agents(verb), None) or next((by for part in verb.subtree for by in agents(part)), None)
        return passive, by
    return object_of(verb), next(iter(children(verb, "nsubj")), None)


def around(cue: Token, source: Token | None, lexicon: Lexicon) -> Iterator[tuple[Token, Token]]:
    """Yield source and verb of each report in which the clause of ``cue`` stands, the innermost first."""
    verb, last = cue, source
    for _ in range(_HIGHEST):
        while verb.dep_ == "conj" and verb.head.pos_ in VERBAL:
            verb = verb.head
        if verb.dep_ not in _CLIMBED or verb.head.i == verb.i or reported_after(verb) is not None:
            return
        verb = verb.head
        word = lexicon.verb(verb) if verb.pos_ in VERBAL else None
        who = holder(verb) if word is not None else None
        if word is None or word.kind not in {"say", "publish"}:
            return
        if who is not None and who != last:
            yield who, verb
            last = who


def addressees(cue: Token) -> Iterator[tuple[Token, Token]]:
    """Yield those to whom it is told, each with the word that says so; whether they are media is not asked.

    *told X*; *said in an interview with X*; *speaking to X, he said*; *in remarks published by X*; *said on X*.
    """
    verb = cue
    if verb.lemma_.lower() in TELLING:
        for child in children(verb, "dobj", "dative", "ccomp", "npadvmod", "oprd"):
            if child.i > verb.i and child.pos_ in {"NOUN", "PROPN"}:
                yield child, verb
    # at the end of a sentence the parse takes who is told for the verb's subject or its appendage
    following = verb.doc[verb.i + 1 : min(verb.i + 6, verb.sent.end)]
    if verb.lemma_.lower() in TELLING:
        for token in following:
            if token.pos_ == "PROPN" and token.head.i <= verb.i and token.dep_ not in {"nsubj", "compound"}:
                yield token, verb
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in {"in", "during", "on", "at"}:
            yield from _talk(child, verb)
        elif child.dep_ in {"advcl", "acl"} and child.lemma_ in _SPEAKING:
            yield from (
                (goal, child) for to in children(child, "prep") if to.lower_ in {"to", "with"} for goal in _goals(to)
            )
            yield from (pair for place in children(child, "prep") for pair in _talk(place, child))


def _talk(preposition: Token, verb: Token) -> Iterator[tuple[Token, Token]]:
    """Yield with whom an interview was held, and by whom remarks were published."""
    for noun in _goals(preposition):
        if noun.lemma_.lower() in _TALKS:
            for word in children(noun, "prep"):
                if word.lower_ in {"with", "to", "on", "by", "for"}:
                    yield from ((goal, verb) for goal in _goals(word))
            for clause in children(noun, "acl", "relcl"):
                if clause.lemma_ in SHOWING:
                    yield from ((goal, verb) for goal in agents(clause))
            yield from ((owner, verb) for owner in children(noun, "poss", "compound") if owner.pos_ == "PROPN")
        elif noun.pos_ == "PROPN":
            yield noun, verb


def _goals(preposition: Token) -> list[Token]:
    return children(preposition, "pobj")


def passed_on_by(source: Token) -> Iterator[tuple[Token, Token]]:
    """Yield who cites or was told by a source, and who saw or published it, each with the word that says so."""
    for child in source.subtree:
        if (
            child.dep_ in {"acl", "relcl"}
            and child.tag_ in {"VBN", "VBD"}
            and child.lemma_ in CITING | TELLING | SHOWING
        ):
            yield from ((by, child) for by in agents(child))
    after = source.right_edge.i + 1
    doc = source.doc
    if after + 1 < len(doc) and doc[after].text == "," and doc[after + 1].lemma_ in CITING:
        yield from ((by, doc[after + 1]) for by in agents(doc[after + 1]))
    yield from ((owner, source) for owner in children(source, "poss") if owner.pos_ in {"PROPN", "NOUN"})
