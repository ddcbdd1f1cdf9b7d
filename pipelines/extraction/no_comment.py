"""Refusals to comment: who was asked, and what, and did not answer.

Belongs here: the clause around each refusal of one parsed sentence, who refuses, and the matter. Does not belong
here: which words refuse (``refusals``), and other denials (*refused to sign*).
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import agent, auxiliaries, children, clause_span, noun_phrase, trim, words
from pipelines.extraction.inquiries import ABOUT, ASKED, REQUESTS, asks
from pipelines.extraction.refusals import Refusal, refusal_at

_SAYING = words("say tell add state write announce note explain reply answer")
_WITH_OBJECT = words("discuss confirm deny disclose reveal specify identify name detail")


class NoComment(NamedTuple):
    """One refusal to comment.

    ``clause`` is the whole clause without final punctuation, ``cue`` the words that refuse,
    ``source`` who refuses, ``asked`` the matter on which they would not comment; the last two are
    ``None`` where the clause does not name them.
    """

    clause: Span
    cue: Span
    source: Span | None
    asked: Span | None


def no_comments(sent: Span) -> Iterator[NoComment]:
    """Yield the refusals to comment of one sentence, in order; coordinated clauses give one each."""
    found = False
    for token in sent:
        refusal = refusal_at(token)
        if refusal is not None:
            found = True
            yield _describe(refusal, sent)
        elif found and token.lower_ in {"nor", "neither", "as"}:
            echo = _echo(token, sent)
            if echo is not None:
                yield echo


# -- from the words of refusal to the clause -------------------------------------------------------


def _describe(refusal: Refusal, sent: Span) -> NoComment:
    """Return the refusal with its clause, who refuses, and on what."""
    verb, last = refusal.verb, refusal.last
    clause = clause_span(verb)
    who = refusal.source or agent(verb) or _loose_subject(verb)
    if who is not None and refusal.source is None and who.lemma_ in REQUESTS | {"attempt", "effort"}:
        who = None
    first = min([verb, *(aux for aux in auxiliaries(verb)), *children(verb, "neg")], key=lambda token: token.i)
    saying = verb.head if verb.dep_ == "ccomp" and verb.head.lemma_ in _SAYING else None
    if saying is not None and (speaker := agent(saying)) is not None:
        who = speaker if who is None or who.pos_ == "PRON" else who
        if saying.i < verb.i:
            first = saying
            clause = trim(sent.doc[clause_span(saying).start : max(clause.end, last.i + 1)])
    end = max(last.i, verb.i) + 1
    start, stop = min(clause.start, first.i), max(clause.end, end)
    asked = _matter(verb, last, sent)
    if asked is not None and asked.end > stop:  # *would neither confirm nor deny that …*
        stop = asked.end
    return NoComment(
        clause=trim(sent.doc[start:stop]),
        cue=sent.doc[first.i : end],
        source=None if who is None else noun_phrase(who),
        asked=asked,
    )


def _loose_subject(verb: Token) -> Token | None:
    """Return the noun before ``verb`` that an interruption kept the parser from making its subject."""
    if verb.dep_ != "ROOT":
        return None
    return next((word for word in verb.lefts if word.pos_ in {"NOUN", "PROPN", "PRON"}), None)


def _matter(verb: Token, last: Token, sent: Span) -> Span | None:
    """Return what was asked and not answered: *on the proposals*, *whether it would close*; no preposition."""
    for asked in (word for word in sent if word.lemma_ in ASKED and word.tag_ in {"VBN", "VBD"} and word != verb):
        found = _clause_of(asked) or _about(asked, verb=None)
        if found is not None:
            return found
    for word in dict.fromkeys((last, verb, *_completions(verb))):
        question = asks(word)
        if question is not None and question.i > verb.i:
            return _whole(question)
    for word in dict.fromkeys((last, last.head, verb)):
        found = _about(word, verb)
        if found is not None:
            return found
    if last.lemma_ in _WITH_OBJECT:
        for word in (last, last.head, verb):
            for thing in children(word, "dobj", "ccomp"):
                if thing.i > last.i and word.lemma_ in _WITH_OBJECT:
                    return _whole(thing)
    if last.lemma_ in {"detail", "explanation", "reason"}:
        goals = [
            goal for word in children(last, "prep") if word.lower_ in {"of", "for"} for goal in children(word, "pobj")
        ]
        return _whole(goals[0]) if goals else None
    return None


def _completions(verb: Token) -> list[Token]:
    return children(verb, "xcomp")


def _about(word: Token, verb: Token | None) -> Span | None:
    """Return what follows *about* or *on* after ``word``, and after the verb of the refusal."""
    for child in children(word, "prep"):
        if child.lower_ in ABOUT and (verb is None or child.i > verb.i):
            for goal in children(child, "pobj", "pcomp"):
                if goal.ent_type_ not in {"DATE", "TIME"}:
                    return _whole(goal)
    return None


def _clause_of(asked: Token) -> Span | None:
    """Return the question under *asked*: *whether the mine would close*, *if it would*."""
    question = asks(asked)
    return None if question is None else _whole(question)


def _whole(head: Token) -> Span:
    """Return the phrase or clause of ``head`` up to a comma that another clause follows; *to the army* is left out."""
    end = head.right_edge.i + 1
    for child in head.rights:
        onward = child.dep_ == "prep" and child.lower_ == "to" and head.pos_ in {"NOUN", "PROPN"}
        if onward and head.head.head.lemma_ in REQUESTS:
            end = min(end, child.i)
    first = head.left_edge
    start = first.i + (first.lower_ == "that" and first.dep_ == "mark")
    return trim(head.doc[start:end])


def _echo(token: Token, sent: Span) -> NoComment | None:
    """Return the refusal that *nor is …*, *neither did …* or *as did …* echoes from the clause before it."""
    if token.i + 2 >= sent.end or token.nbor(1).pos_ != "AUX":
        return None
    aux = token.nbor(1)
    if aux.dep_ in {"aux", "auxpass"} and aux.head.i > aux.i and aux.head.pos_ == "VERB":
        return None
    who = next((word for word in sent.doc[aux.i + 1 : sent.end] if word.pos_ in {"NOUN", "PROPN", "PRON"}), None)
    if who is None:
        return None
    while who.head.i > aux.i and who.dep_ in {"compound", "poss", "nmod", "amod"}:
        who = who.head
    source = noun_phrase(who)
    start = max(source.start, aux.i + 1)
    return NoComment(
        clause=sent.doc[token.i : source.end],
        cue=sent.doc[token.i : aux.i + 1],
        source=sent.doc[start : source.end],
        asked=None,
    )
