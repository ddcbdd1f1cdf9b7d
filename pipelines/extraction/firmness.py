"""How firmly a proposition is put, and whether it is affirmed or denied.

Belongs here: modality and polarity of one content, read off its main predicate, the predicates
coordinated with it, and the cue that reports it. A modal or a negation inside a relative or an
embedded clause governs that clause alone. Does not belong here: which words are cues, and which of
them lend firmness; those come in as the lexicon.

The values of modality: *unclear* (the text leaves open whether), *conditional* (holds if, or under a
proposal), *hedged* (possible, expected, by hearsay), *asserted*. Where coordinated predicates differ,
the least firm one counts, in that order.
"""

from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import (
    COPULAS,
    VERBAL,
    auxiliaries,
    children,
    conjuncts,
    has_negative_determiner,
    is_finite,
    is_negated,
    is_negator,
    subject,
    tops,
    words,
)
from pipelines.extraction.conditions import PROPOSALS, is_conditional, is_prospective, opens_with_condition

Lexicon = Mapping[str, tuple[str | None, str | None]]
"""Lemma of a reporting word → the modality and the polarity that it lends its content, ``None`` where none."""

_LONGEST_ENTRY = 3
"""Words in the longest lexicon entry that is looked up: *rule out*, *cast doubt on*."""

_OPEN = words("unclear uncertain unknown unsure undecided unresolved unsettled unconfirmed doubtful questionable")
_SETTLED = words("clear certain sure known obvious settled decided guaranteed assured confirmed determined")
_OPEN_NOUNS = words("question doubt uncertainty speculation")
_OPEN_PLACES = words("doubt question limbo")
_TO_BE_SEEN = words("see determine decide establish")

_MAYBE = frozenset({"may", "might", "could"})
_MAYBE_ADVERBS = words(
    "reportedly allegedly apparently purportedly supposedly ostensibly seemingly possibly potentially probably "
    "likely perhaps maybe presumably conceivably arguably"
)
_MAYBE_ADJECTIVES = words("likely unlikely possible probable improbable conceivable plausible liable apt suspected")
_MAYBE_NOUNS = words("chance possibility risk danger likelihood probability prospect suspicion hint")
_MAYBE_MODIFIERS = words("alleged possible potential likely suspected supposed apparent probable")
_SEEMING = frozenset({"appear", "seem"})
_GUESSING = words("guess suspect suppose expect anticipate predict forecast project estimate reckon")
_HEARSAY = words("say report believe think understand rumor rumour allege fear tip presume assume consider")


_BACKFIRING = words(
    "object oppose deny dispute doubt refuse reject exclude preclude hesitate mind question contest "
    "discount underestimate ignore forget"
)
"""Verbs whose own denial affirms: *does not object*, *would not exclude*."""
_PAST_AS_PRESENT = frozenset({"forecast", "put", "bet", "read", "let", "broadcast"})
"""Verbs of reporting whose past looks like their present."""
_UNDOING = frozenset({"refuse", "fail", "decline", "neglect"})
_IMPOSSIBLE = words("unlikely unable impossible improbable unwilling")
_NEVER_PHRASES = words("way time circumstance mean account point condition")
_RAISING = words("think believe expect want intend suppose anticipate feel imagine")
"""Verbs whose negation is that of their complement: *does not think that it is*."""
_SHOWING = words("show find prove demonstrate establish convince convinced persuade persuaded")
"""What evidence does not do for that which it speaks against."""
_TRANSPARENT = words("think believe feel know guess suppose suspect imagine seem appear")
_TRUTHS = words("true clear obvious certain sure evident apparent likely possible")


def firmness(content: Sequence[Span], cue: Span | None, lexicon: Lexicon) -> tuple[str, str]:
    """Return how firmly a content is put, and whether it is affirmed or denied: its modality and its polarity.

    Args:
        content: the pieces of the content, in one parsed document, in order.
        cue: the words that report it, ``None`` for the narrator's own claims.
        lexicon: what reporting words lend.
    """
    heads = tops(token for piece in content for token in piece)
    predicates = _predicates(heads, content)
    if _is_open(heads, predicates, cue):
        return "unclear", "positive"  # what is left open is not denied
    lent = list(_lent(cue, lexicon))
    hold = next((value for value, _ in lent if value), "asserted")
    turn = next((value for _, value in lent if value), "positive")
    return _modality(content, cue, heads, predicates, hold), _polarity(content, cue, heads, lexicon, turn)


def modality(content: Sequence[Span], cue: Span | None, lexicon: Lexicon) -> str:
    """Return ``asserted``, ``hedged``, ``conditional`` or ``unclear``; arguments as for ``firmness``."""
    return firmness(content, cue, lexicon)[0]


