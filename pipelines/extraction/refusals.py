"""The words by which somebody refuses to comment, or could not be got to.

Belongs here: every form of a refusal, each read off one verb of a parsed sentence. Does not belong here: the
clause around it, who refuses and what was asked (``no_comment``).
"""

from collections.abc import Callable
from typing import NamedTuple

from spacy.tokens import Token

from pipelines.extraction.clauses import (
    COPULAS,
    auxiliaries,
    children,
    has_negative_determiner,
    is_finite,
    is_negated,
    subject,
    words,
)
from pipelines.extraction.inquiries import (
    ABOUT,
    ASKED,
    REQUESTS,
    TOPICS,
    WINDOW,
    addressee_of,
    asks,
    goal_of,
    is_for_comment,
    request_end,
    request_of,
)
from pipelines.extraction.nouns import DOCUMENTS


class Refusal(NamedTuple):
    """The words of a refusal: its governing verb, its last word, and who refuses where that is not the subject."""

    verb: Token
    last: Token
    source: Token | None = None


_ANSWERING = words("respond reply answer")
_STATEMENTS = words("comment statement response reply")
_PLAIN = words("immediate further public official formal additional direct any")
_GIVING = words("have offer make give provide issue")
_PRESS = words("reporter journalist medium media press")
_NOT_PEOPLE = words(
    "agreement deal consensus compromise verdict settlement decision conclusion target goal limit level summit "
    "top peak area site village town bottom it"
)
_VIRTUAL = words("should must may might")
_DISCLOSING = words("confirm disclose reveal specify identify name detail")
_EVADING = words("ignore dodge sidestep duck evade deflect avoid rebuff")
_EVADING_PARTS = frozenset(
    {("brush", "aside"), ("brush", "off"), ("wave", "off"), ("wave", "away"), ("shrug", "off"), ("turn", "down")}
)


def refusal_at(token: Token) -> Refusal | None:
    """Return the refusal that ``token`` governs, if any."""
    if token.pos_ in {"PUNCT", "SPACE"}:
        return None
    for form in _FORMS_OF.get(token.lemma_, _FORMS_OF_ANY):
        refusal = form(token)
        if refusal is not None:
            return refusal
    return None


def _declined(verb: Token) -> Refusal | None:
    """*declined to comment*, *refused to answer questions*, *declined further comment*."""
    if verb.lemma_ not in {"decline", "refuse"} or verb.i + 1 >= len(verb.doc):
        return None
    for thing in children(verb, "dobj"):
        if thing.lemma_ in {"comment", "interview"} or (thing.lemma_ in REQUESTS and is_for_comment(thing)):
            return Refusal(verb, request_end(thing))
    window = verb.doc[verb.i + 1 : verb.i + 1 + WINDOW]
    if window[0].lower_ != "to":
        return None
    speaking = next((word for word in window[1:] if word.pos_ != "ADV" and word.lower_ != "be"), None)
    return None if speaking is None else _refused_speech(verb, speaking)


def _refused_speech(verb: Token, speaking: Token) -> Refusal | None:
    """Return the refusal whose refused act is ``speaking``, if it is one of commenting."""
    passive = bool(children(speaking, "auxpass"))
    if speaking.lemma_ in {"comment", "elaborate", "discuss"} or speaking.lower_ in {"interviewed", "drawn"}:
        return Refusal(verb, speaking)
    if speaking.lemma_ in _DISCLOSING and not passive:
        return Refusal(verb, _with_denial(speaking))
    if speaking.lemma_ == "say" and asks(speaking) is not None:
        return Refusal(verb, speaking)
    if speaking.lemma_ in _ANSWERING:
        request = request_of(speaking)
        return Refusal(verb, speaking if request is None else request_end(request)) if request is not None else None
    if speaking.lemma_ in {"speak", "talk"}:
        for word in children(speaking, "prep"):
            if any(goal.lemma_ in _PRESS for goal in children(word, "pobj")):
                return Refusal(verb, word.right_edge)
    if speaking.lemma_ in _GIVING:
        for thing in children(speaking, "dobj"):
            if thing.lemma_ in _STATEMENTS | {"interview", "detail", "explanation", "information", "reason"}:
                return Refusal(verb, thing)
    return None


def _with_denial(verb: Token) -> Token:
    """Return the last verb of *confirm or deny*."""
    return next((word for word in children(verb, "conj") if word.lemma_ == "deny"), verb)


