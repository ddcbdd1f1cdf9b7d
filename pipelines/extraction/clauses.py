"""Grammar that several extractors of the room read off a dependency parse.

Belongs here: finding predicates, their auxiliaries, subjects and negators, and the extent of a
clause. Does not belong here: what any of it means for a claim. The labels are those of the ClearNLP
scheme that spaCy's English models are trained on. Every function looks at one token and its direct
dependants, so that a loop over a sentence stays linear in its length.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Span, Token


def words(text: str) -> frozenset[str]:
    """Return the words of ``text``, parted by blanks: a word list that reads as one."""
    return frozenset(text.split())


SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
VERBAL = frozenset({"VERB", "AUX"})
COPULAS = frozenset({"be", "remain", "stay", "become", "seem", "appear", "look"})
FINITE_TAGS = frozenset({"VBD", "VBZ", "VBP", "MD"})
CONTRASTING = frozenset({"while", "although", "though", "whereas", "whilst"})
_DEEPEST_CONTROL = 6
"""How many governors are climbed for an unexpressed subject; keeps a walk over a sentence linear."""
NEGATIVE_DETERMINERS = frozenset({"no", "neither"})
NEGATIVE_PRONOUNS = frozenset({"nobody", "none", "nothing", "neither", "noone"})
NEGATIVE_ADVERBS = frozenset({"not", "n't", "n’t", "never", "nor", "neither", "hardly", "scarcely", "nowhere"})
FOCUS_ADVERBS = frozenset({"only", "just", "merely", "simply", "least", "until", "surprisingly"})
"""After ``not`` these leave the predicate affirmed: *not only did they sign …*."""


def is_leaf(token: Token) -> bool:
    """Tell whether nothing hangs on ``token``, as on most: asking is far quicker than a walk over no dependants."""
    return not (token.n_lefts or token.n_rights)


def children(token: Token, *labels: str) -> list[Token]:
    """Return the dependants of ``token`` that carry one of ``labels``, in order."""
    if is_leaf(token):
        return []
    return [child for child in token.children if child.dep_ in labels]


def subject(verb: Token) -> Token | None:
    """Return the head of the verb's own subject, or ``None`` where it has none."""
    if is_leaf(verb):
        return None
    before = [child for child in verb.lefts if child.dep_ in SUBJECTS]
    # of "the lawyer Ada Moor" the parser may make two subjects; the one beside the verb is the name
    return before[-1] if before else next((child for child in verb.rights if child.dep_ in SUBJECTS), None)


def auxiliaries(verb: Token) -> list[Token]:
    """Return the auxiliaries of ``verb``, in order."""
    return children(verb, "aux", "auxpass")


def is_finite(verb: Token) -> bool:
    """Tell whether ``verb`` carries tense, itself or in an auxiliary."""
    if verb.tag_ in FINITE_TAGS or any(aux.tag_ in FINITE_TAGS for aux in auxiliaries(verb)):
        return True
    # the tagger takes many plural presents for infinitives; a subject of their own gives them away
    if verb.tag_ == "VB" and not auxiliaries(verb):
        return any(child.dep_ in {"nsubj", "nsubjpass"} and child.i < verb.i for child in verb.lefts)
    # the tagger takes many regular past tenses for participles; a subject and no auxiliary give them away
    return verb.tag_ == "VBN" and subject(verb) is not None and not auxiliaries(verb)


def conjuncts(head: Token) -> Iterator[Token]:
    """Yield ``head`` and the predicates coordinated with it, in order."""
    seen = set()
    waiting = [head]
    while waiting:
        token = waiting.pop(0)
        if token.i in seen:
            continue
        seen.add(token.i)
        yield token
        waiting.extend(child for child in children(token, "conj") if child.pos_ in VERBAL or token.pos_ not in VERBAL)


def agent(verb: Token) -> Token | None:
    """Return the head of what ``verb`` is predicated of: its subject, its antecedent, or its governor's subject."""
    for _ in range(_DEEPEST_CONTROL):
        own = subject(verb)
        if own is not None and own.tag_ not in {"WDT", "WP"}:
            return own
        if verb.dep_ in {"relcl", "acl"}:
            return verb.head
        if verb.dep_ not in {"conj", "xcomp", "advcl", "pcomp", "aux", "auxpass"} or verb.head.i == verb.i:
            return None
        verb = verb.head.head if verb.dep_ == "pcomp" else verb.head
    return None