def polarity(content: Sequence[Span], cue: Span | None, lexicon: Lexicon) -> str:
    """Return ``negated`` where the main predicate of a content is denied, else ``positive``.

    The cue counts too: a content that is *denied* or *doubted* is negated, one that somebody *does not
    rule out* is not. Arguments as for ``firmness``.
    """
    return firmness(content, cue, lexicon)[1]


def _modality(
    content: Sequence[Span], cue: Span | None, heads: Sequence[Token], predicates: Sequence[Token], lent: str
) -> str:
    """Return the modality of a content that is not left open; ``lent`` is that which its cue lends."""
    shifted = cue is not None and _is_past(cue) and not _is_quoted(content)
    proposed = cue is not None and any(token.pos_ == "NOUN" and token.lemma_ in PROPOSALS for token in cue)
    if any(is_conditional(predicate, shifted) or (proposed and is_prospective(predicate)) for predicate in predicates):
        return "conditional"
    if opens_with_condition(content, predicates):
        return "conditional"
    if any(_is_hedged(predicate) for predicate in predicates) or _is_hedged_nominal(heads) or _runs_risk(heads):
        return "hedged"
    return lent


def _is_open(heads: Sequence[Token], predicates: Sequence[Token], cue: Span | None) -> bool:
    """Tell whether the text leaves open if a content holds."""
    return any(map(_leaves_open, predicates)) or _is_open_nominal(heads) or _withholds(cue)


def _polarity(content: Sequence[Span], cue: Span | None, heads: Sequence[Token], lexicon: Lexicon, lent: str) -> str:
    """Return the polarity of a content that is not left open; ``lent`` is that which its cue lends."""
    main = _main(heads)
    denied = False
    if main is not None:
        verbal = main.pos_ in VERBAL
        denied = _is_denied(main) if verbal else _is_denied_nominal(main) or any(head.dep_ == "neg" for head in heads)
    if main is not None and _is_quoted(content) and subject(main) is not None and is_finite(main):
        lent = "positive"  # *“It is not safe,” she objected*: a sentence that is quoted says itself what it denies
    denied ^= lent == "negated"
    if cue is not None:
        turning = lent == "negated" or any(token.lemma_.lower() in _RAISING for token in cue)
        shows = any(token.lemma_.lower() in _SHOWING for token in cue)
        denied ^= shows and any(is_negator(child) for token in cue for child in children(token, "neg"))
        denied ^= _undoes_denial(cue, lexicon)
        denied ^= turning and any(is_negated(token) for token in cue if token.pos_ in VERBAL)
        denied ^= any(token.pos_ == "NOUN" and has_negative_determiner(token) for token in cue)
    return "negated" if denied else "positive"


def _main(heads: Sequence[Token]) -> Token | None:
    """Return the main predicate: the first verb among the heads of a content, else the widest head."""
    verbs = [head for head in heads if head.pos_ in VERBAL and head.dep_ not in {"aux", "auxpass"}]
    with_subject = [verb for verb in verbs if subject(verb) is not None]
    if with_subject or verbs:
        return (with_subject or verbs)[0]
    return max(heads, key=lambda head: head.right_edge.i - head.left_edge.i, default=None)


def _predicates(heads: Sequence[Token], content: Sequence[Span]) -> list[Token]:
    """Return the main predicate, those coordinated with it, and the clauses that they merely introduce.

    What the parser coordinates with it outside the content belongs to another proposition.
    """
    main = _main(heads)
    if main is None or main.pos_ not in VERBAL:
        return []
    inside = {token.i for piece in content for token in piece}
    found = [token for token in conjuncts(main) if token.pos_ in VERBAL]
    reached = [inner for predicate in found for inner in (predicate, *_introduced(predicate))]
    return [token for token in reached if token.i in inside]


def _introduced(predicate: Token) -> Iterator[Token]:
    """Yield the clause that ``predicate`` only presents: *I think that …*, *it is true that …*."""
    complement = next(iter(children(predicate, "ccomp")), None)
    if complement is None or complement.pos_ not in VERBAL or complement.i < predicate.i:
        return
    presents = predicate.lemma_ in _TRANSPARENT or (
        predicate.lemma_ in COPULAS
        and (any(child.lower_ in _TRUTHS for child in children(predicate, "acomp")) or not children(predicate, "acomp"))
    )
    if presents and not any(mark.lower_ in {"whether", "if"} for mark in children(complement, "mark")):
        yield complement


# -- unclear ---------------------------------------------------------------------------------------