def _withheld(verb: Token) -> Refusal | None:
    """*would not say whether …*, *would neither confirm nor deny*, *would not discuss it*, *would not elaborate*."""
    denying = _with_denial(verb) if verb.lemma_ == "confirm" else verb
    either = denying is not verb
    willing = any(aux.lower_ in {"would", "will", "'ll", "wo"} for aux in auxiliaries(verb))
    if not (willing or either):
        return None
    if not (is_negated(verb) or (either and any(word.lower_ == "neither" for word in verb.lefts))):
        return None
    if either and (willing or any(aux.lemma_ == "do" for aux in auxiliaries(verb)) or verb.tag_ == "VBD"):
        return Refusal(verb, denying)
    if not willing:
        return None
    if verb.lemma_ == "say" and asks(verb) is not None:
        return Refusal(verb, verb)
    if verb.lemma_ in {"elaborate", "discuss"} and subject(verb) is not None:
        return Refusal(verb, verb)
    if verb.lemma_ in {"confirm", "disclose", "specify"} and (children(verb, "dobj") or asks(verb) is not None):
        return Refusal(verb, verb)
    return None


def _evaded(verb: Token) -> Refusal | None:
    """*ignored questions from reporters*, *brushed aside questions about it*, *turned down requests for comment*."""
    who = subject(verb)
    if is_negated(verb) or (who is not None and who.lemma_.lower() in DOCUMENTS):
        return None
    particle = {child.lower_ for child in children(verb, "prt", "advmod")}
    for thing in children(verb, "dobj"):
        if verb.lemma_ in _EVADING or (verb.lemma_, *particle & {"aside", "off", "away", "down"}) in _EVADING_PARTS:
            asked = thing.lemma_ in {"question", "inquiry", "enquiry", "query"}
            if asked or (thing.lemma_ in REQUESTS and is_for_comment(thing)):
                return Refusal(verb, request_end(thing))
    leaving = (verb.lemma_, *particle & {"away", "off", "up"}) in {("walk", "away"), ("walk", "off"), ("hang", "up")}
    if leaving and any(clause.lemma_ in ASKED for clause in children(verb, "advcl")):
        return Refusal(verb, max([verb, *children(verb, "prt", "advmod")], key=lambda word: word.i))
    return None


def _referred(verb: Token) -> Refusal | None:
    """*referred questions to the army*, *deferred questions about the raid to the ministry*."""
    if verb.lemma_ not in {"refer", "defer", "direct", "redirect", "forward"} or is_negated(verb):
        return None
    for thing in children(verb, "dobj"):
        onwards = [word for holder in (verb, thing) for word in children(holder, "prep") if word.lower_ == "to"]
        onwards += [
            w for word in children(thing, "prep") for goal in children(word, "pobj") for w in children(goal, "prep")
        ]
        if thing.lemma_ in REQUESTS - {"text", "phone"} and any(word.lower_ == "to" for word in onwards):
            return Refusal(verb, thing)
    return None


def _not_in_a_position(verb: Token) -> Refusal | None:
    """*was not in a position to say who had been on duty*, *was not able to comment*."""
    if verb.lemma_ not in COPULAS:
        return None
    denied = is_negated(verb) or any(children(word, "neg") for word in children(verb, "prep"))
    if not denied:
        return None
    for word in children(verb, "prep", "acomp"):
        places = [word, *children(word, "pobj")]
        for place in places:
            for act in children(place, "acl", "xcomp", "relcl"):
                if place.lemma_ in {"position", "able", "liberty", "willing"} and (
                    act.lemma_ in {"comment", "elaborate", "discuss"} or (act.lemma_ == "say" and asks(act) is not None)
                ):
                    return Refusal(verb, act)
    return None


def _no_comment_said(token: Token) -> Refusal | None:
    """*“No comment,” the mayor said*."""
    if token.lower_ != "comment" or not has_negative_determiner(token) or len(list(token.lefts)) > 1:
        return None
    before = token.i - 2
    if before < 0 or not token.doc[before].is_quote:
        return None
    verb = (
        token.head
        if token.head.i != token.i
        else next((word for word in token.sent if word.lemma_ == "say" and word.pos_ == "VERB"), token)
    )
    return Refusal(verb, token) if verb.lemma_ in {"say", "tell", "reply", "answer", "add"} else None


