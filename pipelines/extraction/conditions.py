"""Conditions: whether a proposition holds only if something else does, or is part of a plan not yet agreed.

Belongs here: reading *if*, *would*, *under the proposal* off a predicate. Does not belong here: the other degrees of
firmness, and their order (``firmness``).
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import auxiliaries, children, subject, words

_IF = frozenset({"if", "unless", "lest", "provided", "providing", "assuming", "supposing"})
_AS_LONG = frozenset({"as long", "so long"})
_WISHING = words("like love prefer hate rather")
_CONSEQUENCES = words(
    "mean require represent need allow enable permit let make help cost force lead result save benefit hurt harm "
    "boost create cause affect constitute entail involve imply give grant cement undermine strengthen weaken "
    "bring see prevent ease improve reduce worsen depend have"
)
PROPOSALS = words(
    "proposal plan draft bill offer scheme term scenario outcome blueprint amendment recommendation idea option"
)
_BARGAINS = words("deal agreement accord pact settlement treaty truce arrangement package compromise")
_STEPS = words("move step measure merger ban change decision cut tax law legislation reform takeover")
_TENTATIVE = words("propose potential possible draft plan any mooted hypothetical tentative future prospective")
_CERTAIN_CONDITIONS = words("certain right some these those specific such following proper")


def is_conditional(predicate: Token, shifted: bool) -> bool:
    """Tell whether ``predicate`` holds only under a condition; ``shifted``: a past cue may have made *will* *would*."""
    as_long = [clause for word in children(predicate, "advmod") for clause in children(word, "advcl")]
    return (
        any(_is_condition(clause) for clause in [*children(predicate, "advcl"), *as_long])
        or _sets_terms(predicate)
        or _is_hypothetical(predicate, shifted)
        or (is_prospective(predicate) and any(_is_proposal_phrase(word) for word in _reach(predicate)))
        or any(_is_certain_condition(word) for word in _reach(predicate))
    )


def _is_condition(clause: Token) -> bool:
    """Tell whether an adverbial clause sets a condition, by its mark or by inversion (*should talks fail*)."""
    opening = [token.lower_ for token in clause.doc[clause.left_edge.i : clause.i]][:3]
    if opening in (["as", "long", "as"], ["so", "long", "as"], ["on", "condition", "that"]):
        return True
    if clause.left_edge.i >= 2 and clause.doc[clause.left_edge.i - 2 : clause.left_edge.i].text.lower() in _AS_LONG:
        return True
    for mark in children(clause, "mark", "advmod", "prep", "aux"):
        if mark.lower_ in _IF:
            return not (mark.i > 0 and mark.nbor(-1).lower_ == "as")
    first = clause.left_edge
    return first.dep_ in {"aux", "auxpass"} and first.lower_ in {"should", "were", "had"} and first.head == clause


def opens_with_condition(content: Sequence[Span], predicates: Sequence[Token]) -> bool:
    """Tell whether a content opens with an *if* whose clause hangs on another word than the main predicate."""
    opening = [token for piece in content[:1] for token in piece if not (token.is_punct or token.is_space)][:2]
    mark = next((token for token in opening if token.lower_ in _IF), None)
    return mark is not None and mark.dep_ == "mark" and bool(predicates) and mark.head not in predicates


def _is_hypothetical(predicate: Token, shifted: bool) -> bool:
    """Tell whether ``predicate`` stands under a *would* of consequence, not of a reported *will* or of a wish."""
    if not any(aux.lower_ in {"would", "'d", "’d"} and aux.tag_ == "MD" for aux in auxiliaries(predicate)):
        return False
    if predicate.lemma_ in _WISHING or any(
        word.lower_ in {"rather", "later"} for word in children(predicate, "advmod")
    ):
        return False
    return not shifted or _has_hypothetical_subject(predicate) or predicate.lemma_ in _CONSEQUENCES


def _has_hypothetical_subject(predicate: Token) -> bool:
    """Tell whether the subject is itself only proposed: *this*, *such a step*, *the deal*."""
    topic = subject(predicate)
    if topic is None or topic.dep_ == "expl" or topic.lower_ in {"this", "that", "which"}:
        return True
    if any(word.lower_ in {"this", "that", "such", "any"} for word in children(topic, "det", "predet", "amod")):
        return True
    return topic.lemma_.lower() in PROPOSALS | _BARGAINS | _STEPS


def _sets_terms(predicate: Token) -> bool:
    """Tell whether a proposal is said to provide that something be done: *the terms stipulate that he will …*."""
    topic = subject(predicate)
    if topic is None or topic.lemma_ not in PROPOSALS | _BARGAINS:
        return False
    return any(is_prospective(clause) for clause in children(predicate, "ccomp"))


def is_prospective(predicate: Token) -> bool:
    """Tell whether ``predicate`` speaks of what is still to be done: *will*, *is ready to*."""
    if any(aux.lower_ in {"will", "shall", "'ll", "’ll", "would"} for aux in auxiliaries(predicate)):
        return True
    return predicate.lemma_ == "be" and any(
        child.lower_ in {"ready", "prepared", "willing"} for child in children(predicate, "acomp")
    )


def _reach(predicate: Token) -> Iterator[Token]:
    """Yield the prepositions that hang on ``predicate`` and on the infinitives and objects that complete it."""
    waiting = [predicate]
    while waiting:
        word = waiting.pop()
        for child in word.children:
            if child.dep_ in {"prep", "prt"}:
                yield child
            deeper = child.i > word.i or child.dep_ == "prep"  # *in the event of a strike, …*
            if child.dep_ in {"xcomp", "pcomp", "acomp", "dobj", "attr", "prep", "pobj"} and deeper:
                waiting.append(child)


def _is_proposal_phrase(word: Token) -> bool:
    """Tell whether a preposition ties a deed to a bargain not yet struck: *under the proposal*, *as part of a deal*."""
    goals = children(word, "pobj")
    if word.lower_ == "under":
        return any(goal.lemma_ in PROPOSALS or (goal.lemma_ in _BARGAINS and _is_tentative(goal)) for goal in goals)
    if word.lower_ == "of" and word.head.lower_ in {"part", "event", "case"}:
        return word.head.lower_ != "part" or any(goal.lemma_ in PROPOSALS | _BARGAINS for goal in goals)
    if word.lower_ == "without" and word.i < word.head.i:  # *without a loan, the mine will close*
        return any(goal.pos_ == "NOUN" for goal in goals)
    return word.lower_ == "for" and word.head.lower_ in {"return", "exchange"}


def _is_tentative(noun: Token) -> bool:
    return any(word.lower_ in _TENTATIVE or word.lemma_ in _TENTATIVE for word in children(noun, "amod", "det"))


def _is_certain_condition(word: Token) -> bool:
    """Tell whether a preposition opens *under certain conditions*."""
    return word.lower_ in {"under", "on", "in"} and any(
        goal.lemma_ in {"condition", "circumstance"}
        and any(child.lower_ in _CERTAIN_CONDITIONS for child in goal.children)
        for goal in children(word, "pobj")
    )