def _leaves_open(predicate: Token) -> bool:
    """Tell whether the text leaves open if ``predicate`` holds."""
    marks = {child.lower_ for child in children(predicate, "mark", "advmod")}
    if "whether" in marks or ("if" in marks and predicate.dep_ in {"ccomp", "pcomp"}):
        return True
    if any(_is_whether_clause(child) for child in predicate.children):
        questions = any(child.dep_ in {"csubj", "csubjpass"} for child in predicate.children)
        if questions or is_negated(predicate):
            return True
    return _is_open_state(predicate)


def _is_whether_clause(clause: Token) -> bool:
    return clause.dep_ in {"ccomp", "csubj", "csubjpass", "xcomp"} and any(
        mark.lower_ == "whether" for mark in children(clause, "mark", "advmod")
    )


def _is_open_state(predicate: Token) -> bool:
    """Tell whether ``predicate`` ascribes openness: *remains unclear*, *is not known*, *is in doubt*."""
    negated = is_negated(predicate)
    if predicate.lower_ in _SETTLED and negated and children(predicate, "auxpass"):
        return True
    if predicate.lemma_ == "remain":
        seen = [child for child in children(predicate, "xcomp") if child.lemma_ in _TO_BE_SEEN]
        topic = subject(predicate)
        if seen or (topic is not None and topic.lemma_ in _OPEN_NOUNS):
            return True
    if predicate.lemma_ not in COPULAS | {"hang"}:
        return False
    for child in predicate.children:
        if child.dep_ in {"acomp", "attr", "oprd", "advmod"}:
            if child.lower_ in _OPEN or (child.lower_ in _SETTLED and negated) or _is_far_from_settled(child):
                return True
            if child.lemma_ in _OPEN_NOUNS and children(predicate, "expl") and not has_negative_determiner(child):
                return True
            if child.lower_ in {"early", "soon"} and any(sub.lower_ == "too" for sub in child.children):
                return True
        places = children(child, "pobj") if child.dep_ == "prep" and child.lower_ == "in" else []
        if any(place.lower_ in _OPEN_PLACES for place in places):
            return True
    return False


def _is_far_from_settled(word: Token) -> bool:
    """Tell whether ``word`` stands in *far from certain*, whichever of the words the parser made its head."""
    window = [token.lower_ for token in word.doc[max(0, word.i - 2) : word.i + 3]]
    return any(
        window[at : at + 2] == ["far", "from"] and set(window[at + 2 :]) & _SETTLED for at in range(len(window) - 2)
    )


def _is_open_nominal(heads: Sequence[Token]) -> bool:
    """Tell whether a content without a verb of its own is a noun that its last clause calls uncertain."""
    main = _main(heads)
    if main is None or main.pos_ in VERBAL:
        return False
    return any(_is_open_state(clause) for clause in children(main, "relcl"))


def _withholds(cue: Span | None) -> bool:
    """Tell whether a cue withholds its content: *did not confirm that*, *does not know whether*."""
    return cue is not None and any(token.lemma_ in {"confirm", "know", "verify"} and is_negated(token) for token in cue)


# -- hedged ----------------------------------------------------------------------------------------


def _is_hedged(predicate: Token) -> bool:
    """Tell whether ``predicate`` is presented as possible, expected or hearsay."""
    for aux in auxiliaries(predicate):
        if aux.lower_ in _MAYBE and aux.tag_ == "MD":
            # "could not" denies an ability; "may not" leaves the matter open
            return aux.lower_ != "could" or not is_negated(predicate)
    if any(word.lower_ in _MAYBE_ADVERBS for word in children(predicate, "advmod", "npadvmod")):
        return True
    completed = bool(children(predicate, "xcomp", "ccomp", "acomp", "oprd", "advcl"))
    if predicate.lemma_ == "suspect" and children(predicate, "auxpass"):
        return any(word.lower_ == "of" for word in children(predicate, "prep"))
    if predicate.lemma_ in _SEEMING or predicate.lemma_ in _GUESSING:
        return completed
    if predicate.lemma_ in _HEARSAY:
        return bool(children(predicate, "auxpass")) and bool(children(predicate, "xcomp", "ccomp", "oprd"))
    if predicate.lemma_ == "risk":
        return completed or bool(children(predicate, "dobj"))
    return predicate.lemma_ in COPULAS and any(_is_maybe_complement(child) for child in predicate.children)


def _is_maybe_complement(word: Token) -> bool:
    """Tell whether the complement of a copula says no more than that something is possible."""
    if word.dep_ in {"acomp", "oprd"}:
        return word.lower_ in _MAYBE_ADJECTIVES
    if word.dep_ == "attr":
        return word.lemma_ in _MAYBE_NOUNS and not has_negative_determiner(word)
    return word.dep_ == "prep" and any(
        (word.lower_, goal.lower_) in {("in", "danger"), ("at", "risk")} for goal in children(word, "pobj")
    )