def _not_answered(verb: Token) -> Refusal | None:
    """*did not respond to a request for comment*, *failed to reply to questions*, *did not return calls*."""
    if verb.lemma_ not in _ANSWERING | {"return"}:
        return None
    failing = verb.head if verb.dep_ == "xcomp" and verb.head.lemma_ in {"fail", "choose", "have"} else None
    if not (is_negated(verb) or _has_yet(verb) or (failing is not None and failing.lemma_ == "fail")):
        return None
    governor = verb if failing is None else failing
    request = request_of(verb)
    if request is not None:
        return Refusal(governor, request_end(request))
    if verb.lemma_ == "return" or children(verb, "prep", "dobj", "dative"):
        return None
    at_once = any(word.lower_ in {"immediately", "yet"} for word in children(verb, "advmod"))
    when_asked = any(clause.lemma_ in {"ask", "contact", "approach", "reach"} for clause in children(verb, "advcl"))
    perfect = any(aux.lemma_ == "have" for aux in auxiliaries(verb))
    return Refusal(governor, verb) if at_once or when_asked or perfect else None


def _not_commented(verb: Token) -> Refusal | None:
    """*has not commented*, *would not comment*, *is not commenting*; *should not comment* tells of no refusal."""
    if verb.lemma_ != "comment" or verb.pos_ != "VERB" or not (is_negated(verb) or _has_yet(verb)):
        return None
    return None if any(aux.lower_ in _VIRTUAL for aux in auxiliaries(verb)) else Refusal(verb, verb)


def _not_drawn(verb: Token) -> Refusal | None:
    """*would not be drawn*, *would not be drawn on how large it was*."""
    if verb.lower_ != "drawn" or not children(verb, "auxpass") or not is_negated(verb):
        return None
    willing = any(aux.lower_ in {"would", "will", "could"} for aux in auxiliaries(verb))
    about = [word for word in children(verb, "prep") if word.lower_ not in ABOUT]
    return Refusal(verb, verb) if willing and not about else None


def _left_unanswered(verb: Token) -> Refusal | None:
    """*left questions about it unanswered*, *left a request for comment without a reply*."""
    if verb.lemma_ != "leave":
        return None
    for request in children(verb, "dobj", "nsubj", "ccomp"):
        if request.lemma_ in REQUESTS and request.i > verb.i:
            for word in verb.doc[request.i + 1 : verb.right_edge.i + 1]:
                if word.lower_ in {"unanswered", "unreturned"}:
                    return Refusal(verb, word)
    return None


def _has_yet(verb: Token) -> bool:
    """Tell whether ``verb`` completes *has yet to*."""
    before = [token.lower_ for token in verb.doc[max(0, verb.i - 3) : verb.i]]
    return "yet" in before and before[-1:] == ["to"]


def _no_comment_given(verb: Token) -> Refusal | None:
    """*had no immediate comment*, *made no statement*, *had nothing to say*, *there was no comment from …*."""
    if verb.lemma_ in _GIVING:
        for thing in children(verb, "dobj"):
            if thing.lemma_ in _STATEMENTS and is_negated(verb) and is_finite(verb) and not _is_about_content(thing):
                return Refusal(verb, thing)
            if thing.lower_ == "nothing" and any(word.lemma_ in {"say", "add"} for word in thing.rights):
                return Refusal(verb, thing.right_edge)
    if verb.lemma_ == "be" and children(verb, "expl"):
        for thing in children(verb, "attr"):
            prompt = any(word.lower_ in {"immediate", "official"} for word in children(thing, "amod"))
            wanted = thing.lemma_ == "comment" or (
                prompt and thing.lemma_ in {"response", "reaction", "statement", "word"}
            )
            if wanted and has_negative_determiner(thing):
                return Refusal(verb, thing, goal_of(thing, {"from", "by"}))
    return None


def _is_about_content(thing: Token) -> bool:
    """Tell whether a statement has a content of its own: *made no statement that …*, *has no answer to the threat*."""
    to_what = [
        goal.lemma_ for word in children(thing, "prep") if word.lower_ == "to" for goal in children(word, "pobj")
    ]
    coloured = any(word.lower_ not in _PLAIN for word in children(thing, "amod"))
    return coloured or bool(children(thing, "relcl")) or any(goal not in REQUESTS for goal in to_what)


