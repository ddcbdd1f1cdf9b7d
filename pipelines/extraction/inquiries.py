"""Requests and questions that reporters put to somebody: what they are called, what for, and to whom they went.

Belongs here: reading one request off the parse. Does not belong here: whether it was answered (``refusals``).
"""

from spacy.tokens import Token

from pipelines.extraction.clauses import children, words

REQUESTS = words("request call email e-mail message inquiry enquiry query question phone text voicemail")
TOPICS = words("comment interview statement response reaction clarification explanation information")
ABOUT = words("on about regarding concerning over")
_ASKING = words("whether if how what who whom why when where which whose")
ASKED = words("ask press question quiz challenge")
"""Verbs of putting a question to somebody."""
WINDOW = 4
"""Words after *declined to* among which the verb of speaking stands."""


def request_of(verb: Token) -> Token | None:
    """Return the request that ``verb`` answers, if its object is one that reporters make."""
    goals = [goal for word in children(verb, "prep") if word.lower_ == "to" for goal in children(word, "pobj")]
    # the tagger takes "interview requests" and "emailed questions" for verbs: look at the words themselves, too
    window = verb.doc[verb.i + 1 : verb.i + 2 + WINDOW]
    plain = [word for word in window if word.lower_.removesuffix("s") in REQUESTS] if window.text[:3] == "to " else []
    for goal in [*goals, *children(verb, "dobj", "dative"), *plain]:
        if goal.lemma_ in {"attempt", "effort"} and any(
            clause.lemma_ in {"reach", "contact"} for clause in goal.rights
        ):
            return goal
        if goal.lemma_ not in REQUESTS and goal not in plain:
            continue
        if goal.lemma_ == "question" and any(word.lower_ != "a" for word in children(goal, "det", "poss")):
            continue
        if goal.lower_.removesuffix("s") != "request":
            return goal
        purposes = [noun.lemma_ for word in children(goal, "prep") for noun in children(word, "pobj")]
        definite = any(word.lower_ in {"the", "this", "that"} for word in children(goal, "det"))
        if is_for_comment(goal) or not (purposes or definite):
            return goal
    return None


def is_for_comment(request: Token) -> bool:
    """Tell whether a request is one for comment: *for comment*, *seeking comment*, *an interview request*."""
    around = [*children(request, "prep", "acl", "compound", "relcl", "nmod", "amod")]
    return any(
        word.lemma_ in TOPICS or any(goal.lemma_ in TOPICS for goal in children(word, "pobj", "dobj", "pcomp"))
        for word in around
    )


def request_end(request: Token) -> Token:
    """Return the last word of a request that still belongs to the words of refusal."""
    for word in request.rights:
        for goal in children(word, "pobj", "dobj"):
            if word.dep_ in {"prep", "acl"} and goal.lemma_ in TOPICS:
                return goal
    return request


def addressee_of(request: Token) -> Token | None:
    """Return to whom a request went: *requests to the ministry*, *a message left with the company*."""
    holders = [request, *children(request, "acl", "prep")]
    holders += [goal for word in children(request, "prep") for goal in children(word, "pobj")]
    for holder in holders:
        goal = goal_of(holder, {"to", "with", "for"})
        if goal is not None and goal.lemma_ not in TOPICS:
            return goal
        if holder.dep_ == "prep" and holder.lower_ in {"to", "with"}:
            return next(iter(children(holder, "pobj")), None)
    return None


def goal_of(word: Token, prepositions: set[str]) -> Token | None:
    """Return the object of the first of ``prepositions`` that hangs on ``word``."""
    for child in children(word, "prep"):
        if child.lower_ in prepositions:
            return next(iter(children(child, "pobj")), None)
    return None


def asks(verb: Token) -> Token | None:
    """Return the question that a verb has for its object: *whether the mine would close*, *how much it paid*."""
    for clause in children(verb, "ccomp", "advcl", "dobj", "xcomp", "pcomp"):
        first = clause.left_edge
        if clause.i > verb.i and (first.lower_ in _ASKING or any(w.lower_ in _ASKING for w in clause.lefts)):
            return clause
    return None