def _is_hedged_nominal(heads: Sequence[Token]) -> bool:
    """Tell whether a content without a verb names something only possible: *a possible merger*."""
    main = _main(heads)
    if main is None or main.pos_ in VERBAL:
        return False
    return any(word.lower_ in _MAYBE_MODIFIERS for word in children(main, "amod"))


def _runs_risk(heads: Sequence[Token]) -> bool:
    """Tell whether *risks* before a gerund, which the tagger takes for a noun, is the verb of a content."""
    main = _main(heads)
    if main is None:
        return False
    return any(
        word.lower_ in {"risk", "risks"} and word.i + 1 < len(word.doc) and word.nbor(1).tag_ == "VBG"
        for word in (main, *main.lefts)
    )


# -- polarity --------------------------------------------------------------------------------------


def _is_denied(predicate: Token) -> bool:
    """Tell whether the proposition of ``predicate`` is denied, double negation resolved."""
    negated = is_negated(predicate) or any(_is_never_phrase(word) for word in children(predicate, "prep"))
    if negated:
        return not _backfires(predicate)
    if any(word.lower_ in _IMPOSSIBLE for word in children(predicate, "acomp", "oprd")):
        return True
    undone = children(predicate, "xcomp", "dobj")
    foreseen = any(aux.tag_ == "MD" for aux in auxiliaries(predicate))
    # a refusal that happened leaves the deed undone; one that is only foreseen is the event itself
    if predicate.lemma_ in _UNDOING and any(child.dep_ == "xcomp" for child in undone) and not foreseen:
        return True
    if any(_has_yet(child) for child in [predicate, *undone]):
        return True
    return any(is_negated(child) for child in children(predicate, "xcomp") if child.pos_ in VERBAL) or any(
        _is_denied(inner) for inner in _introduced(predicate)
    )


def _backfires(predicate: Token) -> bool:
    """Tell whether denying ``predicate`` affirms what it is about: *does not rule out*."""
    particle = {child.lower_ for child in children(predicate, "prt", "advmod")}
    return (
        predicate.lemma_ in _BACKFIRING
        or (predicate.lemma_ == "rule" and "out" in particle)
        or any(child.lower_ in _IMPOSSIBLE for child in children(predicate, "acomp"))
    )


def _has_yet(verb: Token) -> bool:
    """Tell whether ``verb`` is still to come: *has yet to decide*."""
    return any(
        word.lower_ == "yet" and word.i + 1 < len(word.doc) and word.nbor(1).lower_ == "to"
        for word in children(verb, "advmod")
    )


def _is_never_phrase(word: Token) -> bool:
    """Tell whether a preposition opens *in no way*, *under no circumstances*."""
    return any(goal.lemma_ in _NEVER_PHRASES and has_negative_determiner(goal) for goal in children(word, "pobj"))


def _is_denied_nominal(head: Token) -> bool:
    """Tell whether a content without a verb denies its noun: *no deal*, *not a victory*."""
    before = head.left_edge
    leading = before.nbor(-1) if before.i > 0 else None
    return (
        has_negative_determiner(head)
        or any(is_negator(child) for child in children(head, "neg", "advmod", "preconj"))
        or (leading is not None and leading.dep_ == "neg" and leading.head == head)
    )


# -- what the cue lends ----------------------------------------------------------------------------


def _lent(cue: Span | None, lexicon: Lexicon) -> Iterator[tuple[str | None, str | None]]:
    """Yield what the words of a cue lend, longest entries first, in order."""
    if cue is not None:
        yield from _lent_by([token.lemma_.lower() for token in cue], lexicon)


def _lent_by(lemmas: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[str | None, str | None]]:
    for length in range(_LONGEST_ENTRY, 0, -1):
        for at in range(len(lemmas) - length + 1):
            entry = lexicon.get(" ".join(lemmas[at : at + length]))
            if entry is not None:
                yield entry


def _undoes_denial(cue: Span, lexicon: Lexicon) -> bool:
    """Tell whether a cue refuses a denial: *refused to rule out*."""
    rest = [token.lemma_.lower() for token in cue if token.lemma_.lower() not in _UNDOING]
    denies = any(value == "negated" for _, value in _lent_by(rest, lexicon))
    return len(rest) < len(cue) and denies


def _is_past(cue: Span) -> bool:
    """Tell whether a cue stands in a past or perfect tense."""
    return any(token.tag_ in {"VBD", "VBN"} or token.lower_ in _PAST_AS_PRESENT for token in cue)


def _is_quoted(content: Sequence[Span]) -> bool:
    """Tell whether a content opens with or right after a quotation mark."""
    if not content or not len(content[0]):
        return False
    first = content[0][0]
    return first.is_quote or (first.i > 0 and first.nbor(-1).is_quote)