def _not_reached(verb: Token) -> Refusal | None:
    """*could not be reached (for comment)*, *was not available for comment*, *was unavailable to comment*."""
    purpose = _purpose(verb)
    if verb.lemma_ in {"reach", "contact"} and children(verb, "auxpass") and is_negated(verb):
        able = any(aux.lower_ in {"could", "can"} for aux in auxiliaries(verb))
        who = subject(verb)
        if purpose is not None:
            return Refusal(verb, purpose)
        if able and who is not None and who.lemma_.lower() not in _NOT_PEOPLE:
            return Refusal(verb, verb)
    if verb.lemma_ in COPULAS:
        for state in children(verb, "acomp"):
            away = state.lower_ == "unavailable" or (state.lower_ in {"available", "reachable"} and is_negated(verb))
            purpose = _purpose(state) or purpose
            if away and purpose is not None:
                return Refusal(verb, purpose)
            if state.lower_ in {"silent", "mum", "tight-lipped"} and any(
                word.lower_ in ABOUT for word in [*children(state, "prep"), *children(verb, "prep")]
            ):
                return Refusal(verb, state)
    return None


def _purpose(word: Token) -> Token | None:
    """Return the *comment* of *for comment* or *to comment* that completes ``word``."""
    for child in word.rights:
        if child.dep_ in {"xcomp", "advcl"} and child.lemma_ == "comment":
            return child
        if child.dep_ == "prep" and child.lower_ in {"for", "to"}:
            for goal in children(child, "pobj"):
                if goal.lemma_ in TOPICS:
                    return goal
    return None


def _refrained(verb: Token) -> Refusal | None:
    """*refrained from commenting*, *refrained from making statements*."""
    if verb.lemma_ not in {"refrain", "abstain"}:
        return None
    for word in children(verb, "prep"):
        for goal in children(word, "pobj", "pcomp"):
            if goal.lemma_ == "comment":
                return Refusal(verb, goal)
            for thing in children(goal, "dobj"):
                if goal.lemma_ in _GIVING and thing.lemma_ in _STATEMENTS:
                    return Refusal(verb, thing)
    return None


def _unanswered(verb: Token) -> Refusal | None:
    """*requests for comment went unanswered*, *emails were not returned*, *attempts to reach him failed*."""
    request = subject(verb)
    if request is None:
        return None
    if request.lemma_ in {"attempt", "effort"}:
        for clause in children(request, "acl"):
            fruitless = verb.lemma_ == "fail" or any(word.lower_ == "unsuccessful" for word in children(verb, "acomp"))
            if clause.lemma_ in {"reach", "contact"} and fruitless:
                return Refusal(verb, verb.right_edge, next(iter(children(clause, "dobj")), None))
    if request.lemma_ not in REQUESTS:
        return None
    if verb.lemma_ in {"return", "answer", "acknowledge"} and children(verb, "auxpass") and is_negated(verb):
        return Refusal(verb, verb, addressee_of(request))
    for state in children(verb, "acomp", "oprd", "xcomp", "advcl", "dobj"):
        if state.lower_ in {"unanswered", "unreturned"} or (
            state.lemma_ in {"response", "reply", "answer"} and has_negative_determiner(state)
        ):
            return Refusal(verb, state, addressee_of(request))
    return None


# -- which forms a word may govern -----------------------------------------------------------------

_ANY: frozenset[str] = frozenset()
"""In place of lemmas: a form that looks at more than the lemma."""
_FORMS: tuple[tuple[Callable[[Token], Refusal | None], frozenset[str]], ...] = (
    (_declined, words("decline refuse")),
    (_not_answered, _ANSWERING | {"return"}),
    (_not_commented, words("comment")),
    (_not_drawn, _ANY),
    (_no_comment_given, _GIVING | {"be"}),
    (_not_reached, COPULAS | {"reach", "contact"}),
    (_refrained, words("refrain abstain")),
    (_unanswered, _ANY),
    (_left_unanswered, words("leave")),
    (_withheld, words("say elaborate discuss confirm disclose specify")),
    (_evaded, _EVADING | {verb for verb, _ in _EVADING_PARTS} | {"walk", "hang"}),
    (_referred, words("refer defer direct redirect forward")),
    (_not_in_a_position, COPULAS),
    (_no_comment_said, _ANY),
)
"""The forms of refusal, the earlier before the later, with the lemmas of the words that may govern each."""
_FORMS_OF_ANY = tuple(form for form, lemmas in _FORMS if lemmas is _ANY)
_FORMS_OF = {
    lemma: tuple(form for form, governed in _FORMS if governed is _ANY or lemma in governed)
    for lemma in frozenset().union(*(lemmas for _, lemmas in _FORMS))
}
"""Lemma → the forms that a word of it may govern: all but a few words are thereby done with at once."""
