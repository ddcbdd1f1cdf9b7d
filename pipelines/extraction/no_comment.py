"""Refusals to comment: who was asked and did not answer.

Belongs here: finding, in one parsed sentence, each clause that says that somebody would not or could not
be got to comment. Does not belong here: other denials and refusals (*declined to say who* reports
a refusal about a matter of its own, and *declined by 3%* none at all).
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import (
    COPULAS,
    agent,
    auxiliaries,
    children,
    clause_span,
    has_negative_determiner,
    is_finite,
    is_negated,
    noun_phrase,
    subject,
    trim,
    words,
)


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


class _Refusal(NamedTuple):
    """The words of a refusal: its governing verb, its last word, and who refuses where that is not the subject."""

    verb: Token
    last: Token
    source: Token | None = None


_ANSWERING = words("respond reply answer")
_REQUESTS = words("request call email e-mail message inquiry enquiry query question phone text voicemail")
_STATEMENTS = words("comment statement response reply")
_PLAIN = words("immediate further public official formal additional direct any")
_TOPICS = words("comment interview statement response reaction clarification explanation information")
_GIVING = words("have offer make give provide issue")
_SAYING = words("say tell add state write announce note explain")
_PRESS = words("reporter journalist medium media press")
_NOT_PEOPLE = words(
    "agreement deal consensus compromise verdict settlement decision conclusion target goal limit level summit "
    "top peak area site village town bottom it"
)
_ABOUT = words("on about regarding concerning")
_VIRTUAL = words("should must may might")
_WINDOW = 4
"""Words after *declined to* among which the verb of speaking stands."""


def no_comments(sent: Span) -> Iterator[NoComment]:
    """Yield the refusals to comment of one sentence, in order; coordinated clauses give one each."""
    found = False
    for token in sent:
        refusal = _refusal(token)
        if refusal is not None:
            found = True
            yield _describe(refusal, sent)
        elif found and token.lower_ in {"nor", "neither", "as"}:
            echo = _echo(token, sent)
            if echo is not None:
                yield echo


def _refusal(token: Token) -> _Refusal | None:
    """Return the refusal that ``token`` governs, if any."""
    if token.pos_ in {"PUNCT", "SPACE"}:
        return None
    for form in (
        _declined,
        _not_answered,
        _not_commented,
        _not_drawn,
        _no_comment_given,
        _not_reached,
        _refrained,
        _unanswered,
        _left_unanswered,
    ):
        refusal = form(token)
        if refusal is not None:
            return refusal
    return None


def _declined(verb: Token) -> _Refusal | None:
    """*declined to comment*, *refused to answer questions*, *declined further comment*."""
    if verb.lemma_ not in {"decline", "refuse"} or verb.i + 1 >= len(verb.doc):
        return None
    for thing in children(verb, "dobj"):
        if thing.lemma_ in {"comment", "interview"} or (thing.lemma_ in _REQUESTS and _is_for_comment(thing)):
            return _Refusal(verb, _request_end(thing))
    window = verb.doc[verb.i + 1 : verb.i + 1 + _WINDOW]
    if window[0].lower_ != "to":
        return None
    speaking = next((word for word in window[1:] if word.pos_ != "ADV" and word.lower_ != "be"), None)
    return None if speaking is None else _refused_speech(verb, speaking)


def _refused_speech(verb: Token, speaking: Token) -> _Refusal | None:
    """Return the refusal whose refused act is ``speaking``, if it is one of commenting."""
    if speaking.lemma_ in {"comment", "elaborate"} or speaking.lower_ == "interviewed":
        return _Refusal(verb, speaking)
    if speaking.lemma_ == "discuss":
        return _Refusal(verb, speaking)
    if speaking.lower_ == "drawn":
        return _Refusal(verb, speaking)
    if speaking.lemma_ in _ANSWERING:
        request = _request(speaking)
        return _Refusal(verb, speaking if request is None else _request_end(request)) if request is not None else None
    if speaking.lemma_ in {"speak", "talk"}:
        for word in children(speaking, "prep"):
            if any(goal.lemma_ in _PRESS for goal in children(word, "pobj")):
                return _Refusal(verb, word.right_edge)
    if speaking.lemma_ in _GIVING:
        for thing in children(speaking, "dobj"):
            if thing.lemma_ in _STATEMENTS or thing.lemma_ == "interview":
                return _Refusal(verb, thing)
    return None


def _not_answered(verb: Token) -> _Refusal | None:
    """*did not respond to a request for comment*, *failed to reply to questions*, *did not return calls*."""
    if verb.lemma_ not in _ANSWERING | {"return"}:
        return None
    failing = verb.head if verb.dep_ == "xcomp" and verb.head.lemma_ in {"fail", "choose", "have"} else None
    if not (is_negated(verb) or _has_yet(verb) or (failing is not None and failing.lemma_ == "fail")):
        return None
    governor = verb if failing is None else failing
    request = _request(verb)
    if request is not None:
        return _Refusal(governor, _request_end(request))
    if verb.lemma_ == "return" or children(verb, "prep", "dobj", "dative"):
        return None
    at_once = any(word.lower_ in {"immediately", "yet"} for word in children(verb, "advmod"))
    when_asked = any(clause.lemma_ in {"ask", "contact", "approach", "reach"} for clause in children(verb, "advcl"))
    perfect = any(aux.lemma_ == "have" for aux in auxiliaries(verb))
    return _Refusal(governor, verb) if at_once or when_asked or perfect else None


def _request(verb: Token) -> Token | None:
    """Return the request that ``verb`` answers, if its object is one that reporters make."""
    goals = [goal for word in children(verb, "prep") if word.lower_ == "to" for goal in children(word, "pobj")]
    # the tagger takes "interview requests" and "emailed questions" for verbs: look at the words themselves, too
    window = verb.doc[verb.i + 1 : verb.i + 2 + _WINDOW]
    plain = [word for word in window if word.lower_.removesuffix("s") in _REQUESTS] if window.text[:3] == "to " else []
    for goal in [*goals, *children(verb, "dobj", "dative"), *plain]:
        if goal.lemma_ in {"attempt", "effort"} and any(
            clause.lemma_ in {"reach", "contact"} for clause in goal.rights
        ):
            return goal
        if goal.lemma_ not in _REQUESTS and goal not in plain:
            continue
        if goal.lemma_ == "question" and any(word.lower_ != "a" for word in children(goal, "det", "poss")):
            continue
        if goal.lower_.removesuffix("s") != "request":
            return goal
        purposes = [noun.lemma_ for word in children(goal, "prep") for noun in children(word, "pobj")]
        definite = any(word.lower_ in {"the", "this", "that"} for word in children(goal, "det"))
        if _is_for_comment(goal) or not (purposes or definite):
            return goal
    return None


def _is_for_comment(request: Token) -> bool:
    """Tell whether a request is one for comment: *for comment*, *seeking comment*, *an interview request*."""
    around = [*children(request, "prep", "acl", "compound", "relcl", "nmod", "amod")]
    return any(
        word.lemma_ in _TOPICS or any(goal.lemma_ in _TOPICS for goal in children(word, "pobj", "dobj", "pcomp"))
        for word in around
    )


def _request_end(request: Token) -> Token:
    """Return the last word of a request that still belongs to the words of refusal."""
    for word in request.rights:
        for goal in children(word, "pobj", "dobj"):
            if word.dep_ in {"prep", "acl"} and goal.lemma_ in _TOPICS:
                return goal
    return request


def _not_commented(verb: Token) -> _Refusal | None:
    """*has not commented*, *would not comment*, *is not commenting*; *should not comment* tells of no refusal."""
    if verb.lemma_ != "comment" or verb.pos_ != "VERB" or not (is_negated(verb) or _has_yet(verb)):
        return None
    return None if any(aux.lower_ in _VIRTUAL for aux in auxiliaries(verb)) else _Refusal(verb, verb)


def _not_drawn(verb: Token) -> _Refusal | None:
    """*would not be drawn*, *would not be drawn on how large it was*."""
    if verb.lower_ != "drawn" or not children(verb, "auxpass") or not is_negated(verb):
        return None
    willing = any(aux.lower_ in {"would", "will", "could"} for aux in auxiliaries(verb))
    about = [word for word in children(verb, "prep") if word.lower_ not in _ABOUT]
    return _Refusal(verb, verb) if willing and not about else None


def _left_unanswered(verb: Token) -> _Refusal | None:
    """*left questions about it unanswered*, *left a request for comment without a reply*."""
    if verb.lemma_ != "leave":
        return None
    for request in children(verb, "dobj", "nsubj", "ccomp"):
        if request.lemma_ in _REQUESTS and request.i > verb.i:
            for word in verb.doc[request.i + 1 : verb.right_edge.i + 1]:
                if word.lower_ in {"unanswered", "unreturned"}:
                    return _Refusal(verb, word)
    return None


def _has_yet(verb: Token) -> bool:
    """Tell whether ``verb`` completes *has yet to*."""
    before = [token.lower_ for token in verb.doc[max(0, verb.i - 3) : verb.i]]
    return "yet" in before and before[-1:] == ["to"]


def _no_comment_given(verb: Token) -> _Refusal | None:
    """*had no immediate comment*, *made no statement*, *had nothing to say*, *there was no comment from …*."""
    if verb.lemma_ in _GIVING:
        for thing in children(verb, "dobj"):
            if thing.lemma_ in _STATEMENTS and is_negated(verb) and is_finite(verb) and not _is_about_content(thing):
                return _Refusal(verb, thing)
            if thing.lower_ == "nothing" and any(word.lemma_ in {"say", "add"} for word in thing.rights):
                return _Refusal(verb, thing.right_edge)
    if verb.lemma_ == "be" and children(verb, "expl"):
        for thing in children(verb, "attr"):
            prompt = any(word.lower_ in {"immediate", "official"} for word in children(thing, "amod"))
            wanted = thing.lemma_ == "comment" or (
                prompt and thing.lemma_ in {"response", "reaction", "statement", "word"}
            )
            if wanted and has_negative_determiner(thing):
                return _Refusal(verb, thing, _goal(thing, {"from", "by"}))
    return None


def _is_about_content(thing: Token) -> bool:
    """Tell whether a statement has a content of its own: *made no statement that …*, *has no answer to the threat*."""
    to_what = [
        goal.lemma_ for word in children(thing, "prep") if word.lower_ == "to" for goal in children(word, "pobj")
    ]
    coloured = any(word.lower_ not in _PLAIN for word in children(thing, "amod"))
    return coloured or bool(children(thing, "relcl")) or any(goal not in _REQUESTS for goal in to_what)


def _not_reached(verb: Token) -> _Refusal | None:
    """*could not be reached (for comment)*, *was not available for comment*, *was unavailable to comment*."""
    purpose = _purpose(verb)
    if verb.lemma_ in {"reach", "contact"} and children(verb, "auxpass") and is_negated(verb):
        able = any(aux.lower_ in {"could", "can"} for aux in auxiliaries(verb))
        who = subject(verb)
        if purpose is not None:
            return _Refusal(verb, purpose)
        if able and who is not None and who.lemma_.lower() not in _NOT_PEOPLE:
            return _Refusal(verb, verb)
    if verb.lemma_ in COPULAS:
        for state in children(verb, "acomp"):
            away = state.lower_ == "unavailable" or (state.lower_ in {"available", "reachable"} and is_negated(verb))
            purpose = _purpose(state) or purpose
            if away and purpose is not None:
                return _Refusal(verb, purpose)
            if state.lower_ in {"silent", "mum", "tight-lipped"} and any(
                word.lower_ in _ABOUT for word in [*children(state, "prep"), *children(verb, "prep")]
            ):
                return _Refusal(verb, state)
    return None


def _purpose(word: Token) -> Token | None:
    """Return the *comment* of *for comment* or *to comment* that completes ``word``."""
    for child in word.rights:
        if child.dep_ in {"xcomp", "advcl"} and child.lemma_ == "comment":
            return child
        if child.dep_ == "prep" and child.lower_ in {"for", "to"}:
            for goal in children(child, "pobj"):
                if goal.lemma_ in _TOPICS:
                    return goal
    return None


def _refrained(verb: Token) -> _Refusal | None:
    """*refrained from commenting*, *refrained from making statements*."""
    if verb.lemma_ not in {"refrain", "abstain"}:
        return None
    for word in children(verb, "prep"):
        for goal in children(word, "pobj", "pcomp"):
            if goal.lemma_ == "comment":
                return _Refusal(verb, goal)
            for thing in children(goal, "dobj"):
                if goal.lemma_ in _GIVING and thing.lemma_ in _STATEMENTS:
                    return _Refusal(verb, thing)
    return None


def _unanswered(verb: Token) -> _Refusal | None:
    """*requests for comment went unanswered*, *emails were not returned*, *attempts to reach him failed*."""
    request = subject(verb)
    if request is None:
        return None
    if request.lemma_ in {"attempt", "effort"}:
        for clause in children(request, "acl"):
            fruitless = verb.lemma_ == "fail" or any(word.lower_ == "unsuccessful" for word in children(verb, "acomp"))
            if clause.lemma_ in {"reach", "contact"} and fruitless:
                return _Refusal(verb, verb.right_edge, next(iter(children(clause, "dobj")), None))
    if request.lemma_ not in _REQUESTS:
        return None
    if verb.lemma_ in {"return", "answer", "acknowledge"} and children(verb, "auxpass") and is_negated(verb):
        return _Refusal(verb, verb, _addressee(request))
    for state in children(verb, "acomp", "oprd", "xcomp", "advcl", "dobj"):
        if state.lower_ in {"unanswered", "unreturned"} or (
            state.lemma_ in {"response", "reply", "answer"} and has_negative_determiner(state)
        ):
            return _Refusal(verb, state, _addressee(request))
    return None


def _addressee(request: Token) -> Token | None:
    """Return to whom a request went: *requests to the ministry*, *a message left with the company*."""
    holders = [request, *children(request, "acl", "prep")]
    holders += [goal for word in children(request, "prep") for goal in children(word, "pobj")]
    for holder in holders:
        goal = _goal(holder, {"to", "with", "for"})
        if goal is not None and goal.lemma_ not in _TOPICS:
            return goal
        if holder.dep_ == "prep" and holder.lower_ in {"to", "with"}:
            return next(iter(children(holder, "pobj")), None)
    return None


def _goal(word: Token, prepositions: set[str]) -> Token | None:
    """Return the object of the first of ``prepositions`` that hangs on ``word``."""
    for child in children(word, "prep"):
        if child.lower_ in prepositions:
            return next(iter(children(child, "pobj")), None)
    return None


# -- from the words of refusal to the clause -------------------------------------------------------


def _describe(refusal: _Refusal, sent: Span) -> NoComment:
    """Return the refusal with its clause, who refuses, and on what."""
    verb, last = refusal.verb, refusal.last
    clause = clause_span(verb)
    who = refusal.source or agent(verb) or _loose_subject(verb)
    if who is not None and refusal.source is None and who.lemma_ in _REQUESTS | {"attempt", "effort"}:
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
    return NoComment(
        clause=trim(sent.doc[start:stop]),
        cue=sent.doc[first.i : end],
        source=None if who is None else noun_phrase(who),
        asked=_matter(verb, last),
    )


def _loose_subject(verb: Token) -> Token | None:
    """Return the noun before ``verb`` that an interruption kept the parser from making its subject."""
    if verb.dep_ != "ROOT":
        return None
    return next((word for word in verb.lefts if word.pos_ in {"NOUN", "PROPN", "PRON"}), None)


def _matter(verb: Token, last: Token) -> Span | None:
    """Return the matter on which there is no comment: *on the proposals*, without its preposition."""
    for word in (last, last.head, verb):
        for child in children(word, "prep"):
            if child.lower_ in _ABOUT and child.i > verb.i:
                for goal in children(child, "pobj"):
                    if goal.ent_type_ in {"DATE", "TIME"}:
                        continue
                    return trim(goal.doc[goal.left_edge.i : goal.right_edge.i + 1])
    return None


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