def noun_phrase(head: Token) -> Span:
    """Return the phrase of ``head`` with what is coordinated or in apposition with it, without relative clauses."""
    end = head.i + 1
    for child in head.rights:
        if child.dep_ in {"relcl", "advcl", "acl"} or (child.pos_ == "VERB" and child.dep_ not in {"appos", "conj"}):
            break
        if child.dep_ != "punct":
            inner = next((word for word in child.rights if word.dep_ == "relcl"), None)
            end = max(end, child.i + 1, (child.right_edge.i + 1) if inner is None else inner.left_edge.i)
            if inner is not None:
                break
    return trim(head.doc[head.left_edge.i : end])


def is_negator(token: Token) -> bool:
    """Tell whether ``token`` denies the word it hangs on; *not only* and its like do not."""
    if token.lower_ not in NEGATIVE_ADVERBS:
        return token.lower_ == "longer" and token.i > 0 and token.nbor(-1).lower_ == "no"
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return not (token.lower_ == "not" and following in FOCUS_ADVERBS)


def has_negative_determiner(noun: Token) -> bool:
    """Tell whether ``noun`` is denied existence: *no plans*, *nobody*, *none of them*; *no doubt* is not."""
    if noun.lower_ in NEGATIVE_PRONOUNS:
        return True
    if any(child.lower_ in {"hardly", "scarcely", "barely"} for child in noun.children):
        return True
    if noun.lemma_.lower() in {"doubt", "wonder", "surprise"}:
        return False
    return any(
        child.dep_ in {"det", "preconj", "neg"} and child.lower_ in NEGATIVE_DETERMINERS for child in noun.children
    )


def is_negated(verb: Token) -> bool:
    """Tell whether ``verb`` is denied by an adverb, an auxiliary's negation, its subject or its object."""
    for child in verb.children:
        if child.dep_ in {"neg", "advmod", "preconj", "cc"} and is_negator(child):
            return True
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "expl"} and has_negative_determiner(child):
            return True
        if child.dep_ in {"aux", "auxpass"} and any(is_negator(grand) for grand in children(child, "neg")):
            return True
    return False


def tops(tokens: Iterable[Token]) -> list[Token]:
    """Return the tokens whose head lies outside ``tokens`` (or is themselves), punctuation and joiners left out."""
    inside = {token.i: token for token in tokens}
    return [
        token
        for token in inside.values()
        if (token.head.i == token.i or token.head.i not in inside) and token.dep_ not in {"punct", "cc", "mark"}
    ]


def clause_span(verb: Token) -> Span:
    """Return the clause of ``verb`` without the clauses coordinated with it or set against it.

    Joiners and punctuation at its ends are left out. Where a cut clause stands before the verb, the
    part that holds the verb is returned.
    """
    start, end = verb.left_edge.i, verb.right_edge.i + 1
    for child in verb.children:
        if child.dep_ == "cc" or stands_apart(child):
            if child.i > verb.i:
                end = min(end, child.left_edge.i)
            else:
                start = max(start, child.right_edge.i + 1)
    return trim(verb.doc[start:end])


def reported_after(verb: Token) -> Token | None:
    """Return the clause that *X reported, citing Y, that …* reports, where the parse hangs the report on it."""
    clause = verb.head
    if verb.dep_ != "ccomp" or clause.i <= verb.i or clause.pos_ not in VERBAL:
        return None
    that = any(child.lower_ == "that" and child.i > verb.i for child in clause.lefts if child.dep_ == "mark")
    return clause if that else None


def stands_apart(token: Token) -> bool:
    """Tell whether ``token`` heads a clause coordinated with its governor or set against it by *while* and the like."""
    if token.pos_ not in VERBAL:
        return False
    if token.dep_ == "conj":
        return True
    return token.dep_ == "advcl" and any(mark.lower_ in CONTRASTING for mark in children(token, "mark"))


def trim(span: Span) -> Span:
    """Return ``span`` without blanks, joiners and separators at its ends; quotation marks and brackets stay."""
    doc, start, end = span.doc, span.start, span.end
    while start < end and _is_loose(doc[start]):
        start += 1
    while end > start and _is_loose(doc[end - 1]):
        end -= 1
    return doc[start:end]


def _is_loose(token: Token) -> bool:
    if token.is_space or token.dep_ == "cc" or (token.dep_ == "mark" and token.lower_ in CONTRASTING):
        return True
    return token.is_punct and not token.is_quote and not token.is_bracket
